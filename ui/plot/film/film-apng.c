/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-apng.h"

#include <math.h>
#include <string.h>
#include <zlib.h>

#define LEVEL 3      /* of zlib: pictures of lines are small at any */
#define FILTER_UP 2  /* a row less the one above it */
#define FPS_SCALE 1000

struct _TfApng
{
  GOutputStream *stream; /* borrowed */
  int      width, height;
  double   fps;
  guint    n_added;
  guint32  sequence;
  guint32 *before;       /* width x height: the last frame */
  char    *keyword, *text; /* NULL: there is none, or it is written */
};

typedef struct
{
  int x, y, width, height;
} Area;

static void
add_u32 (GByteArray *bytes, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);

  g_byte_array_append (bytes, (const guint8 *) &big, 4);
}

static void
add_u16 (GByteArray *bytes, guint16 value)
{
  guint16 big = GUINT16_TO_BE (value);

  g_byte_array_append (bytes, (const guint8 *) &big, 2);
}

static void
add_byte (GByteArray *bytes, guint8 value)
{
  g_byte_array_append (bytes, &value, 1);
}

/* Length, name, content and checksum. */
static gboolean
write_chunk (TfApng *self, const char *name, const GByteArray *content, GError **error)
{
  g_autoptr (GByteArray) chunk = g_byte_array_new ();

  add_u32 (chunk, content->len);
  g_byte_array_append (chunk, (const guint8 *) name, 4);
  g_byte_array_append (chunk, content->data, content->len);
  add_u32 (chunk, crc32 (0, chunk->data + 4, content->len + 4));
  return g_output_stream_write_all (self->stream, chunk->data, chunk->len, NULL, NULL, error);
}

static gboolean
write_header (TfApng *self, guint n_frames, GError **error)
{
  static const guint8 signature[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  g_autoptr (GByteArray) size = g_byte_array_new ();
  g_autoptr (GByteArray) control = g_byte_array_new ();

  add_u32 (size, self->width);
  add_u32 (size, self->height);
  g_byte_array_append (size, (const guint8[]){ 8, 2, 0, 0, 0 }, 5); /* 8 bits a channel, RGB */
  add_u32 (control, n_frames);
  add_u32 (control, 0); /* played again and again */
  return g_output_stream_write_all (self->stream, signature, sizeof signature, NULL, NULL, error)
         && write_chunk (self, "IHDR", size, error) && write_chunk (self, "acTL", control, error);
}

/* An international text, not compressed, of no language. It comes behind the first frame: players look for what
 * makes a PNG a film in the file's first two kilobytes, and a session may be longer than that. */
static gboolean
write_text (TfApng *self, GError **error)
{
  g_autoptr (GByteArray) content = g_byte_array_new ();
  g_autofree char *text = g_steal_pointer (&self->text);

  if (text == NULL)
    return TRUE;
  g_byte_array_append (content, (const guint8 *) self->keyword, strlen (self->keyword) + 1);
  g_byte_array_append (content, (const guint8[]){ 0, 0, 0, 0 }, 4);
  g_byte_array_append (content, (const guint8 *) text, strlen (text));
  return write_chunk (self, "iTXt", content, error);
}

/* --- a frame --- */

static const guint32 *
get_row (cairo_surface_t *picture, int y)
{
  const guint8 *data = cairo_image_surface_get_data (picture);

  return (const guint32 *) (gconstpointer) (data + (gsize) y * cairo_image_surface_get_stride (picture));
}

static gboolean
differs (const TfApng *self, cairo_surface_t *picture, int x, int y)
{
  return ((get_row (picture, y)[x] ^ self->before[(gsize) y * self->width + x]) & 0xffffff) != 0;
}

/* The least rectangle with all that has changed; one pixel where nothing has. */
static Area
find_changed (const TfApng *self, cairo_surface_t *picture)
{
  int left = self->width, right = -1, top = self->height, bottom = -1;

  if (self->n_added == 0)
    return (Area){ 0, 0, self->width, self->height };
  for (int y = 0; y < self->height; y++)
    {
      int first = 0, last = self->width - 1;

      while (first < self->width && !differs (self, picture, first, y))
        first++;
      if (first == self->width)
        continue;
      while (!differs (self, picture, last, y))
        last--;
      left = MIN (left, first);
      right = MAX (right, last);
      top = MIN (top, y);
      bottom = y;
    }
  if (right < 0)
    return (Area){ 0, 0, 1, 1 };
  return (Area){ left, top, right - left + 1, bottom - top + 1 };
}

static void
remember (TfApng *self, cairo_surface_t *picture, const Area *area)
{
  for (int y = area->y; y < area->y + area->height; y++)
    memcpy (self->before + (gsize) y * self->width + area->x, get_row (picture, y) + area->x, area->width * sizeof (guint32));
}

/* The area's rows, filtered: height * (1 + 3 width) bytes. */
static guint8 *
filter_rows (cairo_surface_t *picture, const Area *area)
{
  gsize stride = 1 + 3 * (gsize) area->width;
  guint8 *rows = g_malloc (stride * area->height);

  for (int y = 0; y < area->height; y++)
    {
      const guint32 *row = get_row (picture, area->y + y) + area->x;
      const guint32 *above = y > 0 ? get_row (picture, area->y + y - 1) + area->x : NULL;
      guint8 *out = rows + y * stride;

      *out++ = FILTER_UP;
      for (int x = 0; x < area->width; x++)
        for (int shift = 16; shift >= 0; shift -= 8)
          *out++ = (guint8) ((row[x] >> shift) - (above != NULL ? above[x] >> shift : 0));
    }
  return rows;
}

static gboolean
write_control (TfApng *self, const Area *area, GError **error)
{
  g_autoptr (GByteArray) control = g_byte_array_new ();

  add_u32 (control, self->sequence++);
  add_u32 (control, area->width);
  add_u32 (control, area->height);
  add_u32 (control, area->x);
  add_u32 (control, area->y);
  add_u16 (control, FPS_SCALE <= 65535 / MAX (self->fps, 1) ? FPS_SCALE : 1); /* seconds: this … */
  add_u16 (control, FPS_SCALE <= 65535 / MAX (self->fps, 1) ? (guint16) lround (self->fps * FPS_SCALE)
                                                              : (guint16) lround (self->fps)); /* … by that */
  add_byte (control, 0); /* the area stays as it is, */
  add_byte (control, 0); /* and the next one takes its place */
  return write_chunk (self, "fcTL", control, error);
}

static gboolean
write_pixels (TfApng *self, cairo_surface_t *picture, const Area *area, GError **error)
{
  uLong n = (1 + 3 * (uLong) area->width) * area->height, packed = compressBound (n);
  g_autofree guint8 *rows = filter_rows (picture, area);
  g_autoptr (GByteArray) content = g_byte_array_new ();
  guint start = 0;

  if (self->n_added > 0)
    {
      add_u32 (content, self->sequence++);
      start = 4;
    }
  g_byte_array_set_size (content, start + packed);
  if (compress2 (content->data + start, &packed, rows, n, LEVEL) != Z_OK)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "a frame could not be packed");
      return FALSE;
    }
  g_byte_array_set_size (content, start + packed);
  return write_chunk (self, self->n_added > 0 ? "fdAT" : "IDAT", content, error);
}

/* public */

TfApng *
tf_apng_new (GOutputStream *stream, int width, int height, guint n_frames, double fps, const char *keyword,
             const char *session, GError **error)
{
  g_autoptr (TfApng) self = g_new0 (TfApng, 1);

  self->stream = stream;
  self->width = width;
  self->height = height;
  self->fps = fps;
  self->before = g_new0 (guint32, (gsize) width * height);
  self->keyword = g_strdup (keyword);
  self->text = g_strdup (session);
  if (!write_header (self, n_frames, error))
    return NULL;
  return g_steal_pointer (&self);
}

gboolean
tf_apng_add (TfApng *self, cairo_surface_t *picture, GError **error)
{
  Area area = find_changed (self, picture);

  if (!write_control (self, &area, error) || !write_pixels (self, picture, &area, error))
    return FALSE;
  remember (self, picture, &area);
  self->n_added++;
  return write_text (self, error);
}

gboolean
tf_apng_finish (TfApng *self, GError **error)
{
  g_autoptr (GByteArray) nothing = g_byte_array_new ();

  return write_chunk (self, "IEND", nothing, error);
}

void
tf_apng_free (TfApng *self)
{
  g_free (self->before);
  g_free (self->keyword);
  g_free (self->text);
  g_free (self);
}
