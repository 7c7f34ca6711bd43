/* reader-torch.c: files of torch.save, as it writes them since PyTorch 1.6
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A ZIP archive with a folder in it: data.pkl says what tensors there are (pickle.h),
 * data/0, data/1, … are their storages, byteorder their order. A tensor is a view of a
 * storage, several may be of the same one. What stands within dicts and lists has the names
 * that lead to it, with points between them.
 */
#include <string.h>

#include "pickle.h"
#include "reader.h"
#include "torch-arrays.h"
#include "torch-view.h"

typedef struct
{
  TfTorchStore  store;
  char         *pickled;
  TfPickle     *pickle;
  TfTorchArrays arrays;
  gboolean      swapped; /* the storages are */
} Torch;

static const TfTorchEntry *
get_entry (TfArrays *self, gsize i)
{
  return &g_array_index (((const Torch *) self->handle)->arrays.entries, TfTorchEntry, i);
}

static gsize
get_key (TfArrays *self, gsize i, const char **name)
{
  *name = get_entry (self, i)->key;
  return strlen (*name);
}

static gboolean
read_header (TfArrays *self, gsize i, TfArrayStream *stream, TfArray *array, GError **error)
{
  const TfPickleValue *value = get_entry (self, i)->value;
  gboolean tensor = value->kind == TF_PICKLE_TENSOR;

  *array = (TfArray){ .n_dims = value->n_dims };
  if (!value->typed)
    return tf_features_fail (error, TF_FEATURES_ERROR_UNSUPPORTED,
                             "%s is of a type that is not read here; store it as float32: t.float().",
                             stream->name);
  array->scalar = value->scalar;
  array->item_size = tf_scalar_get_size (value->scalar);
  array->swapped = tensor ? ((const Torch *) self->handle)->swapped : value->swapped;
  array->fortran = tensor ? !tf_torch_is_dense (value, FALSE) && tf_torch_is_dense (value, TRUE) : value->fortran;
  for (guint j = 0; j < value->n_dims; j++)
    array->dims[j] = value->dims[j];
  return tf_array_count_items (array, stream->name, error);
}

static gboolean
open_array (TfArrays *self, gsize i, TfArrayStream *stream, GError **error)
{
  const TfTorchEntry *entry = get_entry (self, i);
  TfTorchView *view = g_new0 (TfTorchView, 1);

  *stream = (TfArrayStream){ .handle = view, .close = tf_torch_view_close, .name = tf_arrays_show_name (entry->key, strlen (entry->key)) };
  stream->source = (TfByteSource){ .read = tf_torch_view_read_bytes, .handle = view, .name = stream->name, .honest = TRUE };
  return TRUE;
}

/* The bytes themselves, once the header is known. */
static gboolean
start_data (TfArrays *self, gsize i, TfArrayStream *stream, const TfArray *array, GError **error)
{
  const TfPickleValue *value = get_entry (self, i)->value;
  TfTorchView *view = stream->handle;

  if (value->kind == TF_PICKLE_NDARRAY)
    {
      view->bytes = (const guint8 *) value->text;
      view->left = value->length;
    }
  else
    {
      if (!tf_torch_view_open (&((const Torch *) self->handle)->store, value, array, stream->name, view, error))
        return FALSE;
      if (view->copy == NULL)
        {
          stream->source.read = tf_torch_view_read_record;
          stream->source.skip = view->record.source.skip != NULL ? tf_torch_view_skip : NULL;
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
  g_autofree char *path = g_strconcat (self->store.folder, name, NULL), *bytes = NULL;
  zip_int64_t i = zip_name_locate (self->store.archive, path, ZIP_FL_ENC_RAW);
  g_auto (TfArrayStream) member = { 0 };

  if (i < 0 || !tf_zip_open_member (self->store.archive, (gsize) i, file, name, strlen (name), &member, error))
    return NULL;
  if (member.size > member.source.limit)
    {
      tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "The archive is broken: the size of %s cannot be right.", name);
      return NULL;
    }
  if (!tf_load_spend (&file->budget, member.size, name, error) || !tf_load_check_memory (member.size, error))
    return NULL;
  bytes = g_try_malloc (member.size + 1);
  if (bytes == NULL)
    {
      tf_features_fail (error, TF_FEATURES_ERROR_UNSUPPORTED, "There is not enough memory for %s.", name);
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
  const char *first = zip_get_name (self->store.archive, 0, ZIP_FL_ENC_RAW);
  gsize n = 0;

  if (first == NULL || !g_str_has_suffix (first, "data.pkl"))
    return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "The archive is broken: its first member is not its first.");
  self->store.folder = g_strndup (first, strlen (first) - strlen ("data.pkl"));
  self->pickled = read_member (self, "data.pkl", file, &n, error);
  if (self->pickled == NULL || !read_order (self, file, error))
    return FALSE;
  self->pickle = tf_pickle_read (self->pickled, n, &file->budget, error);
  return self->pickle != NULL && tf_torch_arrays_find (&self->arrays, tf_pickle_get_root (self->pickle), error);
}

static void
torch_clear (Torch *self)
{
  tf_torch_arrays_clear (&self->arrays);
  g_clear_pointer (&self->pickle, tf_pickle_free);
  g_free (self->pickled);
  g_free (self->store.folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Torch, torch_clear)

/* Of (labels, features) the labels come first: the one of a single dimension. */
static gboolean
is_turned (const Torch *self)
{
  const TfTorchEntry *entries = (const TfTorchEntry *) (const void *) self->arrays.entries->data;

  return self->arrays.entries->len >= 2 && g_str_equal (entries[0].key, "0") && g_str_equal (entries[1].key, "1")
         && entries[0].value->n_dims == 1 && entries[1].value->n_dims >= 2;
}

static gboolean
read_torch (TfFile *file, gboolean features, gboolean labels, TfParts *parts, const TfLoad *load, GError **error)
{
  static const TfArraysKind kind = { "file", TRUE, get_key, NULL, open_array, read_header, start_data, explain_none };
  g_autoptr (zip_t) archive = tf_zip_open (file, error);
  g_auto (Torch) torch = { .store = { archive, NULL, file } };
  TfArrays arrays = { &kind, 0, file, &torch, "0", "1" };

  if (archive == NULL || !read_contents (&torch, file, error))
    return FALSE;
  arrays.n = torch.arrays.entries->len;
  if (is_turned (&torch))
    {
      arrays.features_place = "1";
      arrays.labels_place = "0";
    }
  return tf_arrays_read (&arrays, features, labels, parts, load, error);
}

static const char *const suffixes[] = { "pt", "pth", NULL };
const TfReader tf_reader_torch = { "PyTorch", suffixes, TRUE, TRUE, knows, read_torch, NULL };
