/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-progress.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define WIDTH 79 /* of a terminal that is told nothing */
#define MIN_INTERVAL (G_USEC_PER_SEC / 10)

static gint64 last_shown; /* monotonic microseconds; 0: nothing stands on the terminal */

/* Takes away what stands on the line; by spaces where control sequences are not wanted
 * (no-color.org) or not known. */
static void
clear_line (void)
{
  const char *term = g_getenv ("TERM"), *plain = g_getenv ("NO_COLOR");

  if ((plain != NULL && *plain != '\0') || term == NULL || strcmp (term, "dumb") == 0)
    fprintf (stderr, "\r%*s\r", WIDTH, "");
  else
    fputs ("\r\033[K", stderr);
}

void
tf_cli_progress_show (const char *format, ...)
{
  gint64 now = g_get_monotonic_time ();
  va_list args;

  if ((last_shown && now - last_shown < MIN_INTERVAL) || !isatty (STDERR_FILENO))
    return;
  last_shown = now;
  clear_line ();
  va_start (args, format);
  vfprintf (stderr, format, args);
  va_end (args);
  fflush (stderr);
}

void
tf_cli_progress_clear (void)
{
  if (last_shown)
    clear_line ();
  last_shown = 0;
}

static gboolean
interrupted_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_CONTINUE;
}

/* The main thread is busy computing, so signals are turned into a cancelled
 * cancellable on a thread of their own. */
static gpointer
watch_signals (gpointer user_data)
{
  g_autoptr (GMainContext) context = user_data;

  for (;;)
    g_main_context_iteration (context, TRUE);
  return NULL;
}

static GCancellable *cancellable; /* NULL until somebody watches */

/* nohup has it ignored, so that the work goes on after whoever started it has logged out. */
static gboolean
is_ignored (int number)
{
  struct sigaction action;

  return number == SIGHUP && sigaction (number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

GCancellable *
tf_cli_watch_interrupts (void)
{
  static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
  GMainContext *context;

  if (cancellable)
    return cancellable;
  cancellable = g_cancellable_new ();
  context = g_main_context_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      g_autoptr (GSource) source = NULL;

      if (is_ignored (signals[i]))
        continue;
      source = g_unix_signal_source_new (signals[i]);
      g_source_set_callback (source, interrupted_cb, cancellable, NULL);
      g_source_attach (source, context);
    }
  g_thread_unref (g_thread_new ("interrupts", watch_signals, context));
  return cancellable;
}

gboolean
tf_cli_was_interrupted (void)
{
  return g_cancellable_is_cancelled (cancellable);
}
