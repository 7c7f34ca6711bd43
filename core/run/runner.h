/* runner.h: the flow in a thread of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Commands go down by a queue of copied values and take effect between two
 * solver steps; frames come up through a slot in which the latest wins, read
 * once a display frame by tf_runner_poll(). Neither side waits for the other.
 * All functions are for one thread (the main thread) and return at once; only
 * tf_runner_free() waits for the worker, which stops within a solver step.
 *
 * Pace: time is played on a logarithmic scale. The clock s = t - t_c, t_c being
 * the time of the last change of parameters (0 at the start), grows by `pace`
 * decades a second from TF_RUNNER_FIRST_TIME; a change sets it back to
 * TF_RUNNER_CHANGE_TIME at the most, so that what the change does is seen from
 * its beginning. Gradient descent plays its iterations the same way, from 1.
 */
#pragma once

#include "frame.h"
#include "moments.h"
#include "trace.h"

G_BEGIN_DECLS

#define TF_RUNNER_FIRST_TIME 0.1
#define TF_RUNNER_CHANGE_TIME 1.0
#define TF_RUNNER_DEFAULT_PACE 0.45 /* decades a second: the default run ends in ten seconds */

typedef struct _TfRunner TfRunner;

TfRunner *tf_runner_new (void);
void      tf_runner_free (TfRunner *self);

/* How often tf_runner_set_parameters() was called: a frame whose n_changes is
 * this was computed under the latest. */
guint64 tf_runner_get_n_changes (TfRunner *self);

/* Other features: a new run from their start, under the present parameters,
 * playing or paused as before. A second run begins anew beside it, on these features where it
 * had those of the first. */
void tf_runner_set_moments (TfRunner *self, TfMoments *moments);

/* The same, and for the second run, which there must be, these of its own: no frame has one without the other. */
void tf_runner_set_both_moments (TfRunner *self, TfMoments *moments, TfMoments *beside);

/* Other parameters: the run goes on from its present state under them. They
 * must be valid. Entering the joint flow, W goes on from W*(H). Where they are not of
 * one run with those before (to a network or from one, parameters.h), all begins anew from H0. */
void tf_runner_set_parameters (TfRunner *self, const TfParameters *parameters);

void tf_runner_set_pace (TfRunner *self, double decades_per_second);
void tf_runner_play (TfRunner *self);
void tf_runner_pause (TfRunner *self);
void tf_runner_step (TfRunner *self);    /* one solver step (one iteration of gradient descent), then pause */
void tf_runner_restart (TfRunner *self); /* same start, present parameters */

/* --- the past (run.h) --- */

/* Shows the run at an earlier instant, paused, under the parameters of then. It
 * goes on from there when it is played, or when parameters are set: only then is
 * what was later forgotten. An instant beyond the latest is the latest. */
void tf_runner_seek (TfRunner *self, const TfInstant *at);

/* A new run from H0 along a course until that instant, as fast as can be, then
 * paused. beside: of the second run, or NULL: there is none; beside_moments: its features,
 * NULL: those of the first. */
void tf_runner_follow (TfRunner        *self,
                       TfCourse        *course,
                       const TfInstant *until,
                       TfCourse        *beside,
                       TfMoments       *beside_moments);

/* --- a second run beside the first --- */

/* From the present state of the first on, under the same parameters, and from
 * then on in step with it: at every frame both are at the same time. All commands
 * but those for parameters are for both. */
void tf_runner_fork (TfRunner *self);
void tf_runner_set_beside_parameters (TfRunner *self, const TfParameters *parameters);
void tf_runner_end_beside (TfRunner *self);

/* Features of its own for the second run: both runs begin anew from their H0, playing or paused
 * as before. Where there is no second run, one begins under the parameters that were last set for it. */
void tf_runner_set_beside_moments (TfRunner *self, TfMoments *moments);

/* The second run takes the first one's place, and the other way round. */
void tf_runner_swap (TfRunner *self);

/* --- */

/* Takes what is new since the last call: returns TRUE and the latest frame in
 * *frame (owned by the caller) when there is one, and appends all rows and
 * marks recorded since to trace, clearing it first when they belong to another
 * run and cutting it where the run went on from its past. beside: the same of the
 * second run, whose frame is (*frame)->beside. Either may be NULL. */
gboolean tf_runner_poll (TfRunner *self, TfFrame **frame, TfTrace *trace, TfTrace *beside);

/* TRUE while frames may still come: playing, or a command not yet carried out. */
gboolean tf_runner_is_busy (TfRunner *self);

/* Called on the WORKER's thread whenever a frame is put into an empty slot,
 * e.g. to wake a main loop that sleeps. Set it before the first command. */
void tf_runner_set_wake (TfRunner *self, GSourceFunc wake, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfRunner, tf_runner_free)

G_END_DECLS
