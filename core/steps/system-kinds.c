/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "system-kinds.h"

#include "field.h"
#include "head-field.h"
#include "sample-field.h"

static const TfSystemKind *
choose_kind (const TfStart *start, const TfParameters *parameters)
{
  gboolean bias_flows = parameters->flow == TF_FLOW_JOINT && parameters->bias;

  if (tf_parameters_head_layers (parameters) > 1)
    return &tf_head_field_kind;
  return start->samples != NULL || bias_flows ? &tf_sample_field_kind : &tf_field_kind;
}

TfSystem *
tf_system_new (const TfStart *start, const TfParameters *parameters)
{
  TfSystem *self = choose_kind (start, parameters)->new (start);

  tf_system_set_parameters (self, parameters);
  return self;
}

gboolean
tf_system_suits (const TfSystem *self, const TfStart *start, const TfParameters *parameters)
{
  return self->kind == choose_kind (start, parameters);
}
