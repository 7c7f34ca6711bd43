/* session-view.c: the view, whose texts mean something only to those who draw
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "number-text.h"
#include "session.h"

#define KEY_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789-"

void
tf_view_keys_set (GPtrArray *self, const char *key, const char *text)
{
  for (guint i = 0; i < self->len; i += 2)
    if (g_str_equal (self->pdata[i], key))
      {
        g_free (self->pdata[i + 1]);
        self->pdata[i + 1] = g_strdup (text);
        return;
      }
  g_ptr_array_add (self, g_strdup (key));
  g_ptr_array_add (self, g_strdup (text));
}

void
tf_session_set_view (TfSession *self, const char *key, const char *text)
{
  g_return_if_fail (*key != '\0' && strspn (key, KEY_LETTERS) == strlen (key));

  tf_view_keys_set (self->view, key, text);
}

const char *
tf_session_get_view (TfSession *self, const char *key)
{
  for (guint i = 0; i < self->view->len; i += 2)
    if (g_str_equal (self->view->pdata[i], key))
      return self->view->pdata[i + 1];
  return NULL;
}

void
tf_session_set_view_numbers (TfSession *self, const char *key, const double *numbers, gsize n)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char number[TF_NUMBER_TEXT_SIZE];

  for (gsize i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", tf_number_write (numbers[i], number));
  tf_session_set_view (self, key, text->str);
}

gboolean
tf_session_get_view_numbers (TfSession *self, const char *key, double *numbers, gsize n)
{
  const char *text = tf_session_get_view (self, key);
  g_auto (GStrv) words = text != NULL ? g_strsplit (text, " ", -1) : NULL;

  if (words == NULL || g_strv_length (words) != n)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!tf_number_read (words[i], &numbers[i]))
      return FALSE;
  return TRUE;
}
