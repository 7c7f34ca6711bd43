/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parameters.h"

#include <math.h>

gboolean
tf_parameters_count_iterations (const TfParameters *self)
{
  return self->flow == TF_FLOW_DESCENT || self->flow == TF_FLOW_NETWORK;
}

double
tf_parameters_iteration_length (const TfParameters *self)
{
  return self->flow == TF_FLOW_DESCENT ? self->step : 1;
}

gboolean
tf_parameters_are_of_one_run (const TfParameters *a, const TfParameters *b)
{
  if (a->flow != TF_FLOW_NETWORK || b->flow != TF_FLOW_NETWORK)
    return a->flow != TF_FLOW_NETWORK && b->flow != TF_FLOW_NETWORK;
  return tf_widths_equal (&a->hidden, &b->hidden) && !a->bias == !b->bias;
}

double
tf_parameters_decay_last (const TfParameters *self, guint n_classes)
{
  return self->lambda_w / n_classes;
}

double
tf_parameters_c (const TfParameters *self)
{
  return sqrt (self->lambda_h) * sqrt (self->lambda_w);
}

guint
tf_parameters_head_layers (const TfParameters *self)
{
  return self->flow == TF_FLOW_JOINT ? self->head_layers : 1;
}

TfLoss
tf_parameters_loss (const TfParameters *self)
{
  return (TfLoss){ .kind = self->loss, .smoothing = self->smoothing, .exponent = self->focal_exponent };
}

double
tf_parameters_centring (const TfParameters *self)
{
  return self->bias ? 1 / (1 + self->bias_decay) : 0;
}

double
tf_parameters_rho (const TfParameters *self)
{
  double c = tf_parameters_c (self);

  if (c >= 1)
    return 0;
  return self->lambda_h > 0 ? (1 - c) * sqrt (self->lambda_w / self->lambda_h) : INFINITY;
}
