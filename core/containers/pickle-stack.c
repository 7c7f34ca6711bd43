/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pickle-private.h"

#include <string.h>

gboolean
tf_pickle_fail (GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list          args;

  if (error != NULL && *error != NULL)
    return FALSE;
  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT, message);
  return FALSE;
}

/* NULL where there are too many. */
TfPickleValue *
tf_pickle_new_value (TfPickle *self, TfPickleKind kind)
{
  TfPickleValue *value;

  if (self->values->len >= TF_PICKLE_MAX_VALUES)
    return NULL;
  value = g_new0 (TfPickleValue, 1);
  value->kind = kind;
  if (kind == TF_PICKLE_LIST || kind == TF_PICKLE_DICT)
    value->items = g_ptr_array_new ();
  g_ptr_array_add (self->values, value);
  return value;
}

TfPickleValue *
tf_pickle_get_item (const TfPickleValue *list, guint i)
{
  return list != NULL && list->kind == TF_PICKLE_LIST && i < list->items->len ? list->items->pdata[i] : NULL;
}

char *
tf_pickle_new_text (TfPickle *self, gsize n, GError **error)
{
  char *text;

  if (!tf_load_spend (self->budget, n, "the pickle", error))
    return NULL;
  text = g_malloc (MAX (n, 1));
  g_ptr_array_add (self->texts, text);
  return text;
}

/* --- bytes --- */

/* n bytes from here on; NULL where they are not there. */
const guint8 *
tf_pickle_take (TfPickle *self, guint64 n)
{
  const guint8 *start = self->bytes + self->at;

  if (n > self->n - self->at)
    return NULL;
  self->at += n;
  return start;
}

gboolean
tf_pickle_take_whole (TfPickle *self, gsize n, guint64 *value)
{
  const guint8 *bytes = tf_pickle_take (self, n);

  *value = 0;
  for (gsize i = n; bytes != NULL && i-- > 0;)
    *value = *value << 8 | bytes[i];
  return bytes != NULL;
}

const guint8 *
tf_pickle_take_line (TfPickle *self, gsize *n)
{
  const guint8 *start = self->bytes + self->at;
  const guint8 *end = memchr (start, '\n', self->n - self->at);

  if (end == NULL)
    return NULL;
  *n = (gsize) (end - start);
  self->at += *n + 1;
  return start;
}

/* --- the stack --- */

guint
tf_pickle_get_floor (TfPickle *self)
{
  return self->marks->len > 0 ? g_array_index (self->marks, guint, self->marks->len - 1) : 0;
}

gboolean
tf_pickle_push (TfPickle *self, TfPickleValue *value, GError **error)
{
  if (value == NULL)
    return tf_pickle_fail (error, "The pickle in the file holds more than %d values.", TF_PICKLE_MAX_VALUES);
  g_ptr_array_add (self->stack, value);
  return TRUE;
}

TfPickleValue *
tf_pickle_pop (TfPickle *self)
{
  return self->stack->len > tf_pickle_get_floor (self) ? g_ptr_array_remove_index (self->stack, self->stack->len - 1) : NULL;
}

TfPickleValue *
tf_pickle_peek (TfPickle *self)
{
  return self->stack->len > tf_pickle_get_floor (self) ? self->stack->pdata[self->stack->len - 1] : NULL;
}

gboolean
tf_pickle_push_new (TfPickle *self, TfPickleKind kind, GError **error)
{
  return tf_pickle_push (self, tf_pickle_new_value (self, kind), error);
}
