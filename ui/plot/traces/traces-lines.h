/* traces-lines.h: the lines of the traces, and what is read out of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "plot-axes.h"
#include "plot-text.h"
#include "traces-options.h"

G_BEGIN_DECLS

/* One drawing of the traces, with its layout. */
typedef struct _TfTracesPlot TfTracesPlot;

struct _TfTracesPlot
{
  cairo_t               *cr;
  TfPlotText             text;
  const TfTrace         *trace; /* what is drawn of it */
  TfTrace               *cut;   /* the same, where only that from the last change on is, or NULL */
  const TfTrace         *whole; /* all of it: what is round-off depends on how it began */
  guint                  n_cut; /* rows of it that are not drawn, at its beginning */
  double                 start; /* the time that stands at 0 */
  const TfTracesOptions *options;
  const TfPlotStyle     *style;
  guint  n_rows;
  TfPlotAxes axes;
  double *xs;    /* n_rows: of the rows on the screen */
  gboolean *drawable; /* TF_N_METRICS x n_rows: rows with a value to draw */
  const TfCompanion *companion; /* whose trace this is; NULL: the present run's */
  TfTracesPlot *beside; /* one for each companion, in the same axes */
};

gboolean tf_traces_is_drawn (const TfTracesOptions *options, int metric);
double   tf_traces_get_value (const TfTracesPlot *self, guint row, int metric);
gboolean tf_traces_is_drawable (const TfTracesPlot *self, guint row, int metric);

void tf_traces_draw_lines (TfTracesPlot *self);
void tf_traces_draw_dot (TfTracesPlot *self, int metric, guint row, double radius);

/* The values at the pointer, if it is over the lines. width, height: of the whole plot. */
void tf_traces_draw_readout (TfTracesPlot *self, double width, double height);

G_END_DECLS
