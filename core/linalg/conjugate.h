/* conjugate.h: preconditioned conjugate gradients, for a matrix that is known by its products
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A solution = right side, A symmetric and M near to it, both positive definite. */
typedef struct
{
  /* step = M^-1 residual */
  void     (*precondition) (gpointer user_data);
  /* Whether the solution will do; residual and step are known, and square is residual' step. */
  gboolean (*is_enough)    (gpointer user_data, double square);
  /* image = A direction. The direction is the step and `turn` times the one before it: what is
   * linear in it can be had without another product. */
  void     (*multiply)     (gpointer user_data, double turn);
} TfConjugateClass;

/* Vectors of that size, borrowed. Before the first iteration solution is where it begins, residual
 * what is left there of the right side, and direction anything finite. */
typedef struct
{
  gsize   size;
  double *solution, *residual, *step, *direction, *image;
  guint   max_iterations;
  guint   n_iterations; /* that were made */
} TfConjugate;

typedef enum
{
  TF_CONJUGATE_ENOUGH,
  TF_CONJUGATE_FLAT, /* no curvature along the direction: A is not positive definite, or all is round-off */
  TF_CONJUGATE_TIRED /* max_iterations were made */
} TfConjugateEnd;

TfConjugateEnd tf_conjugate_run (TfConjugate *self, const TfConjugateClass *klass, gpointer user_data);

G_END_DECLS
