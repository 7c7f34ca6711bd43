/* figure-companions.h: the runs that a session has beside the first, as they are drawn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "companion.h"
#include "scene.h"

G_BEGIN_DECLS

/* Names of two runs. */
#define TF_FIGURE_FIRST "A"
#define TF_FIGURE_SECOND "B"

/* The second of two runs; all is borrowed. */
void tf_companions_append_second (GArray *companions, const TfTrace *trace, TfFrame *frame, TfSurvey *survey, TfMoments *moments);

/* A scene's pins; looks follow their order, as they do in the window for pins in that order. */
void tf_companions_append_pins (GArray *companions, const TfScene *scene);

G_END_DECLS
