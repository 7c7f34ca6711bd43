/* companion.h: another run drawn beside the present one, in the same axes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A pinned run, or the second of two that run in step. Its lines have the colours
 * of the present run's, fainter, and one pattern of dashes for all of them, which
 * stands with its name in the legend.
 */
#pragma once

#include "frame.h"
#include "survey.h"
#include "trace.h"
#include "line-look.h"

G_BEGIN_DECLS

#define TF_COMPANION_N_LOOKS 6
#define TF_COMPANION_BESIDE 0 /* the look of the second of two runs; the others are for pins */

/* Shares of the background in their colours, on the screen and on paper. */
#define TF_COMPANION_BESIDE_FADE 0.35
#define TF_COMPANION_PIN_FADE 0.5

/* Borrowed, all of it. */
typedef struct
{
  const char    *name;   /* plain text */
  guint          look;   /* which pattern of dashes */
  double         fade;   /* in [0, 1]: share of the background in its colours */
  const TfTrace *trace;
  TfFrame       *frame;
  TfSurvey      *survey; /* or NULL */
  TfMoments     *moments; /* of its features, where a caption is to name them; or NULL */
} TfCompanion;

typedef struct
{
  guint              n;
  const TfCompanion *items;
} TfCompanions;

/* A line of the present run's look as the companion's. */
TfLineLook tf_companion_get_look (const TfCompanion *self, const TfLineLook *look, const TfPlotStyle *style);

/* Its sample in a legend, in no metric's colour. */
TfLineLook tf_companion_get_sample (const TfCompanion *self, const TfPlotStyle *style);

/* Its name as markup. Caller frees. */
char *tf_companion_get_markup (const TfCompanion *self);

/* Whether the means of both can stand in the same view space, the fixed one or that which follows them (frame.h). */
gboolean tf_companion_shares_view (const TfCompanion *self, const TfFrame *frame, gboolean fixed);

G_END_DECLS
