/* replay.h: a run had again, for a figure or a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything that can be drawn or written of a run at an instant, from features
 * and course alone: the same for the same, whoever asks and whenever. Immutable.
 */
#pragma once

#include "run.h"
#include "survey.h"

G_BEGIN_DECLS

typedef struct
{
  TfMoments *moments;
  TfRun     *run;    /* at the instant; only to be looked at */
  TfTrace   *trace;
  TfFrame   *frame;
  TfSurvey  *survey; /* of the frame's parameters, complete; NULL where none was asked for */
} TfReplay;

/* Blocks; call it off the main thread. until: NULL for the end of the run
 * (tf_run_follow()). question: what of the theory is wanted, its parameters being
 * those of the instant; NULL: nothing. Fails as tf_run_new() and tf_run_follow()
 * do. */
TfReplay *tf_replay_new (TfMoments              *moments,
                         const TfCourse         *course,
                         const TfInstant        *until,
                         const TfSurveyQuestion *question,
                         GCancellable           *cancellable,
                         GError                **error);

void tf_replay_free (TfReplay *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfReplay, tf_replay_free)

G_END_DECLS
