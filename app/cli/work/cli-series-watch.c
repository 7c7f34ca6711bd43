/* cli-series-watch.c: `tightframe series --watch`, while a training writes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli-series-job.h"

#include "cli-progress.h"
#include "cli-say.h"
#include "output.h"
#include "part-files.h"
#include "series-watch.h"

#define POLL (G_USEC_PER_SEC / 2)
/* A file that cannot be read is waited for so long since it last changed, then it is said. */
#define PATIENCE (10 * G_USEC_PER_SEC)

/* Half a file is no fault while it is young: it is asked again. */
static void
wait_or_say (TfCliSeriesJob *job, TfSeriesWatch *watch, const char *path, const GError *failure)
{
  gint64 *since = g_hash_table_lookup (job->unread, path), now = g_get_monotonic_time ();

  if (since == NULL)
    {
      since = g_memdup2 (&now, sizeof now);
      g_hash_table_insert (job->unread, g_strdup (path), since);
    }
  if (now - *since >= PATIENCE && *since > 0)
    {
      tf_cli_note (path, failure->message);
      *since = 0; /* said */
    }
  tf_series_watch_wait_for (watch, path);
}

/* Measures a file, or waits for it. FALSE: the table failed. */
static gboolean
take_file (TfCliSeriesJob *job, TfSeriesWatch *watch, const TfSeriesFiles *files, const TfSeriesFile *file, GError **error)
{
  g_autoptr (GError) failure = NULL;
  const TfCliMeasured *measured;
  gboolean taken;

  g_hash_table_remove (job->measured, file->path);
  if (file->missing != NULL) /* it is to come */
    return TRUE;
  tf_cli_progress_show ("%s: measuring", file->name);
  taken = tf_cli_series_take (job, files, file, tf_cli_measure (&job->how, file, &failure), &failure);
  measured = g_hash_table_lookup (job->measured, file->path);
  for (int kind = 0; measured != NULL && kind < TF_N_HELD_OUT; kind++)
    if (measured->failures[kind] != NULL)
      wait_or_say (job, watch, measured->pairs[kind], measured->failures[kind]);
    else if (measured->pairs[kind] != NULL)
      g_hash_table_remove (job->unread, measured->pairs[kind]);
  if (taken)
    return TRUE;
  if (measured != NULL) /* it is the table that failed */
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (!g_cancellable_is_cancelled (job->how.cancellable))
    wait_or_say (job, watch, file->path, failure);
  return TRUE;
}

/* The row of what stands beside it, which is measured again; NULL: it is none, or was measured since. */
static const TfSeriesFile *
find_row_beside (const TfCliSeriesJob *job, const TfSeriesFiles *files, const TfSeriesChange *change)
{
  GHashTableIter iter;
  gpointer path, value;

  if (change->kind != TF_SERIES_VANISHED)
    {
      const TfSeriesFile *file = tf_series_files_find_beside (files, change->path);

      return file != NULL && g_hash_table_contains (job->measured, file->path) ? file : NULL;
    }
  g_hash_table_iter_init (&iter, job->measured);
  while (g_hash_table_iter_next (&iter, &path, &value))
    for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
      if (g_strcmp0 (((const TfCliMeasured *) value)->pairs[kind], change->path) == 0)
        return tf_series_files_find (files, path);
  return NULL;
}

static gboolean
take_change (TfCliSeriesJob *job, TfSeriesWatch *watch, const TfSeriesFiles *files, const TfSeriesChange *change, GError **error)
{
  const TfSeriesFile *file = tf_series_files_find (files, change->path), *beside = find_row_beside (job, files, change);

  tf_cli_progress_clear ();
  if (change->kind == TF_SERIES_VANISHED)
    {
      if (file == NULL)
        g_hash_table_remove (job->measured, change->path);
      tf_cli_note (change->path, "it has vanished");
    }
  if (change->kind == TF_SERIES_REPLACED && (file != NULL || beside != NULL))
    tf_cli_note (change->path, "it was written anew, and is measured again");
  if (beside != NULL)
    return take_file (job, watch, files, beside, error);
  return file == NULL || take_file (job, watch, files, file, error);
}

/* The other parts of a set that could not be read, one of which is another now. */
static void
ask_for_set (TfCliSeriesJob *job, TfSeriesWatch *watch, const char *path)
{
  GHashTableIter iter;
  gpointer set;

  g_hash_table_iter_init (&iter, job->unread);
  while (g_hash_table_iter_next (&iter, &set, NULL))
    if (tf_part_files_match (set, path))
      tf_series_watch_ask_again (watch, set);
}

/* Files that had waited too long for their rest to come are tried again while young. */
static void
retry_waiting (TfCliSeriesJob *job, TfSeriesWatch *watch)
{
  GHashTableIter iter;
  gpointer path, since;

  g_hash_table_iter_init (&iter, job->unread);
  while (g_hash_table_iter_next (&iter, &path, &since))
    if (g_hash_table_lookup (job->measured, path) != NULL)
      g_hash_table_iter_remove (&iter);
    else if (*(gint64 *) since > 0)
      tf_series_watch_ask_again (watch, path);
}

static gboolean
look (TfCliSeriesJob *job, TfSeriesWatch *watch, GError **error)
{
  g_autoptr (GArray) changes = tf_series_watch_look (watch);
  g_auto (GStrv) paths = NULL;
  g_autoptr (TfSeriesFiles) files = NULL;
  g_autoptr (GHashTable) sets = g_hash_table_new (g_str_hash, g_str_equal); /* that were taken, of whatever part */

  if (changes->len == 0)
    return TRUE;
  paths = tf_series_watch_get_paths (watch);
  files = tf_series_files_new_of_kind ((const char *const *) paths, job->kind);
  for (guint i = 0; i < changes->len; i++)
    ask_for_set (job, watch, g_array_index (changes, TfSeriesChange, i).path);
  for (guint i = 0; i < changes->len; i++)
    {
      const TfSeriesChange *change = &g_array_index (changes, TfSeriesChange, i);
      const TfSeriesFile *file = tf_series_files_find (files, change->path);

      if (file != NULL && tf_part_files_match (file->path, change->path) && !g_hash_table_add (sets, file->path))
        continue;
      if (!take_change (job, watch, files, change, error))
        return FALSE;
    }
  return !job->whole || tf_cli_series_write_whole (job, files, error);
}

static void
pause_until_next (TfCliSeriesJob *job)
{
  for (gint64 end = g_get_monotonic_time () + POLL;
       g_get_monotonic_time () < end && !g_cancellable_is_cancelled (job->how.cancellable);)
    g_usleep (G_USEC_PER_SEC / 50);
}

/* What did not come, at the end. */
static void
note_missing (const TfCliSeriesJob *job, TfSeriesWatch *watch)
{
  g_auto (GStrv) paths = tf_series_watch_get_paths (watch);
  g_autoptr (TfSeriesFiles) files = tf_series_files_new_of_kind ((const char *const *) paths, job->kind);

  for (guint i = 0; i < files->files->len; i++)
    {
      const TfSeriesFile *file = g_ptr_array_index (files->files, i);
      g_autofree char *missing = tf_series_file_describe_missing (file);

      if (missing != NULL)
        tf_cli_note (file->path, missing);
    }
}

int
tf_cli_series_watch (TfCliSeriesJob *job)
{
  g_autoptr (TfSeriesWatch) watch = tf_series_watch_new ((const char *const *) job->paths);
  g_autoptr (GError) error = NULL;

  while (!g_cancellable_is_cancelled (job->how.cancellable))
    {
      if (!look (job, watch, &error))
        break;
      tf_cli_progress_show ("%u files measured; waiting for more (Ctrl-C ends)", g_hash_table_size (job->measured));
      pause_until_next (job);
      retry_waiting (job, watch);
    }
  tf_cli_progress_clear ();
  note_missing (job, watch);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return tf_cli_report (tf_output_is_stdout (job->output) ? "standard output" : job->output, error);
  return TF_CLI_DONE;
}
