/* survey-samples.h: what a survey says where every sample counts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "survey.h"

G_BEGIN_DECLS

/* Sets limit, its view and what is known to be lower (sample-end.h). */
gboolean tf_survey_find_limit_on_samples (TfSurvey *draft, GCancellable *cancellable, GError **error);

/* The minimizer of other parameters, whose beta the point has already. */
gboolean tf_survey_find_point_on_samples (const TfSurvey     *draft,
                                          const TfParameters *parameters,
                                          TfSurveyPoint      *point,
                                          GCancellable       *cancellable,
                                          GError            **error);

G_END_DECLS
