/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view.h"

static const struct
{
  const char *id, *title;
  TfSurveyParts parts;
} views[TF_N_VIEWS] = {
  [TF_VIEW_MEANS] = { "means", "Class means", TF_SURVEY_LIMIT },
  [TF_VIEW_TRACES] = { "traces", "Metrics over time", TF_SURVEY_LIMIT },
  [TF_VIEW_GEOMETRY] = { "geometry", "Angles between class means", 0 },
  [TF_VIEW_LIMIT] = { "limit", "Where the flow ends", TF_SURVEY_LIMIT },
  [TF_VIEW_MONOTONE] = { "monotone", "Monotone quantities", 0 },
  [TF_VIEW_VICINITY] = { "vicinity", "Minimizers over β", TF_SURVEY_VICINITY },
  [TF_VIEW_DEPTH] = { "depth", "Layer after layer", TF_SURVEY_DEPTH },
  [TF_VIEW_SPECTRUM] = { "spectrum", "Spectrum near collapse", 0 },
  [TF_VIEW_RESPONSE] = { "response", "Prediction of the response", TF_SURVEY_RESPONSE },
  [TF_VIEW_MAP] = { "map", "Map of settings", TF_VIEW_PART_MAP },
};

const char *
tf_view_id (TfView view)
{
  return views[view].id;
}

const char *
tf_view_title (TfView view)
{
  return views[view].title;
}

gboolean
tf_view_from_id (const char *id, TfView *view)
{
  for (int i = 0; i < TF_N_VIEWS; i++)
    if (g_strcmp0 (views[i].id, id) == 0)
      {
        *view = i;
        return TRUE;
      }
  return FALSE;
}

TfSurveyParts
tf_view_get_parts (TfView view)
{
  return views[view].parts;
}
