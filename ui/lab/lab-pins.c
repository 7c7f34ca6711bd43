/* lab-pins.c: runs that are kept in the plots, and the offer to keep what is let go
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "lab-private.h"

#include "number-format.h"
#include "scene.h"
#include "thread.h"

/* --- what is let go --- */

static void
hold (TfLab *self, TfLetGo *let_go, TfFrame *frame, guint run)
{
  TfSurvey *survey = tf_lab_get_survey (self);
  TfHeldRun *held = &let_go->runs[let_go->n++];

  *held = (TfHeldRun){ tf_frame_ref (frame), tf_trace_copy (self->traces[run]), NULL,
                       tf_source_ref (tf_lab_get_features_of (self, run)->source) };
  /* Where the clock was ahead of the display, a little more was recorded than the frame has. */
  tf_trace_cut (held->trace, frame->t);
  if (survey != NULL && survey->moments == frame->owner && tf_parameters_equal (&survey->question.parameters, &frame->parameters))
    held->survey = tf_survey_ref (survey);
}

static TfLetGo *
begin_letting_go (TfLab *self)
{
  tf_lab_forget_let_go (self);
  self->let_go = g_new0 (TfLetGo, 1);
  return self->let_go;
}

void
tf_lab_hold_later (TfLab *self)
{
  TfFrame *latest = self->latest_frame;
  g_autofree char *t = NULL, *text = NULL;
  TfLetGo *let_go;

  /* Once for every time that the past was gone to. */
  if (!tf_lab_is_past (self) || latest == NULL || latest->run != self->frame->run
      || (self->let_go != NULL && self->let_go->runs[0].frame == latest))
    return;
  let_go = begin_letting_go (self);
  hold (self, let_go, latest, 0);
  if (self->compared && latest->beside != NULL)
    hold (self, let_go, latest->beside, 1);
  t = tf_format_number_short (self->frame->t, 3);
  text = g_strdup_printf ("The run goes on from t = %s; what came after is let go", t);
  tf_lab_tell_text (self, TF_LAB_LET_GO, text);
}

void
tf_lab_hold_beside (TfLab *self)
{
  TfLetGo *let_go;

  if (self->frame == NULL || self->frame->beside == NULL)
    return;
  let_go = begin_letting_go (self);
  hold (self, let_go, self->frame->beside, 1);
  tf_lab_tell_text (self, TF_LAB_LET_GO, "Run B is let go");
}

/* --- pins --- */

gboolean
tf_lab_pin (TfLab *self)
{
  TfFrame *frame = tf_lab_get_chosen_frame (self);
  TfSource *source = tf_lab_get_chosen_features (self)->source;

  return frame == NULL || source == NULL
         || tf_pins_add (self->pins, NULL, FALSE, frame, tf_lab_get_chosen_trace (self), tf_lab_get_survey (self), source);
}

gboolean
tf_lab_has_let_go (TfLab *self)
{
  return self->let_go != NULL;
}

gboolean
tf_lab_pin_let_go (TfLab *self)
{
  for (guint i = 0; self->let_go != NULL && i < self->let_go->n; i++)
    {
      const TfHeldRun *held = &self->let_go->runs[i];

      if (!tf_pins_add (self->pins, NULL, FALSE, held->frame, held->trace, held->survey, held->source))
        return FALSE;
    }
  tf_lab_forget_let_go (self);
  return TRUE;
}

/* --- in sessions --- */

void
tf_lab_save_pins (TfLab *self, TfSession *session)
{
  for (guint i = 0; i < tf_pins_get_n (self->pins); i++)
    {
      const TfPin *pin = tf_pins_get (self->pins, i);
      TfInstant at = { pin->frame->t, pin->frame->iteration };

      tf_session_add_pin (session, pin->name, pin->hidden, pin->source == self->features[0].source ? NULL : pin->source,
                          pin->frame->course, &at);
    }
}

/* Pins are had again on a thread of their own. */
typedef struct
{
  TfMoments *moments;
  TfSession *session;
} Restoring;

static void
restoring_free (gpointer data)
{
  Restoring *restoring = data;

  tf_moments_unref (restoring->moments);
  tf_session_free (restoring->session);
  g_free (restoring);
}

static void
restore_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Restoring *restoring = task_data;
  TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;
  GError *error = NULL;
  TfScene *scene;

  scene = tf_scene_new (restoring->moments, restoring->session, TF_SCENE_PINS, &question, cancellable, &error);
  tf_thread_end_work ();
  if (scene != NULL)
    g_task_return_pointer (task, scene, (GDestroyNotify) tf_scene_free);
  else
    g_task_return_error (task, error);
}

static void
restored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  TfLab *self = TF_LAB (object);
  g_autoptr (TfScene) scene = g_task_propagate_pointer (G_TASK (result), NULL);

  if (scene == NULL || self->pins == NULL)
    return;
  for (guint i = 0; i < scene->pins->len; i++)
    {
      const TfScenePin *pin = scene->pins->pdata[i];
      TfSource *first = self->features[0].source;
      TfSource *source = tf_source_has_same_files (pin->source, first) ? first : pin->source;

      tf_pins_add (self->pins, pin->name, pin->hidden, pin->replay->frame, pin->replay->trace, pin->replay->survey, source);
    }
  if (scene->n_lost > 0)
    tf_lab_tell_text (self, TF_LAB_NOTED, "The features of a pinned run are not there any more");
}

void
tf_lab_restore_pins (TfLab *self, TfSession *session)
{
  g_autoptr (GTask) task = NULL;
  Restoring *restoring;

  tf_pins_clear (self->pins);
  if (session->pins->len == 0)
    return;
  tf_lab_give_up (self);
  self->restoring = g_cancellable_new ();
  restoring = g_new0 (Restoring, 1);
  restoring->moments = tf_moments_ref (self->features[0].moments);
  restoring->session = tf_session_copy (session);
  task = g_task_new (self, self->restoring, restored_cb, NULL);
  g_task_set_task_data (task, restoring, restoring_free);
  tf_thread_begin_work (); /* which the thread ends */
  g_task_run_in_thread (task, restore_thread);
}
