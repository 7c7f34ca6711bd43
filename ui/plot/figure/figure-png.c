/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <png.h>
#include <string.h>

#include "figure-file-private.h"

#define INCH 0.0254 /* metres */

#define SIGNATURE 8    /* bytes */
#define CHUNK_FRAME 12 /* of a chunk's length, name and checksum */

/* What libpng has to say is in the return value. */
static void
fail_cb (png_structp png, png_const_charp message)
{
  longjmp (png_jmpbuf (png), 1);
}

static void
ignore_cb (png_structp png, png_const_charp message)
{
}

/* --- writing --- */

static cairo_surface_t *
draw (const TfFigure *figure, const TfViewData *data, double dpi, GError **error)
{
  cairo_surface_t *surface;
  cairo_t *cr;
  int width, height;

  tf_figure_get_pixels (figure, dpi, &width, &height);
  if ((double) width * height > TF_FIGURE_MAX_PIXELS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "%d × %d pixels are more than a picture may have; take fewer dots per inch", width, height);
      return NULL;
    }
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  if (!tf_figure_check_surface (surface, error))
    {
      cairo_surface_destroy (surface);
      return NULL;
    }
  /* Of the device, so that hairlines find their pixels. */
  cairo_surface_set_device_scale (surface, dpi / TF_POINTS_PER_INCH, dpi / TF_POINTS_PER_INCH);
  cr = cairo_create (surface);
  tf_figure_draw (cr, figure, data);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static void
append_cb (png_structp png, png_bytep data, png_size_t length)
{
  g_byte_array_append (png_get_io_ptr (png), data, length);
}

static void
flush_cb (png_structp png)
{
}

static void
set_words (png_structp png, png_infop info, const TfFigureWords *words)
{
  const char *pairs[][2] = { { "Software", "Tightframe" },
                             { "Title", words->title },
                             { "Description", words->caption },
                             { TF_FIGURE_KEYWORD, words->session } };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (pairs[i][1] != NULL)
      png_set_text (png, info,
                    &(png_text){ .compression = PNG_ITXT_COMPRESSION_NONE, .key = (char *) pairs[i][0],
                                 .text = (char *) pairs[i][1], .lang = (char *) "", .lang_key = (char *) "" },
                    1);
}

/* Jumps here and back are libpng's way of failing; nothing is allocated in between. */
static gboolean
write_png (GByteArray *bytes, cairo_surface_t *surface, const TfFigureWords *words, double dpi, guint8 *row)
{
  png_structp png = png_create_write_struct (PNG_LIBPNG_VER_STRING, NULL, fail_cb, ignore_cb);
  png_infop info = png_create_info_struct (png);
  int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  gboolean good = setjmp (png_jmpbuf (png)) == 0;

  if (good)
    {
      png_set_write_fn (png, bytes, append_cb, flush_cb);
      png_set_IHDR (png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                    PNG_FILTER_TYPE_DEFAULT);
      png_set_pHYs (png, info, (png_uint_32) round (dpi / INCH), (png_uint_32) round (dpi / INCH), PNG_RESOLUTION_METER);
      set_words (png, info, words);
      png_write_info (png, info);
      for (int y = 0; y < height; y++)
        {
          const guint8 *data = cairo_image_surface_get_data (surface);
          const guint32 *pixels
              = (const guint32 *) (gconstpointer) (data + (gsize) y * cairo_image_surface_get_stride (surface));

          for (int x = 0; x < width; x++)
            {
              row[3 * x] = pixels[x] >> 16;
              row[3 * x + 1] = pixels[x] >> 8;
              row[3 * x + 2] = pixels[x];
            }
          png_write_row (png, row);
        }
      png_write_end (png, NULL);
    }
  png_destroy_write_struct (&png, &info);
  return good;
}

GBytes *
tf_figure_make_png (const TfFigure *figure, const TfViewData *data, const TfFigureWords *words, double dpi,
                    GError **error)
{
  cairo_surface_t *surface = draw (figure, data, dpi, error);
  GByteArray *bytes;
  g_autofree guint8 *row = NULL;

  if (surface == NULL)
    return NULL;
  bytes = g_byte_array_new ();
  row = g_new (guint8, 3 * (gsize) cairo_image_surface_get_width (surface));
  if (!write_png (bytes, surface, words, dpi, row))
    {
      g_clear_pointer (&bytes, g_byte_array_unref);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the picture could not be made");
    }
  cairo_surface_destroy (surface);
  return bytes != NULL ? g_byte_array_free_to_bytes (bytes) : NULL;
}

/* --- reading --- */

typedef struct
{
  const char *data;
  gsize       left;
} Source;

static void
take_cb (png_structp png, png_bytep data, png_size_t length)
{
  Source *source = png_get_io_ptr (png);

  if (length > source->left)
    png_error (png, "short");
  memcpy (data, source->data, length);
  source->data += length;
  source->left -= length;
}

/* libpng makes room for what a chunk says it has; none may say more than there is.
 * Up to the pixels: what comes after is not read. */
static gboolean
is_sound (const char *data, gsize length)
{
  gsize at = SIGNATURE;

  while (length >= SIGNATURE && length - at >= CHUNK_FRAME)
    {
      guint32 size;

      memcpy (&size, data + at, sizeof size);
      size = GUINT32_FROM_BE (size);
      if (memcmp (data + at + 4, "IDAT", 4) == 0)
        return TRUE;
      if (size > length - at - CHUNK_FRAME)
        return FALSE;
      at += CHUNK_FRAME + size;
    }
  return FALSE;
}

/* All that comes before the pixels; none of these is decoded. */
static char *
find_before_pixels (const char *data, gsize length)
{
  Source source = { data, length };
  png_structp png;
  png_infop info;
  char *volatile found = NULL;

  if (!is_sound (data, length))
    return NULL;
  png = png_create_read_struct (PNG_LIBPNG_VER_STRING, NULL, fail_cb, ignore_cb);
  info = png_create_info_struct (png);
  if (setjmp (png_jmpbuf (png)) == 0)
    {
      png_textp texts;
      int n;

      png_set_read_fn (png, &source, take_cb);
      png_set_chunk_malloc_max (png, 2 * TF_FIGURE_MAX_SESSION);
      png_set_user_limits (png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
      png_read_info (png, info);
      n = png_get_text (png, info, &texts, NULL);
      for (int i = 0; i < n && found == NULL; i++)
        if (g_strcmp0 (texts[i].key, TF_FIGURE_KEYWORD) == 0)
          found = g_strdup (texts[i].text);
    }
  png_destroy_read_struct (&png, &info, NULL);
  return found;
}

/* A film's, behind its first frame: international text, not compressed. */
static char *
take_text (const char *content, gsize size)
{
  static const char start[] = TF_FIGURE_KEYWORD "\0\0\0\0"; /* of no compression, language and other keyword */

  return size >= sizeof start && memcmp (content, start, sizeof start) == 0
           ? g_strndup (content + sizeof start, size - sizeof start)
           : NULL;
}

static char *
find_behind_pixels (const char *data, gsize length)
{
  char *found = NULL;

  for (gsize at = SIGNATURE; found == NULL && length >= at && length - at >= CHUNK_FRAME;)
    {
      guint32 size;

      memcpy (&size, data + at, sizeof size);
      size = GUINT32_FROM_BE (size);
      if (size > length - at - CHUNK_FRAME)
        break;
      if (memcmp (data + at + 4, "iTXt", 4) == 0)
        found = take_text (data + at + 8, size);
      at += CHUNK_FRAME + size;
    }
  return found;
}

char *
tf_figure_find_in_png (const char *data, gsize length)
{
  char *found = find_before_pixels (data, length);

  return found != NULL ? found : find_behind_pixels (data, length);
}
