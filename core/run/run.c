/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run-private.h"

#include <string.h>

#include "flow-walk.h"

gboolean
tf_run_counts_iterations (TfRun *self)
{
  return tf_parameters_count_iterations (tf_flow_get_parameters (self->flow));
}

/* With the flow of those parameters at H0, and nothing yet of a past. */
static TfRun *
run_alloc (TfMoments *moments, const TfParameters *parameters, GError **error)
{
  TfFlow *flow = tf_flow_new (moments, parameters, error);
  TfRun *self;

  if (flow == NULL)
    return NULL;
  self = g_new0 (TfRun, 1);
  self->moments = tf_moments_ref (moments);
  self->flow = flow;
  self->view = tf_view_space_new_for (flow);
  return self;
}

void
tf_run_remember (TfRun *self, gboolean must)
{
  double position = tf_flow_get_position (self->flow) - self->change;
  TfInstant now = tf_run_get_instant (self);

  if (must || tf_past_wants (self->past, self->change, position))
    {
      g_autoptr (TfFlowState) state = tf_flow_save (self->flow);

      tf_past_add (self->past, &now, self->change, position, state);
    }
}

TfRun *
tf_run_new (TfMoments *moments, const TfParameters *parameters, GError **error)
{
  TfRun *self = run_alloc (moments, parameters, error);

  if (self == NULL)
    return NULL;
  self->course = tf_course_new (parameters);
  self->past = tf_past_new (TF_RUN_MAX_PAST);
  tf_run_remember (self, TRUE);
  return self;
}

TfRun *
tf_run_fork (TfRun *self)
{
  g_autoptr (TfFlowState) state = tf_flow_save (self->flow);
  TfInstant now = tf_run_get_instant (self);
  TfRun *other = run_alloc (self->moments, &self->course->start, NULL); /* as it did once before */

  tf_flow_load (other->flow, state);
  other->course = tf_course_cut (self->course, &now);
  other->past = tf_past_copy (self->past);
  tf_past_cut (other->past, &now);
  other->change = self->change;
  other->latest = now;
  return other;
}

static void
chain_free (TfRunChain *self)
{
  g_free (self->layers);
  g_free (self);
}

void
tf_run_free (TfRun *self)
{
  g_clear_pointer (&self->head, tf_flow_state_unref);
  g_clear_pointer (&self->past, tf_past_free);
  g_clear_pointer (&self->course, tf_course_unref);
  g_clear_pointer (&self->chain, chain_free);
  tf_view_space_free (self->view);
  tf_flow_free (self->flow);
  tf_moments_unref (self->moments);
  g_free (self);
}

/* --- forward --- */

void
tf_run_forget_later (TfRun *self)
{
  TfInstant now = tf_run_get_instant (self);
  TfCourse *course = self->course;

  if (self->head == NULL)
    return;
  self->course = tf_course_cut (course, &now);
  tf_course_unref (course);
  tf_past_cut (self->past, &now);
  g_clear_pointer (&self->head, tf_flow_state_unref);
  self->latest = now;
}

gboolean
tf_run_set_parameters (TfRun *self, const TfParameters *parameters)
{
  TfCourse *course = self->course;
  TfInstant now;

  if (tf_parameters_equal (tf_flow_get_parameters (self->flow), parameters)
      || !tf_flow_set_parameters (self->flow, parameters, NULL))
    return FALSE;
  tf_run_forget_later (self);
  now = tf_run_get_instant (self);
  course = self->course;
  self->course = tf_course_change (course, &now, parameters);
  tf_course_unref (course);
  self->change = tf_flow_get_position (self->flow);
  tf_run_remember (self, TRUE);
  return TRUE;
}

gboolean
tf_run_advance (TfRun *self, double until, guint64 max_steps, GCancellable *cancellable, GError **error)
{
  gboolean good;

  tf_run_forget_later (self);
  good = tf_flow_advance (self->flow, until, max_steps, cancellable, error);
  self->latest = tf_run_get_instant (self);
  tf_run_remember (self, FALSE);
  return good;
}

double
tf_run_find_change_time (TfRun *self)
{
  TfInstant now = tf_run_get_instant (self);
  double t = 0;

  for (guint i = 0; i < self->course->n_changes && tf_instant_compare (&self->course->changes[i].at, &now) <= 0; i++)
    t = self->course->changes[i].at.t;
  return t;
}

gboolean
tf_run_is_settled (TfRun *self)
{
  return tf_flow_is_at_rest (self->flow, tf_run_find_change_time (self));
}

gboolean
tf_run_is_endless (TfRun *self)
{
  const TfParameters *p = tf_flow_get_parameters (self->flow);
  double position = tf_flow_get_position (self->flow) - self->change;
  double most = tf_run_counts_iterations (self) ? TF_FLOW_WALK_MOST_ITERATIONS : TF_FLOW_WALK_LONGEST_TIME;

  return position >= most && (p->flow == TF_FLOW_NETWORK || p->lambda_h + p->beta == 0);
}

/* --- back --- */

/* From a state of the past through the changes that come after it. */
static gboolean
replay (TfRun *self, const TfInstant *from, double t, GCancellable *cancellable, GError **error)
{
  TfFlowWalk walk = { .flow = self->flow, .course = self->course };
  gboolean good;

  tf_flow_walk_begin_at (&walk, from);
  good = tf_flow_walk_until (&walk, t, cancellable, error);
  self->change = walk.n_changes > 0 ? tf_flow_walk_find (&walk, &self->course->changes[walk.n_changes - 1].at) : 0;
  return good;
}

gboolean
tf_run_seek (TfRun *self, const TfInstant *at, GCancellable *cancellable, GError **error)
{
  TfInstant from;
  TfFlowState *state;

  if (self->head == NULL)
    {
      self->head = tf_flow_save (self->flow);
      self->head_change = self->change;
    }
  if (at->t >= self->latest.t)
    {
      tf_flow_load (self->flow, self->head);
      self->change = self->head_change;
      g_clear_pointer (&self->head, tf_flow_state_unref);
      return TRUE;
    }
  state = tf_past_find (self->past, &(TfInstant){ MAX (at->t, 0), G_MAXUINT64 }, &from);
  tf_flow_load (self->flow, state);
  return replay (self, &from, MAX (at->t, 0), cancellable, error);
}

TfInstant
tf_run_get_instant (TfRun *self)
{
  return (TfInstant){ tf_flow_get_time (self->flow), tf_flow_get_iteration (self->flow) };
}

TfInstant
tf_run_get_latest (TfRun *self)
{
  return self->latest;
}

gboolean
tf_run_is_past (TfRun *self)
{
  return self->head != NULL;
}

/* --- what is seen of it --- */

TfFrame *
tf_run_take_frame (TfRun *self)
{
  TfFrame *frame = tf_view_space_take (self->view, self->flow);

  frame->course = tf_course_ref (self->course);
  frame->latest = self->latest;
  return frame;
}

TfTraceRow
tf_run_get_row (TfRun *self)
{
  TfTraceRow row = { .t = tf_flow_get_time (self->flow),
                     .iteration = tf_flow_get_iteration (self->flow),
                     .accuracy = tf_flow_get_parameters (self->flow)->tolerance };

  tf_flow_get_metrics (self->flow, &row.metrics);
  return row;
}

gboolean
tf_run_is_network (TfRun *self)
{
  return tf_flow_get_training (self->flow) != NULL;
}

TfFlow *
tf_run_get_flow (TfRun *self)
{
  return self->flow;
}

TfCourse *
tf_run_get_course (TfRun *self)
{
  return self->course;
}

double
tf_run_get_time (TfRun *self)
{
  return tf_flow_get_time (self->flow);
}

double
tf_run_get_position (TfRun *self)
{
  return tf_flow_get_position (self->flow);
}

double
tf_run_get_change (TfRun *self)
{
  return self->change;
}

static double *
take_rows (TfFeatures *features)
{
  gsize n = tf_features_get_n_samples (features);
  double *rows = g_new (double, n * tf_features_get_dim (features));

  tf_features_get_rows (features, 0, n, rows);
  return rows;
}

double *
tf_run_get_samples (TfRun *self)
{
  TfTraining *training = tf_flow_get_training (self->flow);
  const TfStart *start = tf_flow_get_start (self->flow);

  if (training != NULL)
    return take_rows (tf_training_get_moments (training)->features);
  return start->samples != NULL ? tf_start_expand_samples (start, tf_flow_get_state (self->flow), tf_flow_get_outside (self->flow)) : NULL;
}

guint
tf_run_get_dim (TfRun *self)
{
  return tf_flow_get_start (self->flow)->moments->dim;
}

void
tf_run_get_features (TfRun *self, double *means, double *factor)
{
  const TfStart *start = tf_flow_get_start (self->flow);
  g_autofree double *m = g_new (double, (gsize) start->moments->dim * start->moments->n_classes);
  g_autofree double *b = g_new0 (double, (gsize) start->moments->dim * MAX (start->moments->rank, 1));

  tf_start_expand (start, tf_flow_get_state (self->flow), tf_flow_get_outside (self->flow), m, b);
  if (means != NULL)
    memcpy (means, m, (gsize) start->moments->dim * start->moments->n_classes * sizeof (double));
  if (factor != NULL)
    memcpy (factor, b, (gsize) start->moments->dim * start->moments->rank * sizeof (double));
}

void
tf_run_get_classifier (TfRun *self, double *weights, double *bias)
{
  const TfStart *start = tf_flow_get_start (self->flow);

  if (weights != NULL)
    tf_start_expand_weights (start, tf_flow_get_weights (self->flow), weights);
  if (bias != NULL)
    tf_flow_get_bias (self->flow, bias);
}
