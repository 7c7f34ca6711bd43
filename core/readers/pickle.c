/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pickle-private.h"

#include "text-clean.h"

static gboolean
fail_broken (GError **error)
{
  return tf_pickle_fail (error, "The pickle in the file is broken.");
}

static void
value_free (gpointer data)
{
  TfPickleValue *value = data;

  g_clear_pointer (&value->items, g_ptr_array_unref);
  g_free (value->dims);
  g_free (value->strides);
  g_free (value);
}

static gboolean
push_whole (TfPickle *self, gint64 whole, GError **error)
{
  TfPickleValue *value = tf_pickle_new_value (self, TF_PICKLE_WHOLE);

  if (value != NULL)
    value->whole = whole;
  return tf_pickle_push (self, value, error);
}

/* A flag is no number, but says whether. */
static gboolean
push_flag (TfPickle *self, gboolean flag, GError **error)
{
  TfPickleValue *value = tf_pickle_new_value (self, TF_PICKLE_OTHER);

  if (value != NULL)
    value->whole = flag;
  return tf_pickle_push (self, value, error);
}

/* A text whose length stands in so many bytes before it. */
static gboolean
push_text (TfPickle *self, gsize n_length, GError **error)
{
  guint64 length;
  const guint8 *bytes = tf_pickle_take_whole (self, n_length, &length) ? tf_pickle_take (self, length) : NULL;
  TfPickleValue *value = bytes != NULL ? tf_pickle_new_value (self, TF_PICKLE_TEXT) : NULL;

  if (bytes == NULL)
    return fail_broken (error);
  if (value != NULL)
    {
      value->text = (const char *) bytes;
      value->length = length;
    }
  return tf_pickle_push (self, value, error);
}

static gboolean
push_whole_of (TfPickle *self, gsize n, gboolean is_signed, GError **error)
{
  guint64 value;

  if (!tf_pickle_take_whole (self, n, &value))
    return fail_broken (error);
  return push_whole (self, is_signed && n == 4 ? (gint32) (guint32) value : (gint64) value, error);
}

/* Of any length; those of more than 64 bits are of no interest. */
static gboolean
push_long (TfPickle *self, gsize n_length, GError **error)
{
  guint64 length, value = 0;
  const guint8 *bytes = tf_pickle_take_whole (self, n_length, &length) ? tf_pickle_take (self, length) : NULL;

  if (bytes == NULL)
    return fail_broken (error);
  if (length > 8)
    return tf_pickle_push_new (self, TF_PICKLE_OTHER, error);
  if (length > 0 && bytes[length - 1] & 0x80)
    value = G_MAXUINT64;
  for (gsize i = length; i-- > 0;)
    value = value << 8 | bytes[i];
  return push_whole (self, (gint64) value, error);
}

/* What stands above the last mark, which goes, into a list. */
static gboolean
collect (TfPickle *self, GPtrArray *items, GError **error)
{
  guint floor;

  if (self->marks->len == 0)
    return fail_broken (error);
  floor = tf_pickle_get_floor (self);
  for (guint i = floor; i < self->stack->len; i++)
    g_ptr_array_add (items, self->stack->pdata[i]);
  g_ptr_array_set_size (self->stack, (int) floor);
  g_array_set_size (self->marks, self->marks->len - 1);
  return TRUE;
}

/* A list, tuple or dict of what stands above the last mark. */
static gboolean
push_collected (TfPickle *self, TfPickleKind kind, GError **error)
{
  TfPickleValue *value = tf_pickle_new_value (self, kind);

  return value == NULL ? tf_pickle_push (self, value, error) : collect (self, value->items, error) && tf_pickle_push (self, value, error);
}

/* A tuple of the last n. */
static gboolean
push_tuple (TfPickle *self, guint n, GError **error)
{
  TfPickleValue *tuple = tf_pickle_new_value (self, TF_PICKLE_LIST);

  if (self->stack->len - tf_pickle_get_floor (self) < n)
    return fail_broken (error);
  for (guint i = 0; tuple != NULL && i < n; i++)
    g_ptr_array_add (tuple->items, self->stack->pdata[self->stack->len - n + i]);
  g_ptr_array_set_size (self->stack, (int) (self->stack->len - n));
  return tf_pickle_push (self, tuple, error);
}

/* Adds what stands above the last mark to what stands below; objects that are neither are
 * of no interest, nor is what they get. */
static gboolean
add_collected (TfPickle *self, TfPickleKind kind, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  TfPickleValue *to;

  if (!collect (self, items, error))
    return FALSE;
  to = tf_pickle_peek (self);
  if (to == NULL || (to->kind != kind && to->kind != TF_PICKLE_OTHER) || (kind == TF_PICKLE_DICT && items->len % 2 != 0))
    return fail_broken (error);
  for (guint i = 0; to->kind == kind && i < items->len; i++)
    g_ptr_array_add (to->items, items->pdata[i]);
  return TRUE;
}

static gboolean
add_last (TfPickle *self, guint n, TfPickleKind kind, GError **error)
{
  guint at = self->stack->len - n;

  if (self->stack->len - tf_pickle_get_floor (self) <= n)
    return fail_broken (error);
  g_array_append_val (self->marks, at);
  return add_collected (self, kind, error);
}

/* --- memo --- */

static gboolean
put (TfPickle *self, guint64 index, GError **error)
{
  TfPickleValue *value = tf_pickle_peek (self);

  if (value == NULL || index > G_MAXUINT32)
    return fail_broken (error);
  if (g_hash_table_size (self->memo) >= TF_PICKLE_MAX_VALUES)
    return tf_pickle_push (self, NULL, error);
  g_hash_table_insert (self->memo, GUINT_TO_POINTER ((guint) index), value);
  return TRUE;
}

static gboolean
put_of (TfPickle *self, gsize n, GError **error)
{
  guint64 index;

  return tf_pickle_take_whole (self, n, &index) ? put (self, index, error) : fail_broken (error);
}

static gboolean
get_of (TfPickle *self, gsize n, GError **error)
{
  guint64 index;
  TfPickleValue *value = tf_pickle_take_whole (self, n, &index) ? g_hash_table_lookup (self->memo, GUINT_TO_POINTER ((guint) index)) : NULL;

  return value != NULL ? tf_pickle_push (self, value, error) : fail_broken (error);
}

/* --- names and calls --- */

static char *
show (const char *text, gsize n)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) MIN (n, 80));

  return tf_text_clean (valid, -1);
}

static gboolean
push_name (TfPickle *self, const char *module, gsize n_module, const char *name, gsize n_name, GError **error)
{
  int found = tf_pickle_find_name (module, n_module, name, n_name);
  TfPickleValue *value;

  if (found < 0)
    {
      g_autofree char *first = show (module, n_module), *second = show (name, n_name);

      g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_UNSUPPORTED,
                   "The file holds a Python object, %s.%s, and not tensors alone; nothing of it is run: save only these, "
                   "torch.save({'features': H, 'labels': y}, 'features.pt').", first, second);
      return FALSE;
    }
  value = tf_pickle_new_value (self, TF_PICKLE_NAME);
  if (value != NULL)
    value->name = (guint) found;
  return tf_pickle_push (self, value, error);
}

static gboolean
push_global (TfPickle *self, GError **error)
{
  gsize n_module = 0, n_name = 0;
  const guint8 *module = tf_pickle_take_line (self, &n_module), *name = module != NULL ? tf_pickle_take_line (self, &n_name) : NULL;

  return name != NULL ? push_name (self, (const char *) module, n_module, (const char *) name, n_name, error) : fail_broken (error);
}

static gboolean
push_stack_global (TfPickle *self, GError **error)
{
  const TfPickleValue *name = tf_pickle_pop (self), *module = tf_pickle_pop (self);

  if (name == NULL || module == NULL || name->kind != TF_PICKLE_TEXT || module->kind != TF_PICKLE_TEXT)
    return fail_broken (error);
  return push_name (self, module->text, module->length, name->text, name->length, error);
}

/* Of a class, an object is of no interest; of a function, what it gives. */
static gboolean
call (TfPickle *self, GError **error)
{
  const TfPickleValue *arguments = tf_pickle_pop (self), *callee = tf_pickle_pop (self);
  TfPickleValue *result = arguments != NULL && callee != NULL ? tf_pickle_call (self, callee, arguments, error) : NULL;

  if (arguments == NULL || callee == NULL)
    return fail_broken (error);
  return result != NULL || (error != NULL && *error == NULL) ? tf_pickle_push (self, result, error) : FALSE;
}

static gboolean
build (TfPickle *self, GError **error)
{
  const TfPickleValue *state = tf_pickle_pop (self);
  TfPickleValue *object = tf_pickle_peek (self);

  return state != NULL && object != NULL ? tf_pickle_set_state (self, object, state, error) : fail_broken (error);
}

static gboolean
push_persistent (TfPickle *self, GError **error)
{
  const TfPickleValue *id = tf_pickle_pop (self);
  TfPickleValue *storage = id != NULL ? tf_pickle_make_storage (self, id, error) : NULL;

  return storage != NULL ? tf_pickle_push (self, storage, error) : fail_broken (error);
}

static gboolean
skip (TfPickle *self, gsize n, GError **error)
{
  return tf_pickle_take (self, n) != NULL || fail_broken (error);
}

static gboolean
mark (TfPickle *self)
{
  g_array_append_val (self->marks, self->stack->len);
  return TRUE;
}

/* One instruction; FALSE with an error. */
static gboolean
step (TfPickle *self, guint8 code, GError **error)
{
  switch (code)
    {
    case 0x80: /* PROTO */
      return skip (self, 1, error);
    case 0x95: /* FRAME */
      return skip (self, 8, error);
    case '}': /* EMPTY_DICT */
      return tf_pickle_push_new (self, TF_PICKLE_DICT, error);
    case ']': /* EMPTY_LIST */
    case ')': /* EMPTY_TUPLE */
    case 0x8f: /* EMPTY_SET */
      return tf_pickle_push_new (self, TF_PICKLE_LIST, error);
    case '(': /* MARK */
      return mark (self);
    case 't': /* TUPLE */
    case 'l': /* LIST */
      return push_collected (self, TF_PICKLE_LIST, error);
    case 'd': /* DICT */
      return push_collected (self, TF_PICKLE_DICT, error);
    case 0x85: /* TUPLE1, TUPLE2, TUPLE3 */
    case 0x86:
    case 0x87:
      return push_tuple (self, code - 0x84u, error);
    case 'N': /* NONE */
      return push_flag (self, FALSE, error);
    case 0x88: /* NEWTRUE, NEWFALSE */
    case 0x89:
      return push_flag (self, code == 0x88, error);
    case 'K': /* BININT1, BININT2, BININT */
      return push_whole_of (self, 1, FALSE, error);
    case 'M':
      return push_whole_of (self, 2, FALSE, error);
    case 'J':
      return push_whole_of (self, 4, TRUE, error);
    case 0x8a: /* LONG1, LONG4 */
      return push_long (self, 1, error);
    case 0x8b:
      return push_long (self, 4, error);
    case 'G': /* BINFLOAT */
      return skip (self, 8, error) && tf_pickle_push_new (self, TF_PICKLE_OTHER, error);
    case 'X': /* BINUNICODE, BINBYTES, BINSTRING */
    case 'B':
    case 'T':
      return push_text (self, 4, error);
    case 0x8c: /* SHORT_BINUNICODE, SHORT_BINBYTES, SHORT_BINSTRING */
    case 'C':
    case 'U':
      return push_text (self, 1, error);
    case 0x8d: /* BINUNICODE8, BINBYTES8, BYTEARRAY8 */
    case 0x8e:
    case 0x96:
      return push_text (self, 8, error);
    case 'a': /* APPEND */
      return add_last (self, 1, TF_PICKLE_LIST, error);
    case 'e': /* APPENDS, ADDITEMS */
    case 0x90:
      return add_collected (self, TF_PICKLE_LIST, error);
    case 's': /* SETITEM */
      return add_last (self, 2, TF_PICKLE_DICT, error);
    case 'u': /* SETITEMS */
      return add_collected (self, TF_PICKLE_DICT, error);
    case 'q': /* BINPUT, LONG_BINPUT, MEMOIZE */
      return put_of (self, 1, error);
    case 'r':
      return put_of (self, 4, error);
    case 0x94:
      return put (self, g_hash_table_size (self->memo), error);
    case 'h': /* BINGET, LONG_BINGET */
      return get_of (self, 1, error);
    case 'j':
      return get_of (self, 4, error);
    case '0': /* POP */
      return tf_pickle_pop (self) != NULL || fail_broken (error);
    case 'c': /* GLOBAL, STACK_GLOBAL */
      return push_global (self, error);
    case 0x93:
      return push_stack_global (self, error);
    case 'R': /* REDUCE, NEWOBJ */
    case 0x81:
      return call (self, error);
    case 'b': /* BUILD */
      return build (self, error);
    case 'Q': /* BINPERSID */
      return push_persistent (self, error);
    default:
      return tf_pickle_fail (error, "The pickle in the file has an instruction (0x%02x) that is not read here; save tensors alone: "
                             "torch.save({'features': H, 'labels': y}, 'features.pt').", code);
    }
}

static gboolean
run (TfPickle *self, GError **error)
{
  while (self->at < self->n)
    {
      guint8 code = self->bytes[self->at++];

      if (code == '.') /* STOP */
        return (self->stack->len == 1 && self->marks->len == 0) || fail_broken (error);
      if (++self->n_steps > TF_PICKLE_MAX_STEPS)
        return tf_pickle_fail (error, "The pickle in the file has more than %d instructions.", TF_PICKLE_MAX_STEPS);
      if (!step (self, code, error))
        return FALSE;
    }
  return tf_pickle_fail (error, "The pickle in the file is cut short.");
}

TfPickle *
tf_pickle_read (const char *bytes, gsize n, guint64 *budget, GError **error)
{
  g_autoptr (TfPickle) self = g_new0 (TfPickle, 1);
  GError *failure = NULL;

  self->bytes = (const guint8 *) bytes;
  self->n = n;
  self->budget = budget;
  self->values = g_ptr_array_new_with_free_func (value_free);
  self->stack = g_ptr_array_new ();
  self->marks = g_array_new (FALSE, FALSE, sizeof (guint));
  self->memo = g_hash_table_new (NULL, NULL);
  self->texts = g_ptr_array_new_with_free_func (g_free);
  if (run (self, &failure))
    return g_steal_pointer (&self);
  g_propagate_error (error, failure);
  return NULL;
}

const TfPickleValue *
tf_pickle_get_root (TfPickle *self)
{
  return self->stack->pdata[0];
}

void
tf_pickle_free (TfPickle *self)
{
  g_ptr_array_unref (self->values);
  g_ptr_array_unref (self->stack);
  g_array_unref (self->marks);
  g_hash_table_unref (self->memo);
  g_ptr_array_unref (self->texts);
  g_free (self);
}
