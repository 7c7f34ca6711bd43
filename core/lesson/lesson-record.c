/* lesson-record.c: a run as steps of a lesson
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "lesson.h"

#include <math.h>

#include "lesson-private.h"
#include "lesson-walk.h"
#include "session-link.h"

/* More changes than this, as a dragged slider makes, are not steps. */
#define MOST_CHANGES 12

/* Durations are differences of times, and their sums are the times again but for rounding. */
#define ROUNDING 1e-9

/* Where the lesson ended so far; last is NULL where it has no step yet or the run is another. */
typedef struct
{
  TfSession *run;
  TfCourse  *course; /* of run, up to where it stands */
  TfSession *last;
} Recording;

static double
get_position (const TfParameters *parameters, const TfInstant *at)
{
  return tf_parameters_count_iterations (parameters) ? (double) at->iteration : at->t;
}

static gboolean
is_near (double a, double b)
{
  return fabs (a - b) <= ROUNDING * MAX (fabs (a), fabs (b));
}

static char *
name_features (TfSource *source)
{
  const TfParameters usual = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfCourse) course = tf_course_new (&usual);
  g_autoptr (TfSession) session = tf_session_new (source, course, &(TfInstant){ 0, 0 }, NULL);

  return tf_session_to_link (session);
}

static gboolean
has_same_features (TfSource *a, TfSource *b)
{
  g_autofree char *name = name_features (a);
  g_autofree char *other = name_features (b);

  return name != NULL ? g_strcmp0 (name, other) == 0 : tf_source_has_same_files (a, b);
}

static gboolean
is_same_change (const TfCourseChange *a, const TfCourseChange *b)
{
  return tf_parameters_equal (&a->parameters, &b->parameters)
         && is_near (get_position (&a->parameters, &a->at), get_position (&b->parameters, &b->at));
}

/* Whether the run came by where the lesson ended. */
static gboolean
goes_on (const Recording *recording)
{
  const TfCourse *a = recording->last->course, *b = recording->course;
  const TfInstant *end = &recording->last->at;
  const TfInstant *next = b->n_changes > a->n_changes ? &b->changes[a->n_changes].at : &recording->run->at;

  if (!has_same_features (recording->last->source, recording->run->source) || b->n_changes < a->n_changes
      || !tf_parameters_equal (&a->start, &b->start))
    return FALSE;
  for (guint i = 0; i < a->n_changes; i++)
    if (!is_same_change (&a->changes[i], &b->changes[i]))
      return FALSE;
  return next->t >= end->t * (1 - ROUNDING) && next->iteration >= end->iteration;
}

static TfLessonStep *
add_step (TfLesson *self, const Recording *recording)
{
  g_autofree char *title = g_strdup_printf ("Step %u", self->steps->len + 1);
  TfLessonStep *step = tf_lesson_add_step (self, title, recording->run->source);
  double pace;

  g_free (step->text);
  step->text = g_strdup ("Say here what is seen.");
  if (tf_session_get_view_numbers (recording->run, "pace", &pace, 1) && pace > 0)
    step->pace = pace;
  return step;
}

/* What is looked at in another way than where the lesson ended. */
static void
set_view (TfLessonStep *step, const Recording *recording)
{
  const GPtrArray *view = recording->run->view;

  for (guint i = 0; i < view->len; i += 2)
    if (tf_lesson_is_view (view->pdata[i])
        && (recording->last == NULL || g_strcmp0 (tf_session_get_view (recording->last, view->pdata[i]), view->pdata[i + 1]) != 0))
      tf_lesson_step_set_view (step, view->pdata[i], view->pdata[i + 1]);
}

/* A step for each stretch between changes, from H0 on, or from where the lesson ended. */
static void
add_stretches (TfLesson *self, const Recording *recording)
{
  const TfCourse *course = recording->course;
  guint first = recording->last != NULL ? recording->last->course->n_changes : 0, first_step = self->steps->len;
  TfInstant from = recording->last != NULL ? recording->last->at : (TfInstant){ 0, 0 };

  for (guint j = first; j <= course->n_changes; j++)
    {
      const TfParameters *parameters = j > 0 ? &course->changes[j - 1].parameters : &course->start;
      TfInstant to = j < course->n_changes ? course->changes[j].at : recording->run->at;
      double duration = get_position (parameters, &to) - get_position (parameters, &from);
      gboolean stands = duration <= ROUNDING * get_position (parameters, &to);
      TfLessonStep *step;

      from = to;
      if (stands && recording->last != NULL && j == first && j < course->n_changes)
        continue; /* was changed where the lesson ended */
      step = add_step (self, recording);
      step->beginning = j == 0 && recording->last == NULL ? TF_LESSON_BEGINS : TF_LESSON_GOES_ON;
      step->parameters = *parameters;
      step->duration = stands ? 0 : duration;
    }
  set_view (self->steps->pdata[first_step], recording);
}

/* Where it stands, as a link has it. */
static void
add_place (TfLesson *self, const Recording *recording)
{
  TfLessonStep *step = add_step (self, recording);

  step->beginning = TF_LESSON_BEGINS;
  step->course = tf_course_ref (recording->course);
  step->at = recording->run->at;
  step->parameters = *tf_course_get_parameters (recording->course, &step->at);
  set_view (step, recording);
}

static guint
count_changes (const Recording *recording)
{
  return recording->course->n_changes - (recording->last != NULL ? recording->last->course->n_changes : 0);
}

/* public */

gboolean
tf_lesson_record (TfLesson *self, TfSession *run)
{
  g_autoptr (TfCourse) course = tf_course_cut (run->course, &run->at);
  g_autoptr (TfSession) last = self->steps->len > 0 ? tf_lesson_make_session (self, self->steps->len - 1, TRUE) : NULL;
  g_autofree char *link = tf_session_to_link (run);
  Recording recording = { run, course, last };

  if (last != NULL && !goes_on (&recording))
    recording.last = NULL;
  if (self->steps->len + MOST_CHANGES + 1 > TF_LESSON_MAX_STEPS)
    return FALSE;
  if (count_changes (&recording) <= MOST_CHANGES)
    add_stretches (self, &recording);
  else if (link != NULL)
    add_place (self, &recording);
  return count_changes (&recording) <= MOST_CHANGES || link != NULL;
}
