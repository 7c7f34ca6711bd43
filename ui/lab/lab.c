/* lab.c: what a lab holds, from its birth to its end, and what it tells
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "lab-private.h"

/* Rows of the trace: two a pixel of a wide screen. */
#define TRACE_CAPACITY 4096

G_DEFINE_FINAL_TYPE (TfLab, tf_lab, G_TYPE_OBJECT)

static guint signals[TF_LAB_N_SIGNALS];

static const struct
{
  const char *name;
  GType       argument;
} signal_infos[TF_LAB_N_SIGNALS] = {
  [TF_LAB_STIRRED] = { "stirred", G_TYPE_NONE },
  [TF_LAB_FRAME] = { "frame", G_TYPE_NONE },
  [TF_LAB_PLAYING_CHANGED] = { "playing-changed", G_TYPE_NONE },
  [TF_LAB_FEATURES_CHANGED] = { "features-changed", G_TYPE_NONE },
  [TF_LAB_RUNS_CHANGED] = { "runs-changed", G_TYPE_NONE },
  [TF_LAB_PROBLEM_CHANGED] = { "problem-changed", G_TYPE_NONE },
  [TF_LAB_TOUCHED] = { "touched", G_TYPE_NONE },
  [TF_LAB_SURVEY_CHANGED] = { "survey-changed", G_TYPE_NONE },
  [TF_LAB_MAP_CHANGED] = { "map-changed", G_TYPE_NONE },
  [TF_LAB_LET_GO] = { "let-go", G_TYPE_STRING },
  [TF_LAB_NOTED] = { "noted", G_TYPE_STRING },
  [TF_LAB_SAVING] = { "saving", G_TYPE_POINTER },
  [TF_LAB_RESTORING] = { "restoring", G_TYPE_POINTER },
};

void
tf_lab_tell (TfLab *self, TfLabSignal signal)
{
  g_signal_emit (self, signals[signal], 0);
}

void
tf_lab_tell_text (TfLab *self, TfLabSignal signal, const char *text)
{
  g_signal_emit (self, signals[signal], 0, text);
}

void
tf_lab_tell_session (TfLab *self, TfLabSignal signal, TfSession *session)
{
  g_signal_emit (self, signals[signal], 0, session);
}

/* --- from birth to end --- */

void
tf_lab_forget_let_go (TfLab *self)
{
  TfLetGo *let_go = g_steal_pointer (&self->let_go);

  for (guint i = 0; let_go != NULL && i < let_go->n; i++)
    {
      tf_frame_unref (let_go->runs[i].frame);
      tf_trace_free (let_go->runs[i].trace);
      g_clear_pointer (&let_go->runs[i].survey, tf_survey_unref);
      tf_source_unref (let_go->runs[i].source);
    }
  g_free (let_go);
}

static void
clear_features (TfLabFeatures *features)
{
  g_clear_pointer (&features->source, tf_source_unref);
  g_clear_pointer (&features->moments, tf_moments_unref);
  g_clear_pointer (&features->layers, tf_layers_unref);
}

void
tf_lab_put_features (TfLab *self, guint run, const TfLabFeatures *features)
{
  TfLabFeatures put = { 0 };

  if (features != NULL)
    put = (TfLabFeatures){ tf_source_ref (features->source), tf_moments_ref (features->moments),
                           features->layers != NULL ? tf_layers_ref (features->layers) : NULL };
  clear_features (&self->features[run]);
  self->features[run] = put;
}

static void
clear_wake (GSource **wake)
{
  if (*wake != NULL)
    g_source_destroy (*wake);
  g_clear_pointer (wake, g_source_unref);
}

void
tf_lab_give_up_finding (TfLab *self)
{
  g_cancellable_cancel (self->finding);
  g_clear_object (&self->finding);
}

static void
tf_lab_dispose (GObject *object)
{
  TfLab *self = TF_LAB (object);

  tf_lab_give_up (self);
  tf_lab_give_up_finding (self);
  g_clear_pointer (&self->mapper, tf_mapper_free);
  g_clear_pointer (&self->surveyor, tf_surveyor_free);
  g_clear_pointer (&self->runner, tf_runner_free);
  /* The threads have ended: no one wakes any more. */
  clear_wake (&self->map_wake);
  clear_wake (&self->survey_wake);
  clear_wake (&self->runner_wake);
  g_clear_object (&self->pins);
  G_OBJECT_CLASS (tf_lab_parent_class)->dispose (object);
}

static void
tf_lab_finalize (GObject *object)
{
  TfLab *self = TF_LAB (object);

  tf_lab_forget_let_go (self);
  g_clear_pointer (&self->map, tf_map_unref);
  g_clear_pointer (&self->resting, tf_survey_run_unref);
  g_clear_pointer (&self->survey, tf_survey_unref);
  g_clear_pointer (&self->latest_frame, tf_frame_unref);
  g_clear_pointer (&self->frame, tf_frame_unref);
  for (guint run = 0; run < TF_LAB_N_RUNS; run++)
    {
      tf_trace_free (self->traces[run]);
      clear_features (&self->features[run]);
    }
  tf_undo_free (self->undo);
  G_OBJECT_CLASS (tf_lab_parent_class)->finalize (object);
}

static void
tf_lab_class_init (TfLabClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tf_lab_dispose;
  G_OBJECT_CLASS (klass)->finalize = tf_lab_finalize;
  for (guint i = 0; i < TF_LAB_N_SIGNALS; i++)
    signals[i] = signal_infos[i].argument == G_TYPE_NONE
                     ? g_signal_new (signal_infos[i].name, TF_TYPE_LAB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0)
                     : g_signal_new (signal_infos[i].name, TF_TYPE_LAB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                     signal_infos[i].argument);
}

static gboolean
frame_came_cb (gpointer user_data)
{
  tf_lab_tell (user_data, TF_LAB_STIRRED);
  return G_SOURCE_CONTINUE;
}

static gboolean
survey_came_cb (gpointer user_data)
{
  TfLab *self = user_data;
  TfSurvey *survey = tf_surveyor_poll (self->surveyor);

  if (survey == NULL)
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->survey, tf_survey_unref);
  self->survey = survey;
  tf_lab_tell (self, TF_LAB_SURVEY_CHANGED);
  return G_SOURCE_CONTINUE;
}

static gboolean
map_came_cb (gpointer user_data)
{
  TfLab *self = user_data;
  TfMap *map = tf_mapper_poll (self->mapper);

  if (map == NULL)
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->map, tf_map_unref);
  self->map = map;
  tf_lab_tell (self, TF_LAB_MAP_CHANGED);
  return G_SOURCE_CONTINUE;
}

static void
tf_lab_init (TfLab *self)
{
  self->wants_play = TRUE;
  self->undo = tf_undo_new ();
  self->pins = tf_pins_new ();
  for (guint run = 0; run < TF_LAB_N_RUNS; run++)
    {
      self->parameters[run] = (TfParameters) TF_PARAMETERS_DEFAULT;
      self->traces[run] = tf_trace_new (TRACE_CAPACITY);
    }
  self->runner = tf_runner_new ();
  self->runner_wake = tf_wake_new (frame_came_cb, self);
  tf_runner_set_wake (self->runner, tf_wake_ready, self->runner_wake);
  tf_runner_set_parameters (self->runner, &self->parameters[0]);
  self->surveyor = tf_surveyor_new ();
  self->survey_wake = tf_wake_new (survey_came_cb, self);
  tf_surveyor_set_wake (self->surveyor, tf_wake_ready, self->survey_wake);
  self->mapper = tf_mapper_new ();
  self->map_wake = tf_wake_new (map_came_cb, self);
  tf_mapper_set_wake (self->mapper, tf_wake_ready, self->map_wake);
}

TfLab *
tf_lab_new (void)
{
  return g_object_new (TF_TYPE_LAB, NULL);
}

void
tf_lab_give_up (TfLab *self)
{
  g_cancellable_cancel (self->restoring);
  g_clear_object (&self->restoring);
}

/* --- what there is --- */

TfSource *
tf_lab_get_source (TfLab *self)
{
  return self->features[0].source;
}

TfMoments *
tf_lab_get_moments (TfLab *self)
{
  return self->features[0].moments;
}

TfLayers *
tf_lab_get_layers (TfLab *self)
{
  return self->features[0].layers;
}

gboolean
tf_lab_has_two (TfLab *self)
{
  return self->features[1].source != NULL;
}

const TfLabFeatures *
tf_lab_get_features_of (TfLab *self, guint run)
{
  return &self->features[run == 1 && tf_lab_has_two (self) ? 1 : 0];
}

gboolean
tf_lab_check_output (TfLab *self, const char *path, GError **error)
{
  for (guint run = 0; run < TF_LAB_N_RUNS; run++)
    if (self->features[run].source != NULL && !tf_source_check_output (self->features[run].source, path, error))
      return FALSE;
  return TRUE;
}

const TfLabFeatures *
tf_lab_get_chosen_features (TfLab *self)
{
  return tf_lab_get_features_of (self, self->chosen);
}

TfFrame *
tf_lab_get_frame (TfLab *self)
{
  return self->frame;
}

TfFrame *
tf_lab_get_frame_of (TfLab *self, guint run)
{
  return run == 0 || self->frame == NULL ? self->frame : self->frame->beside;
}

const TfTrace *
tf_lab_get_trace (TfLab *self, guint run)
{
  g_return_val_if_fail (run < TF_LAB_N_RUNS, NULL);
  return self->traces[run];
}

gboolean
tf_lab_is_busy (TfLab *self)
{
  return tf_runner_is_busy (self->runner);
}

guint64
tf_lab_get_n_changes (TfLab *self)
{
  return tf_runner_get_n_changes (self->runner);
}

guint
tf_lab_get_chosen (TfLab *self)
{
  return self->chosen;
}

TfFrame *
tf_lab_get_chosen_frame (TfLab *self)
{
  return tf_lab_get_frame_of (self, self->chosen);
}

const TfTrace *
tf_lab_get_chosen_trace (TfLab *self)
{
  return self->traces[self->chosen];
}

const TfParameters *
tf_lab_get_parameters (TfLab *self)
{
  return &self->parameters[self->chosen];
}

const TfParameters *
tf_lab_get_parameters_of (TfLab *self, guint run)
{
  g_return_val_if_fail (run < TF_LAB_N_RUNS, NULL);
  return &self->parameters[run];
}

gboolean
tf_lab_is_compared (TfLab *self)
{
  return self->compared;
}

gboolean
tf_lab_is_past (TfLab *self)
{
  return self->frame != NULL && tf_frame_is_past (self->frame);
}

gboolean
tf_lab_is_over (TfLab *self)
{
  return self->frame != NULL && self->frame->status >= TF_RUN_SETTLED;
}

gboolean
tf_lab_wants_play (TfLab *self)
{
  return self->wants_play;
}

TfPins *
tf_lab_get_pins (TfLab *self)
{
  return self->pins;
}

TfMap *
tf_lab_get_map (TfLab *self)
{
  return self->map;
}
