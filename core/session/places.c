/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "places.h"

#include <string.h>

#include "part-files.h"

#define MAX_PLACES 500

static char *
places_path (void)
{
  return g_build_filename (g_get_user_state_dir (), "tightframe", "places", NULL);
}

/* Lines of a digest, a blank and an escaped path. */
static char **
read_lines (void)
{
  g_autofree char *path = places_path ();
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return g_new0 (char *, 1);
  return g_strsplit (text, "\n", -1);
}

static void
add_line (GPtrArray *lines, const char *line)
{
  for (guint i = 0; i < lines->len; i++)
    if (g_str_equal (lines->pdata[i], line))
      return;
  if (*line != '\0' && lines->len < MAX_PLACES)
    g_ptr_array_add (lines, g_strdup (line));
}

static void
add_file (GPtrArray *lines, GFile *file, const char *digest)
{
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autofree char *absolute = path != NULL ? g_canonicalize_filename (path, NULL) : NULL;
  g_autofree char *escaped = absolute != NULL ? g_uri_escape_bytes ((const guint8 *) absolute, strlen (absolute), "/") : NULL;
  g_autofree char *line = escaped != NULL && digest != NULL ? g_strconcat (digest, " ", escaped, NULL) : NULL;

  if (line != NULL)
    add_line (lines, line);
}

static void
add_source (GPtrArray *lines, TfSource *source)
{
  for (guint i = 0; i < tf_source_get_n_layers (source); i++)
    add_source (lines, tf_source_get_layer (source, i));
  for (int kind = 0; tf_source_get_n_layers (source) == 0 && kind < TF_N_HELD_OUT; kind++)
    if (tf_source_get_held_out (source, kind) != NULL)
      add_source (lines, tf_source_get_held_out (source, kind));
  if (tf_source_is_example (source))
    return;
  add_file (lines, tf_source_get_file (source), tf_source_get_digest (source));
  add_file (lines, tf_source_get_labels (source), tf_source_get_labels_digest (source));
}

/* public */

void
tf_places_remember (TfSession *session)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *path = places_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = NULL;
  g_auto (GStrv) before = NULL;

  add_source (lines, session->source);
  if (session->beside_source != NULL)
    add_source (lines, session->beside_source);
  for (guint i = 0; i < session->pins->len; i++)
    if (((TfSessionPin *) session->pins->pdata[i])->source != NULL)
      add_source (lines, ((TfSessionPin *) session->pins->pdata[i])->source);
  if (lines->len == 0)
    return;
  before = read_lines ();
  for (guint i = 0; before[i] != NULL; i++)
    add_line (lines, before[i]);
  g_ptr_array_add (lines, g_strdup (""));
  g_ptr_array_add (lines, NULL);
  text = g_strjoinv ("\n", (char **) lines->pdata);
  if (g_mkdir_with_parents (folder, 0700) == 0)
    g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
}

GFile *
tf_places_find (const char *digest)
{
  g_auto (GStrv) lines = read_lines ();

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *path = NULL;

      if (!g_str_has_prefix (lines[i], digest) || lines[i][strlen (digest)] != ' ')
        continue;
      path = g_uri_unescape_string (lines[i] + strlen (digest) + 1, NULL);
      if (path != NULL && tf_part_files_exist (path) && !g_file_test (path, G_FILE_TEST_IS_DIR))
        return g_file_new_for_path (path);
    }
  return NULL;
}
