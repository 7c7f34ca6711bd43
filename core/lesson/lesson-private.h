/* lesson-private.h: what the lesson's reader is made of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Failures are of G_IO_ERROR_INVALID_DATA: one sentence that begins in lower case
 * and names the line.
 */
#pragma once

#include "lesson.h"
#include "synthetic.h"

G_BEGIN_DECLS

#define TF_LESSON_FENCE "---" /* above and below the front matter */

typedef struct
{
  const char *folder;      /* or NULL */
  guint       line;        /* the present one, from 1 on */
  TfLesson   *lesson;
  TfLessonStep *step;      /* the present one, or NULL: before the first */
  TfSource   *source;      /* of the last step; borrowed */
  TfParameters parameters; /* in force at the end of the last step */
  double      pace;
  gboolean    has_title; /* of the lesson */

  /* Of the present step. */
  gboolean     draws;      /* its features are made up, by these numbers */
  TfSynthetic  draw;
  GArray      *sizes;      /* gsize; of the draw */
  guint        sizes_line; /* where they were listed */
  gboolean     has_parameters;
} TfLessonReader;

gboolean tf_lesson_fail (const TfLessonReader *reader, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* lesson-settings.c: one "key: value" of the present step; its end, when all of them were read */
gboolean tf_lesson_set (TfLessonReader *reader, const char *key, const char *value, GError **error);
void tf_lesson_set_usual_view (TfSession *session); /* whatever was looked at before a lesson */
gboolean tf_lesson_is_view (const char *key); /* of a session, that a step can set */
gboolean tf_lesson_finish_step (TfLessonReader *reader, GError **error);

/* lesson-promise.c: at_start: of the step; else at its end */
gboolean tf_lesson_read_promise (TfLessonReader *reader, const char *text, gboolean at_start, GError **error);

G_END_DECLS
