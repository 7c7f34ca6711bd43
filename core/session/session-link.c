/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-link.h"

#include <string.h>

#include "parameter-info.h"
#include "session-keys.h"

#define PREFIX TF_SESSION_LINK_SCHEME "1?"

static const struct
{
  const char *letter, *group;
} groups[] = {
  { "f", "Features" }, { "r", "Run" }, { "c", "Changes" }, { "b", "Beside" }, { "d", "Beside Changes" }, { "e", "Beside Features" },
  { "v", "View" },
};

static gboolean
is_everybodys (TfSource *source)
{
  guint n = tf_source_get_n_layers (source);

  for (guint i = 0; i < n; i++)
    if (!tf_source_is_example (tf_source_get_layer (source, i)))
      return FALSE;
  return n > 0 || tf_source_get_synthetic (source) != NULL || tf_source_is_example (source);
}

/* What reading supplies by itself. */
static gboolean
is_default (const char *group, const char *key, const char *value)
{
  const TfParameters usual = TF_PARAMETERS_DEFAULT;

  if (!g_str_equal (group, "Run") && !g_str_equal (group, "Beside"))
    return g_str_equal (group, "View") && g_str_equal (key, "sidebar");
  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    {
      const TfParameterInfo *info = tf_parameter_info (i);
      g_autofree char *text = tf_parameter_get_text (info, &usual);

      if (g_str_equal (info->name, key))
        return g_str_equal (text, value);
    }
  return g_str_equal (key, "iteration") && g_str_equal (value, "0");
}

static void
add_group (GString *link, GKeyFile *file, const char *letter, const char *group)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_autofree char *value = g_key_file_get_string (file, group, keys[i], NULL);
      g_autofree char *escaped = NULL;

      if (value == NULL || is_default (group, keys[i], value))
        continue;
      escaped = g_uri_escape_string (value, ",:;()", TRUE);
      g_string_append_printf (link, "%s%s.%s=%s", g_str_has_suffix (link->str, "?") ? "" : "&", letter, keys[i], escaped);
    }
}

static gboolean
fail (GError **error, const char *sentence)
{
  return tf_keys_fail (error, "this link is broken: %s", sentence);
}

/* item: "r.beta=0.01" */
static gboolean
set_item (GKeyFile *file, const char *item, GError **error)
{
  const char *dot = strchr (item, '.'), *equals = strchr (item, '=');
  g_autofree char *letter = NULL;
  g_autofree char *key = NULL;
  g_autofree char *value = NULL;

  if (dot == NULL || equals == NULL || equals < dot + 2)
    return fail (error, "a part of it is not of the form g.key=value");
  letter = g_strndup (item, dot - item);
  key = g_strndup (dot + 1, equals - dot - 1);
  value = g_uri_unescape_string (equals + 1, NULL);
  if (value == NULL || !g_utf8_validate (value, -1, NULL) || strspn (key, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen (key))
    return fail (error, "a part of it is no text");
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (g_str_equal (groups[i].letter, letter))
      g_key_file_set_string (file, groups[i].group, key, value);
  return TRUE; /* a later version may have other groups */
}

/* public */

char *
tf_session_to_link (TfSession *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *text = tf_session_to_published_text (self, NULL, NULL);
  GString *link;

  if (!is_everybodys (self->source) || (self->beside_source != NULL && !is_everybodys (self->beside_source))
      || !g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL))
    return NULL;
  link = g_string_new (PREFIX);
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    add_group (link, file, groups[i].letter, groups[i].group);
  return g_string_free (link, FALSE);
}

gboolean
tf_session_is_link (const char *text)
{
  return g_str_has_prefix (text + strspn (text, " \t\r\n"), TF_SESSION_LINK_SCHEME);
}

TfSession *
tf_session_from_link (const char *link, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strndup (link, TF_SESSION_MAX_LENGTH));
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) items = NULL;
  g_autoptr (GError) wrong = NULL;
  g_autofree char *text = NULL;
  TfSession *session;
  const char *said;
  gsize length;

  if (!g_str_has_prefix (stripped, PREFIX))
    {
      fail (error, "it does not begin with " PREFIX);
      return NULL;
    }
  g_key_file_set_string (file, "Tightframe", "format", "1");
  items = g_strsplit (stripped + strlen (PREFIX), "&", -1);
  for (guint i = 0; items[i] != NULL; i++)
    if (*items[i] != '\0' && !set_item (file, items[i], error))
      return NULL;
  text = g_key_file_to_data (file, &length, NULL);
  session = tf_session_from_text (text, length, NULL, &wrong);
  if (session != NULL)
    return session;
  /* A link has neither lines nor groups. */
  said = strstr (wrong->message, "]: ");
  fail (error, said != NULL ? said + 3 : wrong->message);
  return NULL;
}
