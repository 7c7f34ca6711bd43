/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-problem-private.h"

#include <string.h>

#include "cli-say.h"
#include "cli-progress.h"
#include "features-load.h"
#include "session-training.h"

/* columns: of two pointers, which the options borrow. */
static TfFeaturesOptions
reading_options (const Words *w, const char *columns[2])
{
  columns[0] = w->features_columns;
  columns[1] = NULL;
  return (TfFeaturesOptions){ .features_key = w->features_key,
                              .labels_key = w->labels_key,
                              .labels_path = w->labels,
                              .features_columns = w->features_columns ? columns : NULL,
                              .leave_out = (const char *const *) w->leave_out,
                              .leave_out_classes = (const char *const *) w->leave_out_class };
}

static void
show_reading_cb (double fraction, gpointer user_data)
{
  tf_cli_progress_show ("reading: %.0f %%", 100 * fraction);
}

/* A number out of range is a wrong word; anything else is work that failed. */
static TfFeatures *
draw_features (TfCliProblem *self, GError **error)
{
  g_autoptr (GError) cause = NULL;
  TfFeatures *features = tf_synthetic_generate (&self->synthetic, &cause);

  if (!features && g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT))
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, cause->message);
  else if (!features)
    g_propagate_error (error, g_steal_pointer (&cause));
  return features;
}

/* The source with the digests of its files, which are what the session remembers. */
static TfSource *
check_source (TfSource *source, GCancellable *cancellable, GError **error)
{
  GFile *lost = tf_source_find_missing (source), *changed;
  TfSource *digested = lost == NULL ? tf_source_digest (source, cancellable, error) : NULL;

  if (lost != NULL)
    {
      g_autofree char *missing = g_file_get_parse_name (lost);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   "its features are not in %s any more; open the session in the window and say where they are", missing);
    }
  else if (digested == NULL && tf_source_get_file (source) != NULL)
    {
      g_autofree char *name = g_file_get_parse_name (tf_source_get_file (source));

      g_prefix_error (error, "its features, %s: ", name);
    }
  changed = digested != NULL ? tf_source_find_changed (source, digested) : NULL;
  if (changed != NULL)
    {
      g_autofree char *name = g_file_get_parse_name (changed);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                   "%s has changed since the session was saved; open the session in the window to go on with it as it is",
                   name);
      g_clear_pointer (&digested, tf_source_unref);
    }
  return digested;
}

/* Of a series the first layer, where its run starts. */
static TfFeatures *
load_source (TfSource *source, GCancellable *cancellable, GError **error)
{
  TfSource *first = tf_source_get_n_layers (source) > 0 ? tf_source_get_layer (source, 0) : source;
  TfFeaturesOptions options = tf_source_get_own_options (first);
  const char *path = g_file_peek_path (tf_source_get_file (first));
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (TfSource) digested = check_source (first, cancellable, error);
  TfFeatures *features;

  if (digested == NULL)
    return NULL;
  features = tf_features_load (path, &options, cancellable, show_reading_cb, NULL, error);
  if (features == NULL)
    g_prefix_error (error, "%s: ", name);
  tf_cli_progress_clear ();
  return features;
}

/* What is held out, beside features that were just read; NULL where it cannot be. */
static TfFeatures *
add_held_out (TfFeatures *features, TfSource *source, GCancellable *cancellable, GError **error)
{
  if (features != NULL && !tf_source_load_held_out (source, features, cancellable, error))
    g_clear_pointer (&features, tf_features_unref);
  return features;
}

static TfFeatures *
load_session (TfCliProblem *self, GCancellable *cancellable, GError **error)
{
  TfSource *source = self->session->source;

  if (tf_source_get_synthetic (source) != NULL)
    return add_held_out (tf_synthetic_generate (tf_source_get_synthetic (source), error), source, cancellable, error);
  return add_held_out (load_source (source, cancellable, error), source, cancellable, error);
}

/* What the words name. */
static TfSource *
make_source (TfCliProblem *self)
{
  const Words *w = &self->words;
  g_autoptr (GFile) file = w->features ? g_file_new_for_path (w->features) : NULL;
  g_autoptr (GFile) labels = w->labels ? g_file_new_for_path (w->labels) : NULL;
  g_autoptr (TfSource) plain = NULL, optioned = NULL;
  const char *columns[2];
  TfFeaturesOptions options;

  if (file == NULL)
    {
      plain = tf_source_new_synthetic (&self->synthetic);
      return tf_cli_held_out_stand (w, plain);
    }
  plain = tf_source_new_file (file, labels);
  options = reading_options (w, columns);
  optioned = tf_source_new_with_options (plain, &options);
  return tf_cli_held_out_stand (w, optioned);
}

TfSweepEpochs *
tf_cli_problem_list_epochs (TfCliProblem *self)
{
  g_autoptr (TfSource) source = self->folder != NULL ? make_source (self) : NULL;
  TfSweepEpochs *epochs = source != NULL ? tf_sweep_epochs_new_of_folder (self->folder, source, NULL) : NULL;

  if (epochs != NULL)
    tf_cli_problem_take_all_files (self);
  return epochs;
}

void
tf_cli_problem_take_all_files (TfCliProblem *self)
{
  g_clear_pointer (&self->folder_note, g_free);
}

/* That a folder stands for one of its files. */
static void
say_folder (TfCliProblem *self)
{
  if (self->folder_note != NULL)
    tf_cli_note (self->folder, self->folder_note);
  g_clear_pointer (&self->folder_note, g_free);
}

TfFeatures *
tf_cli_problem_load (TfCliProblem *self, GCancellable *cancellable, GError **error)
{
  const Words *w = &self->words;
  const char *columns[2];
  TfFeaturesOptions options = reading_options (w, columns);
  g_autoptr (TfSource) source = NULL;
  TfFeatures *features;

  if (self->session)
    return load_session (self, cancellable, error);
  say_folder (self);
  source = make_source (self);
  if (!w->features)
    return add_held_out (draw_features (self, error), source, cancellable, error);
  options.set = tf_source_get_own_options (source).set;
  features = tf_features_load (w->features, &options, cancellable, show_reading_cb, NULL, error);
  tf_cli_progress_clear ();
  if (features && tf_features_get_notice (features))
    tf_cli_note (w->features, tf_features_get_notice (features));
  return add_held_out (features, source, cancellable, error);
}

TfMetricSet
tf_cli_problem_get_metrics (const TfMoments *moments)
{
  return tf_metric_set_there (moments->held_out[TF_HELD_OUT_TEST] != NULL, moments->held_out[TF_HELD_OUT_OOD] != NULL);
}

TfFeatures *
tf_cli_problem_load_file (TfCliProblem *self, const char *path, const char *labels, gboolean quiet,
                          GCancellable *cancellable, GError **error)
{
  const char *columns[2];
  TfFeaturesOptions options = reading_options (&self->words, columns);
  TfFeatures *features;

  if (options.labels_path == NULL)
    options.labels_path = labels;
  options.set = tf_cli_held_out_is_given (&self->words) ? "train" : NULL;
  features = tf_features_load (path, &options, cancellable, quiet ? NULL : show_reading_cb, NULL, error);
  if (quiet)
    return features;
  tf_cli_progress_clear ();
  if (features && tf_features_get_notice (features))
    tf_cli_note (path, tf_features_get_notice (features));
  return features;
}

TfFeatures *
tf_cli_problem_summarize (TfCliProblem *self, const char *path, const TfShare *share, GCancellable *cancellable, GError **error)
{
  const Words *w = &self->words;
  const char *columns[2];
  TfFeaturesOptions options = reading_options (w, columns);
  TfFeatures *features = tf_features_summarize (path, &options, share, cancellable, show_reading_cb, NULL, error);

  tf_cli_progress_clear ();
  if (features && tf_features_get_notice (features))
    tf_cli_note (path, tf_features_get_notice (features));
  return features;
}

gboolean
tf_cli_problem_check_output (TfCliProblem *self, const char *output, gboolean holds_session, GError **error)
{
  g_autoptr (TfSource) source = self->session ? tf_source_ref (self->session->source) : make_source (self);

  if (tf_output_is_stdout (output))
    return TRUE;
  if (holds_session || self->session_path == NULL || !tf_output_is_same (output, self->session_path))
    return tf_source_check_output (source, output, error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                       "is the file that is read, and would be lost; give the result another name");
  return FALSE;
}

TfSession *
tf_cli_problem_make_session (TfCliProblem *self, const TfInstant *at, GCancellable *cancellable, GError **error)
{
  g_autoptr (TfSource) source = self->session ? tf_source_ref (self->session->source) : make_source (self);
  g_autoptr (TfSource) digested = NULL;
  g_autoptr (TfCourse) course = NULL;
  TfSession *session;

  say_folder (self);
  if (!self->session && tf_source_find_missing (source) != NULL)
    digested = tf_source_ref (source); /* fetching it says what is wrong */
  else
    digested = check_source (source, cancellable, error);
  if (digested == NULL)
    return NULL;
  if (self->session)
    session = tf_session_copy (self->session);
  else
    {
      course = tf_course_new (&self->parameters);
      session = tf_session_new (digested, course, at, NULL);
      if (self->folder != NULL)
        tf_session_set_training (session, FALSE, self->folder);
    }
  tf_session_set_source (session, digested);
  return session;
}
