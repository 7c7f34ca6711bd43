/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "system.h"

#include <math.h>

void
tf_system_free (TfSystem *self)
{
  self->kind->free (self);
}

void
tf_system_resize (TfSystem *self)
{
  self->kind->resize (self);
}

void
tf_system_set_parameters (TfSystem *self, const TfParameters *parameters)
{
  self->kind->set_parameters (self, parameters);
}

gsize
tf_system_get_size (const TfSystem *self)
{
  return self->kind->get_size (self);
}

gsize
tf_system_count_rows (const TfSystem *self)
{
  return self->kind->count_rows (self);
}

void
tf_system_write_start (const TfSystem *self, double *y)
{
  self->kind->write_start (self, y);
}

const struct _TfHeadChain *
tf_system_get_layers (const TfSystem *self)
{
  return self->kind->get_layers != NULL ? self->kind->get_layers (self) : NULL;
}

double
tf_system_get_weights_square (const TfSystem *self)
{
  return self->kind->get_weights_square (self);
}

void
tf_system_write_weights (const TfSystem *self, const double *weights, const double *bias, double *y)
{
  self->kind->write_weights (self, weights, bias, y);
}

gboolean
tf_system_evaluate (TfSystem *self, const double *y, double *dy)
{
  return self->kind->evaluate (self, y, dy);
}

gboolean
tf_system_begin_stages (TfSystem *self, const double *y, const double *dy, guint n_stages)
{
  return self->kind->begin_stages != NULL && self->kind->begin_stages (self, y, dy, n_stages);
}

gboolean
tf_system_evaluate_stage (TfSystem *self, guint stage, const double *weights)
{
  return self->kind->evaluate_stage (self, stage, weights);
}

void
tf_system_combine_stages (TfSystem *self, guint n, const double *weights, const double *y, double *out)
{
  self->kind->combine_stages (self, n, weights, y, out);
}

void
tf_system_sum_residuals (const TfSystem *self, guint n, const double *weights, double outside, double *sum)
{
  self->kind->sum_residuals (self, n, weights, outside, sum);
}

void
tf_system_multiply (TfSystem *self, const double *v, double *jv)
{
  self->kind->multiply (self, v, jv);
}

double
tf_system_differentiate_weights (TfSystem *self, const double *v)
{
  return self->kind->differentiate_weights (self, v);
}

void
tf_system_prepare_solve (TfSystem *self, double g)
{
  self->kind->prepare_solve (self, g);
}

gboolean
tf_system_solve (TfSystem *self, const TfSystemScales *scales, double share, double *b)
{
  return self->kind->solve (self, scales, share, b);
}

const double *
tf_system_get_weights (const TfSystem *self)
{
  return self->kind->get_weights (self);
}

const double *
tf_system_get_residual (const TfSystem *self)
{
  return self->kind->get_residual (self);
}

void
tf_system_get_bias (const TfSystem *self, double *bias)
{
  self->kind->get_bias (self, bias);
}

double
tf_system_get_fit (const TfSystem *self)
{
  return self->kind->get_fit (self);
}

double
tf_system_get_implicit_cost (const TfSystem *self)
{
  return self->kind->get_implicit_cost (self);
}

double
tf_system_get_objective (const TfSystem *self, double outside)
{
  return self->kind->get_objective (self, outside);
}

TfSystemCounts
tf_system_get_counts (const TfSystem *self)
{
  TfSystemCounts counts;

  self->kind->get_counts (self, &counts);
  return counts;
}

double
tf_system_weight_scale (const TfParameters *parameters, gsize n_classes)
{
  return sqrt (parameters->eta * n_classes);
}
