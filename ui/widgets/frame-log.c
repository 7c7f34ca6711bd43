/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "frame-log.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <time.h>
#include <unistd.h>

/* Written when this much has come together: about five seconds of frames. The first
 * is written at once, so that whoever started the program knows when its window is there. */
#define CHUNK (16 * 1024)

struct _TfFrameLog
{
  int       fd;
  int       failure; /* errno of the first write that failed, or 0 */
  GString  *text;    /* not yet written */
  gboolean  has_frame; /* written */
  gint64    opened;  /* monotonic, microseconds; so are the others */
  GtkWidget     *toplevel; /* or NULL; not owned */
  GdkFrameClock *clock;    /* likewise */

  /* The present frame. */
  gint64 begun;   /* 0: not in a frame */
  gint64 cpu;     /* the thread's own clock at the beginning */
  gint64 drawing;
  guint  n_plots;

  /* What is shown. */
  gboolean has_state;
  double   t;
  guint64  n_steps, shown, wanted;
};

/* The log stands on the clock, where any plot finds it. */
#define KEY "tf-frame-log"

static gboolean
fail (GError **error, int code)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "could not be written: %s", g_strerror (code));
  return FALSE;
}

static void
write_out (TfFrameLog *self)
{
  const char *data = self->text->str;
  gsize left = self->text->len;

  while (left > 0 && self->failure == 0)
    {
      gssize written = write (self->fd, data, left);

      if (written >= 0)
        {
          data += written;
          left -= written;
        }
      else if (errno != EINTR)
        self->failure = errno;
    }
  g_string_truncate (self->text, 0);
}

/* Microseconds this thread has been on a processor. */
static gint64
get_cpu_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* Whatever the locale's decimal point; an undefined value is an empty field. */
static void
add_number (TfFrameLog *self, const char *format, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (isfinite (value))
    g_string_append (self->text, g_ascii_formatd (text, sizeof text, format, value));
  g_string_append_c (self->text, ',');
}

static void
add_row (TfFrameLog *self, gint64 now)
{
  add_number (self, "%.6f", (double) (self->begun - self->opened) / G_USEC_PER_SEC);
  add_number (self, "%.3f", self->drawing / 1e3);
  add_number (self, "%.9g", self->has_state ? self->t : NAN);
  add_number (self, "%.0f", self->has_state ? (double) self->n_steps : NAN);
  add_number (self, "%.3f", (now - self->begun) / 1e3);
  add_number (self, "%.3f", (get_cpu_time () - self->cpu) / 1e3);
  g_string_append_printf (self->text, "%u,%" G_GUINT64_FORMAT ",", self->n_plots, self->wanted);
  if (self->has_state)
    g_string_append_printf (self->text, "%" G_GUINT64_FORMAT, self->shown);
  g_string_append_c (self->text, '\n');
}

static void
frame_began_cb (GdkFrameClock *clock, TfFrameLog *self)
{
  self->begun = g_get_monotonic_time ();
  self->cpu = get_cpu_time ();
  self->drawing = 0;
  self->n_plots = 0;
}

static void
frame_ended_cb (GdkFrameClock *clock, TfFrameLog *self)
{
  if (self->begun == 0)
    return;
  add_row (self, g_get_monotonic_time ());
  self->begun = 0;
  if (self->text->len >= CHUNK || !self->has_frame)
    write_out (self);
  self->has_frame = TRUE;
}

static void
realized_cb (GtkWidget *toplevel, TfFrameLog *self)
{
  self->clock = gtk_widget_get_frame_clock (toplevel);
  g_object_set_data (G_OBJECT (self->clock), KEY, self);
  /* The toolkit works in the handlers between the first of one signal and the last of the other. */
  g_signal_connect (self->clock, "before-paint", G_CALLBACK (frame_began_cb), self);
  g_signal_connect_after (self->clock, "after-paint", G_CALLBACK (frame_ended_cb), self);
}

static void
unrealized_cb (GtkWidget *toplevel, TfFrameLog *self)
{
  if (self->clock == NULL)
    return;
  g_object_set_data (G_OBJECT (self->clock), KEY, NULL);
  g_signal_handlers_disconnect_by_data (self->clock, self);
  self->clock = NULL;
  self->begun = 0;
}

static TfFrameLog *
get_log (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);

  return clock != NULL ? g_object_get_data (G_OBJECT (clock), KEY) : NULL;
}

/* public */

TfFrameLog *
tf_frame_log_new (const char *path, GError **error)
{
  int fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);
  TfFrameLog *self;

  if (fd < 0)
    {
      fail (error, errno);
      return NULL;
    }
  self = g_new0 (TfFrameLog, 1);
  self->fd = fd;
  self->opened = g_get_monotonic_time ();
  self->text = g_string_sized_new (CHUNK + 1024);
  g_string_append (self->text, "time,drawing_ms,t,steps,frame_ms,cpu_ms,plots,wanted,shown\n");
  return self;
}

gboolean
tf_frame_log_finish (TfFrameLog *self, GError **error)
{
  int failure;

  if (self->toplevel != NULL)
    {
      unrealized_cb (self->toplevel, self);
      g_signal_handlers_disconnect_by_data (self->toplevel, self);
      g_clear_weak_pointer (&self->toplevel);
    }
  write_out (self);
  if (close (self->fd) != 0 && errno != EINTR && self->failure == 0)
    self->failure = errno;
  failure = self->failure;
  g_string_free (self->text, TRUE);
  g_free (self);
  return failure == 0 || fail (error, failure);
}

void
tf_frame_log_follow (TfFrameLog *self, GtkWidget *toplevel)
{
  g_return_if_fail (self->toplevel == NULL);
  g_set_weak_pointer (&self->toplevel, toplevel);
  g_signal_connect (toplevel, "realize", G_CALLBACK (realized_cb), self);
  g_signal_connect (toplevel, "unrealize", G_CALLBACK (unrealized_cb), self);
  if (gtk_widget_get_realized (toplevel))
    realized_cb (toplevel, self);
}

void
tf_frame_log_set_state (TfFrameLog *self, const TfFrame *frame, guint64 wanted)
{
  self->wanted = wanted;
  self->has_state = frame != NULL;
  if (frame == NULL)
    return;
  self->t = frame->t;
  self->n_steps = frame->n_steps;
  self->shown = frame->n_changes;
}

gint64
tf_frame_log_begin_drawing (GtkWidget *widget)
{
  return get_log (widget) != NULL ? g_get_monotonic_time () : 0;
}

void
tf_frame_log_end_drawing (GtkWidget *widget, gint64 begun, guint n_plots)
{
  TfFrameLog *self = get_log (widget);

  if (self == NULL || begun == 0)
    return;
  self->drawing += g_get_monotonic_time () - begun;
  self->n_plots += n_plots;
}
