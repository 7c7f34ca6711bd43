/* array.c: the items of an array, from a file or a member of an archive
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "array.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Bytes that may follow the items, and are ignored as NumPy does. */
#define MAX_TRAILING TF_CHUNK

#define LARGE_PAGES_FROM (16 * 1024 * 1024) /* bytes */

gboolean
tf_array_count_items (TfArray *array, const char *name, GError **error)
{
  gsize bytes;

  array->n_items = 1;
  for (guint i = 0; i < array->n_dims; i++)
    if (!g_size_checked_mul (&array->n_items, array->n_items, array->dims[i]))
      return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "%s claims to be larger than any memory.", name);
  if (!g_size_checked_mul (&bytes, array->n_items, array->item_size) || bytes > G_MAXSSIZE)
    return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "%s claims to be larger than any memory.", name);
  return TRUE;
}

/* Exactly n bytes, or an error. */
gboolean
tf_source_read_all (TfByteSource *source, void *buffer, gsize n, GError **error)
{
  guint8 *bytes = buffer;

  for (gsize done = 0; done < n;)
    {
      gssize got = source->read (source, bytes + done, n - done, error);

      if (got < 0)
        return FALSE;
      if (got == 0)
        return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "%s is cut short.", source->name);
      done += (gsize) got;
      source->consumed += (guint64) got;
    }
  return TRUE;
}

static void
swap_bytes (guint8 *bytes, gsize n, gsize unit)
{
  if (unit == 2)
    for (gsize i = 0; i < n / 2; i++)
      ((guint16 *) (void *) bytes)[i] = GUINT16_SWAP_LE_BE (((guint16 *) (void *) bytes)[i]);
  else if (unit == 4)
    for (gsize i = 0; i < n / 4; i++)
      ((guint32 *) (void *) bytes)[i] = GUINT32_SWAP_LE_BE (((guint32 *) (void *) bytes)[i]);
  else if (unit == 8)
    for (gsize i = 0; i < n / 8; i++)
      ((guint64 *) (void *) bytes)[i] = GUINT64_SWAP_LE_BE (((guint64 *) (void *) bytes)[i]);
}

/* TRUE when an exponent is all ones: one pass without a branch, which the
 * compiler can do many items at a time. */
static gboolean
has_nonfinite (TfScalar scalar, const guint8 *bytes, gsize n)
{
  const guint16 *halves = (const guint16 *) (const void *) bytes;
  const guint32 *singles = (const guint32 *) (const void *) bytes;
  const guint64 *doubles = (const guint64 *) (const void *) bytes;
  guint32        bad = 0;
  guint64        bad_doubles = 0;

  if (scalar == TF_SCALAR_FLOAT16)
    for (gsize i = 0; i < n; i++)
      bad |= (guint32) (halves[i] & 0x7c00) == 0x7c00;
  else if (scalar == TF_SCALAR_BFLOAT16)
    for (gsize i = 0; i < n; i++)
      bad |= (guint32) (halves[i] & 0x7f80) == 0x7f80;
  else if (scalar == TF_SCALAR_FLOAT32)
    for (gsize i = 0; i < n; i++)
      bad |= (singles[i] & 0x7f800000u) == 0x7f800000u;
  else if (scalar == TF_SCALAR_FLOAT64)
    for (gsize i = 0; i < n; i++)
      bad_doubles |= (doubles[i] & G_GUINT64_CONSTANT (0x7ff0000000000000)) == G_GUINT64_CONSTANT (0x7ff0000000000000);
  return bad != 0 || bad_doubles != 0;
}

/* Names the first of n items, the first of which is item offset of the array. */
static gboolean
fail_nonfinite (const TfArray *array, const TfByteSource *source, const guint8 *bytes, gsize offset, GError **error)
{
  gsize    i = 0, row, column;
  guint64  item = 0;
  guint64  fraction = 0;
  gboolean nan;

  while (!has_nonfinite (array->scalar, bytes + i * array->item_size, 1))
    i++;
  for (gsize b = array->item_size; b-- > 0;)
    item = item << 8 | bytes[i * array->item_size + (G_BYTE_ORDER == G_LITTLE_ENDIAN ? b : array->item_size - 1 - b)];
  fraction = array->scalar == TF_SCALAR_BFLOAT16 ? item & 0x7f
             : array->item_size == 2             ? item & 0x3ff
             : array->item_size == 4             ? item & 0x7fffff
                                                 : item << 12;
  nan = fraction != 0;
  if (array->n_dims != 2)
    return tf_features_fail (error, TF_FEATURES_ERROR_VALUE, "%s holds a value that is %s.", source->name, nan ? "NaN" : "infinite");
  i += offset;
  row = array->fortran ? i % array->dims[0] : i / array->dims[1];
  column = array->fortran ? i / array->dims[0] : i % array->dims[1];
  return tf_features_fail (error, TF_FEATURES_ERROR_VALUE,
                           "%s is %s in row %" G_GSIZE_FORMAT ", column %" G_GSIZE_FORMAT " (counted from 1); no feature can be.",
                           source->name, nan ? "NaN" : "infinite", row + 1, column + 1);
}

/* What the header claims against what can be there at all. */
static gboolean
check_bytes (const TfArray *array, const TfByteSource *source, GError **error)
{
  guint64          bytes = (guint64) array->n_items * array->item_size;
  g_autofree char *claimed = g_format_size (bytes);

  return bytes <= source->limit - MIN (source->limit, source->consumed)
         || tf_features_fail (error, TF_FEATURES_ERROR_FORMAT,
                              "%s is cut short: it claims to hold %s, more than is there.", source->name,
                              claimed);
}

static gboolean
check_claim (const TfArray *array, const TfByteSource *source, GError **error)
{
  guint64 bytes = (guint64) array->n_items * array->item_size;

  return check_bytes (array, source, error) && tf_load_spend (source->budget, bytes, source->name, error)
         && tf_load_check_memory (bytes, error);
}

/* What follows the items is read too: an archive's checksum covers it. */
static gboolean
read_rest (TfByteSource *source, GError **error)
{
  guint64 n_rest = 0;
  guint8  start[6] = { 0 };
  guint8  rest[4096];

  while (TRUE)
    {
      gssize got = source->read (source, rest, sizeof rest, error);

      if (got < 0)
        return FALSE;
      if (got == 0)
        break;
      if (n_rest < sizeof start)
        memcpy (start + n_rest, rest, MIN ((gsize) got, sizeof start - n_rest));
      n_rest += (guint64) got;
      source->consumed += (guint64) got;
      if (n_rest > MAX_TRAILING)
        return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "%s is followed by far too many bytes.", source->name);
    }
  if (memcmp (start, "\x93NUMPY", 6) == 0)
    return tf_features_fail (error, TF_FEATURES_ERROR_UNSUPPORTED,
                             "Two arrays follow one another in one file; store each in a file of its own, or both in an .npz.");
  return TRUE;
}

/* Memory that will be filled as a whole comes in large pages, where the system has
 * them: a third of the time that reading takes is that of the system handing out
 * small ones. */
static void
prefer_large_pages (guint8 *data, gsize n)
{
#ifdef MADV_HUGEPAGE
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  gsize before = (page - (gsize) data % page) % page;

  if (n >= LARGE_PAGES_FROM)
    madvise (data + before, (n - before) / page * page, MADV_HUGEPAGE);
#endif
}

/* The items, by way of a buffer that only grows as bytes arrive, unless their
 * number is certain. finite: whether NaN and infinities are refused. */
gboolean
tf_array_read_data (TfArray *array, TfByteSource *source, gboolean finite, const TfLoad *load, GError **error)
{
  gsize              n_bytes = array->n_items * array->item_size;
  gsize              capacity = source->honest ? n_bytes : MIN (n_bytes, TF_CHUNK);
  gsize              unit = array->scalar == TF_SCALAR_UNICODE ? 4
                            : array->scalar == TF_SCALAR_BYTES ? 1
                                                               : array->item_size;
  g_autofree guint8 *data = NULL;

  if (!check_claim (array, source, error))
    return FALSE;
  for (gsize done = 0; done < n_bytes || data == NULL;)
    {
      gsize n = MIN (n_bytes - done, TF_CHUNK);

      if (data == NULL || done + n > capacity)
        {
          guint8 *grown;

          if (data != NULL)
            capacity = MIN (n_bytes, MAX (done + n, capacity + capacity / 3));
          grown = g_try_realloc (data, MAX (capacity, 1));
          if (grown == NULL)
            return tf_features_fail (error, TF_FEATURES_ERROR_UNSUPPORTED, "There is not enough memory for %s.", source->name);
          data = grown;
          if (source->honest)
            prefer_large_pages (data, capacity);
        }
      if (!tf_source_read_all (source, data + done, n, error))
        return FALSE;
      if (array->swapped)
        swap_bytes (data + done, n, unit);
      if (finite && has_nonfinite (array->scalar, data + done, n / unit))
        return fail_nonfinite (array, source, data + done, done / unit, error);
      done += n;
      if (!tf_load_step (load, n_bytes > 0 ? (double) done / (double) n_bytes : 1.0, error))
        return FALSE;
    }
  array->data = g_steal_pointer (&data);
  return read_rest (source, error);
}

typedef struct
{
  TfArray       *array;
  TfByteSource  *source;
  const guint32 *classes; /* of all samples */
  TfPieces      *pieces;
  const TfLoad  *load;
  const TfShare *share; /* or NULL: all pieces are summed here */
  gsize   n, d, block;  /* samples, their dimension, samples that are read at once */
  guint8 *data;         /* a block */
} Gathering;

/* Samples [first, first + n). */
static gboolean
gather_samples (Gathering *self, gsize first, gsize n, GError **error)
{
  TfArray *array = self->array;

  for (gsize at = first, length; at < first + n; at += length)
    {
      length = MIN (self->block, first + n - at);
      if (!tf_source_read_all (self->source, self->data, length * self->d * array->item_size, error))
        return FALSE;
      if (array->swapped)
        swap_bytes (self->data, length * self->d * array->item_size, array->item_size);
      if (has_nonfinite (array->scalar, self->data, length * self->d))
        return fail_nonfinite (array, self->source, self->data, at * self->d, error);
      tf_pieces_add (self->pieces, array->scalar, self->data, self->classes + at, length);
      if (!tf_load_step (self->load, (double) (at + length) / (double) self->n, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
take_piece (Gathering *self, gsize piece, GError **error)
{
  const TfShare *share = self->share;
  gsize    first = piece * TF_PIECE, n = MIN (TF_PIECE, self->n - first);
  gboolean is_here = share == NULL || share->is_here (piece, share->user_data);

  if (!(is_here ? gather_samples (self, first, n, error)
                : self->source->skip (self->source, (guint64) n * self->d * self->array->item_size, error)))
    return FALSE;
  return share == NULL
         || (share->exchange (self->pieces, piece, is_here, share->user_data, error)
             && tf_load_step (self->load, (double) (first + n) / (double) self->n, error));
}

static gboolean
gather_pieces (Gathering *self, GError **error)
{
  for (gsize piece = 0; piece * TF_PIECE < self->n; piece++)
    if (!take_piece (self, piece, error))
      return FALSE;
  return (self->share == NULL || self->share->joins
          || tf_features_fail (error, TF_FEATURES_ERROR_ELSEWHERE, "Another process joins the pieces."))
         && read_rest (self->source, error);
}

gboolean
tf_array_gather (TfArray       *array,
                 TfByteSource  *source,
                 const guint32 *classes,
                 TfPieces      *pieces,
                 const TfLoad  *load,
                 GError       **error)
{
  gsize              n = array->dims[array->transposed ? 1 : 0], d = array->dims[array->transposed ? 0 : 1];
  gsize              block = MIN (tf_gather_get_block (d), n);
  gboolean           is_shared = load->share != NULL && source->skip != NULL && n > TF_PIECE;
  g_autofree guint8 *data = NULL;
  Gathering          self = { array, source, classes, pieces, load, is_shared ? load->share : NULL, n, d, block, NULL };

  if (!check_bytes (array, source, error) || (!is_shared && !tf_load_is_here (load, error)))
    return FALSE;
  self.data = data = g_try_malloc (block * d * array->item_size);
  if (data == NULL)
    return tf_features_fail (error, TF_FEATURES_ERROR_UNSUPPORTED, "There is not enough memory for %s.", source->name);
  return gather_pieces (&self, error);
}

/* Dimensions of 1 that pooling leaves: (N, C, 1, 1) and (N, 1, C) are N x C. */
static void
drop_dimensions (TfArray *array)
{
  for (guint i = array->n_dims; array->n_dims > 2 && i-- > 0;)
    if (array->dims[i] == 1)
      {
        array->n_dims--;
        for (guint j = i; j < array->n_dims; j++)
          array->dims[j] = array->dims[j + 1];
      }
}

/* An array of two dimensions, neither of them empty, of numbers. Others of 1 go. */
gboolean
tf_array_check_features (TfArray *array, const char *name, GError **error)
{
  if (array->scalar >= TF_SCALAR_BYTES)
    return tf_features_fail (error, TF_FEATURES_ERROR_VALUE, "%s holds words; features are numbers.", name);
  drop_dimensions (array);
  if (array->n_dims != 2)
    return tf_features_fail (error, TF_FEATURES_ERROR_UNSUPPORTED,
                             "%s has %u dimension%s; features have two, a row for each sample%s.", name, array->n_dims,
                             array->n_dims == 1 ? "" : "s",
                             array->n_dims > 2 ? ": X.reshape(len(X), -1) makes one row of each, X.mean((2, 3)) pools maps" : "");
  if (array->n_items == 0)
    return tf_features_fail (error, TF_FEATURES_ERROR_VALUE, "%s is empty (%" G_GSIZE_FORMAT " × %" G_GSIZE_FORMAT ").", name,
                             array->dims[0], array->dims[1]);
  return TRUE;
}

/* "24 × 8", for messages. */
char *
tf_array_describe (const TfArray *array)
{
  GString *text = g_string_new (array->n_dims == 0 ? "a single value" : NULL);

  for (guint i = 0; i < array->n_dims; i++)
    g_string_append_printf (text, "%s%" G_GSIZE_FORMAT, i > 0 ? " × " : "", array->dims[i]);
  return g_string_free (text, FALSE);
}

void
tf_array_clear (TfArray *array)
{
  g_clear_pointer (&array->data, g_free);
}
