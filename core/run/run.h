/* run.h: a flow with its course and its past
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A TfRun is a flow from H0 on that remembers under which parameters it has come
 * to where it is, and can be taken back to any instant of its past. It belongs to
 * one thread at a time.
 *
 * The past is kept as states of the flow, evenly spaced on the logarithmic scale
 * of the time since the last change of parameters, in bounded memory: when they
 * are too many, every second one goes. Between two of them the flow is followed
 * anew, so any instant can be had, to the tolerance.
 */
#pragma once

#include "course.h"
#include "flow.h"
#include "frame.h"
#include "trace.h"

G_BEGIN_DECLS

/* Bytes that the past of one run may take. */
#define TF_RUN_MAX_PAST (64u << 20)

/* A run is recorded at least so many times a decade of the time since its start, and
 * since its last change of parameters. */
#define TF_RUN_ROWS_PER_DECADE 10
#define TF_RUN_ROWS_AFTER_CHANGE 20

typedef struct _TfRun TfRun;

/* At H0. Fails as tf_flow_new() does. */
TfRun *tf_run_new (TfMoments *moments, const TfParameters *parameters, GError **error);

/* Another run at the same instant with the same course; its past starts here. */
TfRun *tf_run_fork (TfRun *self);
void   tf_run_free (TfRun *self);

/* From here on under other parameters. What was later is forgotten. FALSE when
 * they are not valid, the same, or not of one run with the present ones (parameters.h). */
gboolean tf_run_set_parameters (TfRun *self, const TfParameters *parameters);

/* As tf_flow_advance(). What was later is forgotten. */
gboolean tf_run_advance (TfRun *self, double until, guint64 max_steps, GCancellable *cancellable, GError **error);

/* To an instant between the start and tf_run_get_latest(), under the parameters
 * of then. What is later stays known until the run goes on from there. */
gboolean  tf_run_seek (TfRun *self, const TfInstant *at, GCancellable *cancellable, GError **error);
TfInstant tf_run_get_instant (TfRun *self);
TfInstant tf_run_get_latest (TfRun *self);
gboolean  tf_run_is_past (TfRun *self); /* at an earlier instant than the latest */
void      tf_run_forget_later (TfRun *self);

/* Called after every row. FALSE: stop there. */
typedef gboolean (*TfRunRowFunc) (TfRun *run, const TfTraceRow *row, const TfTraceMark *mark, gpointer user_data);

/* Goes on along a course, whose beginning is the run's own so far, until that
 * instant, or where until is NULL until nothing changes any more (at the most
 * until 10^9, or 10^6 iterations of gradient descent). A row comes at the present, then
 * as often as it must (above), at every change (with its mark)
 * and at the end: the steps, and so every bit of the result, depend on nothing but
 * features, course and until. TRUE also when row_func stopped it; being cancelled
 * is a failure (G_IO_ERROR_CANCELLED). */
gboolean tf_run_follow (TfRun           *self,
                        const TfCourse  *course,
                        const TfInstant *until,
                        TfRunRowFunc     row_func,
                        gpointer         user_data,
                        GCancellable    *cancellable,
                        GError         **error);

/* The same without a watcher, rows and marks appended to trace. */
gboolean tf_run_follow_into (TfRun           *self,
                             const TfCourse  *course,
                             const TfInstant *until,
                             TfTrace         *trace,
                             GCancellable    *cancellable,
                             GError         **error);

/* The present state as a frame: everything but run, serial, n_changes, status and message. */
TfFrame   *tf_run_take_frame (TfRun *self);

/* Of a network's run, the layers of the frame, which is of the present state: as they are now, or unless they must
 * be, as they were a moment ago, so that measuring takes at most a tenth of the time. */
void       tf_run_add_chain (TfRun *self, TfFrame *frame, gboolean must);
TfTraceRow tf_run_get_row (TfRun *self);
gboolean   tf_run_is_network (TfRun *self);   /* in training */
TfFlow    *tf_run_get_flow (TfRun *self);     /* borrowed; only to be looked at */
TfCourse  *tf_run_get_course (TfRun *self);   /* borrowed; up to the latest instant */
double     tf_run_get_time (TfRun *self);
double     tf_run_get_position (TfRun *self); /* t, or the iteration of gradient descent */
double     tf_run_get_change (TfRun *self);   /* the position of the last change of parameters */
double     tf_run_get_next_row (TfRun *self); /* the next position at which it must be recorded */
gboolean   tf_run_is_settled (TfRun *self);   /* nothing changes any more at any time scale */

/* It has been followed since the last change for longer than there is something to see, and
 * nothing holds H back (lambda_H = beta = 0), so that it grows for ever; or it is a network,
 * whose training is never said to be at rest. */
gboolean   tf_run_is_endless (TfRun *self);

/* H (d x N, in the order of the file) of a run in which every sample has moved its own way;
 * newly allocated. NULL: of one in which all deviations were mapped alike. */
double *tf_run_get_samples (TfRun *self);

/* Their dimension: d, or of a network's run the width of its last hidden layer. */
guint   tf_run_get_dim (TfRun *self);

/* M (d x K) and B (d x r): every sample is h = m_k + B z (moments.h) where there are no
 * samples of their own; elsewhere B is 0. Either may be NULL. */
void tf_run_get_features (TfRun *self, double *means, double *factor);
/* W (K x d) and b (K), row-major as in files. Either may be NULL. */
void tf_run_get_classifier (TfRun *self, double *weights, double *bias);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfRun, tf_run_free)

G_END_DECLS
