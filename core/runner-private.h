/* runner-private.h: what the two sides of a runner share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runner.c is the main thread's side, runner-worker.c the worker's. Which of
 * them may touch a field stands beside it.
 */
#pragma once

#include <pthread.h>

#include "core/flow.h"
#include "core/runner.h"
#include "core/view-space.h"

G_BEGIN_DECLS

typedef enum
{
  TF_COMMAND_MOMENTS,
  TF_COMMAND_PARAMETERS,
  TF_COMMAND_PACE,
  TF_COMMAND_PLAY,
  TF_COMMAND_PAUSE,
  TF_COMMAND_STEP,
  TF_COMMAND_RESTART,
  TF_COMMAND_QUIT,
} TfCommandKind;

/* Values only: nothing in it is shared with the sender but the moments, which
 * are immutable. */
typedef struct
{
  TfCommandKind kind;
  TfMoments *moments;
  TfParameters parameters;
  guint64 n_changes; /* of parameters: the number of this one, from 1 */
  double pace;
} TfCommand;

struct _TfRunner
{
  /* Set before the thread starts, constant after. POSIX locks rather than
   * GLib's: the thread checkers understand them. */
  GThread *thread;
  pthread_mutex_t mutex;
  pthread_cond_t sent_cond; /* a command was queued */

  /* Worker only. */
  TfParameters parameters;
  TfMoments *moments;
  TfFlow *flow;
  TfViewSpace *view;
  TfRunStatus status;
  char *message;
  double pace;
  double change;   /* t_c, or the iteration of the last change */
  double clock;    /* s: where the pace wants to be, counted from the change */
  gint64 now;      /* monotonic time the clock was last set for */
  gint64 published; /* monotonic time of the last frame */
  guint64 run, serial;
  guint64 n_changes; /* the number of the parameters in force */

  /* Locked. */
  GQueue commands;   /* TfCommand, oldest first */
  TfFrame *slot;     /* the latest frame, not yet taken */
  TfTrace *pending;  /* what was recorded since the last poll */
  guint64 pending_run;
  gboolean playing;  /* the worker goes on without being told */
  guint64 handled;   /* commands carried out */
  GSourceFunc wake;
  gpointer wake_data;

  /* Main thread only. */
  guint64 sent; /* commands */
  guint64 sent_changes; /* parameters among them, those that took another's place included */
  guint64 polled_run;
};

/* The worker's life; data: the runner. */
gpointer tf_runner_work (gpointer data);

void tf_command_free (gpointer data);

G_END_DECLS
