/* reader-safetensors.c: arrays as the safetensors library writes them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "arrays.h"

#include <errno.h>
#include <string.h>

#include "reader.h"
#include "safetensors-header.h"

#define START 8 /* bytes of the header's length */

typedef struct
{
  GArray *entries; /* TfSafetensor */
  guint64 first;   /* byte of the file where the values begin */
} Tensors;

static const TfSafetensor *
get_entry (TfArrays *self, gsize i)
{
  return &g_array_index (((const Tensors *) self->handle)->entries, TfSafetensor, i);
}

static gsize
get_key (TfArrays *self, gsize i, const char **name)
{
  *name = get_entry (self, i)->name;
  return strlen (*name);
}

static gssize
read_range (TfByteSource *source, void *buffer, gsize n, GError **error)
{
  FILE *stream = source->handle;
  gsize wanted = MIN (n, source->limit - source->consumed), got = fread (buffer, 1, wanted, stream);

  if (got == wanted || !ferror (stream))
    return (gssize) got;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "The file cannot be read: %s", g_strerror (errno));
  return -1;
}

static gboolean
open_array (TfArrays *self, gsize i, TfArrayStream *stream, GError **error)
{
  const TfSafetensor *entry = get_entry (self, i);
  guint64 first = ((const Tensors *) self->handle)->first;

  *stream = (TfArrayStream){ .size = entry->end - entry->begin, .name = tf_arrays_show_name (entry->name, strlen (entry->name)) };
  stream->source = (TfByteSource){ .read = read_range, .handle = self->file->stream, .name = stream->name,
                                   .limit = stream->size, .honest = TRUE, .skip = tf_file_skip };
  if (fseeko (self->file->stream, (off_t) (first + entry->begin), SEEK_SET) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "The file cannot be read: %s", g_strerror (errno));
  return FALSE;
}

static gboolean
read_header (TfArrays *self, gsize i, TfArrayStream *stream, TfArray *array, GError **error)
{
  const TfSafetensor *entry = get_entry (self, i);

  *array = entry->array;
  array->swapped = G_BYTE_ORDER != G_LITTLE_ENDIAN;
  if (entry->known)
    return TRUE;
  g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_UNSUPPORTED,
               "%s is of type “%s”, which is not read here; store it as float32.", stream->name, entry->dtype);
  return FALSE;
}

static void
explain_none (TfArrays *self, GError **error)
{
  g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT, "The file holds no arrays.");
}

static guint64
get_length (const TfFile *file)
{
  guint64 length = 0;

  for (gsize i = START; i-- > 0;)
    length = length << 8 | file->head[i];
  return length;
}

/* No other format begins with a small number and then the brace of the header. */
static gboolean
knows (const TfFile *file)
{
  return file->n_head > START && file->head[START] == '{' && file->head[6] == 0 && file->head[7] == 0;
}

static gboolean
check_length (const TfFile *file, guint64 length, GError **error)
{
  g_autofree char *claimed = g_format_size (length);

  if (length <= TF_SAFETENSORS_MAX_HEADER && length <= file->size - START)
    return TRUE;
  g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT, "The file claims a header of %s, more than %s.", claimed,
               length > TF_SAFETENSORS_MAX_HEADER ? "a .safetensors may have" : "is there");
  return FALSE;
}

static gboolean
read_safetensors (TfFile *file, gboolean features, gboolean labels, TfParts *parts, const TfLoad *load, GError **error)
{
  static const TfArraysKind kind = { "file", TRUE, get_key, NULL, open_array, read_header, NULL, explain_none };
  guint64 length = get_length (file);
  Tensors tensors = { NULL, START + length };
  TfArrays arrays = { &kind, 0, file, &tensors, "0", "1" };
  g_autofree char *header = NULL;
  TfByteSource source;
  gboolean done;

  if (!check_length (file, length, error))
    return FALSE;
  header = g_malloc (START + length);
  tf_file_start_source (file, &source);
  if (!tf_source_read_all (&source, header, START + length, error))
    return FALSE;
  tensors.entries = tf_safetensors_parse (header + START, length, file->size - START - length, error);
  if (tensors.entries == NULL)
    return FALSE;
  arrays.n = tensors.entries->len;
  done = tf_arrays_read (&arrays, features, labels, parts, load, error);
  g_array_unref (tensors.entries);
  return done;
}

static const char *const suffixes[] = { "safetensors", NULL };
const TfReader tf_reader_safetensors = { "Safetensors", suffixes, TRUE, FALSE, knows, read_safetensors, NULL };
