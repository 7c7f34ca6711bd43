/* runner-private.h: what the two sides of a runner share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runner.c is the main thread's side; the worker's is runner-worker.c (commands
 * and the loop), runner-play.c (forward) and runner-show.c (what goes up). Which
 * side may touch a field stands beside it.
 */
#pragma once

#include <pthread.h>

#include "run.h"
#include "runner.h"

G_BEGIN_DECLS

typedef enum
{
  TF_COMMAND_MOMENTS,
  TF_COMMAND_BESIDE_MOMENTS,
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
  TfMoments *beside_moments; /* of the second run; NULL: as they are; of a course that is followed, those of the first */
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
  TfMoments *moments;      /* of its features; of a second run mostly those of the first */
  TfParameters parameters; /* asked for; run may have others, where it could not start with these */
} TfLane;

/* What happened to the traces since the last poll, in order. */
typedef enum
{
  TF_TRACES_FORKED,
  TF_TRACES_SWAPPED,
  TF_TRACES_ENDED, /* that of the second run */
} TfTracesEvent;

struct _TfRunner
{
  /* Set before the thread starts, constant after. POSIX locks rather than
   * GLib's: the thread checkers understand them. */
  GThread *thread;
  GCancellable *quitting; /* cancelled when the runner is freed: for what takes many steps */
  pthread_mutex_t mutex;
  pthread_cond_t sent_cond; /* a command was queued */

  /* Worker only. */
  TfLane lane, beside;
  TfRunStatus status;
  char *message;
  double pace;
  double clock;    /* s: where the pace wants to be, counted from the change */
  double change;   /* the last one of either run, as a position of the first */
  gint64 now;      /* monotonic time the clock was last set for */
  gint64 published; /* monotonic time of the last frame */
  double row;       /* the position at which both runs are recorded next */
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

/* --- the worker's; runner-show.c --- */

/* Frames are made at most this often (microseconds): twice a fast display's rate. */
#define TF_RUNNER_FRAME_INTERVAL 8000

void tf_runner_set_status (TfRunner *self, TfRunStatus status, const char *message);

/* The present of one run, or that row, into what is recorded of it; its past is recorded
 * already. mark may be NULL. */
void tf_runner_record (TfRunner *self, TfRun *run, const TfTraceMark *mark);
void tf_runner_record_row (TfRunner *self, TfRun *run, const TfTraceRow *row, const TfTraceMark *mark);
void tf_runner_record_event (TfRunner *self, TfTracesEvent event);

void tf_runner_publish (TfRunner *self); /* the present state of both runs as the frame */
void tf_runner_show (TfRunner *self);    /* recorded and published */

/* --- runner-play.c --- */

/* A lane from H0 on. FALSE where the start is not there (a W(0) that the file does not
 * have): the run then stands at the features with another W, and the status says so. */
gboolean tf_runner_start_lane (TfRunner *self, TfLane *lane, const TfParameters *parameters);
void     tf_runner_start (TfRunner *self); /* both */

/* At most one solver step; where it can go no further the status says why. */
void     tf_runner_advance (TfRunner *self, TfRun *run, double until);
gboolean tf_runner_is_behind (TfRunner *self); /* the second run has yet to come to the first one's time */
void     tf_runner_catch_up (TfRunner *self);
void     tf_runner_leave_past (TfRunner *self); /* what was later goes, on the screen too */
double   tf_runner_get_first_clock (TfRunner *self);
void     tf_runner_set_clock (TfRunner *self); /* to where the run is */
void     tf_runner_go_on (TfRunner *self);     /* a piece of playing */

/* The worker's life; data: the runner. */
gpointer tf_runner_work (gpointer data);

void tf_command_free (gpointer data);

G_END_DECLS
