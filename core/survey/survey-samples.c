/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "survey-samples.h"

#include <math.h>

#include "linalg.h"
#include "sample-end.h"
#include "state.h"
#include "view-space.h"

/* Means (d x K) as a frame of a run with such a loss would have them. */
static void
see_means (TfSurvey *draft, const double *means)
{
  gsize k_n = draft->moments->n_classes, d = draft->moments->dim;
  g_autoptr (TfStart) reduced = tf_start_new (draft->moments, &TF_PARAMETERS_DEFAULT, NULL);
  g_autoptr (TfStart) whole = tf_start_new_whole (reduced, NULL);
  g_autofree double *x = NULL, *axes = NULL;
  TfViewSpace *view;

  if (whole == NULL)
    return;
  view = tf_view_space_new (reduced);
  axes = tf_start_get_axes (whole);
  x = g_new0 (double, whole->dim * whole->n_columns);
  tf_gemm (CblasTrans, CblasNoTrans, whole->dim, k_n, d, 1, axes, means, 0, x);
  for (gsize k = 0; k < k_n; k++)
    cblas_dscal (whole->dim, whole->sqrt_shares[k], x + k * whole->dim, 1);
  draft->view_dim = tf_view_space_get_dim (view);
  g_free (draft->view_limit);
  g_free (draft->fixed_limit);
  draft->view_limit = g_new (double, (gsize) draft->view_dim * k_n);
  draft->fixed_limit = g_new (double, (gsize) draft->view_dim * k_n);
  tf_view_space_see_means (view, whole, x, draft->view_limit, draft->fixed_limit);
  tf_view_space_free (view);
}

gboolean
tf_survey_find_limit_on_samples (TfSurvey *draft, GCancellable *cancellable, GError **error)
{
  const TfParameters *p = &draft->question.parameters;
  g_auto (TfSampleEnd) end = { 0 };

  if (!tf_sample_end_find (draft->moments, p, tf_parameters_head_layers (p), NULL, NULL, cancellable, &end, error))
    return FALSE;
  draft->has_limit = TRUE;
  draft->limit_gradient = isnan (end.relative_gradient) ? 0 : end.relative_gradient;
  draft->limit = end.metrics;
  draft->lowest = (TfLowest){ FALSE, end.is_global, end.objective, end.bound, end.metrics, end.relative_gradient };
  see_means (draft, end.means);
  return TRUE;
}

gboolean
tf_survey_find_point_on_samples (const TfSurvey *draft, const TfParameters *parameters, TfSurveyPoint *point,
                                 GCancellable *cancellable, GError **error)
{
  g_auto (TfSampleEnd) end = { 0 };

  if (!tf_sample_end_find (draft->moments, parameters, tf_parameters_head_layers (parameters), NULL, NULL, cancellable, &end, error))
    return FALSE;
  point->relative_gradient = end.relative_gradient;
  point->metrics = end.metrics;
  return TRUE;
}
