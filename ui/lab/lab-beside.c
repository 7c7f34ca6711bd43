/* lab-beside.c: the model beside a network, both from the same H0
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "lab-private.h"

#include <math.h>

#include "model-beside.h"
#include "number-format.h"
#include "thread.h"

/* beta is found on a thread of its own. */
typedef struct
{
  TfMoments    *moments;
  TfParameters  network;
  double        nc1_ratio; /* NaN: not trained yet */
  TfModelBeside found;
} Finding;

static void
finding_free (gpointer data)
{
  Finding *finding = data;

  tf_moments_unref (finding->moments);
  g_free (finding);
}

static void
find_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Finding *finding = task_data;
  GError *error = NULL;
  gboolean found = tf_model_beside_find (finding->moments, &finding->network, finding->nc1_ratio, cancellable,
                                         &finding->found, &error);

  tf_thread_end_work ();
  if (found)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Both from H0 on, the network first; pins and how all is looked at stay. */
static void
start_both (TfLab *self, const Finding *finding)
{
  const TfInstant start = { 0, 0 };
  g_autoptr (TfSession) session = tf_lab_make_session (self);
  g_autoptr (TfCourse) model = tf_course_new (&finding->found.model);

  if (session == NULL)
    return;
  tf_course_unref (session->course);
  session->course = tf_course_new (&finding->network);
  session->at = session->latest = start;
  tf_session_set_beside (session, model, NULL);
  tf_lab_restore (self, session);
  tf_lab_set_playing (self, TRUE);
}

static void
tell_beta (TfLab *self, const TfModelBeside *found)
{
  g_autofree char *beta = tf_format_number_short (found->model.beta, 3);
  g_autofree char *ratio = tf_format_number_short (found->nc1_ratio, 3);
  g_autofree char *text = g_strdup_printf ("A is the network, B the model: its minimizer at β = %s has the network’s "
                                           "Tr Σ_W/Tr Σ_B = %s. One iteration is one unit of its time",
                                           beta, ratio);

  tf_lab_tell_text (self, TF_LAB_NOTED, text);
}

static void
found_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  TfLab *self = TF_LAB (object);
  const Finding *finding = g_task_get_task_data (G_TASK (result));
  const char *reason = tf_fit_explain (finding->found.fit.outcome);
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        tf_lab_tell_text (self, TF_LAB_NOTED, error->message);
      return;
    }
  /* Other features may have come meanwhile. */
  if (self->runner == NULL || finding->moments != self->features[0].moments)
    return;
  g_clear_object (&self->finding);
  if (reason != NULL)
    {
      g_autofree char *text = g_strdup_printf ("There is no β for this network: %s", reason);

      tf_lab_tell_text (self, TF_LAB_NOTED, text);
      return;
    }
  start_both (self, finding);
  tell_beta (self, &finding->found);
}

/* The network there is; or the one that the parameters of the model would be. */
static void
take_network (TfLab *self, Finding *finding)
{
  const TfFrame *frame = tf_lab_get_frame (self);

  finding->nc1_ratio = NAN;
  /* On the first run's features. */
  for (guint run = 0; run < (tf_lab_has_two (self) ? 1 : TF_LAB_N_RUNS); run++)
    {
      frame = tf_lab_get_frame_of (self, run);
      if (frame == NULL || frame->parameters.flow != TF_FLOW_NETWORK)
        continue;
      finding->network = frame->parameters;
      if (frame->iteration > 0)
        finding->nc1_ratio = frame->metrics.values[TF_METRIC_NC1_RATIO];
      return;
    }
  finding->network = *tf_lab_get_parameters (self);
  finding->network.flow = TF_FLOW_NETWORK;
}

void
tf_lab_set_model_beside (TfLab *self)
{
  g_autoptr (GTask) task = NULL;
  Finding *finding;

  if (self->frame == NULL || self->features[0].moments == NULL)
    return;
  tf_lab_give_up_finding (self);
  self->finding = g_cancellable_new ();
  finding = g_new0 (Finding, 1);
  finding->moments = tf_moments_ref (self->features[0].moments);
  take_network (self, finding);
  tf_lab_tell_text (self, TF_LAB_NOTED,
                    isnan (finding->nc1_ratio) ? "A network is trained, to see which β stands for its layers…"
                                               : "Looking for the β that stands for the network’s layers…");
  task = g_task_new (self, self->finding, found_cb, NULL);
  g_task_set_task_data (task, finding, finding_free);
  tf_thread_begin_work (); /* which the thread ends */
  g_task_run_in_thread (task, find_thread);
}
