/* traces-axis.h: whose time axis the traces have: the program's, or a hand's until the next change
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * By itself the axis turns to the time since the last change of parameters and back
 * (traces-since.h). What a hand chooses holds until there is another change.
 */
#pragma once

#include "course.h"
#include "trace.h"

G_BEGIN_DECLS

/* All 0: nothing has been chosen. */
typedef struct
{
  gboolean  chosen;    /* by a hand, when the trace had so many changes, the last of them then */
  guint     n_marks;
  double    last_mark;
  TfCourse *awaited;   /* or of a run that comes here change by change, and holds for all of these */
  gboolean  is_coming; /* the trace is that run's, as far as it got */
} TfTracesAxis;

void tf_traces_axis_clear (TfTracesAxis *self);

/* chosen: by a hand, for the trace as it is now (NULL: none yet), or not at all. awaited: the course of the run
 * that is on its way here, or NULL. */
void tf_traces_axis_choose (TfTracesAxis *self, const TfTrace *trace, gboolean chosen, TfCourse *awaited);

/* Whether what a hand chose holds for the trace as it is now. */
gboolean tf_traces_axis_holds (TfTracesAxis *self, const TfTrace *trace);

G_END_DECLS
