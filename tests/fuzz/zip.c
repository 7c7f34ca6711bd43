/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "zip.h"

#include <string.h>
#include <zlib.h>

void
zip_init (Zip *zip)
{
  *zip = (Zip){ .bytes = g_byte_array_new (), .directory = g_byte_array_new () };
}

void
zip_clear (Zip *zip)
{
  g_byte_array_unref (zip->bytes);
  g_byte_array_unref (zip->directory);
}

static void
put (GByteArray *bytes, guint64 value, guint n)
{
  guint8 le[8];

  for (guint i = 0; i < n; i++)
    le[i] = (guint8) (value >> 8 * i);
  g_byte_array_append (bytes, le, n);
}

/* What a member's own header and its directory entry have in common. */
static void
put_header (GByteArray *bytes, const char *name, guint method, gulong crc, gsize packed, gsize size)
{
  put (bytes, 20, 2);
  put (bytes, 0, 2);
  put (bytes, method, 2);
  put (bytes, 0x21, 4); /* the first day a ZIP knows */
  put (bytes, crc, 4);
  put (bytes, packed, 4);
  put (bytes, size, 4);
  put (bytes, strlen (name), 2);
  put (bytes, 0, 2);
}

static void
add_packed (Zip *zip, const char *name, guint method, gulong crc, const GByteArray *packed, gsize size)
{
  gsize at = zip->bytes->len;

  put (zip->bytes, 0x04034b50, 4);
  put_header (zip->bytes, name, method, crc, packed->len, size);
  g_byte_array_append (zip->bytes, (const guint8 *) name, strlen (name));
  g_byte_array_append (zip->bytes, packed->data, packed->len);
  put (zip->directory, 0x02014b50, 4);
  put (zip->directory, 20, 2);
  put_header (zip->directory, name, method, crc, packed->len, size);
  put (zip->directory, 0, 2 + 2 + 2); /* comment, disk, attributes */
  put (zip->directory, 0, 4);
  put (zip->directory, at, 4);
  g_byte_array_append (zip->directory, (const guint8 *) name, strlen (name));
  zip->n_members++;
}

/* Appends n bytes as blocks that refer to nothing before them. */
static void
deflate_into (GByteArray *packed, const void *bytes, gsize n, int flush)
{
  z_stream stream = { .next_in = (Bytef *) bytes, .avail_in = n };
  int      status;

  g_assert_cmpint (deflateInit2 (&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY), ==, Z_OK);
  do
    {
      guint8 out[16384];

      stream.next_out = out;
      stream.avail_out = sizeof out;
      status = deflate (&stream, flush);
      g_byte_array_append (packed, out, sizeof out - stream.avail_out);
    }
  while (stream.avail_out == 0 && status == Z_OK);
  deflateEnd (&stream);
}

void
zip_add (Zip *zip, const char *name, const void *bytes, gsize n, gboolean deflated)
{
  g_autoptr (GByteArray) packed = g_byte_array_new ();

  if (deflated)
    deflate_into (packed, bytes, n, Z_FINISH);
  else if (n > 0)
    g_byte_array_append (packed, bytes, n);
  add_packed (zip, name, deflated ? 8 : 0, crc32 (crc32 (0, NULL, 0), bytes, n), packed, n);
}

/* ZIP_ZEROS zeros, which are the same for every member that has some. One thread. */
static const GByteArray *
pack_zeros (gulong *crc)
{
  static GByteArray *block;
  static gulong      of_zeros;

  if (block == NULL)
    {
      g_autofree guint8 *zeros = g_malloc0 (ZIP_ZEROS);

      block = g_byte_array_new ();
      deflate_into (block, zeros, ZIP_ZEROS, Z_FULL_FLUSH);
      of_zeros = crc32 (crc32 (0, NULL, 0), zeros, ZIP_ZEROS);
    }
  *crc = of_zeros;
  return block;
}

void
zip_add_zeros (Zip *zip, const char *name, const void *start, gsize n, guint n_blocks)
{
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  gulong crc = crc32 (crc32 (0, NULL, 0), start, n), crc_zeros;
  const GByteArray *block = pack_zeros (&crc_zeros);

  deflate_into (packed, start, n, Z_FULL_FLUSH);
  for (guint i = 0; i < n_blocks; i++)
    {
      g_byte_array_append (packed, block->data, block->len);
      crc = crc32_combine (crc, crc_zeros, ZIP_ZEROS);
    }
  g_byte_array_append (packed, (const guint8 *) "\3", 2); /* an empty last block */
  add_packed (zip, name, 8, crc, packed, n + (gsize) n_blocks * ZIP_ZEROS);
}

void
zip_finish (Zip *zip)
{
  gsize at = zip->bytes->len;

  g_byte_array_append (zip->bytes, zip->directory->data, zip->directory->len);
  put (zip->bytes, 0x06054b50, 4);
  put (zip->bytes, 0, 4);
  put (zip->bytes, MIN (zip->n_members, 0xffff), 2);
  put (zip->bytes, MIN (zip->n_members, 0xffff), 2);
  put (zip->bytes, zip->directory->len, 4);
  put (zip->bytes, at, 4);
  put (zip->bytes, 0, 2);
}
