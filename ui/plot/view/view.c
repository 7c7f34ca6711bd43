/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view.h"

/* Coarser than this the minimizer is no level to draw. */
#define LEVEL_GRADIENT 1e-5

const TfParameters *
tf_view_data_get_parameters (const TfViewData *self)
{
  static const TfParameters usual = TF_PARAMETERS_DEFAULT;

  if (self->parameters != NULL)
    return self->parameters;
  return self->frame != NULL ? &self->frame->parameters : &usual;
}

gboolean
tf_view_is_level (const TfSurvey *survey)
{
  return survey != NULL && survey->has_limit && !(survey->limit_gradient > LEVEL_GRADIENT);
}

const TfSurvey *
tf_view_data_get_limit (const TfViewData *self)
{
  gboolean is_network = tf_view_data_get_parameters (self)->flow == TF_FLOW_NETWORK; /* whose end no one knows before */

  return !self->hide_limit && !is_network && tf_view_is_level (self->survey) ? self->survey : NULL;
}
