/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figure-session.h"

#include <string.h>

#include "figure-file.h"
#include "input.h"

/* A session may begin with comments, and an SVG with as much. */
#define START_LENGTH 4096

typedef enum
{
  KIND_OTHER,
  KIND_SESSION,
  KIND_FIGURE
} Kind;

static Kind
recognize (const char *path)
{
  guint8 start[START_LENGTH];
  gssize length = tf_input_read_start (path, start, sizeof start);

  if (length < 0)
    return KIND_OTHER;
  if (tf_session_is_text ((const char *) start, length))
    return KIND_SESSION;
  return tf_figure_file_recognize (start, length) ? KIND_FIGURE : KIND_OTHER;
}

static TfSession *
load_figure (const char *path, GError **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, error);
  g_autoptr (GBytes) bytes = file != NULL ? g_mapped_file_get_bytes (file) : NULL;
  g_autofree char *text = bytes != NULL ? tf_figure_file_read_session (bytes, error) : NULL;
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (absolute);

  return text != NULL ? tf_session_from_text (text, strlen (text), folder, error) : NULL;
}

/* public */

gboolean
tf_session_file_recognize (const char *path)
{
  return recognize (path) != KIND_OTHER;
}

TfSession *
tf_session_file_load (const char *path, GError **error)
{
  if (recognize (path) == KIND_FIGURE)
    return load_figure (path, error);
  return tf_session_load (path, error);
}
