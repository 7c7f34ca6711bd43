/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parameters.h"

#include <gio/gio.h>
#include <math.h>

/* Written so that NaN fails too. */
static gboolean
check (gboolean holds, GError **error, const char *sentence, double value)
{
  if (holds)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s (it is %g)", sentence, value);
  return FALSE;
}

/* Beyond, squares and products of values would leave the range of numbers. */
static gboolean
check_size (double value, double least, const char *name, GError **error)
{
  if (value == 0 || (value >= least && value <= TF_PARAMETERS_LARGEST))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s must lie between %g and %g (it is %g)", name, least,
               TF_PARAMETERS_LARGEST, value);
  return FALSE;
}

gboolean
tf_parameters_validate (const TfParameters *self, GError **error)
{
  const double least = 1 / TF_PARAMETERS_LARGEST;

  return check (isfinite (self->lambda_w) && self->lambda_w > 0, error, "λ_W must be a number above 0", self->lambda_w)
         && check (isfinite (self->lambda_h) && self->lambda_h >= 0, error, "λ_H must be a number of at least 0",
                   self->lambda_h)
         && check (isfinite (self->beta) && self->beta >= 0, error, "β must be a number of at least 0", self->beta)
         && check (self->flow >= TF_FLOW_CENTRAL && self->flow <= TF_FLOW_DESCENT, error,
                   "the flow must be central, joint or descent", self->flow)
         && check (isfinite (self->eta) && self->eta > 0, error, "η must be a number above 0", self->eta)
         && check (isfinite (self->step) && self->step > 0, error, "the step must be a number above 0", self->step)
         && check (self->tolerance >= 1e-13 && self->tolerance <= 1e-2, error,
                   "the tolerance must lie between 1e-13 and 1e-2", self->tolerance)
         && check_size (self->lambda_w, least, "λ_W", error) && check_size (self->lambda_h, 0, "λ_H", error)
         && check_size (self->beta, 0, "β", error) && check_size (self->eta, least, "η", error)
         && check_size (self->step, 0, "the step", error);
}

gboolean
tf_parameters_equal (const TfParameters *a, const TfParameters *b)
{
  return a->lambda_w == b->lambda_w && a->lambda_h == b->lambda_h && a->beta == b->beta && !a->bias == !b->bias
         && a->flow == b->flow && a->eta == b->eta && a->step == b->step && a->initial_w == b->initial_w
         && a->initial_w_seed == b->initial_w_seed && a->tolerance == b->tolerance;
}

double
tf_parameters_c (const TfParameters *self)
{
  return sqrt (self->lambda_h) * sqrt (self->lambda_w);
}

double
tf_parameters_rho (const TfParameters *self)
{
  double c = tf_parameters_c (self);

  if (c >= 1)
    return 0;
  return self->lambda_h > 0 ? (1 - c) * sqrt (self->lambda_w / self->lambda_h) : INFINITY;
}

const char *
tf_flow_kind_name (TfFlowKind kind)
{
  static const char *const names[] = { "central", "joint", "descent" };

  return names[kind];
}
