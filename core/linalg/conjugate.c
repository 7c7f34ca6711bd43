/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "conjugate.h"

#include <math.h>

#include "linalg.h"

/* As far along the direction as is best. */
static gboolean
go_along (TfConjugate *self, double square)
{
  double curvature = tf_dot (self->size, self->direction, self->image), length = square / curvature;

  if (!(curvature > 0) || !isfinite (length))
    return FALSE;
  cblas_daxpy (self->size, length, self->direction, 1, self->solution, 1);
  cblas_daxpy (self->size, -length, self->image, 1, self->residual, 1);
  return TRUE;
}

TfConjugateEnd
tf_conjugate_run (TfConjugate *self, const TfConjugateClass *klass, gpointer user_data)
{
  double before = 0;

  for (self->n_iterations = 0; self->n_iterations < self->max_iterations; self->n_iterations++)
    {
      double square, turn;

      klass->precondition (user_data);
      square = tf_dot (self->size, self->residual, self->step);
      if (klass->is_enough (user_data, square))
        return TF_CONJUGATE_ENOUGH;
      turn = before > 0 ? square / before : 0;
      cblas_dscal (self->size, turn, self->direction, 1);
      cblas_daxpy (self->size, 1, self->step, 1, self->direction, 1);
      klass->multiply (user_data, turn);
      if (!go_along (self, square))
        return TF_CONJUGATE_FLAT;
      before = square;
    }
  return TF_CONJUGATE_TIRED;
}
