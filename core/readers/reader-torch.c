/* reader-torch.c: files of torch.save, as it writes them since PyTorch 1.6
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A ZIP archive with a folder in it: data.pkl says what tensors there are (pickle.h),
 * data/0, data/1, … are their storages, byteorder their order. A tensor is a view of a
 * storage, several may be of the same one. What stands within dicts and lists has the names
 * that lead to it, with points between them.
 */
#include "zip-file.h"

#include <string.h>

#include "pickle.h"
#include "reader.h"

/* How deep dicts and lists may stand in one another, and how often any is met. */
#define MAX_DEPTH 32
#define MAX_VISITS 1000000

typedef struct
{
  char                *key;
  const TfPickleValue *value; /* a tensor or an array of NumPy's */
} Entry;

typedef struct
{
  zip_t    *archive;
  char     *folder; /* "archive/" */
  char     *pickled;
  TfPickle *pickle;
  GArray   *entries; /* Entry */
  GHashTable *made;  /* TfPickleValue of a list -> its array of numbers, owned */
  guint     n_visits;
  gboolean  swapped; /* the storages are */
} Torch;

static gboolean G_GNUC_PRINTF (3, 4)
fail (GError **error, TfFeaturesError code, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list          args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, TF_FEATURES_ERROR, code, message);
  return FALSE;
}

/* --- what arrays there are --- */

static gboolean walk (Torch *self, const TfPickleValue *value, const char *key, guint depth, GError **error);

static char *
join (const char *key, const char *text, gsize length)
{
  g_autofree char *part = g_utf8_make_valid (text, (gssize) MIN (length, 200));

  return *key != '\0' ? g_strdup_printf ("%s.%s", key, part) : g_steal_pointer (&part);
}

static gboolean
walk_dict (Torch *self, const TfPickleValue *dict, const char *key, guint depth, GError **error)
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

/* Labels may be whole numbers in a list: as an array of them, or NULL. */
static const TfPickleValue *
make_array (Torch *self, const TfPickleValue *list)
{
  guint n = list->items->len;
  TfPickleValue *array = g_hash_table_lookup (self->made, list);
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
  array = g_new0 (TfPickleValue, 1);
  *array = (TfPickleValue){ .kind = TF_PICKLE_NDARRAY, .text = (const char *) numbers, .length = n * sizeof *numbers,
                            .scalar = TF_SCALAR_INT64, .typed = TRUE, .n_dims = 1, .dims = g_new (guint64, 1) };
  array->dims[0] = n;
  g_hash_table_insert (self->made, (gpointer) list, array);
  return array;
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
walk_list (Torch *self, const TfPickleValue *list, const char *key, guint depth, GError **error)
{
  const TfPickleValue *array = make_array (self, list);

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
walk (Torch *self, const TfPickleValue *value, const char *key, guint depth, GError **error)
{
  Entry entry = { .value = value };

  if (depth > MAX_DEPTH || ++self->n_visits > MAX_VISITS)
    return fail (error, TF_FEATURES_ERROR_FORMAT, "What the file holds is nested too deep, or within itself.");
  if (value->kind == TF_PICKLE_DICT)
    return walk_dict (self, value, key, depth, error);
  if (value->kind == TF_PICKLE_LIST)
    return walk_list (self, value, key, depth, error);
  if (value->kind != TF_PICKLE_TENSOR && value->kind != TF_PICKLE_NDARRAY)
    return TRUE;
  if (self->entries->len == TF_FEATURES_MAX_ARRAYS)
    return fail (error, TF_FEATURES_ERROR_UNSUPPORTED, "The file has more than %d arrays.", TF_FEATURES_MAX_ARRAYS);
  entry.key = g_strdup (*key != '\0' ? key : "tensor");
  g_array_append_val (self->entries, entry);
  return TRUE;
}

static void
clear_entry (gpointer entry)
{
  g_free (((Entry *) entry)->key);
}

/* --- arrays --- */

static const Entry *
get_entry (TfArrays *self, gsize i)
{
  return &g_array_index (((const Torch *) self->handle)->entries, Entry, i);
}

static gsize
get_key (TfArrays *self, gsize i, const char **name)
{
  *name = get_entry (self, i)->key;
  return strlen (*name);
}

static gboolean
is_array (TfArrays *self, gsize i, const char *name, gsize length)
{
  return TRUE;
}

/* The items of a tensor lie in its storage as those of an array do: one after the other. */
static gboolean
is_dense (const TfPickleValue *tensor, gboolean fortran)
{
  guint64 expected = 1;

  for (guint i = 0; i < tensor->n_dims; i++)
    {
      guint axis = fortran ? i : tensor->n_dims - 1 - i;

      if (tensor->dims[axis] != 1 && tensor->strides[axis] != expected)
        return FALSE;
      expected *= tensor->dims[axis];
    }
  return TRUE;
}

static gboolean
read_header (TfArrays *self, gsize i, TfArrayStream *stream, TfArray *array, GError **error)
{
  const TfPickleValue *value = get_entry (self, i)->value;
  gboolean tensor = value->kind == TF_PICKLE_TENSOR;

  *array = (TfArray){ .n_dims = value->n_dims };
  if (!value->typed)
    return fail (error, TF_FEATURES_ERROR_UNSUPPORTED, "%s is of a type that is not read here; store it as float32: t.float().",
                 stream->name);
  array->scalar = value->scalar;
  array->item_size = tf_scalar_get_size (value->scalar);
  array->swapped = tensor ? ((const Torch *) self->handle)->swapped : value->swapped;
  array->fortran = tensor ? !is_dense (value, FALSE) && is_dense (value, TRUE) : value->fortran;
  for (guint j = 0; j < value->n_dims; j++)
    array->dims[j] = value->dims[j];
  return tf_array_count_items (array, stream->name, error);
}

/* A member of the archive from which a view is read. */
typedef struct
{
  TfArrayStream record; /* of the storage */
  guint64       first;  /* byte of the view */
  guint8       *copy;   /* of its items, one after the other; or NULL: they are read as they lie */
  const guint8 *bytes;  /* in memory: of the copy, or of the pickle */
  guint64       left;   /* bytes of it to be read */
  char         *name;
} View;

static void
close_view (gpointer data)
{
  View *view = data;

  tf_array_stream_clear (&view->record);
  g_free (view->copy);
  g_free (view->name);
  g_free (view);
}

static gssize
read_bytes (TfByteSource *source, void *buffer, gsize n, GError **error)
{
  View *view = source->handle;
  gsize got = MIN (n, view->left);

  if (got > 0)
    memcpy (buffer, view->bytes, got);
  view->bytes += got;
  view->left -= got;
  return (gssize) got;
}

/* At the end of the record, once more: a checksum is compared there. */
static gssize
read_record (TfByteSource *source, void *buffer, gsize n, GError **error)
{
  View  *view = source->handle;
  guint8 more;
  gssize got;

  if (view->left == 0)
    {
      if (view->record.source.consumed < view->record.size)
        return 0;
      return view->record.source.read (&view->record.source, &more, 1, error) < 0 ? -1 : 0;
    }
  got = view->record.source.read (&view->record.source, buffer, MIN (n, view->left), error);
  if (got > 0)
    {
      view->left -= (guint64) got;
      view->record.source.consumed += (guint64) got;
    }
  return got;
}

static gboolean
open_record (Torch *self, const TfPickleValue *storage, const char *name, View *view, TfFile *file, GError **error)
{
  g_autofree char *path = g_strdup_printf ("%sdata/%.*s", self->folder, (int) MIN (storage->length, 200), storage->text);
  zip_int64_t i = strlen (path) == strlen (self->folder) + 5 + storage->length
                    ? zip_name_locate (self->archive, path, ZIP_FL_ENC_RAW) : -1;
  guint64 n_bytes = 0;

  view->name = g_strdup (name);
  if (i < 0)
    return fail (error, TF_FEATURES_ERROR_FORMAT, "The archive is broken: the values of %s are not in it.", name);
  if (!tf_zip_open_member (self->archive, (gsize) i, file, name, strlen (name), &view->record, error))
    return FALSE;
  if (!g_uint64_checked_mul (&n_bytes, storage->n_items, storage->typed ? tf_scalar_get_size (storage->scalar) : 1)
      || n_bytes > view->record.size)
    return fail (error, TF_FEATURES_ERROR_FORMAT, "The archive is broken: %s claims more values than are in it.", name);
  return TRUE;
}

/* Passes over the bytes before the view. */
static gboolean
skip_to (TfByteSource *source, guint64 first, GError **error)
{
  g_autofree guint8 *passed = g_malloc (TF_CHUNK);

  while (source->consumed < first)
    if (!tf_source_read_all (source, passed, MIN (first - source->consumed, TF_CHUNK), error))
      return FALSE;
  return TRUE;
}

/* Items of a view with any strides, one after the other, the last index fastest. span: of
 * its storage, in items. */
static void
gather (const TfPickleValue *tensor, const guint8 *span, gsize size, guint64 n_items, guint8 *to)
{
  guint64 index[TF_ARRAY_MAX_DIMS] = { 0 }, at = 0;

  for (guint64 i = 0; i < n_items; i++, to += size)
    {
      memcpy (to, span + at * size, size);
      for (guint axis = tensor->n_dims; axis-- > 0;)
        {
          at += tensor->strides[axis];
          if (++index[axis] < tensor->dims[axis])
            break;
          at -= tensor->strides[axis] * tensor->dims[axis];
          index[axis] = 0;
        }
    }
}

/* The part of the storage that a view is in, as a whole, and out of it what it has. */
static gboolean
copy_view (View *view, const TfPickleValue *tensor, gsize size, guint64 n_items, GError **error)
{
  guint64 span = 1;
  g_autofree guint8 *bytes = NULL;

  for (guint i = 0; i < tensor->n_dims; i++)
    span += (tensor->dims[i] - 1) * tensor->strides[i];
  if (span * size > view->record.source.limit)
    return fail (error, TF_FEATURES_ERROR_FORMAT, "%s is cut short: it claims to hold more than is there.", view->name);
  if (!tf_load_check_memory (span * size, error) || !tf_load_check_memory (n_items * size, error)
      || !tf_load_spend (view->record.source.budget, span * size, view->name, error))
    return FALSE;
  bytes = g_try_malloc (span * size);
  view->copy = g_try_malloc (n_items * size);
  if (bytes == NULL || view->copy == NULL)
    return fail (error, TF_FEATURES_ERROR_UNSUPPORTED, "There is not enough memory for %s.", view->name);
  if (!tf_source_read_all (&view->record.source, bytes, span * size, error))
    return FALSE;
  gather (tensor, bytes, size, n_items, view->copy);
  view->bytes = view->copy;
  return TRUE;
}

static gboolean
open_tensor (TfArrays *self, const TfPickleValue *tensor, const TfArray *array, View *view, const char *name, GError **error)
{
  if (!open_record (self->handle, tensor->storage, name, view, self->file, error))
    return FALSE;
  view->left = array->n_items * array->item_size;
  if (array->n_items == 0)
    return TRUE;
  if (!skip_to (&view->record.source, tensor->offset * array->item_size, error))
    return FALSE;
  return is_dense (tensor, FALSE) || is_dense (tensor, TRUE)
         || (tf_load_spend (view->record.source.budget, view->left, name, error)
             && copy_view (view, tensor, array->item_size, array->n_items, error));
}

static gboolean
open_array (TfArrays *self, gsize i, TfArrayStream *stream, GError **error)
{
  const Entry *entry = get_entry (self, i);
  View *view = g_new0 (View, 1);

  *stream = (TfArrayStream){ .handle = view, .close = close_view, .name = tf_arrays_show_name (entry->key, strlen (entry->key)) };
  stream->source = (TfByteSource){ .read = read_bytes, .handle = view, .name = stream->name, .honest = TRUE };
  return TRUE;
}

/* The bytes themselves, once the header is known. */
static gboolean
start_data (TfArrays *self, gsize i, TfArrayStream *stream, const TfArray *array, GError **error)
{
  const TfPickleValue *value = get_entry (self, i)->value;
  View *view = stream->handle;

  if (value->kind == TF_PICKLE_NDARRAY)
    {
      view->bytes = (const guint8 *) value->text;
      view->left = value->length;
    }
  else
    {
      if (!open_tensor (self, value, array, view, stream->name, error))
        return FALSE;
      if (view->copy == NULL)
        {
          stream->source.read = read_record;
          stream->source.honest = view->record.source.honest;
          stream->source.budget = view->record.source.budget;
        }
    }
  stream->size = stream->source.limit = view->left;
  return TRUE;
}

static void
explain_none (TfArrays *self, GError **error)
{
  g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT,
                       "The file holds no tensors; save them: torch.save({'features': H, 'labels': y}, 'features.pt').");
}

/* --- the file --- */

/* By the first member's name, which stands after 30 bytes. */
static gboolean
knows (const TfFile *file)
{
  static const char last[] = "/data.pkl";
  gsize n = file->n_head > 30 ? file->head[26] + 256u * file->head[27] : 0, n_last = strlen (last);

  return file->zip && tf_file_starts_with (file, "PK\3\4", 4) && n > n_last && 30 + n <= file->n_head
         && memcmp (file->head + 30 + n - n_last, last, n_last) == 0;
}

/* A member as a whole, closed by a 0; NULL where there is none, or with an error. */
static char *
read_member (Torch *self, const char *name, TfFile *file, gsize *n, GError **error)
{
  g_autofree char *path = g_strconcat (self->folder, name, NULL), *bytes = NULL;
  zip_int64_t i = zip_name_locate (self->archive, path, ZIP_FL_ENC_RAW);
  g_auto (TfArrayStream) member = { 0 };

  if (i < 0 || !tf_zip_open_member (self->archive, (gsize) i, file, name, strlen (name), &member, error))
    return NULL;
  if (member.size > member.source.limit)
    {
      fail (error, TF_FEATURES_ERROR_FORMAT, "The archive is broken: the size of %s cannot be right.", name);
      return NULL;
    }
  if (!tf_load_spend (&file->budget, member.size, name, error) || !tf_load_check_memory (member.size, error))
    return NULL;
  bytes = g_try_malloc (member.size + 1);
  if (bytes == NULL)
    {
      fail (error, TF_FEATURES_ERROR_UNSUPPORTED, "There is not enough memory for %s.", name);
      return NULL;
    }
  if (!tf_source_read_all (&member.source, bytes, member.size, error) || member.source.read (&member.source, &(char){ 0 }, 1, error) < 0)
    return NULL;
  bytes[member.size] = '\0';
  *n = member.size;
  return g_steal_pointer (&bytes);
}

static gboolean
read_order (Torch *self, TfFile *file, GError **error)
{
  gsize n = 0;
  GError *broken = NULL;
  g_autofree char *order = read_member (self, "byteorder", file, &n, &broken);

  if (broken != NULL)
    {
      g_propagate_error (error, broken);
      return FALSE;
    }
  self->swapped = (order != NULL && g_str_has_prefix (order, "big")) != (G_BYTE_ORDER == G_BIG_ENDIAN);
  return TRUE;
}

static gboolean
read_contents (Torch *self, TfFile *file, GError **error)
{
  const char *first = zip_get_name (self->archive, 0, ZIP_FL_ENC_RAW);
  gsize n = 0;

  if (first == NULL || !g_str_has_suffix (first, "data.pkl"))
    return fail (error, TF_FEATURES_ERROR_FORMAT, "The archive is broken: its first member is not its first.");
  self->folder = g_strndup (first, strlen (first) - strlen ("data.pkl"));
  self->pickled = read_member (self, "data.pkl", file, &n, error);
  if (self->pickled == NULL || !read_order (self, file, error))
    return FALSE;
  self->pickle = tf_pickle_read (self->pickled, n, &file->budget, error);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, clear_entry);
  self->made = g_hash_table_new_full (NULL, NULL, NULL, free_made);
  return self->pickle != NULL && walk (self, tf_pickle_get_root (self->pickle), "", 0, error);
}

static void
torch_clear (Torch *self)
{
  g_clear_pointer (&self->entries, g_array_unref);
  g_clear_pointer (&self->made, g_hash_table_unref);
  g_clear_pointer (&self->pickle, tf_pickle_free);
  g_free (self->pickled);
  g_free (self->folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Torch, torch_clear)

/* Of (labels, features) the labels come first: the one of a single dimension. */
static gboolean
is_turned (const Torch *self)
{
  const Entry *entries = (const Entry *) (const void *) self->entries->data;

  return self->entries->len >= 2 && g_str_equal (entries[0].key, "0") && g_str_equal (entries[1].key, "1")
         && entries[0].value->n_dims == 1 && entries[1].value->n_dims >= 2;
}

static gboolean
read_torch (TfFile *file, gboolean features, gboolean labels, TfParts *parts, const TfLoad *load, GError **error)
{
  static const TfArraysKind kind = { "file", TRUE, get_key, is_array, open_array, read_header, start_data, explain_none };
  g_autoptr (zip_t) archive = tf_zip_open (file, error);
  g_auto (Torch) torch = { .archive = archive };
  TfArrays arrays = { &kind, 0, file, &torch, "0", "1" };

  if (archive == NULL || !read_contents (&torch, file, error))
    return FALSE;
  arrays.n = torch.entries->len;
  if (is_turned (&torch))
    {
      arrays.features_place = "1";
      arrays.labels_place = "0";
    }
  return tf_arrays_read (&arrays, features, labels, parts, load, error);
}

static const char *const suffixes[] = { "pt", "pth", NULL };
const TfReader tf_reader_torch = { "PyTorch", suffixes, TRUE, TRUE, knows, read_torch, NULL };
