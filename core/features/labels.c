/* labels.c: labels of any kind as class indices, classes in the labels' order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole numbers are compared as keys of 64 bits in the order of their values
 * (the sign bit flipped for signed ones), so that nothing is lost between
 * -2^63 and 2^64 - 1 and nothing is ever allocated by a label's value.
 */
#include "features-parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SIGN_BIT (G_GUINT64_CONSTANT (1) << 63)

void
tf_labels_clear (TfLabels *labels)
{
  g_clear_pointer (&labels->classes, g_free);
  g_clear_pointer (&labels->names, g_strfreev);
}

static gboolean
fail (GError **error, const char *name, const char *what)
{
  if (name != NULL)
    g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE, "The labels (%s) %s", name, what);
  else
    g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE, "The labels %s", what);
  return FALSE;
}

/* Classes are held in matrices of K x K: what has so many of them is a list of
 * values, not of classes. */
static gboolean
check_classes (gsize n, GError **error)
{
  if (n <= TF_FEATURES_MAX_CLASSES)
    return TRUE;
  g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_UNSUPPORTED,
               "There are more than %d different labels, too many to be classes.", TF_FEATURES_MAX_CLASSES);
  return FALSE;
}

/* Whether one more word may be met: some may be other ways to write one class. */
gboolean
tf_labels_check_words (guint n_words, GError **error)
{
  return n_words < 4 * TF_FEATURES_MAX_CLASSES || check_classes (n_words, error);
}

/* A hash as plain as GLib's would let a file be written in which all labels
 * collide, and that would take hours. */
guint
tf_label_hash (gconstpointer text)
{
  static gsize seeded;
  static guint64 seed;
  guint64 hash;

  if (g_once_init_enter (&seeded))
    {
      seed = (guint64) g_random_int () << 32 | g_random_int ();
      g_once_init_leave (&seeded, 1);
    }
  hash = seed;
  for (const guint8 *p = text; *p != '\0'; p++)
    {
      hash = (hash ^ *p) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
      hash ^= hash >> 29;
    }
  return (guint) (hash >> 32);
}

static int
compare_keys (const void *a, const void *b)
{
  guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;

  return (x > y) - (x < y);
}

/* The distinct keys, ascending; their number in n_distinct. Labels come in
 * long runs as a rule, which are not sorted again. */
static guint64 *
distinct_keys (const guint64 *keys, gsize n, gsize *n_distinct)
{
  guint64 *distinct = g_new (guint64, MAX (n, 1));
  gsize    n_runs = 0, count = 0;

  for (gsize i = 0; i < n; i++)
    if (i == 0 || keys[i] != keys[i - 1])
      distinct[n_runs++] = keys[i];
  qsort (distinct, n_runs, sizeof *distinct, compare_keys);
  for (gsize i = 0; i < n_runs; i++)
    if (i == 0 || distinct[i] != distinct[count - 1])
      distinct[count++] = distinct[i];
  *n_distinct = count;
  return g_renew (guint64, distinct, MAX (count, 1));
}

static gboolean
take_keys (TfLabels *labels, const guint64 *keys, gsize n, gboolean is_signed, GError **error)
{
  gsize               n_distinct = 0;
  g_autofree guint64 *distinct = distinct_keys (keys, n, &n_distinct);

  if (!check_classes (n_distinct, error))
    return FALSE;
  labels->n = n;
  labels->classes = g_new (guint32, MAX (n, 1));
  labels->n_classes = (guint) n_distinct;
  labels->names = g_new0 (char *, n_distinct + 1);
  for (gsize i = 0; i < n; i++)
    if (i > 0 && keys[i] == keys[i - 1])
      labels->classes[i] = labels->classes[i - 1];
    else
      labels->classes[i]
          = (guint32) ((guint64 *) bsearch (&keys[i], distinct, n_distinct, sizeof *distinct, compare_keys) - distinct);
  for (gsize k = 0; k < n_distinct; k++)
    labels->names[k] = is_signed ? g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) (distinct[k] ^ SIGN_BIT))
                                 : g_strdup_printf ("%" G_GUINT64_FORMAT, distinct[k]);
  return TRUE;
}

static guint64
signed_key (gint64 value)
{
  return (guint64) value ^ SIGN_BIT;
}

/* Keys of n items of a whole-number array; NULL for a label that is no such number. */
static guint64 *
array_keys (const TfArray *array, gboolean *is_signed, gsize *bad)
{
  gsize               n = array->n_items;
  const guint8       *data = array->data;
  g_autofree guint64 *keys = g_new (guint64, MAX (n, 1));

  *is_signed = array->scalar != TF_SCALAR_UINT64;
  for (gsize i = 0; i < n; i++)
    if (array->scalar == TF_SCALAR_UINT64)
      keys[i] = ((const guint64 *) (const void *) data)[i];
    else if (array->scalar == TF_SCALAR_INT64)
      keys[i] = signed_key (((const gint64 *) (const void *) data)[i]);
    else
      {
        double value;

        tf_scalar_to_doubles (array->scalar, data + i * array->item_size, 1, &value);
        *bad = i;
        if (!(fabs (value) <= 0x1p53) || value != floor (value))
          return NULL;
        keys[i] = signed_key ((gint64) value);
      }
  return g_steal_pointer (&keys);
}

/* n samples x k of zeros with a single one for each sample: the class is its place. */
static guint64 *
one_hot_keys (const TfArray *array, gsize n, gsize k, gsize row, gsize column)
{
  g_autofree guint64 *keys = g_new (guint64, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    {
      gsize n_ones = 0;

      for (gsize j = 0; j < k; j++)
        {
          double value;

          tf_scalar_to_doubles (array->scalar, array->data + (i * row + j * column) * array->item_size, 1, &value);
          if (value == 1)
            keys[i] = signed_key ((gint64) j);
          else if (value != 0)
            return NULL;
          n_ones += value == 1;
        }
      if (n_ones != 1)
        return NULL;
    }
  return g_steal_pointer (&keys);
}

/* N x K, or K x N where only that is one-hot. */
static guint64 *
two_way_keys (TfLabels *labels, const TfArray *array)
{
  gsize    rows = array->dims[0], columns = array->dims[1];
  gsize    row = array->fortran ? 1 : columns, column = array->fortran ? rows : 1;
  guint64 *keys = one_hot_keys (array, rows, columns, row, column);

  labels->one_hot = TRUE;
  labels->by_columns = keys == NULL;
  return keys != NULL ? keys : one_hot_keys (array, columns, rows, column, row);
}

/* A word ends where only padding follows. Not UTF-8, or no character: replaced. */
static char *
array_word (const TfArray *array, gsize i)
{
  const guint8 *item = array->data + i * array->item_size;
  gsize         n = array->item_size;
  GString      *word;

  if (array->scalar == TF_SCALAR_BYTES)
    {
      while (n > 0 && item[n - 1] == 0)
        n--;
      return g_utf8_make_valid ((const char *) item, (gssize) n);
    }
  word = g_string_new (NULL);
  for (n /= 4; n > 0 && ((const guint32 *) (const void *) item)[n - 1] == 0;)
    n--;
  for (gsize c = 0; c < n; c++)
    {
      gunichar character = ((const guint32 *) (const void *) item)[c];

      g_string_append_unichar (word, g_unichar_validate (character) && character != 0 ? character : 0xfffd);
    }
  return g_string_free (word, FALSE);
}

static gboolean
read_words (TfLabels *labels, const TfArray *array, const char *name, GError **error)
{
  g_autoptr (GHashTable) known = g_hash_table_new (tf_label_hash, g_str_equal);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autofree guint32 *ids = g_new (guint32, MAX (array->n_items, 1));

  for (gsize i = 0; i < array->n_items; i++)
    {
      g_autofree char *word = array_word (array, i);
      gpointer         id;

      if (*word == '\0')
        return fail (error, name, "hold an empty word.");
      if (!g_hash_table_lookup_extended (known, word, NULL, &id))
        {
          if (!tf_labels_check_words (words->len, error))
            return FALSE;
          id = GUINT_TO_POINTER (words->len);
          g_hash_table_insert (known, word, id);
          g_ptr_array_add (words, g_steal_pointer (&word));
        }
      ids[i] = GPOINTER_TO_UINT (id);
    }
  return tf_labels_take_words (labels, words, g_steal_pointer (&ids), array->n_items, error);
}

/* name: of the array in its archive, or NULL. Labels of shape (N,), (N, 1) or (1, N), or one-hot (N, K) or (K, N). */
gboolean
tf_labels_read_array (TfLabels *labels, const TfArray *array, const char *name, GError **error)
{
  gboolean            line = array->n_dims == 1 || (array->n_dims == 2 && (array->dims[0] == 1 || array->dims[1] == 1));
  gboolean            is_signed = TRUE;
  gsize               bad = 0;
  g_autofree guint64 *keys = NULL;

  tf_labels_clear (labels);
  if (array->n_items == 0)
    return fail (error, name, "are empty.");
  if (!line && (array->n_dims != 2 || array->scalar >= TF_SCALAR_BYTES))
    return fail (error, name, "must be a list: one label for each sample.");
  if (array->scalar >= TF_SCALAR_BYTES)
    return read_words (labels, array, name, error);
  keys = line ? array_keys (array, &is_signed, &bad) : two_way_keys (labels, array);
  if (keys == NULL && !line)
    return fail (error, name,
                 "have two dimensions but are not one-hot (a single 1 in each row, else 0); y.argmax(1) makes labels "
                 "of scores.");
  if (keys == NULL)
    {
      g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE,
                   "Label %" G_GSIZE_FORMAT " (counted from 1) is not a whole number that can be a label.", bad + 1);
      return FALSE;
    }
  return take_keys (labels, keys, line ? array->n_items : array->dims[labels->by_columns ? 1 : 0], is_signed, error);
}

/* The words' keys, when all of them are whole numbers that 64 bits hold. */
static guint64 *
word_keys (GPtrArray *words, gboolean *is_signed)
{
  g_autofree guint64 *keys = g_new (guint64, MAX (words->len, 1));
  gboolean            below = FALSE, above = FALSE;

  for (guint i = 0; i < words->len; i++)
    {
      const char *word = g_ptr_array_index (words, i);
      gboolean    negative;
      guint64     magnitude;

      if (!tf_number_get_key (word, strlen (word), &negative, &magnitude))
        return NULL;
      negative = negative && magnitude > 0;
      below |= negative;
      above |= magnitude >= SIGN_BIT;
      keys[i] = negative ? -magnitude : magnitude;
    }
  if (below && above)
    return NULL;
  *is_signed = !above;
  for (guint i = 0; i < words->len && *is_signed; i++)
    keys[i] ^= SIGN_BIT;
  return g_steal_pointer (&keys);
}

typedef struct
{
  const char *word;
  guint32     id;
} Entry;

static int
compare_entries (const void *a, const void *b)
{
  return strcmp (((const Entry *) a)->word, ((const Entry *) b)->word);
}

/* n labels as indices ids into distinct words; takes ids. Words that are
 * numbers throughout are classes by value: 1 and 1.0 are the same. */
gboolean
tf_labels_take_words (TfLabels *labels, GPtrArray *words, guint32 *taken_ids, gsize n, GError **error)
{
  gboolean            is_signed = TRUE;
  g_autofree guint32 *ids = taken_ids;
  g_autofree guint64 *keys = word_keys (words, &is_signed);
  g_autofree guint32 *class_of = NULL;

  tf_labels_clear (labels);
  if (keys != NULL)
    {
      if (!take_keys (labels, keys, words->len, is_signed, error))
        return FALSE;
      class_of = g_steal_pointer (&labels->classes);
    }
  else if (!check_classes (words->len, error))
    return FALSE;
  else
    {
      g_autofree Entry *entries = g_new (Entry, MAX (words->len, 1));

      class_of = g_new (guint32, MAX (words->len, 1));
      labels->n_classes = words->len;
      labels->names = g_new0 (char *, (gsize) words->len + 1);
      for (guint i = 0; i < words->len; i++)
        entries[i] = (Entry){ g_ptr_array_index (words, i), i };
      qsort (entries, words->len, sizeof *entries, compare_entries);
      for (guint k = 0; k < words->len; k++)
        {
          labels->names[k] = tf_text_clean (entries[k].word, -1);
          class_of[entries[k].id] = k;
        }
    }
  for (gsize i = 0; i < n; i++)
    ids[i] = class_of[ids[i]];
  labels->n = n;
  labels->classes = g_steal_pointer (&ids);
  return TRUE;
}
