/* head-layers.h: linear layers on top, from a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * W_1, ..., W_M, of which the last layer W = W_M ... W_1 is the product. Immutable once made.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TfHeadLayers
{
  guint   n;      /* M >= 1 */
  gsize  *sizes;  /* M + 1: W_l is sizes[l] x sizes[l - 1]; sizes[0] = d, sizes[M] = K */
  double *values; /* W_1, then W_2, ..., each row-major */
} TfHeadLayers;

/* A copy of n + 1 sizes; values are taken. */
TfHeadLayers *tf_head_layers_new (guint n, const gsize *sizes, double *values);
TfHeadLayers *tf_head_layers_copy (const TfHeadLayers *self);
void          tf_head_layers_free (TfHeadLayers *self);

/* W_l, l from 1 on. */
const double *tf_head_layers_get (const TfHeadLayers *self, guint l);

/* W, K x d row-major, newly allocated. */
double *tf_head_layers_multiply (const TfHeadLayers *self);

/* Only those of the d columns of W_1 stay. */
void tf_head_layers_keep_columns (TfHeadLayers *self, const guint8 *keep);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfHeadLayers, tf_head_layers_free)

G_END_DECLS
