/* trace.h: metrics along a run, bounded in memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows in order of time. When the trace is full, rows are dropped (never the
 * first, the last, or one beside a mark) so that the rest stand evenly on a
 * logarithmic scale of the time since the last mark, and later ones keep to the
 * same spacing. Owned and
 * used by one thread.
 */
#pragma once

#include "metrics.h"
#include "parameters.h"

G_BEGIN_DECLS

typedef struct
{
  double    t;
  guint64   iteration;
  TfMetrics metrics;
  double    accuracy; /* relative, of the state they were taken from: the flow's tolerance; 0: not known */
} TfTraceRow;

/* A change of parameters at time t, or of nothing but the run's start. */
typedef struct
{
  double       t;
  TfParameters before, after;
  double       first; /* where several made one, as by a slider being dragged: when it began; set by the trace */
} TfTraceMark;

typedef struct _TfTrace TfTrace;

TfTrace *tf_trace_new (guint capacity);
void     tf_trace_free (TfTrace *self);
void     tf_trace_clear (TfTrace *self);
TfTrace *tf_trace_copy (const TfTrace *self);
void     tf_trace_exchange (TfTrace *a, TfTrace *b); /* each then holds what the other held */

/* Forgets rows and marks after t. */
void tf_trace_cut (TfTrace *self, double t);

/* A row whose t does not exceed the last one's takes the place of all from its t on. */
void tf_trace_append (TfTrace *self, const TfTraceRow *row);
void tf_trace_mark (TfTrace *self, const TfTraceMark *mark);

guint              tf_trace_get_n_rows (const TfTrace *self);
const TfTraceRow  *tf_trace_get_row (const TfTrace *self, guint i);
guint              tf_trace_get_n_marks (const TfTrace *self);
const TfTraceMark *tf_trace_get_mark (const TfTrace *self, guint i);
gboolean           tf_trace_is_thinned (const TfTrace *self); /* rows were dropped */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfTrace, tf_trace_free)

G_END_DECLS
