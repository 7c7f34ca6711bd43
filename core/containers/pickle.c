/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pickle-private.h"

#include <string.h>

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
push_flag (TfPickle *self, guint flag, GError **error)
{
  TfPickleValue *value = tf_pickle_new_value (self, TF_PICKLE_OTHER);

  if (value != NULL)
    value->whole = flag;
  return tf_pickle_push (self, value, error);
}

/* A text whose length stands in so many bytes before it. */
static gboolean
push_text (TfPickle *self, guint n_length, GError **error)
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

/* One or two bytes without a sign, four with one. */
static gboolean
push_whole_of (TfPickle *self, guint n, GError **error)
{
  guint64 value;

  if (!tf_pickle_take_whole (self, n, &value))
    return fail_broken (error);
  return push_whole (self, n == 4 ? (gint32) (guint32) value : (gint64) value, error);
}

/* Of any length; those of more than 64 bits are of no interest. */
static gboolean
push_long (TfPickle *self, guint n_length, GError **error)
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
push_collected (TfPickle *self, guint kind, GError **error)
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
add_collected (TfPickle *self, guint kind, GError **error)
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

/* The same of the last: an item, or a key and its value. */
static gboolean
add_last (TfPickle *self, guint kind, GError **error)
{
  guint n = kind == TF_PICKLE_DICT ? 2 : 1, at = self->stack->len - n;

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
put_next (TfPickle *self, guint unused, GError **error)
{
  return put (self, g_hash_table_size (self->memo), error);
}

static gboolean
put_of (TfPickle *self, guint n, GError **error)
{
  guint64 index;

  return tf_pickle_take_whole (self, n, &index) ? put (self, index, error) : fail_broken (error);
}

static gboolean
get_of (TfPickle *self, guint n, GError **error)
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
push_global (TfPickle *self, guint unused, GError **error)
{
  gsize n_module = 0, n_name = 0;
  const guint8 *module = tf_pickle_take_line (self, &n_module), *name = module != NULL ? tf_pickle_take_line (self, &n_name) : NULL;

  return name != NULL ? push_name (self, (const char *) module, n_module, (const char *) name, n_name, error) : fail_broken (error);
}

static gboolean
push_stack_global (TfPickle *self, guint unused, GError **error)
{
  const TfPickleValue *name = tf_pickle_pop (self), *module = tf_pickle_pop (self);

  if (name == NULL || module == NULL || name->kind != TF_PICKLE_TEXT || module->kind != TF_PICKLE_TEXT)
    return fail_broken (error);
  return push_name (self, module->text, module->length, name->text, name->length, error);
}

/* Of a class, an object is of no interest; of a function, what it gives. */
static gboolean
call (TfPickle *self, guint unused, GError **error)
{
  const TfPickleValue *arguments = tf_pickle_pop (self), *callee = tf_pickle_pop (self);
  TfPickleValue *result = arguments != NULL && callee != NULL ? tf_pickle_call (self, callee, arguments, error) : NULL;

  if (arguments == NULL || callee == NULL)
    return fail_broken (error);
  return result != NULL || (error != NULL && *error == NULL) ? tf_pickle_push (self, result, error) : FALSE;
}

static gboolean
build (TfPickle *self, guint unused, GError **error)
{
  const TfPickleValue *state = tf_pickle_pop (self);
  TfPickleValue *object = tf_pickle_peek (self);

  return state != NULL && object != NULL ? tf_pickle_set_state (self, object, state, error) : fail_broken (error);
}

static gboolean
push_persistent (TfPickle *self, guint unused, GError **error)
{
  const TfPickleValue *id = tf_pickle_pop (self);
  TfPickleValue *storage = id != NULL ? tf_pickle_make_storage (self, id, error) : NULL;

  return storage != NULL ? tf_pickle_push (self, storage, error) : fail_broken (error);
}

static gboolean
skip (TfPickle *self, guint n, GError **error)
{
  return tf_pickle_take (self, n) != NULL || fail_broken (error);
}

static gboolean
mark (TfPickle *self, guint unused, GError **error)
{
  g_array_append_val (self->marks, self->stack->len);
  return TRUE;
}

static gboolean
pop (TfPickle *self, guint unused, GError **error)
{
  return tf_pickle_pop (self) != NULL || fail_broken (error);
}

static gboolean
push_empty (TfPickle *self, guint kind, GError **error)
{
  return tf_pickle_push_new (self, kind, error);
}

static gboolean
push_float (TfPickle *self, guint n, GError **error)
{
  const guint8 *bytes = tf_pickle_take (self, n);
  TfPickleValue *value = bytes != NULL ? tf_pickle_new_value (self, TF_PICKLE_REAL) : NULL;
  guint64 bits;

  if (bytes == NULL)
    return fail_broken (error);
  memcpy (&bits, bytes, sizeof bits);
  bits = GUINT64_FROM_BE (bits); /* the highest byte comes first */
  if (value != NULL)
    memcpy (&value->real, &bits, sizeof bits);
  return tf_pickle_push (self, value, error);
}

/* Every instruction that is followed: what it does, and with what number: bytes, values or a kind. */
static const struct
{
  gboolean (*act) (TfPickle *self, guint with, GError **error);
  guint with;
} instructions[256] = {
  [0x80] = { skip, 1 },                   /* PROTO */
  [0x95] = { skip, 8 },                   /* FRAME */
  ['}'] = { push_empty, TF_PICKLE_DICT }, /* EMPTY_DICT */
  [']'] = { push_empty, TF_PICKLE_LIST }, /* EMPTY_LIST */
  [')'] = { push_empty, TF_PICKLE_LIST }, /* EMPTY_TUPLE */
  [0x8f] = { push_empty, TF_PICKLE_LIST }, /* EMPTY_SET */
  ['('] = { mark, 0 },                    /* MARK */
  ['t'] = { push_collected, TF_PICKLE_LIST }, /* TUPLE */
  ['l'] = { push_collected, TF_PICKLE_LIST }, /* LIST */
  ['d'] = { push_collected, TF_PICKLE_DICT }, /* DICT */
  [0x85] = { push_tuple, 1 },             /* TUPLE1 */
  [0x86] = { push_tuple, 2 },             /* TUPLE2 */
  [0x87] = { push_tuple, 3 },             /* TUPLE3 */
  ['N'] = { push_flag, FALSE },           /* NONE */
  [0x88] = { push_flag, TRUE },           /* NEWTRUE */
  [0x89] = { push_flag, FALSE },          /* NEWFALSE */
  ['K'] = { push_whole_of, 1 },           /* BININT1 */
  ['M'] = { push_whole_of, 2 },           /* BININT2 */
  ['J'] = { push_whole_of, 4 },           /* BININT */
  [0x8a] = { push_long, 1 },              /* LONG1 */
  [0x8b] = { push_long, 4 },              /* LONG4 */
  ['G'] = { push_float, 8 },              /* BINFLOAT */
  ['X'] = { push_text, 4 },               /* BINUNICODE */
  ['B'] = { push_text, 4 },               /* BINBYTES */
  ['T'] = { push_text, 4 },               /* BINSTRING */
  [0x8c] = { push_text, 1 },              /* SHORT_BINUNICODE */
  ['C'] = { push_text, 1 },               /* SHORT_BINBYTES */
  ['U'] = { push_text, 1 },               /* SHORT_BINSTRING */
  [0x8d] = { push_text, 8 },              /* BINUNICODE8 */
  [0x8e] = { push_text, 8 },              /* BINBYTES8 */
  [0x96] = { push_text, 8 },              /* BYTEARRAY8 */
  ['a'] = { add_last, TF_PICKLE_LIST },   /* APPEND */
  ['e'] = { add_collected, TF_PICKLE_LIST }, /* APPENDS */
  [0x90] = { add_collected, TF_PICKLE_LIST }, /* ADDITEMS */
  ['s'] = { add_last, TF_PICKLE_DICT },   /* SETITEM */
  ['u'] = { add_collected, TF_PICKLE_DICT }, /* SETITEMS */
  ['q'] = { put_of, 1 },                  /* BINPUT */
  ['r'] = { put_of, 4 },                  /* LONG_BINPUT */
  [0x94] = { put_next, 0 },               /* MEMOIZE */
  ['h'] = { get_of, 1 },                  /* BINGET */
  ['j'] = { get_of, 4 },                  /* LONG_BINGET */
  ['0'] = { pop, 0 },                     /* POP */
  ['c'] = { push_global, 0 },             /* GLOBAL */
  [0x93] = { push_stack_global, 0 },      /* STACK_GLOBAL */
  ['R'] = { call, 0 },                    /* REDUCE */
  [0x81] = { call, 0 },                   /* NEWOBJ */
  ['b'] = { build, 0 },                   /* BUILD */
  ['Q'] = { push_persistent, 0 },         /* BINPERSID */
};

static gboolean
step (TfPickle *self, guint8 code, GError **error)
{
  if (instructions[code].act != NULL)
    return instructions[code].act (self, instructions[code].with, error);
  return tf_pickle_fail (error, "The pickle in the file has an instruction (0x%02x) that is not read here; save tensors alone: "
                         "torch.save({'features': H, 'labels': y}, 'features.pt').", code);
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
