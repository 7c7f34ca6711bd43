/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-encoder.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "figure-file.h"

#define PROGRAM "ffmpeg"
#define MOST_SAID 2000 /* of its complaints, bytes */
#define TAGS_FD 3      /* of the session, in the program */
#define PIXELS (G_BYTE_ORDER == G_LITTLE_ENDIAN ? "bgr0" : "0rgb")

typedef struct
{
  const char *suffix, *muxer, *options; /* separated by spaces */
  gboolean (*add_session) (const char *path, const char *session, GError **error); /* afterwards; NULL: it is a tag */
  gboolean (*is_whole) (FILE *file); /* NULL: the program says what it could not write */
} Kind;

struct _TfEncoder
{
  const Kind    *kind;
  char          *path, *session;
  GSubprocess   *process;
  GOutputStream *frames; /* of the process */
};

/* --- GIF: the session as a comment, before the last byte --- */

#define GIF_BLOCK 255
#define GIF_END ';'

static void
add_comment (GByteArray *bytes, const char *text)
{
  gsize length = strlen (text);

  g_byte_array_append (bytes, (const guint8[]){ '!', 0xfe }, 2);
  for (gsize at = 0; at < length; at += GIF_BLOCK)
    {
      guint8 size = (guint8) MIN (length - at, GIF_BLOCK);

      g_byte_array_append (bytes, &size, 1);
      g_byte_array_append (bytes, (const guint8 *) text + at, size);
    }
  g_byte_array_append (bytes, (const guint8[]){ 0, GIF_END }, 2);
}

static gboolean
add_session_to_gif (const char *path, const char *session, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileIOStream) stream = g_file_open_readwrite (file, NULL, error);
  g_autoptr (GByteArray) comment = g_byte_array_new ();
  g_autofree char *text = g_strconcat (TF_FIGURE_SESSION_KEYWORD, "\n", session, NULL);

  add_comment (comment, text);
  return stream != NULL && g_seekable_seek (G_SEEKABLE (stream), -1, G_SEEK_END, NULL, error)
         && g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (stream)), comment->data, comment->len, NULL,
                                       NULL, error)
         && g_io_stream_close (G_IO_STREAM (stream), NULL, error);
}

/* --- WebM: written without an error into a disk that is full --- */

#define EBML_HEADER 0x1a45dfa3
#define EBML_SEGMENT 0x18538067

/* The number of a length that its first bits say, those left out; -1: there is none, or all its bits are set, which is no
 * number either (RFC 8794, 4). */
static gint64
read_size (FILE *file)
{
  int first = getc (file), length = 1;
  guint64 size, limit;

  if (first <= 0)
    return -1;
  while (!(first & (0x80 >> (length - 1))))
    length++;
  size = first & (0xff >> length);
  for (int i = 1; i < length; i++)
    size = size << 8 | (getc (file) & 0xff);
  limit = (G_GUINT64_CONSTANT (1) << (7 * length)) - 1;
  return feof (file) || size == limit ? -1 : (gint64) size;
}

static gboolean
is_element (FILE *file, guint32 id)
{
  for (int shift = 24; shift >= 0; shift -= 8)
    if (getc (file) != (int) (id >> shift & 0xff))
      return FALSE;
  return TRUE;
}

/* The size of all there is behind the head is written last. */
static gboolean
is_whole_webm (FILE *file)
{
  gint64 size;

  if (!is_element (file, EBML_HEADER) || (size = read_size (file)) < 0 || fseek (file, size, SEEK_CUR) != 0
      || !is_element (file, EBML_SEGMENT) || (size = read_size (file)) < 0)
    return FALSE;
  size += ftell (file);
  return fseek (file, 0, SEEK_END) == 0 && ftell (file) == size;
}

/* --- the program --- */

/* VP9 as fast as it goes, of a quality that keeps letters sharp; a palette for each frame
 * of a GIF, since one for all would have all frames in memory. */
static const Kind kinds[] = {
  { ".webm", "webm",
    "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -row-mt 1 -tile-columns 2 -threads 2 -b:v 0 -crf 22 -g 150 "
    "-vf scale=out_color_matrix=bt709:out_range=tv,format=yuv420p -colorspace bt709 -color_primaries bt709 -color_trc bt709",
    NULL, is_whole_webm },
  { ".gif", "gif", "-vf split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=new=1:dither=none", add_session_to_gif,
    NULL },
};

static const Kind *
find_kind (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_suffix (path, kinds[i].suffix))
      return &kinds[i];
  return NULL;
}

/* As ffmpeg's metadata files have it: what has a meaning there stands behind a backslash. */
static char *
write_tags (const char *session)
{
  GString *out = g_string_new (";FFMETADATA1\n" TF_FIGURE_SESSION_KEYWORD "=");

  for (const char *c = session; *c != '\0'; c++)
    {
      if (strchr ("=;#\\\n", *c) != NULL)
        g_string_append_c (out, '\\');
      g_string_append_c (out, *c);
    }
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}

/* A file without a name that holds the text, to be read from its start; -1 on failure. */
static int
open_tags (const char *session, GError **error)
{
  g_autofree char *text = write_tags (session), *name = NULL;
  gsize length = strlen (text), written = 0;
  int fd = g_file_open_tmp (NULL, &name, error);

  if (fd < 0)
    return -1;
  g_unlink (name);
  while (written < length)
    {
      gssize n = write (fd, text + written, length - written);

      if (n <= 0)
        break;
      written += n;
    }
  if (written == length && lseek (fd, 0, SEEK_SET) == 0)
    return fd;
  close (fd);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "there is no room for a temporary file");
  return -1;
}

static void
add_words (GPtrArray *words, const char *text)
{
  g_auto (GStrv) more = g_strsplit (text, " ", -1);

  for (guint i = 0; more[i] != NULL; i++)
    g_ptr_array_add (words, g_strdup (more[i]));
}

static GPtrArray *
list_words (const TfEncoder *self, int width, int height, double fps, gboolean tags)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  char rate[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *size = g_strdup_printf ("-video_size %dx%d -framerate %s", width, height, g_ascii_dtostr (rate, sizeof rate, fps));

  add_words (words, PROGRAM " -v error -nostdin -y -f rawvideo");
  add_words (words, "-pixel_format");
  add_words (words, PIXELS);
  add_words (words, size);
  add_words (words, "-i pipe:0");
  if (tags)
    {
      g_autofree char *input = g_strdup_printf ("-f ffmetadata -i pipe:%d -map_metadata 1", TAGS_FD);

      add_words (words, input);
    }
  add_words (words, "-map 0:v -fflags +bitexact -flags:v +bitexact");
  add_words (words, self->kind->options);
  add_words (words, "-f");
  add_words (words, self->kind->muxer);
  g_ptr_array_add (words, g_strconcat ("file:", self->path, NULL));
  g_ptr_array_add (words, NULL);
  return words;
}

static gboolean
start (TfEncoder *self, int width, int height, double fps, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher
    = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  gboolean tags = self->session != NULL && self->kind->add_session == NULL;
  g_autoptr (GPtrArray) words = list_words (self, width, height, fps, tags);
  int fd = tags ? open_tags (self->session, error) : -1;

  if (tags && fd < 0)
    return FALSE;
  if (tags)
    g_subprocess_launcher_take_fd (launcher, fd, TAGS_FD);
  self->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) words->pdata, error);
  if (self->process == NULL)
    return FALSE;
  self->frames = g_subprocess_get_stdin_pipe (self->process);
  return TRUE;
}

/* Why it has ended, in its own last words. */
static void
set_failure (TfEncoder *self, GError **error)
{
  char said[MOST_SAID + 1] = "";
  gsize n = 0;

  g_output_stream_close (self->frames, NULL, NULL);
  g_input_stream_read_all (g_subprocess_get_stderr_pipe (self->process), said, MOST_SAID, &n, NULL, NULL);
  said[n] = '\0';
  g_strdelimit (g_strstrip (said), "\n", ' ');
  g_clear_error (error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s could not make the film: %s", PROGRAM,
               *said != '\0' && g_utf8_validate (said, -1, NULL) ? said : "it ended without a word");
}

static gboolean
check_whole (TfEncoder *self, GError **error)
{
  FILE *file = self->kind->is_whole != NULL ? g_fopen (self->path, "rb") : NULL;
  gboolean whole = self->kind->is_whole == NULL || (file != NULL && self->kind->is_whole (file));

  if (file != NULL)
    fclose (file);
  if (!whole)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                         PROGRAM " left off before the film's end, without a word: there may be no room left for it");
  return whole;
}

/* A pipe whose reader is gone is an error here, and not the end of this program. */
static gboolean
write_frame (GOutputStream *stream, const void *data, gsize length, GError **error)
{
  const struct timespec none = { 0, 0 };
  sigset_t pipe, before, pending;
  gboolean was_pending, good;

  sigemptyset (&pipe);
  sigaddset (&pipe, SIGPIPE);
  sigpending (&pending);
  was_pending = sigismember (&pending, SIGPIPE);
  pthread_sigmask (SIG_BLOCK, &pipe, &before);
  good = g_output_stream_write_all (stream, data, length, NULL, NULL, error);
  if (!was_pending)
    while (sigtimedwait (&pipe, NULL, &none) == SIGPIPE)
      ;
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  return good;
}

/* public */

gboolean
tf_encoder_knows (const char *path)
{
  return find_kind (path) != NULL;
}

gboolean
tf_encoder_is_there (GError **error)
{
  g_autofree char *found = g_find_program_in_path (PROGRAM);

  if (found != NULL)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                       "such a film is made by the program " PROGRAM ", which is not installed; an animated .png needs nothing");
  return FALSE;
}

TfEncoder *
tf_encoder_new (const char *named, const char *path, int width, int height, double fps, const char *session, GError **error)
{
  g_autoptr (TfEncoder) self = g_new0 (TfEncoder, 1);

  self->kind = find_kind (named);
  self->path = g_strdup (path);
  self->session = g_strdup (session);
  return tf_encoder_is_there (error) && start (self, width, height, fps, error) ? g_steal_pointer (&self) : NULL;
}

gboolean
tf_encoder_add (TfEncoder *self, cairo_surface_t *picture, GError **error)
{
  gsize length = (gsize) cairo_image_surface_get_stride (picture) * cairo_image_surface_get_height (picture);

  if (write_frame (self->frames, cairo_image_surface_get_data (picture), length, error))
    return TRUE;
  set_failure (self, error);
  return FALSE;
}

gboolean
tf_encoder_finish (TfEncoder *self, GError **error)
{
  g_output_stream_close (self->frames, NULL, NULL);
  if (!g_subprocess_wait_check (self->process, NULL, error))
    {
      set_failure (self, error);
      return FALSE;
    }
  return check_whole (self, error)
         && (self->kind->add_session == NULL || self->session == NULL
             || self->kind->add_session (self->path, self->session, error));
}

void
tf_encoder_free (TfEncoder *self)
{
  if (self->process != NULL)
    {
      g_subprocess_force_exit (self->process);
      g_subprocess_wait (self->process, NULL, NULL);
    }
  g_clear_object (&self->process);
  g_free (self->path);
  g_free (self->session);
  g_free (self);
}
