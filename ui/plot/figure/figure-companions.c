/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figure-companions.h"

void
tf_companions_append_second (GArray *companions, const TfTrace *trace, TfFrame *frame, TfSurvey *survey, TfMoments *moments)
{
  TfCompanion companion = { TF_FIGURE_SECOND, TF_COMPANION_BESIDE, TF_COMPANION_BESIDE_FADE, trace, frame, survey, moments };

  g_array_append_val (companions, companion);
}

void
tf_companions_append_pins (GArray *companions, const TfScene *scene)
{
  for (guint i = 0; i < scene->pins->len; i++)
    {
      const TfScenePin *pin = scene->pins->pdata[i];
      const TfReplay *replay = pin->replay;
      TfCompanion companion = { pin->name, 1 + i % (TF_COMPANION_N_LOOKS - 1), TF_COMPANION_PIN_FADE, replay->trace, replay->frame,
                                replay->survey, replay->moments };

      g_array_append_val (companions, companion);
    }
}
