/* lab-runs.c: parameters and what can be undone, the past, a second run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "lab-private.h"

static void
send (TfLab *self, guint run)
{
  if (run == 0)
    tf_runner_set_parameters (self->runner, &self->parameters[0]);
  else
    tf_runner_set_beside_parameters (self->runner, &self->parameters[1]);
}

void
tf_lab_send_parameters (TfLab *self)
{
  send (self, 0);
  if (self->compared)
    send (self, 1);
}

/* The run goes on from what is looked at, under the parameters of now. */
static void
leave_past (TfLab *self)
{
  tf_lab_hold_later (self);
  tf_lab_send_parameters (self);
}

/* --- parameters --- */

static void
apply (TfLab *self, guint run)
{
  if (tf_lab_is_past (self))
    leave_past (self);
  else
    send (self, run);
  if (self->wants_play && tf_lab_is_over (self))
    tf_runner_play (self->runner);
  tf_lab_tell (self, TF_LAB_STIRRED);
  tf_lab_tell (self, TF_LAB_PROBLEM_CHANGED);
}

gboolean
tf_lab_take_parameters (TfLab *self, const TfParameters *parameters, GError **error)
{
  if (!tf_parameters_validate (parameters, error))
    return FALSE;
  tf_undo_record (self->undo, self->chosen, &self->parameters[self->chosen], parameters, g_get_monotonic_time ());
  self->parameters[self->chosen] = *parameters;
  tf_lab_tell (self, TF_LAB_TOUCHED);
  apply (self, self->chosen);
  return TRUE;
}

void
tf_lab_set_parameters (TfLab *self, guint run, const TfParameters *parameters)
{
  g_return_if_fail (run < TF_LAB_N_RUNS);
  self->parameters[run] = *parameters;
  apply (self, run);
}

static void
go_through_steps (TfLab *self, gboolean (*take) (TfUndo *undo, guint *run, TfParameters *parameters))
{
  TfParameters parameters;
  guint run;

  if (take (self->undo, &run, &parameters))
    tf_lab_set_parameters (self, run, &parameters);
}

gboolean
tf_lab_can_undo (TfLab *self)
{
  return tf_undo_can_undo (self->undo);
}

gboolean
tf_lab_can_redo (TfLab *self)
{
  return tf_undo_can_redo (self->undo);
}

void
tf_lab_undo (TfLab *self)
{
  go_through_steps (self, tf_undo_undo);
}

void
tf_lab_redo (TfLab *self)
{
  go_through_steps (self, tf_undo_redo);
}

/* --- playing, and the past --- */

void
tf_lab_set_pace (TfLab *self, double decades_per_second)
{
  tf_runner_set_pace (self->runner, decades_per_second);
}

void
tf_lab_set_playing (TfLab *self, gboolean playing)
{
  self->wants_play = playing;
  if (playing)
    tf_runner_play (self->runner);
  else
    tf_runner_pause (self->runner);
  tf_lab_tell (self, TF_LAB_PLAYING_CHANGED);
  tf_lab_tell (self, TF_LAB_STIRRED);
}

gboolean
tf_lab_toggle (TfLab *self)
{
  if (tf_lab_is_past (self) && !self->wants_play)
    leave_past (self);
  else if (tf_lab_is_over (self))
    {
      self->wants_play = TRUE;
      return FALSE;
    }
  tf_lab_set_playing (self, !self->wants_play);
  return TRUE;
}

void
tf_lab_step (TfLab *self)
{
  self->wants_play = FALSE;
  if (tf_lab_is_past (self))
    leave_past (self);
  tf_runner_step (self->runner);
  tf_lab_tell (self, TF_LAB_PLAYING_CHANGED);
  tf_lab_tell (self, TF_LAB_STIRRED);
}

void
tf_lab_restart (TfLab *self)
{
  tf_runner_restart (self->runner);
  if (self->wants_play)
    tf_runner_play (self->runner);
  tf_lab_tell (self, TF_LAB_STIRRED);
}

void
tf_lab_seek (TfLab *self, double t)
{
  if (self->frame == NULL)
    return;
  self->wants_play = FALSE;
  tf_runner_seek (self->runner, &(TfInstant){ t, 0 });
  tf_lab_tell (self, TF_LAB_PLAYING_CHANGED);
  tf_lab_tell (self, TF_LAB_STIRRED);
}

gboolean
tf_lab_differs_from_then (TfLab *self)
{
  for (guint run = 0; run < TF_LAB_N_RUNS && tf_lab_is_past (self); run++)
    {
      const TfFrame *frame = tf_lab_get_frame_of (self, run);

      if (frame != NULL && (run == 0 || self->compared) && !tf_parameters_equal (&self->parameters[run], &frame->parameters))
        return TRUE;
    }
  return FALSE;
}

void
tf_lab_play_as_then (TfLab *self)
{
  if (!tf_lab_is_past (self))
    return;
  tf_undo_end_step (self->undo);
  for (guint run = 0; run < TF_LAB_N_RUNS; run++)
    if (tf_lab_get_frame_of (self, run) != NULL)
      {
        const TfParameters *then = &tf_lab_get_frame_of (self, run)->parameters;

        tf_undo_record (self->undo, run, &self->parameters[run], then, g_get_monotonic_time ());
        self->parameters[run] = *then;
      }
  tf_undo_end_step (self->undo);
  leave_past (self);
  tf_lab_set_playing (self, TRUE);
  tf_lab_tell (self, TF_LAB_PROBLEM_CHANGED);
}

/* --- a second run --- */

static void
choose (TfLab *self, guint run)
{
  self->chosen = run;
  tf_lab_tell (self, TF_LAB_RUNS_CHANGED);
  tf_lab_tell (self, TF_LAB_PROBLEM_CHANGED);
}

static void
begin_comparing (TfLab *self)
{
  if (tf_lab_is_past (self))
    leave_past (self);
  tf_runner_fork (self->runner);
  self->compared = TRUE;
  self->parameters[1] = self->parameters[0];
  choose (self, 1);
}

static void
end_comparing (TfLab *self)
{
  tf_lab_hold_beside (self);
  self->compared = FALSE;
  tf_lab_put_features (self, 1, NULL);
  tf_undo_drop_run (self->undo, 1);
  tf_runner_end_beside (self->runner);
  choose (self, 0);
}

void
tf_lab_set_compared (TfLab *self, gboolean compared)
{
  if (!compared == !self->compared || self->frame == NULL)
    return;
  if (compared)
    begin_comparing (self);
  else
    end_comparing (self);
  tf_lab_tell (self, TF_LAB_STIRRED);
}

/* A second run that is yet to begin has the parameters of the first. */
void
tf_lab_take_beside (TfLab *self, TfSource *source, TfMoments *moments, TfLayers *layers)
{
  g_autoptr (TfLayers) taken = layers;

  tf_lab_put_features (self, 1, &(TfLabFeatures){ source, moments, taken });
  if (!self->compared)
    self->parameters[1] = self->parameters[0];
  if (moments->weights == NULL && self->parameters[1].initial_w == TF_INITIAL_W_FILE)
    self->parameters[1].initial_w = TF_INITIAL_W_ZERO;
  self->compared = TRUE;
  self->returns = FALSE;
  tf_lab_send_parameters (self);
  tf_runner_set_beside_moments (self->runner, moments);
  if (self->wants_play)
    tf_runner_play (self->runner);
  choose (self, 1);
  tf_lab_tell (self, TF_LAB_STIRRED);
}

void
tf_lab_choose (TfLab *self, guint run)
{
  g_return_if_fail (run < TF_LAB_N_RUNS);
  if (self->compared)
    choose (self, run);
}

void
tf_lab_swap (TfLab *self)
{
  const TfParameters held = self->parameters[0];
  const TfLabFeatures features = self->features[0];

  if (!self->compared)
    return;
  tf_runner_swap (self->runner);
  self->parameters[0] = self->parameters[1];
  self->parameters[1] = held;
  if (tf_lab_has_two (self))
    {
      self->features[0] = self->features[1];
      self->features[1] = features;
    }
  tf_undo_swap_runs (self->undo);
  g_clear_pointer (&self->latest_frame, tf_frame_unref); /* where the past is looked at: it has them the other way round */
  choose (self, self->chosen);
  tf_lab_tell (self, TF_LAB_STIRRED);
}

/* The runner is about to follow the session's courses. */
void
tf_lab_restore_runs (TfLab *self, TfSession *session)
{
  tf_undo_clear (self->undo);
  self->parameters[0] = *tf_course_get_parameters (session->course, &session->latest);
  self->compared = session->beside != NULL;
  if (session->beside_source == NULL)
    tf_lab_put_features (self, 1, NULL);
  if (self->compared)
    self->parameters[1] = *tf_course_get_parameters (session->beside, &session->latest);
  choose (self, 0);
}
