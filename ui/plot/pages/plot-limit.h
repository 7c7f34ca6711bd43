/* plot-limit.h: where the run will end, in numbers beside those of now
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "frame.h"
#include "limit.h"
#include "survey.h"
#include "view.h"

G_BEGIN_DECLS

/* All borrowed; any may be NULL. closed: the closed form, at beta = 0. */
typedef struct
{
  const TfFrame  *frame;
  const TfSurvey *survey;
  const TfLimit  *closed;
  const char     *no_form; /* why there is no closed form, at beta = 0 */
} TfLimitPlot;

/* A table of metrics, now and at the minimizer, and of several linear layers on top the longest and the shortest
 * singular value of each; below, where there is a closed
 * form, each class's |m_k|^2 on its way to it; of other losses than the squared error
 * also the mean logits there. */
void tf_plot_limit_draw (cairo_t *cr, double width, double height, const TfLimitPlot *data, const TfPlotStyle *style);

/* What is seen, with who says so, in a sentence or two. Caller frees. */
char *tf_plot_limit_explain (const TfLimitPlot *data);

extern const TfView tf_view_limit;

G_END_DECLS
