/* flow-walk.h: a flow along a course, from one place to the next
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whoever wants a run at places of their own walks so: the rows of a table, or those of the
 * run that is made a second time to judge it. Where rows come as the run itself needs them,
 * and its past is kept, run.h follows.
 */
#pragma once

#include "course.h"
#include "flow.h"

G_BEGIN_DECLS

typedef struct
{
  TfFlow         *flow;   /* borrowed; it began under the course's first parameters, or those adapted */
  const TfCourse *course; /* borrowed */
  TfParameters (*adapt) (const TfParameters *parameters); /* what a change sets instead; NULL: the very parameters */
  void (*progress) (double position, double until, gpointer user_data); /* every few steps; or NULL */
  gpointer        user_data;
  guint           n_changes; /* of the course, that are made */
  double          since;     /* time of the last of them */
} TfFlowWalk;

/* How many changes the course has until a time, those at it among them; where the whole
 * course counts iterations: until an iteration. */
guint tf_flow_walk_count_changes (const TfCourse *course, double until);

/* Until n of the course's changes are made: to each, and then under its parameters. Fails as
 * tf_flow_walk_to() and tf_flow_set_parameters() do. */
gboolean tf_flow_walk_through (TfFlowWalk *self, guint n, GCancellable *cancellable, GError **error);

/* To a position (tf_flow_get_position()) under the present parameters. Fails as tf_flow_follow()
 * does, and with G_IO_ERROR_CANCELLED. */
gboolean tf_flow_walk_to (TfFlowWalk *self, double position, GCancellable *cancellable, GError **error);

/* The position of an instant for the flow as it goes now. */
double tf_flow_walk_find (const TfFlowWalk *self, const TfInstant *at);

G_END_DECLS
