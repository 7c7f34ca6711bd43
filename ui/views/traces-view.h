/* traces-view.h: the metrics' lines, with a legend to be clicked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A click on an entry of the legend hides or shows its line, and so do the
 * digits 1 to 9; Left and Right move the readout, Escape ends it.
 */
#pragma once

#include <gtk/gtk.h>

#include "course.h"
#include "plot-traces.h"

G_BEGIN_DECLS

#define TF_TYPE_TRACES_VIEW (tf_traces_view_get_type ())
G_DECLARE_FINAL_TYPE (TfTracesView, tf_traces_view, TF, TRACES_VIEW, GtkWidget)

GtkWidget *tf_traces_view_new (void);

/* Borrowed: it must live until another, or NULL, is set. */
void tf_traces_view_set_trace (TfTracesView *self, const TfTrace *trace);
void tf_traces_view_update (TfTracesView *self); /* rows were appended */

const TfTracesOptions *tf_traces_view_get_options (TfTracesView *self);
void tf_traces_view_set_there (TfTracesView *self, TfMetricSet there); /* those that there can be: frame.h */
void tf_traces_view_set_metrics (TfTracesView *self, TfMetricSet metrics); /* in the legend */
void tf_traces_view_set_hidden (TfTracesView *self, TfMetricSet hidden);
void tf_traces_view_toggle (TfTracesView *self, TfMetric metric);
void tf_traces_view_set_log_x (TfTracesView *self, gboolean log);
void tf_traces_view_set_log_y (TfTracesView *self, gboolean log);
/* By itself the axis turns to the time since the last change where that was made to a
 * run at rest; what is chosen here holds until the next change. */
void tf_traces_view_choose_since_change (TfTracesView *self, gboolean since_change);
/* The same for a run that is followed anew, and whose changes come one by one: it holds
 * until a change that is not of the course. */
void tf_traces_view_restore_since_change (TfTracesView *self, gboolean since_change, TfCourse *course);
void tf_traces_view_let_axis_follow (TfTracesView *self); /* as if nothing had been chosen */
gboolean tf_traces_view_is_axis_chosen (TfTracesView *self);

/* Where the lines will end (copied; NULL: not known), and whether that is shown. */
void tf_traces_view_set_levels (TfTracesView *self, const TfMetrics *levels);
void tf_traces_view_set_show_levels (TfTracesView *self, gboolean show);

/* Draws that metric's line heavily as well, and the others faintly; NULL: all alike again. */
void tf_traces_view_mark (TfTracesView *self, const char *name);

/* Of the run, where it needs one (static, or NULL), and the runs beside it (borrowed until
 * others are set). */
void tf_traces_view_set_name (TfTracesView *self, const char *name);
void tf_traces_view_set_companions (TfTracesView *self, TfCompanions companions);

/* The past is looked at: what is later than t is dimmed. NaN: it is not. */
void tf_traces_view_set_cursor (TfTracesView *self, double t);

G_END_DECLS
