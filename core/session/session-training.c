/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-training.h"

#include <string.h>

static const char *const keys[] = { "epochs", "epochs-beside" };

static GFile *
get_file (TfSession *self, gboolean beside)
{
  TfSource *source = beside ? self->beside_source : self->source;

  return source != NULL ? tf_source_get_file (source) : NULL;
}

static char *
get_features_folder (TfSession *self, gboolean beside)
{
  GFile *file = get_file (self, beside);

  return file != NULL && g_file_peek_path (file) != NULL ? g_path_get_dirname (g_file_peek_path (file)) : NULL;
}

void
tf_session_set_training (TfSession *self, gboolean beside, const char *folder)
{
  g_autofree char *top = g_canonicalize_filename (folder, NULL), *start = get_features_folder (self, beside);
  g_autofree char *at = start != NULL ? g_canonicalize_filename (start, NULL) : NULL;
  g_autoptr (GString) way = g_string_new (".");

  while (at != NULL && strlen (at) > strlen (top))
    {
      g_autofree char *inner = g_steal_pointer (&at);

      at = g_path_get_dirname (inner);
      g_string_append (way, "/..");
    }
  if (at != NULL && strcmp (at, top) == 0)
    tf_session_set_view (self, keys[!!beside], way->str);
}

gboolean
tf_session_has_training (TfSession *self, gboolean beside)
{
  return tf_session_get_view (self, keys[!!beside]) != NULL && get_file (self, beside) != NULL;
}

char *
tf_session_get_training (TfSession *self, gboolean beside)
{
  g_autofree char *start = get_features_folder (self, beside);
  const char *way = tf_session_get_view (self, keys[!!beside]);

  return start != NULL ? g_canonicalize_filename (way != NULL && !g_path_is_absolute (way) ? way : ".", start) : NULL;
}
