/* window-export.c: the numbers behind what is shown, as files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "chooser.h"
#include "export.h"
#include "features-load.h"
#include "features-write.h"
#include "output.h"
#include "replay.h"
#include "thread.h"
#include "window-private.h"

/* Samples that a run for a table keeps: none is looked at. */
#define KEEP_FEW 1

typedef struct
{
  const char *id;     /* the action's parameter, and the end of the name */
  const char *title;
  const char *filter;
  const char *suffix;
} Kind;

enum
{
  TRACES,
  MEANS,
  GRAM,
  EQUILIBRIA,
  CHANGES,
  FEATURES,
  MAP,
  N_KINDS
};

static const Kind kinds[N_KINDS] = {
  [TRACES] = { "traces", "Export Traces", "CSV", "csv" },
  [MEANS] = { "means", "Export Class Means", "CSV", "csv" },
  [GRAM] = { "gram", "Export Gram Matrix", "CSV", "csv" },
  [EQUILIBRIA] = { "equilibria", "Export Equilibria", "CSV", "csv" },
  [CHANGES] = { "changes", "Export Changes of Parameters", "CSV", "csv" },
  [FEATURES] = { "features", "Export Features", "NumPy archives", "npz" },
  [MAP] = { "map", "Export Map of Settings", "CSV", "csv" },
};

/* What a worker needs, taken when a person asked: the run goes on meanwhile. */
typedef struct
{
  int          kind;
  char        *path;
  TfCsvWriter *csv;     /* a table that is ready, or empty */
  TfSource    *source;
  TfMoments   *moments;
  TfCourse    *course;  /* up to at */
  TfInstant    at;
  char        *comment;
  TfMapAsked  *map;     /* or NULL */
} Job;

static void
job_free (Job *job)
{
  g_free (job->path);
  g_free (job->comment);
  tf_csv_writer_free (job->csv);
  g_clear_pointer (&job->map, tf_map_asked_free);
  tf_source_unref (job->source);
  tf_moments_unref (job->moments);
  tf_course_unref (job->course);
  g_free (job);
}

/* --- on the worker --- */

static gboolean
follow (TfRun *run, const Job *job, GCancellable *cancellable, GError **error)
{
  return tf_run_follow (run, job->course, &job->at, NULL, NULL, cancellable, error)
         && !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static gboolean
write_means (const Job *job, GCancellable *cancellable, GError **error)
{
  const TfMoments *moments = job->moments;
  g_autofree double *means = g_new (double, (gsize) moments->dim * moments->n_classes);
  g_autoptr (TfRun) run = tf_run_new (job->moments, &job->course->start, error);

  if (run == NULL || !follow (run, job, cancellable, error))
    return FALSE;
  tf_run_get_features (run, means, NULL);
  tf_export_means (job->csv, moments->dim, moments->n_classes, means, (const char *const *) moments->class_names);
  return tf_csv_writer_finish (job->csv, job->path, error);
}

static gboolean
write_equilibria (const Job *job, GCancellable *cancellable, GError **error)
{
  TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;
  g_autoptr (TfReplay) replay = NULL;

  question.parts = TF_SURVEY_VICINITY;
  replay = tf_replay_new (job->moments, job->course, &job->at, &question, cancellable, error);
  if (replay == NULL)
    return FALSE;
  if (replay->survey->n_points == 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "cannot be had: %s",
                   replay->survey->vicinity_message != NULL ? replay->survey->vicinity_message : "there is none");
      return FALSE;
    }
  tf_export_equilibria (job->csv, replay->survey);
  return tf_csv_writer_finish (job->csv, job->path, error);
}

/* Of a series the first layer, where the run starts; only if it is what was opened. */
static TfFeatures *
read_features (TfSource *source, GCancellable *cancellable, GError **error)
{
  TfSource *first = tf_source_get_n_layers (source) > 0 ? tf_source_get_layer (source, 0) : source;
  TfFeaturesOptions options;
  g_autoptr (TfSource) now = NULL;

  if (tf_source_get_synthetic (source) != NULL)
    return tf_synthetic_generate (tf_source_get_synthetic (source), error);
  options = tf_source_get_own_options (first);
  now = tf_source_digest (first, cancellable, error);
  if (now == NULL)
    return NULL;
  if (tf_source_find_changed (first, now) != NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "cannot be made: %s has changed since it was opened",
                   tf_source_get_title (first));
      return NULL;
    }
  return tf_features_load (g_file_peek_path (tf_source_get_file (first)), &options, cancellable, NULL, NULL, error);
}

static gboolean
write_features (const Job *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (TfFeatures) features = read_features (job->source, cancellable, error);
  g_autoptr (TfMoments) moments = NULL;
  g_autoptr (TfRun) run = NULL;

  if (features == NULL)
    return FALSE;
  moments = tf_moments_new (features, KEEP_FEW, cancellable, error);
  if (moments == NULL)
    return FALSE;
  run = tf_run_new (moments, &job->course->start, error);
  return run != NULL && follow (run, job, cancellable, error)
         && tf_features_write (features, moments, run, job->comment, job->path, NULL, NULL, cancellable, error);
}

/* The rows of `tightframe sweep`. */
static gboolean
write_map (const Job *job, GCancellable *cancellable, GError **error)
{
  g_autofree char *text = tf_map_write (&job->map->question, cancellable, error);

  return text != NULL && tf_output_write (job->path, text, strlen (text), error);
}

static void
write_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  GError *error = NULL;
  gboolean written;

  if (job->kind == MEANS)
    written = write_means (job, cancellable, &error);
  else if (job->kind == EQUILIBRIA)
    written = write_equilibria (job, cancellable, &error);
  else if (job->kind == MAP)
    written = write_map (job, cancellable, &error);
  else if (job->kind == FEATURES)
    written = write_features (job, cancellable, &error);
  else
    written = tf_csv_writer_finish (job->csv, job->path, &error);
  tf_thread_end_work ();
  if (written)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* --- on the main thread --- */

static void
say_not_written (TfWindow *self, const char *path, const char *sentence)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *text = g_strdup_printf ("%s %s", name, sentence);

  tf_window_toast (self, text);
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  TfWindow *self = TF_WINDOW (object);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autofree char *dirname = g_path_get_dirname (job->path);
  g_autofree char *folder = g_filename_display_basename (dirname);
  g_autofree char *name = g_filename_display_basename (job->path);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gboolean written = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->lab == NULL || gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  if (!written)
    {
      say_not_written (self, job->path, error->message);
      return;
    }
  text = g_strdup_printf ("Exported as %s in %s", name, folder);
  tf_window_toast (self, text);
}

static void
begin (TfWindow *self, int kind, const char *path)
{
  g_autoptr (TfSession) session = tf_lab_make_session (self->lab);
  const TfFrame *frame = tf_lab_get_frame (self->lab);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTask) task = NULL;
  Job *job;

  if (session == NULL)
    return;
  if (!tf_lab_check_output (self->lab, path, &error))
    {
      say_not_written (self, path, error->message);
      return;
    }
  job = g_new0 (Job, 1);
  job->kind = kind;
  job->path = g_strdup (path);
  job->csv = tf_csv_writer_new ();
  job->source = tf_source_ref (tf_lab_get_source (self->lab));
  job->moments = tf_moments_ref (tf_lab_get_moments (self->lab));
  job->course = tf_course_cut (session->course, &session->at);
  job->at = session->at;
  job->comment = tf_session_to_published_text (session, folder, NULL);
  if (kind == TRACES)
    tf_export_trace (job->csv, tf_lab_get_trace (self->lab, 0), session->course);
  else if (kind == GRAM)
    tf_export_gram (job->csv, frame->n_classes, frame->cosines, frame->class_names);
  else if (kind == CHANGES)
    tf_export_changes (job->csv, session->course);
  else if (kind == MAP)
    job->map = tf_window_copy_map_question (self);
  task = g_task_new (self, self->exporting, written_cb, NULL);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  tf_thread_begin_work (); /* which the thread ends */
  g_task_run_in_thread (task, write_thread);
}

static int
find_kind (const char *id)
{
  int kind = 0;

  while (kind < N_KINDS && strcmp (kinds[kind].id, id) != 0)
    kind++;
  return kind;
}

static void
response_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  TfWindow *self = user_data;
  int kind = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (chooser), "kind"));
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  g_clear_object (&self->chooser);
  if (file == NULL)
    return;
  if (g_file_peek_path (file) != NULL)
    begin (self, kind, g_file_peek_path (file));
  else
    tf_window_toast (self, "A file can be exported to this computer only");
}

static void
export_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  int kind = find_kind (g_variant_get_string (parameter, NULL));
  g_autoptr (GFile) folder = NULL;
  g_autofree char *end = NULL, *name = NULL;
  GtkNativeDialog *chooser;

  if (kind == N_KINDS || tf_lab_get_source (self->lab) == NULL || tf_lab_get_frame (self->lab) == NULL)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  folder = tf_window_suggest_folder (self);
  end = g_strdup_printf ("-%s.%s", kinds[kind].id, kinds[kind].suffix);
  name = tf_chooser_suggest_name (tf_source_get_title (tf_lab_get_source (self->lab)), end);
  chooser = tf_window_show_chooser (self, kinds[kind].title, GTK_FILE_CHOOSER_ACTION_SAVE, kinds[kind].filter,
                                    (const char *const[]){ kinds[kind].suffix, NULL }, folder, name);
  g_object_set_data (G_OBJECT (chooser), "kind", GINT_TO_POINTER (kind));
  g_signal_connect_object (chooser, "response", G_CALLBACK (response_cb), self, 0);
}

/* shared with the other files */

void
tf_window_begin_exporting (TfWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "export-data", .activate = export_activated_cb, .parameter_type = "s" },
  };

  self->exporting = g_cancellable_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

void
tf_window_end_exporting (TfWindow *self)
{
  if (self->exporting != NULL)
    g_cancellable_cancel (self->exporting);
  g_clear_object (&self->exporting);
}

gboolean
tf_window_export (TfWindow *self, const char *what, const char *path)
{
  int kind = find_kind (what);

  if (kind == N_KINDS)
    return FALSE;
  begin (self, kind, path);
  return TRUE;
}
