/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-training.h"

#include <string.h>

static const char *const keys[] = { "epochs", "epochs-beside" };
static const char *const held_out_keys[][TF_N_HELD_OUT] = { { "epochs-test", "epochs-ood" },
                                                            { "epochs-beside-test", "epochs-beside-ood" } };

#define WITHOUT "none"
#define MAX_UP 8 /* so many times ".." */

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

/* From one folder to a place that has a folder but the root in common with it; both absolute and canonical. NULL: it has not. */
static char *
find_way (const char *from, const char *to)
{
  g_autofree char *at = g_strdup (from);
  g_autoptr (GString) way = g_string_new (".");

  for (int up = 0; up <= MAX_UP && strlen (at) > 1; up++)
    {
      g_autofree char *inner = NULL;
      gsize length = strlen (at);

      if (strncmp (to, at, length) == 0 && (to[length] == '/' || to[length] == '\0'))
        return g_strconcat (way->str, to + length, NULL);
      g_string_append (way, "/..");
      inner = g_steal_pointer (&at);
      at = g_path_get_dirname (inner);
    }
  return NULL;
}

void
tf_session_set_training_held_out (TfSession *self, gboolean beside, TfHeldOutKind kind, const char *path)
{
  g_autofree char *start = get_features_folder (self, beside);
  g_autofree char *from = start != NULL ? g_canonicalize_filename (start, NULL) : NULL;
  g_autofree char *to = path != NULL ? g_canonicalize_filename (path, NULL) : NULL;
  g_autofree char *way = from != NULL && to != NULL ? find_way (from, to) : NULL;

  if (path == NULL || way != NULL)
    tf_session_set_view (self, held_out_keys[!!beside][kind], path != NULL ? way : WITHOUT);
}

gboolean
tf_session_get_training_held_out (TfSession *self, gboolean beside, TfHeldOutKind kind, char **path)
{
  g_autofree char *start = get_features_folder (self, beside);
  const char *way = tf_session_get_view (self, held_out_keys[!!beside][kind]);

  *path = NULL;
  if (start == NULL || way == NULL || (*way != '.' && strcmp (way, WITHOUT) != 0))
    return FALSE;
  if (*way == '.')
    *path = g_canonicalize_filename (way, start);
  return TRUE;
}
