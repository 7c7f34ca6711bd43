/* cli-held-out.c: words for samples that are not trained on, beside the features
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli-problem-private.h"

#include "cli-options.h"
#include "features-load.h"
#include "series-files.h"

void
tf_cli_held_out_add (TfCliProblem *self, GOptionContext *context)
{
  Words *w = &self->words;
  const GOptionEntry entries[] = {
    { "test", 0, 0, G_OPTION_ARG_FILENAME, &w->held_out[TF_HELD_OUT_TEST],
      "A test set: features of the same classes, which move nothing; may be the features’ own file, where its arrays "
      "are named train_… and test_…", "FILE" },
    { "test-labels", 0, 0, G_OPTION_ARG_FILENAME, &w->held_out_labels[TF_HELD_OUT_TEST],
      "Its labels, where its file has none", "FILE" },
    { "test-features-key", 0, 0, G_OPTION_ARG_FILENAME, &w->held_out_features_key[TF_HELD_OUT_TEST],
      "Name of the test set’s features in its file (found out)", "NAME" },
    { "test-labels-key", 0, 0, G_OPTION_ARG_FILENAME, &w->held_out_labels_key[TF_HELD_OUT_TEST],
      "Name of its labels there (found out)", "NAME" },
    { "ood", 0, 0, G_OPTION_ARG_FILENAME, &w->held_out[TF_HELD_OUT_OOD],
      "Features out of distribution: of other classes, or without labels", "FILE" },
    { "ood-features-key", 0, 0, G_OPTION_ARG_FILENAME, &w->held_out_features_key[TF_HELD_OUT_OOD],
      "Their name in the file (found out)", "NAME" },
    G_OPTION_ENTRY_NULL,
  };

  tf_cli_options_add_group (context, "held-out", "Samples that are not trained on:", entries);
}

void
tf_cli_held_out_free (Words *words)
{
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    {
      g_free (words->held_out[kind]);
      g_free (words->held_out_labels[kind]);
      g_free (words->held_out_features_key[kind]);
      g_free (words->held_out_labels_key[kind]);
    }
}

gboolean
tf_cli_held_out_is_given (const Words *words)
{
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    if (words->held_out[kind] != NULL || words->held_out_labels[kind] != NULL || words->held_out_features_key[kind] != NULL
        || words->held_out_labels_key[kind] != NULL)
      return TRUE;
  return FALSE;
}

TfSource *
tf_cli_held_out_stand (const Words *words, TfSource *source)
{
  TfSource *whole = tf_source_ref (source);

  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    if (words->held_out[kind] != NULL)
      {
        g_autoptr (TfSource) before = whole;
        g_autoptr (GFile) file = g_file_new_for_path (words->held_out[kind]);
        g_autoptr (GFile) labels
          = words->held_out_labels[kind] != NULL ? g_file_new_for_path (words->held_out_labels[kind]) : NULL;
        g_autoptr (TfSource) plain = tf_source_new_file (file, labels);
        g_autoptr (TfSource) other
          = tf_source_new_with_keys (plain, words->held_out_features_key[kind], words->held_out_labels_key[kind]);

        whole = tf_source_new_with_held_out (before, kind, other);
      }
  return whole;
}

/* The file of that folder that stands beside the features' own, or its last, with its labels in *labels where none are named.
 * NULL where there is none. */
static char *
choose_file (const char *folder, const char *beside, char **labels)
{
  g_auto (GStrv) paths = tf_series_list_folder (folder);
  g_autoptr (TfSeriesFiles) files = tf_series_files_new ((const char *const *) paths);
  g_autofree char *own_folder = beside != NULL ? g_path_get_dirname (beside) : NULL;
  g_auto (GStrv) own_paths = own_folder != NULL ? tf_series_list_folder (own_folder) : g_new0 (char *, 1);
  g_autoptr (TfSeriesFiles) own = tf_series_files_new ((const char *const *) own_paths);
  const TfSeriesFile *at = beside != NULL ? tf_series_files_find (own, beside) : NULL;
  const TfSeriesFile *file = at != NULL ? tf_series_files_find_pair (files, at->epoch, at->layer) : NULL;

  if (file == NULL && files->files->len > 0)
    file = g_ptr_array_index (files->files, files->files->len - 1);
  if (file != NULL && *labels == NULL)
    *labels = g_strdup (file->labels);
  return file != NULL ? g_strdup (file->path) : NULL;
}

gboolean
tf_cli_held_out_take_folders (Words *words, GError **error)
{
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    {
      g_autofree char *folder = NULL;

      if (words->held_out[kind] == NULL || !g_file_test (words->held_out[kind], G_FILE_TEST_IS_DIR))
        continue;
      folder = g_steal_pointer (&words->held_out[kind]);
      words->held_out[kind] = choose_file (folder, words->features, &words->held_out_labels[kind]);
      if (words->held_out[kind] != NULL)
        continue;
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "--%s: there are no files of features in %s",
                   tf_held_out_get_name (kind), folder);
      return FALSE;
    }
  return TRUE;
}

void
tf_cli_problem_keep_folders (TfCliProblem *self)
{
  self->keeps_folders = TRUE;
}

gboolean
tf_cli_problem_holds_out (TfCliProblem *self, TfHeldOutKind kind)
{
  return self->words.held_out[kind] != NULL;
}

/* The path of what stands beside a file of that epoch, or NULL; *labels: of its labels, where they lie beside it. */
static char *
find_pair (const char *path, double epoch, const char *layer, char **labels)
{
  g_auto (GStrv) paths = NULL;
  g_autoptr (TfSeriesFiles) files = NULL;
  const TfSeriesFile *pair;

  *labels = NULL;
  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    return g_strdup (path);
  paths = tf_series_list_folder (path);
  files = tf_series_files_new ((const char *const *) paths);
  pair = tf_series_files_find_pair (files, epoch, layer);
  *labels = pair != NULL ? g_strdup (pair->labels) : NULL;
  return pair != NULL ? g_strdup (pair->path) : NULL;
}

gboolean
tf_cli_problem_load_pair (TfCliProblem *self, TfFeatures *features, double epoch, const char *layer, GCancellable *cancellable,
                          GError **error)
{
  const Words *w = &self->words;

  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    {
      g_autofree char *labels = NULL;
      g_autofree char *path = w->held_out[kind] != NULL ? find_pair (w->held_out[kind], epoch, layer, &labels) : NULL;
      const TfFeaturesOptions options = { .features_key = w->held_out_features_key[kind],
                                          .labels_key = w->held_out_labels_key[kind],
                                          .labels_path = w->held_out_labels[kind] != NULL ? w->held_out_labels[kind] : labels };

      if (path != NULL && !tf_features_load_held_out (features, kind, path, &options, cancellable, error))
        {
          g_prefix_error (error, "%s: ", path);
          return FALSE;
        }
    }
  return TRUE;
}
