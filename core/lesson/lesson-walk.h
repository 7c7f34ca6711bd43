/* lesson-walk.h: the runs of a lesson's steps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a lesson shows is the same for everyone: the start of a step is where the
 * one before ended, whatever somebody tried in between. A glide is
 * TF_LESSON_GLIDE_CHANGES changes of its parameter a second, evenly in its logarithm
 * (to or from 0: by way of the lower end of its slider), each followed by as much
 * flow as the step's pace gives it.
 */
#pragma once

#include "lesson.h"
#include "replay.h"

G_BEGIN_DECLS

#define TF_LESSON_GLIDE_CHANGES 10

/* The step's start, or its end: source, course, instant, and the view, in which
 * whatever the steps before have set holds on. Caller frees. */
TfSession *tf_lesson_make_session (const TfLesson *self, guint step, gboolean at_end);

/* The value of a glide's parameter at a share in [0, 1] of its way from `from`. */
double tf_lesson_glide_at (const TfLessonGlide *glide, double from, double share);

/* A part of a step's motion: one glide, or the flow behind all of them. */
typedef struct
{
  TfInstant from, to;
  double    seconds; /* of a glide; 0: the step's pace says how long it takes */
} TfLessonStage;

/* Of TfLessonStage, in order, each from where the one before ended; none where the step
 * stands still. Caller frees. */
GArray *tf_lesson_list_stages (const TfLesson *self, guint step);

/* From where the session stands on, its parameter glides in n changes, with so much flow
 * (iterations of gradient descent) before each; the session then stands at the end. */
void tf_lesson_add_glide (TfSession *session, const TfLessonGlide *glide, guint n, double flow);

/* How the step stands to the promise, both runs being there: *value is what was
 * measured (NaN where that is undefined). names of classes that are not there: FALSE. */
gboolean tf_lesson_keeps (const TfLessonPromise *promise, const TfFrame *start, const TfFrame *end, double *value);

/* Follows the step and appends each promise's outcome. */
typedef void (*TfLessonOutcomeFunc) (const TfLessonStep *step, const TfLessonPromise *promise, double value, gboolean kept,
                                     gpointer user_data);

/* Walks through all steps, as fast as can be. FALSE with an error where a run
 * cannot be made or followed; it begins with the step's line. Blocks. */
gboolean tf_lesson_walk (const TfLesson     *self,
                         TfLessonOutcomeFunc outcome,
                         gpointer            user_data,
                         GCancellable       *cancellable,
                         GError            **error);

G_END_DECLS
