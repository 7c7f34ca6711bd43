/* torch-view.c: see torch-view.h
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "torch-view.h"

#include <string.h>

#include "torch-arrays.h"

/* The items of a tensor lie in its storage as those of an array do: one after the other. */
gboolean
tf_torch_is_dense (const TfPickleValue *tensor, gboolean fortran)
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

void
tf_torch_view_close (gpointer data)
{
  TfTorchView *view = data;

  tf_array_stream_clear (&view->record);
  g_free (view->copy);
  g_free (view->name);
  g_free (view);
}

gssize
tf_torch_view_read_bytes (TfByteSource *source, void *buffer, gsize n, GError **error)
{
  TfTorchView *view = source->handle;
  gsize got = MIN (n, view->left);

  if (got > 0)
    memcpy (buffer, view->bytes, got);
  view->bytes += got;
  view->left -= got;
  return (gssize) got;
}

/* At the end of the record, once more: a checksum is compared there. */
gssize
tf_torch_view_read_record (TfByteSource *source, void *buffer, gsize n, GError **error)
{
  TfTorchView  *view = source->handle;
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

gboolean
tf_torch_view_skip (TfByteSource *source, guint64 n, GError **error)
{
  TfTorchView *view = source->handle;

  if (!view->record.source.skip (&view->record.source, n, error))
    return FALSE;
  view->left -= n;
  source->consumed += n;
  return TRUE;
}

static gboolean
open_record (const TfTorchStore *self, const TfPickleValue *storage, const char *name, TfTorchView *view, GError **error)
{
  g_autofree char *path = g_strdup_printf ("%sdata/%.*s", self->folder, (int) MIN (storage->length, 200), storage->text);
  zip_int64_t i = strlen (path) == strlen (self->folder) + 5 + storage->length
                    ? zip_name_locate (self->archive, path, ZIP_FL_ENC_RAW) : -1;
  guint64 n_bytes = 0;

  view->name = g_strdup (name);
  if (i < 0)
    return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "The archive is broken: the values of %s are not in it.", name);
  if (!tf_zip_open_member (self->archive, (gsize) i, self->file, name, strlen (name), &view->record, error))
    return FALSE;
  if (!g_uint64_checked_mul (&n_bytes, storage->n_items, storage->typed ? tf_scalar_get_size (storage->scalar) : 1)
      || n_bytes > view->record.size)
    return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "The archive is broken: %s claims more values than are in it.", name);
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
copy_view (TfTorchView *view, const TfPickleValue *tensor, gsize size, guint64 n_items, GError **error)
{
  guint64 span = 1;
  g_autofree guint8 *bytes = NULL;

  for (guint i = 0; i < tensor->n_dims; i++)
    span += (tensor->dims[i] - 1) * tensor->strides[i];
  if (span * size > view->record.source.limit)
    return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "%s is cut short: it claims to hold more than is there.", view->name);
  if (!tf_load_check_memory (span * size, error) || !tf_load_check_memory (n_items * size, error)
      || !tf_load_spend (view->record.source.budget, span * size, view->name, error))
    return FALSE;
  bytes = g_try_malloc (span * size);
  view->copy = g_try_malloc (n_items * size);
  if (bytes == NULL || view->copy == NULL)
    return tf_features_fail (error, TF_FEATURES_ERROR_UNSUPPORTED, "There is not enough memory for %s.", view->name);
  if (!tf_source_read_all (&view->record.source, bytes, span * size, error))
    return FALSE;
  gather (tensor, bytes, size, n_items, view->copy);
  view->bytes = view->copy;
  return TRUE;
}

gboolean
tf_torch_view_open (const TfTorchStore *self, const TfPickleValue *tensor, const TfArray *array, const char *name,
                    TfTorchView *view, GError **error)
{
  if (!open_record (self, tensor->storage, name, view, error))
    return FALSE;
  view->left = array->n_items * array->item_size;
  if (array->n_items == 0)
    return TRUE;
  if (!skip_to (&view->record.source, tensor->offset * array->item_size, error))
    return FALSE;
  return tf_torch_is_dense (tensor, FALSE) || tf_torch_is_dense (tensor, TRUE)
         || (tf_load_spend (view->record.source.budget, view->left, name, error)
             && copy_view (view, tensor, array->item_size, array->n_items, error));
}
