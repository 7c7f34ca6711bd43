/* torch-arrays.c: see torch-arrays.h
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "torch-arrays.h"

#include <string.h>

#include "features.h"

/* How deep dicts and lists may stand in one another, and how often any is met. */
#define MAX_DEPTH 32
#define MAX_VISITS 1000000

static gboolean walk (TfTorchArrays *self, const TfPickleValue *value, const char *key, guint depth, GError **error);

static char *
join (const char *key, const char *text, gsize length)
{
  g_autofree char *part = g_utf8_make_valid (text, (gssize) MIN (length, 200));

  return *key != '\0' ? g_strdup_printf ("%s.%s", key, part) : g_steal_pointer (&part);
}

static gboolean
walk_dict (TfTorchArrays *self, const TfPickleValue *dict, const char *key, guint depth, GError **error)
{
  for (guint i = 0; i + 1 < dict->items->len; i += 2)
    {
      const TfPickleValue *name = dict->items->pdata[i];
      g_autofree char *number = name->kind == TF_PICKLE_WHOLE ? g_strdup_printf ("%" G_GINT64_FORMAT, name->whole) : NULL;
      g_autofree char *inner = number != NULL                    ? join (key, number, strlen (number))
                               : name->kind == TF_PICKLE_TEXT ? join (key, name->text, name->length) : NULL;

      if (inner != NULL && !walk (self, dict->items->pdata[i + 1], inner, depth + 1, error))
        return FALSE;
    }
  return TRUE;
}

/* The array that the list stands for: n numbers of 8 bytes each, or n rows of `length`. Takes the numbers. */
static const TfPickleValue *
keep_made (TfTorchArrays *self, const TfPickleValue *list, gpointer numbers, TfScalar scalar, guint n, guint length)
{
  TfPickleValue *array = g_new0 (TfPickleValue, 1);

  *array = (TfPickleValue){ .kind = TF_PICKLE_NDARRAY, .text = numbers, .length = (gsize) n * MAX (length, 1) * sizeof (gint64),
                            .scalar = scalar, .typed = TRUE, .n_dims = length > 0 ? 2 : 1, .dims = g_new0 (guint64, 2) };
  array->dims[0] = n;
  array->dims[1] = length;
  g_hash_table_insert (self->made, (gpointer) list, array);
  return array;
}

/* Labels may be whole numbers in a list: as an array of them, or NULL. */
static const TfPickleValue *
make_array (TfTorchArrays *self, const TfPickleValue *list)
{
  guint n = list->items->len;
  const TfPickleValue *array = g_hash_table_lookup (self->made, list);
  gint64 *numbers;

  if (array != NULL) /* met before: it may be anywhere, many times */
    return array;
  for (guint i = 0; i < n; i++)
    if (((const TfPickleValue *) list->items->pdata[i])->kind != TF_PICKLE_WHOLE)
      return NULL;
  if (n == 0)
    return NULL;
  numbers = g_new (gint64, n);
  for (guint i = 0; i < n; i++)
    numbers[i] = ((const TfPickleValue *) list->items->pdata[i])->whole;
  return keep_made (self, list, numbers, TF_SCALAR_INT64, n, 0);
}

static double
get_number (const TfPickleValue *value)
{
  return value->kind == TF_PICKLE_WHOLE ? (double) value->whole : value->real;
}

/* FALSE where something in the list is no number. */
static gboolean
is_row (const TfPickleValue *row, guint length, gboolean *any_real)
{
  if (row->kind != TF_PICKLE_LIST || row->items->len != length)
    return FALSE;
  for (guint i = 0; i < length; i++)
    {
      TfPickleKind kind = ((const TfPickleValue *) row->items->pdata[i])->kind;

      if (kind != TF_PICKLE_WHOLE && kind != TF_PICKLE_REAL)
        return FALSE;
      *any_real = *any_real || kind == TF_PICKLE_REAL;
    }
  return TRUE;
}

/* How long the rows of a table of fractions are, which is a list of lists of one length; 0: it is none. One row may stand in
 * it many times, and so may it in others: what is looked at in all is limited. */
static guint
find_row_length (TfTorchArrays *self, const TfPickleValue *list)
{
  guint n = list->items->len;
  const TfPickleValue *first = n > 0 ? list->items->pdata[0] : NULL;
  guint length = first != NULL && first->kind == TF_PICKLE_LIST ? first->items->len : 0;
  gboolean any_real = FALSE;

  if (length == 0 || (guint64) n * length > TF_PICKLE_MAX_VALUES - self->n_listed)
    return 0;
  self->n_listed += (guint64) n * length;
  for (guint i = 0; i < n; i++)
    if (!is_row (list->items->pdata[i], length, &any_real))
      return 0;
  return any_real ? length : 0;
}

/* Features may be such a table, as of numpy's tolist(); or NULL. */
static const TfPickleValue *
make_table (TfTorchArrays *self, const TfPickleValue *list)
{
  guint n = list->items->len, length = find_row_length (self, list);
  double *numbers;

  if (length == 0)
    return NULL;
  numbers = g_new (double, (gsize) n * length);
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < length; j++)
      numbers[(gsize) i * length + j] = get_number (((const TfPickleValue *) list->items->pdata[i])->items->pdata[j]);
  return keep_made (self, list, numbers, TF_SCALAR_FLOAT64, n, length);
}

static void
free_made (gpointer data)
{
  TfPickleValue *array = data;

  g_free ((char *) array->text);
  g_free (array->dims);
  g_free (array);
}

static gboolean
walk_list (TfTorchArrays *self, const TfPickleValue *list, const char *key, guint depth, GError **error)
{
  const TfPickleValue *array = make_array (self, list);

  if (array == NULL)
    array = make_table (self, list);
  if (array != NULL)
    return walk (self, array, key, depth + 1, error);
  for (guint i = 0; i < list->items->len; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i);
      g_autofree char *inner = join (key, number, strlen (number));

      if (!walk (self, list->items->pdata[i], inner, depth + 1, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
walk (TfTorchArrays *self, const TfPickleValue *value, const char *key, guint depth, GError **error)
{
  TfTorchEntry entry = { .value = value };

  if (depth > MAX_DEPTH || ++self->n_visits > MAX_VISITS)
    return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "What the file holds is nested too deep, or within itself.");
  if (value->kind == TF_PICKLE_DICT)
    return walk_dict (self, value, key, depth, error);
  if (value->kind == TF_PICKLE_LIST)
    return walk_list (self, value, key, depth, error);
  if (value->kind != TF_PICKLE_TENSOR && value->kind != TF_PICKLE_NDARRAY)
    return TRUE;
  if (self->entries->len == TF_FEATURES_MAX_ARRAYS)
    return tf_features_fail (error, TF_FEATURES_ERROR_UNSUPPORTED, "The file has more than %d arrays.", TF_FEATURES_MAX_ARRAYS);
  entry.key = g_strdup (*key != '\0' ? key : "tensor");
  g_array_append_val (self->entries, entry);
  return TRUE;
}

static void
clear_entry (gpointer entry)
{
  g_free (((TfTorchEntry *) entry)->key);
}

gboolean
tf_torch_arrays_find (TfTorchArrays *self, const TfPickleValue *root, GError **error)
{
  self->entries = g_array_new (FALSE, FALSE, sizeof (TfTorchEntry));
  g_array_set_clear_func (self->entries, clear_entry);
  self->made = g_hash_table_new_full (NULL, NULL, NULL, free_made);
  return walk (self, root, "", 0, error);
}

void
tf_torch_arrays_clear (TfTorchArrays *self)
{
  g_clear_pointer (&self->entries, g_array_unref);
  g_clear_pointer (&self->made, g_hash_table_unref);
}
