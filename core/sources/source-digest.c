/* source-digest.c: what a source's files hold, and where they are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "source-private.h"

#include <unistd.h>

#include "input.h"
#include "output.h"
#include "part-files.h"

#define CHUNK (1 << 18)

static char *
digest_path (const char *path, GCancellable *cancellable, GError **error)
{
  int fd = tf_input_open (path, error);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guchar *chunk = g_malloc (CHUNK);
  gssize n = -1;

  if (fd < 0)
    return NULL;
  while (!g_cancellable_set_error_if_cancelled (cancellable, error)
         && (n = tf_input_read (fd, chunk, CHUNK, error)) > 0)
    g_checksum_update (checksum, chunk, n);
  close (fd);
  return n == 0 ? g_strdup (g_checksum_get_string (checksum)) : NULL;
}

/* Of a set that of its parts' digests, in their order. */
static char *
digest_set (char *const *parts, GCancellable *cancellable, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *digest = digest_path (parts[i], cancellable, error);

      if (digest == NULL)
        return NULL;
      g_checksum_update (checksum, (const guchar *) digest, (gssize) strlen (digest));
    }
  return g_strdup (g_checksum_get_string (checksum));
}

static char *
digest_file (GFile *file, GCancellable *cancellable, GError **error)
{
  const char *path = g_file_peek_path (file);
  g_auto (GStrv) parts = path != NULL ? tf_part_files_list (path) : NULL;

  if (path == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "the file is not on this computer");
  if (path == NULL)
    return NULL;
  return parts != NULL && parts[0] != NULL ? digest_set (parts, cancellable, error) : digest_path (path, cancellable, error);
}

/* self is a copy that no one else has seen. */
static gboolean
fill_digests (TfSource *self, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; self->layers != NULL && i < self->layers->len; i++)
    if (!fill_digests (self->layers->pdata[i], cancellable, error))
      return FALSE;
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    if (self->held_out[kind] != NULL && !fill_digests (self->held_out[kind], cancellable, error))
      return FALSE;
  g_clear_pointer (&self->digest, g_free);
  g_clear_pointer (&self->labels_digest, g_free);
  if (self->file != NULL && (self->digest = digest_file (self->file, cancellable, error)) == NULL)
    return FALSE;
  return self->labels == NULL || (self->labels_digest = digest_file (self->labels, cancellable, error)) != NULL;
}

static gboolean
has_held_out (TfSource *self)
{
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    if (self->held_out[kind] != NULL)
      return TRUE;
  return FALSE;
}

static void
digest_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  TfSource *digested = tf_source_digest (task_data, cancellable, &error);

  if (digested != NULL)
    g_task_return_pointer (task, digested, (GDestroyNotify) tf_source_unref);
  else
    g_task_return_error (task, error);
}

static gboolean
exists (GFile *file)
{
  const char *path = g_file_peek_path (file);

  return path != NULL ? tf_part_files_exist (path) : g_file_query_exists (file, NULL);
}

static gboolean
is_missing (GFile *file)
{
  return file != NULL && !exists (file);
}

static gboolean
differ (const char *a, const char *b)
{
  return a != NULL && b != NULL && !g_str_equal (a, b);
}

/* A file of the same name beside the one that was found. */
static GFile *
find_beside (GFile *lost, GFile *found)
{
  g_autofree char *name = g_file_get_basename (lost);
  g_autoptr (GFile) folder = g_file_get_parent (found);
  g_autoptr (GFile) other = folder != NULL && name != NULL ? g_file_get_child (folder, name) : NULL;

  return other != NULL && exists (other) ? g_steal_pointer (&other) : NULL;
}

static void
move (GFile **place, GFile *lost, GFile *found)
{
  g_autoptr (GFile) new_place = NULL;

  if (*place == NULL)
    return;
  if (g_file_equal (*place, lost))
    new_place = g_object_ref (found);
  else if (is_missing (*place))
    new_place = find_beside (*place, found);
  if (new_place != NULL)
    g_set_object (place, new_place);
}

/* self is a copy that no one else has seen. */
static void
move_files (TfSource *self, GFile *lost, GFile *found)
{
  GFile *before = self->file;

  for (guint i = 0; self->layers != NULL && i < self->layers->len; i++)
    move_files (self->layers->pdata[i], lost, found);
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    if (self->held_out[kind] != NULL)
      move_files (self->held_out[kind], lost, found);
  move (&self->file, lost, found);
  move (&self->labels, lost, found);
  if (self->file != before)
    {
      g_autofree char *name = g_file_get_basename (self->file);

      self->is_example = FALSE;
      g_free (self->title);
      self->title = g_filename_display_name (name);
    }
}

/* public */

const char *
tf_source_get_digest (TfSource *self)
{
  return self->digest;
}

const char *
tf_source_get_labels_digest (TfSource *self)
{
  return self->labels_digest;
}

TfSource *
tf_source_digest (TfSource *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (TfSource) copy = NULL;

  if (tf_source_get_synthetic (self) != NULL && !has_held_out (self))
    return tf_source_ref (self);
  copy = tf_source_copy (self);
  return fill_digests (copy, cancellable, error) ? g_steal_pointer (&copy) : NULL;
}

void
tf_source_digest_async (TfSource *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, tf_source_digest_async);
  g_task_set_task_data (task, tf_source_ref (self), (GDestroyNotify) tf_source_unref);
  g_task_run_in_thread (task, digest_thread);
}

TfSource *
tf_source_digest_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
is_at (GFile *file, const char *path)
{
  g_auto (GStrv) parts = file != NULL && g_file_peek_path (file) != NULL ? tf_part_files_list_all (g_file_peek_path (file)) : NULL;

  for (guint i = 0; parts != NULL && parts[i] != NULL; i++)
    if (tf_output_is_same (path, parts[i]))
      return TRUE;
  return FALSE;
}

gboolean
tf_source_has_file (TfSource *self, const char *path)
{
  for (guint i = 0; i < tf_source_get_n_layers (self); i++)
    if (tf_source_has_file (self->layers->pdata[i], path))
      return TRUE;
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    if (self->held_out[kind] != NULL && tf_source_has_file (self->held_out[kind], path))
      return TRUE;
  return is_at (self->file, path) || is_at (self->labels, path);
}

gboolean
tf_source_check_output (TfSource *self, const char *path, GError **error)
{
  if (!tf_source_has_file (self, path))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                       "is the file that is read, and would be lost; give the result another name");
  return FALSE;
}

GFile *
tf_source_find_missing (TfSource *self)
{
  for (guint i = 0; i < tf_source_get_n_layers (self); i++)
    {
      GFile *missing = tf_source_find_missing (self->layers->pdata[i]);

      if (missing != NULL)
        return missing;
    }
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    {
      GFile *missing = self->held_out[kind] != NULL ? tf_source_find_missing (self->held_out[kind]) : NULL;

      if (missing != NULL)
        return missing;
    }
  if (is_missing (self->file))
    return self->file;
  return is_missing (self->labels) ? self->labels : NULL;
}

GFile *
tf_source_find_changed (TfSource *self, TfSource *other)
{
  guint n = tf_source_get_n_layers (self);

  if (tf_source_get_n_layers (other) != n)
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      GFile *changed = tf_source_find_changed (self->layers->pdata[i], other->layers->pdata[i]);

      if (changed != NULL)
        return changed;
    }
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    if (self->held_out[kind] != NULL && other->held_out[kind] != NULL)
      {
        GFile *changed = tf_source_find_changed (self->held_out[kind], other->held_out[kind]);

        if (changed != NULL)
          return changed;
      }
  if (differ (self->digest, other->digest))
    return self->file;
  return differ (self->labels_digest, other->labels_digest) ? self->labels : NULL;
}

TfSource *
tf_source_new_moved (TfSource *self, GFile *lost, GFile *found)
{
  TfSource *moved = tf_source_copy (self);

  move_files (moved, lost, found);
  return moved;
}
