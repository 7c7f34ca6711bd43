/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "field-private.h"
#include "linalg.h"

/* The field as a system: its functions under the names that steppers know. */

static TfSystem *
make (const TfStart *start)
{
  return &tf_field_new (start)->system;
}

static void
release (TfSystem *self)
{
  tf_field_free ((TfField *) self);
}

static void
resize (TfSystem *self)
{
  tf_field_resize ((TfField *) self);
}

static void
set_parameters (TfSystem *self, const TfParameters *parameters)
{
  tf_field_set_parameters ((TfField *) self, parameters);
}

static gsize
get_size (const TfSystem *self)
{
  return tf_field_size ((const TfField *) self);
}

/* V = W'/sqrt (eta K). A bias follows from X and W. */
static void
write_weights (const TfSystem *system, const double *weights, G_GNUC_UNUSED const double *bias, double *y)
{
  const TfField *self = (const TfField *) system;
  gsize size = self->dim * self->q, thin = self->dim * self->k_n;

  if (!tf_field_is_joint (self))
    return;
  memcpy (y + size, weights, thin * sizeof (double));
  cblas_dscal (thin, 1 / tf_system_weight_scale (&self->parameters, self->k_n), y + size, 1);
}

static gsize
count_rows (const TfSystem *system)
{
  const TfField *self = (const TfField *) system;

  return tf_field_is_joint (self) ? self->k_n : 0;
}

static void
write_start (const TfSystem *system, double *y)
{
  write_weights (system, ((const TfField *) system)->start->weights0, NULL, y);
}

static double
get_weights_square (const TfSystem *system)
{
  const TfField *self = (const TfField *) system;
  double norm = tf_norm (self->dim * self->k_n, self->weights);

  return norm * norm;
}

static gboolean
evaluate (TfSystem *self, const double *y, double *dy)
{
  return tf_field_evaluate ((TfField *) self, y, dy);
}

static void
multiply (TfSystem *self, const double *v, double *jv)
{
  tf_field_multiply ((TfField *) self, v, jv);
}

static double
differentiate_weights (TfSystem *self, const double *v)
{
  return tf_field_differentiate_weights ((TfField *) self, v);
}

static void
prepare_solve (TfSystem *self, double g)
{
  tf_field_prepare_solve ((TfField *) self, g);
}

static gboolean
solve (TfSystem *self, const TfSystemScales *scales, double share, double *b)
{
  return tf_field_solve ((TfField *) self, scales, share, b);
}

static const double *
get_weights (const TfSystem *self)
{
  return tf_field_get_weights ((const TfField *) self);
}

static const double *
get_residual (const TfSystem *self)
{
  return tf_field_get_residual ((const TfField *) self);
}

static void
get_bias (const TfSystem *self, double *bias)
{
  tf_field_get_bias ((const TfField *) self, bias);
}

static double
get_fit (const TfSystem *system)
{
  const TfField *self = (const TfField *) system;
  double length = tf_norm (self->k_n * self->q, self->residual);

  return 0.5 * (length * length);
}

static double
get_objective (const TfSystem *self, double outside)
{
  return tf_field_get_objective ((const TfField *) self, outside);
}

static double
get_implicit_cost (G_GNUC_UNUSED const TfSystem *self)
{
  return 1;
}

static void
get_counts (const TfSystem *system, TfSystemCounts *counts)
{
  const TfField *self = (const TfField *) system;

  *counts = (TfSystemCounts){ self->n_evaluations, self->n_products, self->n_factorizations };
}

const TfSystemKind tf_field_kind = {
  .new = make,
  .free = release,
  .resize = resize,
  .set_parameters = set_parameters,
  .get_size = get_size,
  .count_rows = count_rows,
  .write_weights = write_weights,
  .write_start = write_start,
  .evaluate = evaluate,
  .begin_stages = tf_field_begin_stages,
  .evaluate_stage = tf_field_evaluate_stage,
  .combine_stages = tf_field_combine_stages,
  .multiply = multiply,
  .differentiate_weights = differentiate_weights,
  .prepare_solve = prepare_solve,
  .solve = solve,
  .get_weights = get_weights,
  .get_weights_square = get_weights_square,
  .get_residual = get_residual,
  .get_bias = get_bias,
  .get_fit = get_fit,
  .get_objective = get_objective,
  .get_implicit_cost = get_implicit_cost,
  .get_counts = get_counts,
};
