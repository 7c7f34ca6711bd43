/* thin-products.h: products of what has a column for each sample with what has K rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where they are large, in two halves of the samples, side by side where there are cores for
 * it; what comes out does not depend on whether there are.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What has a column for each sample: rows x n, the columns `next` apart. */
typedef struct
{
  const double *x;
  gsize rows, n, next;
} TfColumnsOf;

/* out (K x n) = alpha A X + beta out; a: K x rows. */
void tf_thin_push (const TfColumnsOf *x, gsize k_n, double alpha, const double *a, double beta, double *out);

/* out (K x rows) = alpha R X' + beta out; r: K x n. */
void tf_thin_pull (const TfColumnsOf *x, gsize k_n, double alpha, const double *r, double beta, double *out);

/* The same with W' (rows x K) in the place of a, and of what comes out. */
void tf_thin_push_weights (const TfColumnsOf *x, gsize k_n, double alpha, const double *w, double beta, double *out);
void tf_thin_pull_weights (const TfColumnsOf *x, gsize k_n, double alpha, const double *r, double beta, double *w);

G_END_DECLS
