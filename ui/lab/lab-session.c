/* lab-session.c: features that come, the session of their run, and what comes of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "lab-private.h"

/* --- sessions --- */

static gboolean
is_of_its_features (TfLab *self, guint run, const TfFrame *frame)
{
  return frame->owner != NULL && frame->owner == tf_lab_get_features_of (self, run)->moments;
}

TfSession *
tf_lab_make_session (TfLab *self)
{
  const TfFrame *frame = self->frame;
  TfSource *beside = self->features[1].source;
  TfInstant at;
  TfSession *session;

  /* Just after other features were opened the frame is still of those before. */
  if (frame == NULL || frame->course == NULL || !is_of_its_features (self, 0, frame)
      || (frame->beside != NULL ? !is_of_its_features (self, 1, frame->beside) : beside != NULL))
    return NULL;
  at = (TfInstant){ frame->t, frame->iteration };
  session = tf_session_new (self->features[0].source, frame->course, &at, &frame->latest);
  if (frame->beside != NULL && frame->beside->course != NULL)
    tf_session_set_beside (session, frame->beside->course, beside);
  tf_lab_save_pins (self, session);
  tf_lab_tell_session (self, TF_LAB_SAVING, session);
  return session;
}

void
tf_lab_restore (TfLab *self, TfSession *session)
{
  self->wants_play = FALSE;
  tf_runner_pause (self->runner);
  /* What was in force last is in the person's hands, also where one looked back. */
  tf_lab_restore_runs (self, session);
  tf_lab_restore_pins (self, session);
  tf_lab_tell_session (self, TF_LAB_RESTORING, session);
  tf_runner_follow (self->runner, session->course, &session->latest, session->beside, self->features[1].moments);
  /* A command that comes while a run is followed ends that: going back waits. */
  self->returns = tf_instant_compare (&session->at, &session->latest) < 0;
  self->at = session->at;
  self->latest = session->latest;
  tf_lab_tell (self, TF_LAB_PLAYING_CHANGED);
  tf_lab_tell (self, TF_LAB_STIRRED);
}

/* The runner has nothing more to do; TRUE: now it has. */
static gboolean
finish_restoring (TfLab *self)
{
  if (!self->returns)
    return FALSE;
  self->returns = FALSE;
  /* Something else may have been wanted meanwhile. */
  if (self->frame == NULL || tf_instant_compare (&self->frame->latest, &self->latest) != 0)
    return FALSE;
  tf_runner_seek (self->runner, &self->at);
  return TRUE;
}

/* --- features --- */

/* β holds features near those it was chosen for; others would settle at once. A draw
 * with other numbers is the same problem, and keeps it. */
static void
let_go_of_beta (TfLab *self, TfSource *source)
{
  const TfParameters usual = TF_PARAMETERS_DEFAULT;
  TfSource *old = self->features[0].source;
  gboolean draws = old != NULL && tf_source_get_synthetic (old) != NULL && tf_source_get_synthetic (source) != NULL;
  double before = tf_lab_get_parameters (self)->beta;

  if (old == NULL || draws || tf_source_has_same_files (old, source))
    return;
  for (guint run = 0; run < (tf_lab_has_two (self) ? 1 : TF_LAB_N_RUNS); run++)
    self->parameters[run].beta = usual.beta;
  if (before != usual.beta)
    tf_lab_tell_text (self, TF_LAB_NOTED, "β was chosen for other features and is back at its default");
}

/* W(0) of a file is not there in every other. */
static void
check_start (TfLab *self)
{
  for (guint run = 0; run < TF_LAB_N_RUNS; run++)
    if (tf_lab_get_features_of (self, run)->moments->weights == NULL && self->parameters[run].initial_w == TF_INITIAL_W_FILE)
      self->parameters[run].initial_w = TF_INITIAL_W_ZERO;
}

/* What there is of features gives way to others. layers: taken, or NULL. */
static void
put (TfLab *self, TfSource *source, TfMoments *moments, TfLayers *layers)
{
  g_autoptr (TfLayers) taken = layers;

  tf_lab_put_features (self, 0, &(TfLabFeatures){ source, moments, taken });
  check_start (self);
  tf_lab_tell (self, TF_LAB_FEATURES_CHANGED);
  tf_lab_send_parameters (self);
  tf_runner_set_moments (self->runner, moments);
}

void
tf_lab_take_features (TfLab *self, TfSource *source, TfMoments *moments, TfLayers *layers, TfSession *session)
{
  if (session == NULL)
    let_go_of_beta (self, source);
  self->returns = self->returns && session != NULL;
  put (self, source, moments, layers);
  if (session != NULL)
    tf_lab_restore (self, session);
  else if (self->wants_play)
    tf_runner_play (self->runner);
  tf_lab_tell (self, TF_LAB_STIRRED);
  tf_lab_tell (self, TF_LAB_PROBLEM_CHANGED);
}

void
tf_lab_take_both (TfLab *self, const TfLabFeatures *first, const TfLabFeatures *beside, TfSession *session)
{
  tf_lab_put_features (self, 1, beside);
  tf_lab_take_features (self, first->source, first->moments, first->layers != NULL ? tf_layers_ref (first->layers) : NULL, session);
}

void
tf_lab_exchange_features (TfLab *self, const TfLabFeatures *first, const TfLabFeatures *beside)
{
  self->returns = FALSE;
  if (first != NULL)
    tf_lab_put_features (self, 0, first);
  if (beside != NULL)
    tf_lab_put_features (self, 1, beside);
  check_start (self);
  tf_lab_tell (self, TF_LAB_FEATURES_CHANGED);
  tf_lab_send_parameters (self);
  if (first != NULL && beside != NULL)
    tf_runner_set_both_moments (self->runner, first->moments, beside->moments);
  else if (first != NULL)
    tf_runner_set_moments (self->runner, first->moments);
  else if (beside != NULL)
    tf_runner_set_beside_moments (self->runner, beside->moments);
  tf_lab_tell (self, TF_LAB_STIRRED);
  tf_lab_tell (self, TF_LAB_PROBLEM_CHANGED);
}

void
tf_lab_take_digests (TfLab *self, guint run, TfSource *digested)
{
  g_return_if_fail (self->features[run].source != NULL);
  tf_source_unref (self->features[run].source);
  self->features[run].source = digested;
}

/* --- what comes --- */

static void
take_frame (TfLab *self, TfFrame *frame)
{
  gboolean other = self->frame == NULL || self->frame->status != frame->status, judged;

  g_clear_pointer (&self->frame, tf_frame_unref);
  self->frame = frame;
  if (!tf_frame_is_past (frame))
    {
      g_clear_pointer (&self->latest_frame, tf_frame_unref);
      self->latest_frame = tf_frame_ref (frame);
    }
  judged = tf_lab_judge (self);
  tf_lab_tell (self, TF_LAB_FRAME);
  if (judged)
    tf_lab_tell (self, TF_LAB_PROBLEM_CHANGED);
  if (other)
    tf_lab_tell (self, TF_LAB_PLAYING_CHANGED);
}

gboolean
tf_lab_poll (TfLab *self)
{
  gboolean busy = tf_runner_is_busy (self->runner); /* asked first: what comes after it wakes us */
  TfFrame *frame = NULL;

  if (tf_runner_poll (self->runner, &frame, self->traces[0], self->traces[1]))
    take_frame (self, frame);
  return busy || finish_restoring (self);
}
