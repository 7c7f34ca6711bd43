/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson-private.h"

#include <string.h>

#define FIRST_KEY "tightframe-lesson"

static void
highlight_clear (gpointer data)
{
  TfLessonHighlight *highlight = data;

  g_free (highlight->first);
  g_free (highlight->second);
}

static void
promise_clear (gpointer data)
{
  TfLessonPromise *promise = data;

  g_free (promise->text);
  g_free (promise->first);
  g_free (promise->second);
}

static void
question_free (TfLessonQuestion *question)
{
  g_free (question->text);
  g_free (question->answer);
  g_ptr_array_unref (question->choices);
  g_free (question);
}

static void
step_free (gpointer data)
{
  TfLessonStep *step = data;

  g_free (step->title);
  g_free (step->text);
  g_clear_pointer (&step->source, tf_source_unref);
  g_clear_pointer (&step->course, tf_course_unref);
  g_array_unref (step->glides);
  g_ptr_array_unref (step->view);
  g_array_unref (step->highlights);
  g_clear_pointer (&step->question, question_free);
  g_array_unref (step->promises);
  g_free (step);
}

/* public */

TfLesson *
tf_lesson_new (const char *title)
{
  TfLesson *self = g_new0 (TfLesson, 1);

  self->ref_count = 1;
  self->title = g_strdup (title);
  self->steps = g_ptr_array_new_with_free_func (step_free);
  return self;
}

TfLessonStep *
tf_lesson_add_step (TfLesson *self, const char *title, TfSource *source)
{
  TfLessonStep *step = g_new0 (TfLessonStep, 1);

  step->title = g_strdup (title);
  step->text = g_strdup ("");
  step->source = source != NULL ? tf_source_ref (source) : NULL;
  step->parameters = TF_PARAMETERS_DEFAULT;
  step->pace = TF_LESSON_PACE;
  step->glides = g_array_new (FALSE, FALSE, sizeof (TfLessonGlide));
  step->view = g_ptr_array_new_with_free_func (g_free);
  step->highlights = g_array_new (FALSE, FALSE, sizeof (TfLessonHighlight));
  g_array_set_clear_func (step->highlights, highlight_clear);
  step->promises = g_array_new (FALSE, FALSE, sizeof (TfLessonPromise));
  g_array_set_clear_func (step->promises, promise_clear);
  g_ptr_array_add (self->steps, step);
  return step;
}

void
tf_lesson_step_set_view (TfLessonStep *self, const char *key, const char *text)
{
  tf_view_keys_set (self->view, key, text);
}

void
tf_lesson_step_add_highlight (TfLessonStep *self, guint line, TfLessonHighlightKind kind, const char *first, const char *second)
{
  TfLessonHighlight highlight = { kind, g_strdup (first), g_strdup (second), line };

  g_array_append_val (self->highlights, highlight);
}

TfLesson *
tf_lesson_ref (TfLesson *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
tf_lesson_unref (TfLesson *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_free (self->path);
  g_free (self->title);
  g_free (self->about);
  g_ptr_array_unref (self->steps);
  g_free (self);
}

const TfLessonStep *
tf_lesson_get_step (const TfLesson *self, guint i)
{
  g_return_val_if_fail (i < self->steps->len, NULL);
  return self->steps->pdata[i];
}

gboolean
tf_lesson_is_text (const char *start, gsize length)
{
  const char *end = start + length;

  if (length >= 3 && memcmp (start, "\xef\xbb\xbf", 3) == 0)
    start += 3;
  if (end - start < (gssize) strlen (TF_LESSON_FENCE) || memcmp (start, TF_LESSON_FENCE, strlen (TF_LESSON_FENCE)) != 0)
    return FALSE;
  start += strlen (TF_LESSON_FENCE);
  while (start < end && g_ascii_isspace (*start))
    start++;
  return end - start >= (gssize) strlen (FIRST_KEY) && memcmp (start, FIRST_KEY, strlen (FIRST_KEY)) == 0;
}
