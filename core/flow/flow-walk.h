/* flow-walk.h: a flow along a course, from one change of parameters to the next
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whoever leads a flow along a course walks so: the rows of a table, the run that is made a
 * second time to judge them, a run that is played, restored, exported or gone back in (run.h).
 * Where it stops, who looks, and what a change does is theirs; the way is the same.
 */
#pragma once

#include "course.h"
#include "flow.h"

G_BEGIN_DECLS

/* Iterations are counted exactly as far as this, 2^53. */
#define TF_FLOW_WALK_LAST_ITERATION 9007199254740992.0

/* What does not come to rest is not followed further. */
#define TF_FLOW_WALK_LONGEST_TIME 1e12
#define TF_FLOW_WALK_MOST_ITERATIONS 1000000

typedef struct _TfFlowWalk TfFlowWalk;

struct _TfFlowWalk
{
  TfFlow         *flow;   /* borrowed; it began under the course's first parameters, or what stands for them */
  const TfCourse *course; /* borrowed */
  guint           n_changes; /* of the course, that are made */
  double          since;     /* time of the last of them */

  /* Between two looks; 0: none on the way to the next stop. */
  guint64 steps;      /* of the solver */
  guint64 iterations; /* of gradient descent and of a network */

  double until; /* the position that is walked to, while it is */

  /* Each may be NULL: there is no stop, no one looks, the change's own parameters are set. */
  double   (*find_stop) (TfFlowWalk *self); /* the next position that is not passed without a look */
  gboolean (*look) (TfFlowWalk *self, gboolean at_stop); /* FALSE: goes no further, without an error */
  gboolean (*change) (TfFlowWalk *self, const TfCourseChange *change, GError **error); /* sets its parameters; FALSE: as look, or failed */
  gpointer   user_data;
};

/* The flow is at that instant of its course already, changes at it among those that are made. */
void tf_flow_walk_begin_at (TfFlowWalk *self, const TfInstant *at);

/* How many changes the course has until a time, those at it among them; where the whole
 * course counts iterations: until an iteration. */
guint tf_flow_walk_count_changes (const TfCourse *course, double until);

/* All of these fail as tf_flow_follow() and tf_flow_set_parameters() do, and with G_IO_ERROR_CANCELLED. */

/* Until n of the course's changes are made: to each, and then under its parameters. */
gboolean tf_flow_walk_through (TfFlowWalk *self, guint n, GCancellable *cancellable, GError **error);

/* To a position (tf_flow_get_position()) under the present parameters. */
gboolean tf_flow_walk_to (TfFlowWalk *self, double position, GCancellable *cancellable, GError **error);

/* Through all changes until a time, to that time (of iterations to the first one at it, or next after it). INFINITY: through
 * all of the course, and then until nothing changes any more. */
gboolean tf_flow_walk_until (TfFlowWalk *self, double t, GCancellable *cancellable, GError **error);

/* The position of an instant for the flow as it goes now. */
double tf_flow_walk_find (const TfFlowWalk *self, const TfInstant *at);

G_END_DECLS
