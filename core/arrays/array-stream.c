/* array-stream.c: one array, read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "arrays.h"

void
tf_array_stream_clear (TfArrayStream *stream)
{
  if (stream->handle != NULL && stream->close != NULL)
    stream->close (stream->handle);
  stream->handle = NULL;
  g_clear_pointer (&stream->name, g_free);
}

gboolean
tf_arrays_read_data (TfArrays *self, gsize i, TfArrayStream *stream, TfArray *array, gboolean finite, const TfLoad *load,
                     GError **error)
{
  return (self->kind->start_data == NULL || self->kind->start_data (self, i, stream, array, error))
         && tf_array_read_data (array, &stream->source, finite, load, error);
}

int
tf_arrays_read_array (TfArrays *self, const char *key, TfArray *array, gboolean finite, const TfLoad *load, GError **error)
{
  gssize i = tf_arrays_find (self, key);
  g_auto (TfArrayStream) stream = { 0 };
  TfLoad quiet = *load;

  quiet.progress = NULL;
  if (i < 0)
    return 0;
  return self->kind->open (self, (gsize) i, &stream, error)
             && self->kind->read_header (self, (gsize) i, &stream, array, error)
             && tf_arrays_read_data (self, (gsize) i, &stream, array, finite, &quiet, error)
           ? 1 : -1;
}
