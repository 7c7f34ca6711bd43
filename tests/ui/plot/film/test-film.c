/* test-film.c: films made, and taken apart again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <zlib.h>

#include "blas.h"
#include "figure-file.h"
#include "film-encoder.h"
#include "film-files.h"
#include "film-kit.h"

#define BEFORE_PIXELS 128 /* bytes: ffprobe knows a film by the first 2048, up to the pixels; nothing of any length may stand there */

static void
film_init (TfFilm *film, double seconds)
{
  *film = (TfFilm){ .dpi = 96, .seconds = seconds, .fps = 10, .turns = 0.25 };
  tf_figure_init (&film->figure);
  film->figure.width = 240;
  film->figure.height = 150;
}

/* --- files --- */

typedef struct
{
  guint    n;
  int      width, height;
  guint32 *first, *last;
} Kept;

static guint32 *
copy_pixels (cairo_surface_t *picture, Kept *kept)
{
  guint32 *pixels;

  kept->width = cairo_image_surface_get_width (picture);
  kept->height = cairo_image_surface_get_height (picture);
  pixels = g_new (guint32, kept->width * kept->height);
  for (int y = 0; y < kept->height; y++)
    for (int x = 0; x < kept->width; x++)
      pixels[y * kept->width + x] = ((const guint32 *) (gconstpointer) (cairo_image_surface_get_data (picture)
                                       + y * cairo_image_surface_get_stride (picture)))[x] & 0xffffff;
  return pixels;
}

static gboolean
keep_cb (cairo_surface_t *picture, guint i, gpointer user_data, GError **error)
{
  Kept *kept = user_data;

  kept->n++;
  if (i == 0)
    kept->first = copy_pixels (picture, kept);
  g_free (kept->last);
  kept->last = copy_pixels (picture, kept);
  return TRUE;
}

static gboolean
make (const TfFilm *film, TfFetched *fetched, TfSession *session, Kept *kept)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TfReel) reel = tf_film_make_reel (film, fetched->moments, NULL, session, NULL, &error);

  g_assert_no_error (error);
  return tf_reel_make (reel, keep_cb, kept, NULL, &error);
}

static guint32
get_u32 (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

/* What the area holds, laid over the canvas. */
static void
lay_over (guint32 *canvas, int width, const guint8 *control, const guint8 *packed, gsize n_packed)
{
  guint32 w = get_u32 (control + 4), h = get_u32 (control + 8), x0 = get_u32 (control + 12), y0 = get_u32 (control + 16);
  uLongf n = (1 + 3 * (uLongf) w) * h;
  g_autofree guint8 *rows = g_malloc (n);

  g_assert_cmpint (uncompress (rows, &n, packed, n_packed), ==, Z_OK);
  g_assert_cmpuint (n, ==, (1 + 3 * (uLongf) w) * h);
  for (guint32 y = 0; y < h; y++)
    {
      guint8 *row = rows + y * (1 + 3 * w);

      g_assert_cmpuint (row[0], ==, 2);
      for (guint32 i = 1; y > 0 && i <= 3 * w; i++)
        row[i] += (row - (1 + 3 * w))[i];
      for (guint32 x = 0; x < w; x++)
        canvas[(y0 + y) * width + x0 + x] = (guint32) row[1 + 3 * x] << 16 | (guint32) row[2 + 3 * x] << 8 | row[3 + 3 * x];
    }
}

/* Plays the file, chunk by chunk. */
static void
check_apng (const guint8 *bytes, gsize length, const Kept *kept, guint n_frames)
{
  g_autofree guint32 *canvas = g_new0 (guint32, kept->width * kept->height);
  const guint8 *control = NULL;
  guint n = 0, sequence = 0;

  for (gsize at = 8; at + 12 <= length;)
    {
      guint32 size = get_u32 (bytes + at);
      const guint8 *name = bytes + at + 4, *content = bytes + at + 8;

      g_assert_cmpuint (get_u32 (content + size), ==, crc32 (0, name, size + 4));
      if (memcmp (name, "IHDR", 4) == 0)
        {
          g_assert_cmpuint (get_u32 (content), ==, kept->width);
          g_assert_cmpuint (get_u32 (content + 4), ==, kept->height);
        }
      else if (memcmp (name, "acTL", 4) == 0)
        g_assert_cmpuint (get_u32 (content), ==, n_frames);
      else if (memcmp (name, "fcTL", 4) == 0)
        {
          control = content;
          g_assert_cmpuint (get_u32 (content), ==, sequence++);
          g_assert_cmpuint (content[20] << 8 | content[21], ==, 1000);
          g_assert_cmpuint (content[22] << 8 | content[23], ==, 10000); /* ten a second */
        }
      else if (memcmp (name, "IDAT", 4) == 0)
        {
          g_assert_cmpuint (at, <, BEFORE_PIXELS);
          lay_over (canvas, kept->width, control, content, size);
          g_assert_cmpmem (canvas, 4 * kept->width * kept->height, kept->first, 4 * kept->width * kept->height);
          n++;
        }
      else if (memcmp (name, "fdAT", 4) == 0)
        {
          g_assert_cmpuint (get_u32 (content), ==, sequence++);
          lay_over (canvas, kept->width, control, content + 4, size - 4);
          n++;
        }
      at += 12 + size;
    }
  g_assert_cmpuint (n, ==, n_frames);
  g_assert_cmpmem (canvas, 4 * kept->width * kept->height, kept->last, 4 * kept->width * kept->height);
}

static void
test_apng (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tightframe-film-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "film.png", NULL), *again = g_build_filename (folder, "again.png", NULL);
  g_autofree char *bytes = NULL, *other = NULL, *text = NULL;
  g_autoptr (TfSession) session = make_session (500);
  g_autoptr (TfSession) inside = NULL;
  g_autoptr (GBytes) file = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (TfFetched) fetched = { 0 };
  Kept kept = { 0 };
  gsize length, other_length;
  TfFilm film;

  film_init (&film, 1.2);
  g_assert_true (tf_source_fetch (session->source, NULL, &fetched, &error));
  g_assert_true (tf_film_write (&film, fetched.moments, NULL, session, path, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (tf_film_write (&film, fetched.moments, NULL, session, again, NULL, NULL, NULL, &error));
  g_assert_true (make (&film, &fetched, session, &kept));
  g_assert_cmpuint (kept.n, ==, 12);
  g_assert_cmpint (kept.width, ==, 320);
  g_assert_cmpint (kept.height, ==, 200);

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_true (g_file_get_contents (again, &other, &other_length, NULL));
  g_assert_cmpmem (bytes, length, other, other_length);
  check_apng ((const guint8 *) bytes, length, &kept, 12);

  file = g_bytes_new (bytes, length);
  text = tf_figure_file_read_session (file, &error);
  g_assert_no_error (error);
  inside = tf_session_from_text (text, strlen (text), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tf_course_equal (inside->course, session->course));
  g_assert_cmpfloat (inside->at.t, ==, 500);
  g_free (kept.first);
  g_free (kept.last);
  tf_figure_clear (&film.figure);
  g_remove (path);
  g_remove (again);
  g_rmdir (folder);
}

static void
test_numbered (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tightframe-film-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "f%03d.png", NULL);
  g_autoptr (TfSession) session = make_session (INFINITY);
  g_autoptr (GError) error = NULL;
  g_auto (TfFetched) fetched = { 0 };
  Kept kept = { 0 };
  TfFilm film;

  film_init (&film, 0.4);
  film.stands = TRUE;
  g_assert_true (tf_source_fetch (session->source, NULL, &fetched, &error));
  g_assert_true (tf_film_write (&film, fetched.moments, NULL, session, path, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (isfinite (session->at.t)); /* where it rests */
  g_assert_true (make (&film, &fetched, session, &kept));
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s/f%03u.png", folder, i);
      cairo_surface_t *picture = cairo_image_surface_create_from_png (name);
      Kept read = { 0 };

      g_assert_cmpint (cairo_surface_status (picture), ==, CAIRO_STATUS_SUCCESS);
      read.last = copy_pixels (picture, &read);
      if (i == 0 || i == 3)
        g_assert_cmpmem (read.last, 4 * read.width * read.height, i == 0 ? kept.first : kept.last, 4 * kept.width * kept.height);
      g_free (read.last);
      cairo_surface_destroy (picture);
      g_remove (name);
    }
  g_free (kept.first);
  g_free (kept.last);
  tf_figure_clear (&film.figure);
  g_assert_cmpint (g_rmdir (folder), ==, 0); /* no others */
}

/* --- video, taken apart again by the program that makes it --- */

#define BYTES_PER_PIXEL 3

/* As red, green and blue; *n_frames of them. */
static guint8 *
decode (const char *path, int width, int height, gsize *n_frames)
{
  g_autofree char *raw = g_strconcat (path, ".raw", NULL);
  const char *words[] = { "ffmpeg", "-v", "error", "-nostdin", "-y", "-i", path, "-vsync", "0", "-f", "rawvideo", "-pix_fmt", "rgb24",
                          raw, NULL };
  g_autoptr (GSubprocess) process = g_subprocess_newv (words, G_SUBPROCESS_FLAGS_NONE, NULL);
  char *pixels;
  gsize length;

  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
  g_assert_true (g_file_get_contents (raw, &pixels, &length, NULL));
  g_assert_cmpuint (length % ((gsize) width * height * BYTES_PER_PIXEL), ==, 0);
  *n_frames = length / ((gsize) width * height * BYTES_PER_PIXEL);
  g_remove (raw);
  return (guint8 *) pixels;
}

/* The mean difference of a channel, of 255. */
static double
compare (const guint8 *decoded, const guint32 *drawn, int n)
{
  double sum = 0;

  for (int i = 0; i < n; i++)
    for (int channel = 0; channel < BYTES_PER_PIXEL; channel++)
      sum += ABS ((int) decoded[BYTES_PER_PIXEL * i + channel] - (int) (drawn[i] >> (16 - 8 * channel) & 0xff));
  return sum / n / BYTES_PER_PIXEL;
}

static void
check_session (const char *bytes, gsize length, TfSession *session)
{
  g_autoptr (GBytes) file = g_bytes_new (bytes, length);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = tf_figure_file_read_session (file, &error);
  g_autoptr (TfSession) inside = NULL;

  g_assert_no_error (error);
  inside = tf_session_from_text (text, strlen (text), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tf_course_equal (inside->course, session->course));
  for (gsize n = 0; n < MIN (length, 4000); n++)
    {
      g_autoptr (GBytes) part = g_bytes_new (bytes, n);
      g_autofree char *of_part = tf_figure_file_read_session (part, NULL);

      g_assert_true (of_part == NULL || g_str_has_prefix (text, of_part));
    }
}

/* What is lost of colours is little; a picture of other times would differ by more. */
static void
check_video (gconstpointer data)
{
  const char *suffix = data;
  g_autofree char *folder = g_dir_make_tmp ("tightframe-film-XXXXXX", NULL);
  g_autofree char *path = g_strconcat (folder, "/film", suffix, NULL), *again = g_strconcat (folder, "/again", suffix, NULL);
  g_autofree char *bytes = NULL, *other = NULL;
  g_autofree guint8 *frames = NULL;
  g_autoptr (TfSession) session = make_session (500);
  g_autoptr (GError) error = NULL;
  g_auto (TfFetched) fetched = { 0 };
  gsize length, other_length, n_frames;
  Kept kept = { 0 };
  TfFilm film;
  int n;

  if (!tf_encoder_is_there (NULL))
    {
      g_test_skip ("ffmpeg is not installed");
      return;
    }
  film_init (&film, 1.2);
  g_assert_true (tf_source_fetch (session->source, NULL, &fetched, &error));
  g_assert_true (tf_film_write (&film, fetched.moments, NULL, session, path, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (tf_film_write (&film, fetched.moments, NULL, session, again, NULL, NULL, NULL, &error));
  g_assert_true (make (&film, &fetched, session, &kept));
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_true (g_file_get_contents (again, &other, &other_length, NULL));
  g_assert_cmpmem (bytes, length, other, other_length);
  check_session (bytes, length, session);
  frames = decode (path, kept.width, kept.height, &n_frames);
  n = kept.width * kept.height;
  g_assert_cmpuint (n_frames, ==, 12);
  g_assert_cmpfloat (compare (frames, kept.first, n), <, 2.5);
  g_assert_cmpfloat (compare (frames + 11 * (gsize) n * BYTES_PER_PIXEL, kept.last, n), <, 2.5);
  g_assert_cmpfloat (compare (frames, kept.last, n), >, 4);
  g_free (kept.first);
  g_free (kept.last);
  tf_figure_clear (&film.figure);
  g_remove (path);
  g_remove (again);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Where there is no such program, it is said before any work, and nothing is left. */
static void
test_no_video (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tightframe-film-XXXXXX", NULL), *path = g_build_filename (folder, "film.webm", NULL);
  g_autofree char *before = g_strdup (g_getenv ("PATH"));
  g_autoptr (TfSession) session = make_session (500);
  g_autoptr (GError) error = NULL;
  g_auto (TfFetched) fetched = { 0 };
  TfFilm film;

  film_init (&film, 1);
  g_assert_true (tf_source_fetch (session->source, NULL, &fetched, &error));
  g_setenv ("PATH", folder, TRUE);
  g_assert_false (tf_film_write (&film, fetched.moments, NULL, session, path, NULL, NULL, NULL, &error));
  g_setenv ("PATH", before, TRUE);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "ffmpeg"));
  tf_figure_clear (&film.figure);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Where files may be no longer than a part of it, as on a disk that is full: said, and nothing of it is left. */
static void
test_no_room (void)
{
  static const char *const names[] = { "film.png", "film.webm", "film.gif" };
  g_autofree char *folder = g_dir_make_tmp ("tightframe-film-XXXXXX", NULL);
  g_autoptr (TfSession) session = make_session (500);
  g_auto (TfFetched) fetched = { 0 };
  struct rlimit before, least;
  TfFilm film;

  film_init (&film, 1);
  g_assert_true (tf_source_fetch (session->source, NULL, &fetched, NULL));
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  least = (struct rlimit){ 6000, before.rlim_max };
  signal (SIGXFSZ, SIG_IGN);
  for (guint i = 0; i < (tf_encoder_is_there (NULL) ? G_N_ELEMENTS (names) : 1); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      g_autoptr (GError) error = NULL;
      gboolean written;

      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &least), ==, 0);
      written = tf_film_write (&film, fetched.moments, NULL, session, path, NULL, NULL, NULL, &error);
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
      g_test_message ("%s: %s", names[i], error != NULL ? error->message : "written");
      g_assert_false (written);
      g_assert_nonnull (error);
    }
  signal (SIGXFSZ, SIG_DFL);
  tf_figure_clear (&film.figure);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
count_down_cb (guint n_done, guint n, gpointer user_data)
{
  if (n_done == 3)
    g_cancellable_cancel (user_data);
}

static void
test_video_cancelled (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tightframe-film-XXXXXX", NULL), *path = g_build_filename (folder, "film.webm", NULL);
  g_autoptr (TfSession) session = make_session (500);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (TfFetched) fetched = { 0 };
  TfFilm film;

  if (!tf_encoder_is_there (NULL))
    {
      g_test_skip ("ffmpeg is not installed");
      return;
    }
  film_init (&film, 1);
  g_assert_true (tf_source_fetch (session->source, NULL, &fetched, &error));
  g_assert_false (tf_film_write (&film, fetched.moments, NULL, session, path, count_down_cb, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  tf_figure_clear (&film.figure);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_names (void)
{
  g_assert_true (tf_film_check_name ("a.webm", NULL));
  g_assert_true (tf_film_check_name ("a.gif", NULL));
  g_assert_true (tf_film_check_name ("a.png", NULL));
  g_assert_true (tf_film_check_name ("a%d.png", NULL));
  g_assert_true (tf_film_check_name ("a-%05d-b.png", NULL));
  g_assert_false (tf_film_check_name ("a.mp4", NULL));
  g_assert_false (tf_film_check_name ("a%s.png", NULL));
  g_assert_false (tf_film_check_name ("a%d%d.png", NULL));
  g_assert_false (tf_film_check_name ("a%99d.png", NULL));
  g_assert_false (tf_film_check_name ("a%n.png", NULL));
}

/* Nothing is left of a film that is given up. */
static void
test_cancelled (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tightframe-film-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "film.png", NULL);
  g_autoptr (TfSession) session = make_session (500);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (TfFetched) fetched = { 0 };
  TfFilm film;

  film_init (&film, 1);
  g_assert_true (tf_source_fetch (session->source, NULL, &fetched, &error));
  g_cancellable_cancel (cancellable);
  g_assert_false (tf_film_write (&film, fetched.moments, NULL, session, path, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  tf_figure_clear (&film.figure);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tf_blas_set_threads (1);
  g_test_add_func ("/film/apng", test_apng);
  g_test_add_func ("/film/numbered", test_numbered);
  g_test_add_data_func ("/film/webm", ".webm", check_video);
  g_test_add_data_func ("/film/gif", ".gif", check_video);
  g_test_add_func ("/film/no-video", test_no_video);
  g_test_add_func ("/film/video-cancelled", test_video_cancelled);
  g_test_add_func ("/film/no-room", test_no_room);
  g_test_add_func ("/film/names", test_names);
  g_test_add_func ("/film/cancelled", test_cancelled);
  return g_test_run ();
}
