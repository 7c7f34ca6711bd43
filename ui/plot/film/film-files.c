/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-files.h"

#include <string.h>

#include "figure-file.h"
#include "film-apng.h"
#include "film-encoder.h"
#include "output.h"

#define SUFFIX ".png"
#define MAX_DIGITS 9

typedef struct
{
  const TfReel  *reel;
  const char    *path;
  TfFilmProgress progress;
  gpointer       user_data;
  GCancellable  *cancellable;
  TfApng        *apng;
  GOutputStream *stream;
  TfEncoder     *encoder;
  const char    *filled; /* the file that the encoder fills */
} Writing;

/* --- names --- */

/* Where a name has %d, or %04d: the digits it asks for; 0: there is none, -1: there is
 * something else behind a percent sign. */
static int
find_number (const char *path, const char **begin, const char **end)
{
  const char *percent = strchr (path, '%');
  guint64 digits = 1;
  g_autofree char *width = NULL;
  gsize n;

  if (percent == NULL)
    return 0;
  n = strspn (percent + 1, "0123456789");
  if (percent[1 + n] != 'd' || strchr (percent + 1 + n, '%') != NULL)
    return -1;
  width = g_strndup (percent + 1, n);
  if (n > 0 && !g_ascii_string_to_unsigned (width, 10, 1, MAX_DIGITS, &digits, NULL))
    return -1;
  *begin = percent;
  *end = percent + n + 2;
  return (int) digits;
}

gboolean
tf_film_check_name (const char *path, GError **error)
{
  const char *begin, *end;

  if (tf_encoder_knows (path) || (g_str_has_suffix (path, SUFFIX) && find_number (path, &begin, &end) >= 0))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       "a film’s name ends in .webm, .gif or .png, an animated picture, or in %04d.png: a picture a frame");
  return FALSE;
}

static char *
name_frame (const char *path, guint i)
{
  const char *begin, *end;
  int digits = find_number (path, &begin, &end);

  return g_strdup_printf ("%.*s%0*u%s", (int) (begin - path), path, digits, i, end);
}

static void
tell (Writing *writing, guint i)
{
  if (writing->progress != NULL)
    writing->progress (i + 1, tf_reel_get_n_frames (writing->reel), writing->user_data);
}

/* --- numbered pictures --- */

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static gboolean
write_frame (cairo_surface_t *picture, guint i, gpointer user_data, GError **error)
{
  Writing *writing = user_data;
  g_autofree char *path = name_frame (writing->path, i);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  if (cairo_surface_write_to_png_stream (picture, append, bytes) != CAIRO_STATUS_SUCCESS)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "a picture could not be made");
      return FALSE;
    }
  if (!tf_output_write (path, (const char *) bytes->data, bytes->len, error))
    return FALSE;
  tell (writing, i);
  return TRUE;
}

/* --- one file --- */

static char *
write_session (const Writing *writing)
{
  g_autofree char *absolute = g_canonicalize_filename (writing->path, NULL);
  g_autofree char *folder = g_path_get_dirname (absolute);

  return tf_session_to_published_text (writing->reel->session, folder, NULL);
}

static gboolean
begin_apng (Writing *writing, cairo_surface_t *picture, GError **error)
{
  g_autofree char *session = write_session (writing);

  writing->apng = tf_apng_new (writing->stream, cairo_image_surface_get_width (picture),
                               cairo_image_surface_get_height (picture), tf_reel_get_n_frames (writing->reel),
                               writing->reel->fps, TF_FIGURE_SESSION_KEYWORD, session, error);
  return writing->apng != NULL;
}

static gboolean
add_frame (cairo_surface_t *picture, guint i, gpointer user_data, GError **error)
{
  Writing *writing = user_data;

  if ((i == 0 && !begin_apng (writing, picture, error)) || !tf_apng_add (writing->apng, picture, error))
    return FALSE;
  tell (writing, i);
  return TRUE;
}

static gboolean
fill (const char *path, gpointer user_data, GError **error)
{
  Writing *writing = user_data;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) raw = g_file_append_to (file, G_FILE_CREATE_NONE, NULL, error);
  g_autoptr (GOutputStream) stream = raw != NULL ? g_buffered_output_stream_new_sized (G_OUTPUT_STREAM (raw), 1 << 20) : NULL;
  gboolean good;

  if (raw == NULL)
    return FALSE;
  writing->stream = stream;
  good = tf_reel_make (writing->reel, add_frame, writing, writing->cancellable, error)
         && tf_apng_finish (writing->apng, error) && g_output_stream_close (stream, NULL, error);
  g_clear_pointer (&writing->apng, tf_apng_free);
  return good;
}

/* --- one file, made by another program --- */

static gboolean
encode_frame (cairo_surface_t *picture, guint i, gpointer user_data, GError **error)
{
  Writing *writing = user_data;
  g_autofree char *session = i == 0 ? write_session (writing) : NULL;

  if (i == 0)
    writing->encoder = tf_encoder_new (writing->path, writing->filled, cairo_image_surface_get_width (picture),
                                       cairo_image_surface_get_height (picture), writing->reel->fps, session, error);
  if (writing->encoder == NULL || g_cancellable_set_error_if_cancelled (writing->cancellable, error)
      || !tf_encoder_add (writing->encoder, picture, error))
    return FALSE;
  tell (writing, i);
  return TRUE;
}

static gboolean
encode (const char *path, gpointer user_data, GError **error)
{
  Writing *writing = user_data;
  gboolean good;

  writing->filled = path;
  good = tf_reel_make (writing->reel, encode_frame, writing, writing->cancellable, error)
         && tf_encoder_finish (writing->encoder, error);
  g_clear_pointer (&writing->encoder, tf_encoder_free);
  return good;
}

/* public */

gboolean
tf_reel_write (const TfReel *self, const char *path, TfFilmProgress progress, gpointer user_data, GCancellable *cancellable,
               GError **error)
{
  Writing writing = { self, path, progress, user_data, cancellable, NULL, NULL, NULL, NULL };
  const char *begin, *end;

  if (!tf_film_check_name (path, error))
    return FALSE;
  if (tf_encoder_knows (path))
    return tf_encoder_is_there (error) && tf_output_replace (path, encode, &writing, error);
  if (find_number (path, &begin, &end) > 0)
    return tf_reel_make (self, write_frame, &writing, cancellable, error);
  return tf_output_replace (path, fill, &writing, error);
}

gboolean
tf_film_write (const TfFilm *self, TfMoments *moments, TfLayers *layers, TfSession *session, const char *path,
               TfFilmProgress progress, gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_autoptr (TfReel) reel = NULL;

  if (!tf_film_check_name (path, error) || (tf_encoder_knows (path) && !tf_encoder_is_there (error)))
    return FALSE;
  reel = tf_film_make_reel (self, moments, layers, session, cancellable, error);
  return reel != NULL && tf_reel_write (reel, path, progress, user_data, cancellable, error);
}
