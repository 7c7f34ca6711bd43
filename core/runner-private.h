/* runner-private.h: what the two sides of a runner share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runner.c is the main thread's side, runner-worker.c the worker's. Which of
 * them may touch a field stands beside it.
 */
#pragma once

#include <pthread.h>

#include "core/run.h"
#include "core/runner.h"

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
  TF_COMMAND_SEEK,
  TF_COMMAND_FOLLOW,
  TF_COMMAND_FORK,
  TF_COMMAND_BESIDE_PARAMETERS,
  TF_COMMAND_END_BESIDE,
  TF_COMMAND_SWAP,
  TF_COMMAND_QUIT,
} TfCommandKind;

/* Values only: nothing in it is shared with the sender but moments and courses,
 * which are immutable. */
typedef struct
{
  TfCommandKind kind;
  TfMoments *moments;
  TfParameters parameters;
  guint64 n_changes; /* of parameters: the number of this one, from 1 */
  double pace;
  TfInstant at;
  TfCourse *course, *beside;
} TfCommand;

/* One of the two runs, on the worker. */
typedef struct
{
  TfRun *run;              /* NULL: there is none */
  TfParameters parameters; /* asked for; run may have others, where it could not start with these */
} TfLane;

/* What happened to the traces since the last poll, in order. */
typedef enum
{
  TF_TRACES_FORKED,
  TF_TRACES_SWAPPED,
} TfTracesEvent;

struct _TfRunner
{
  /* Set before the thread starts, constant after. POSIX locks rather than
   * GLib's: the thread checkers understand them. */
  GThread *thread;
  pthread_mutex_t mutex;
  pthread_cond_t sent_cond; /* a command was queued */

  /* Worker only. */
  TfLane lane, beside;
  TfMoments *moments;
  TfRunStatus status;
  char *message;
  double pace;
  double clock;    /* s: where the pace wants to be, counted from the change */
  gint64 now;      /* monotonic time the clock was last set for */
  gint64 published; /* monotonic time of the last frame */
  guint64 run, serial;
  guint64 n_changes; /* the number of the parameters in force */

  /* Locked. */
  GQueue commands;   /* TfCommand, oldest first */
  TfFrame *slot;     /* the latest frame, not yet taken */
  TfTrace *pending;  /* what was recorded since the last poll */
  TfTrace *pending_beside;
  GArray *events;    /* TfTracesEvent */
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
