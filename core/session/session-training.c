/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-training.h"

#include <string.h>

#define KEY "epochs"

static char *
get_features_folder (TfSession *self)
{
  GFile *file = tf_source_get_file (self->source);

  return file != NULL && g_file_peek_path (file) != NULL ? g_path_get_dirname (g_file_peek_path (file)) : NULL;
}

void
tf_session_set_training (TfSession *self, const char *folder)
{
  g_autofree char *top = g_canonicalize_filename (folder, NULL), *start = get_features_folder (self);
  g_autofree char *at = start != NULL ? g_canonicalize_filename (start, NULL) : NULL;
  g_autoptr (GString) way = g_string_new (".");

  while (at != NULL && strlen (at) > strlen (top))
    {
      g_autofree char *inner = g_steal_pointer (&at);

      at = g_path_get_dirname (inner);
      g_string_append (way, "/..");
    }
  if (at != NULL && strcmp (at, top) == 0)
    tf_session_set_view (self, KEY, way->str);
}

gboolean
tf_session_has_training (TfSession *self)
{
  return tf_session_get_view (self, KEY) != NULL && tf_source_get_file (self->source) != NULL;
}

char *
tf_session_get_training (TfSession *self)
{
  g_autofree char *start = get_features_folder (self);
  const char *way = tf_session_get_view (self, KEY);

  return start != NULL ? g_canonicalize_filename (way != NULL && !g_path_is_absolute (way) ? way : ".", start) : NULL;
}
