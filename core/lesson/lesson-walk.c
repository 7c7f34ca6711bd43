/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson-walk.h"

#include <math.h>
#include <string.h>

#include "lesson-private.h"

/* --- courses --- */

typedef struct
{
  TfCourse *course;
  TfInstant at;
} Way;

static void
set_parameters (Way *way, const TfParameters *parameters)
{
  TfCourse *next;

  if (tf_parameters_equal (tf_course_get_parameters (way->course, &way->at), parameters))
    return;
  if (way->at.t > 0 || way->at.iteration > 0)
    next = tf_course_change (way->course, &way->at, parameters);
  else
    next = tf_course_new (parameters);
  tf_course_unref (way->course);
  way->course = next;
}

/* By so much flow, or so many iterations of gradient descent. */
static void
go_on (Way *way, double duration)
{
  const TfParameters *parameters = tf_course_get_parameters (way->course, &way->at);

  if (tf_parameters_count_iterations (parameters))
    {
      guint64 n = (guint64) ceil (duration);

      way->at.iteration += n;
      way->at.t += (double) n * tf_parameters_iteration_length (parameters);
    }
  else
    way->at.t += duration;
}

/* What passes between two changes that follow one another so soon: by the clock of
 * the runner, which begins anew at each. */
static double
get_pause (const TfLessonStep *step)
{
  return pow (10, step->pace / TF_LESSON_GLIDE_CHANGES) - 1;
}

/* n changes of it, with so much flow before each. */
static void
change_slowly (Way *way, const TfLessonGlide *one, guint n, double flow)
{
  TfParameters parameters = *tf_course_get_parameters (way->course, &way->at);
  double from = tf_parameter_get_real (one->info, &parameters);

  for (guint i = 1; i <= n; i++)
    {
      go_on (way, flow);
      tf_parameter_set_real (one->info, &parameters, tf_lesson_glide_at (one, from, (double) i / n));
      set_parameters (way, &parameters);
    }
}

static void
glide (Way *way, const TfLessonStep *step, const TfLessonGlide *one)
{
  change_slowly (way, one, MAX ((guint) lround (one->seconds * TF_LESSON_GLIDE_CHANGES), 1), get_pause (step));
}

static void
begin (Way *way, const TfLessonStep *step)
{
  if (step->beginning == TF_LESSON_GOES_ON && way->course != NULL)
    {
      set_parameters (way, &step->parameters);
      return;
    }
  g_clear_pointer (&way->course, tf_course_unref);
  way->at = step->course != NULL ? step->at : (TfInstant){ 0, 0 };
  way->course = step->course != NULL ? tf_course_ref (step->course) : tf_course_new (&step->parameters);
  set_parameters (way, &step->parameters);
}

static void
add_stage (GArray *stages, const TfInstant *from, const TfInstant *to, double seconds)
{
  const TfLessonStage stage = { *from, *to, seconds };

  if (stages != NULL && tf_instant_compare (from, to) < 0)
    g_array_append_val (stages, stage);
}

/* stages: what it comes by, or NULL. */
static void
end (Way *way, const TfLessonStep *step, GArray *stages)
{
  TfInstant from = way->at;

  for (guint i = 0; i < step->glides->len; i++)
    {
      const TfLessonGlide *one = &g_array_index (step->glides, TfLessonGlide, i);

      glide (way, step, one);
      add_stage (stages, &from, &way->at, one->seconds);
      from = way->at;
    }
  go_on (way, step->duration);
  add_stage (stages, &from, &way->at, 0);
}

static void
set_view (TfSession *session, const TfLessonStep *step)
{
  for (guint i = 0; i < step->view->len; i += 2)
    tf_session_set_view (session, step->view->pdata[i], step->view->pdata[i + 1]);
}

/* --- promises --- */

static gboolean
measure (const TfLessonPromise *promise, const TfFrame *frame, double *value)
{
  guint first = 0, second = 0;

  if ((promise->first != NULL && !tf_frame_find_class (frame, promise->first, &first))
      || (promise->second != NULL && !tf_frame_find_class (frame, promise->second, &second)))
    return FALSE;
  switch (promise->quantity)
    {
    case TF_LESSON_OF_METRIC:
      *value = frame->metrics.values[promise->metric];
      break;
    case TF_LESSON_OF_MEAN:
      *value = sqrt (frame->mean_squares[first]);
      break;
    case TF_LESSON_OF_CENTRED_MEAN:
      *value = frame->norms[first];
      break;
    case TF_LESSON_OF_WEIGHT:
      *value = sqrt (frame->weight_squares[first]);
      break;
    case TF_LESSON_OF_COSINE:
      *value = frame->cosines[first + (gsize) second * frame->n_classes];
      break;
    case TF_LESSON_OF_RANK:
      *value = frame->metrics.rank;
      break;
    case TF_LESSON_OF_SETTLED:
    default:
      *value = frame->status == TF_RUN_SETTLED;
      break;
    }
  return TRUE;
}

/* What is walked on: the features, and where the walk has come to on them. */
typedef struct
{
  TfSource  *source;  /* of moments; borrowed */
  TfFetched  fetched;
  TfSession *session; /* where a step began or ended last, or NULL */
  TfFrame   *frame;   /* there */
} Ground;

static void
ground_clear (Ground *self)
{
  g_clear_pointer (&self->frame, tf_frame_unref);
  g_clear_pointer (&self->session, tf_session_free);
  tf_fetched_clear (&self->fetched);
  *self = (Ground){ NULL };
}

static gboolean
fetch (Ground *ground, const TfLessonStep *step, GCancellable *cancellable, GError **error)
{
  if (ground->source == step->source)
    return TRUE;
  ground_clear (ground);
  ground->source = step->source;
  if (tf_source_fetch (step->source, cancellable, &ground->fetched, error))
    return TRUE;
  g_prefix_error (error, "line %u: ", step->line);
  return FALSE;
}

/* On the same features. */
static gboolean
is_same_place (const TfSession *a, const TfSession *b)
{
  return tf_instant_compare (&a->at, &b->at) == 0 && tf_course_equal (a->course, b->course);
}

/* What is seen where the session is, which is taken: followed from the start of its course, unless the walk is there, as it
 * mostly is where a step begins or does nothing. NULL with an error. */
static TfFrame *
reach (Ground *ground, TfSession *session, guint line, GCancellable *cancellable, GError **error)
{
  g_autoptr (TfSession) place = session;
  g_autoptr (TfReplay) run = NULL;

  if (ground->session != NULL && is_same_place (ground->session, place))
    return tf_frame_ref (ground->frame);
  run = tf_replay_new (ground->fetched.moments, place->course, &place->at, NULL, cancellable, error);
  if (run == NULL)
    {
      g_prefix_error (error, "line %u: ", line);
      return NULL;
    }
  g_clear_pointer (&ground->frame, tf_frame_unref);
  g_clear_pointer (&ground->session, tf_session_free);
  ground->frame = tf_frame_ref (run->frame);
  ground->session = g_steal_pointer (&place);
  return tf_frame_ref (run->frame);
}

/* What is highlighted is there. */
static gboolean
check_highlights (const TfLessonStep *step, const TfFrame *frame, GError **error)
{
  for (guint i = 0; i < step->highlights->len; i++)
    {
      const TfLessonHighlight *one = &g_array_index (step->highlights, TfLessonHighlight, i);
      const char *names[] = { one->first, one->kind == TF_LESSON_CELL ? one->second : NULL };

      for (guint j = 0; (one->kind == TF_LESSON_CLASS || one->kind == TF_LESSON_CELL) && j < 2 && names[j] != NULL; j++)
        {
          guint k;

          if (tf_frame_find_class (frame, names[j], &k))
            continue;
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "line %u: there is no class “%s” to highlight", one->line,
                       names[j]);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
walk_step (const TfLesson *self, guint i, Ground *ground, TfLessonOutcomeFunc outcome, gpointer user_data,
           GCancellable *cancellable, GError **error)
{
  const TfLessonStep *step = self->steps->pdata[i];
  g_autoptr (TfFrame) start = NULL, finish = NULL;

  if (!fetch (ground, step, cancellable, error)
      || (start = reach (ground, tf_lesson_make_session (self, i, FALSE), step->line, cancellable, error)) == NULL
      || !check_highlights (step, start, error)
      || (finish = reach (ground, tf_lesson_make_session (self, i, TRUE), step->line, cancellable, error)) == NULL)
    return FALSE;
  for (guint j = 0; j < step->promises->len; j++)
    {
      const TfLessonPromise *promise = &g_array_index (step->promises, TfLessonPromise, j);
      double value;
      gboolean kept = tf_lesson_keeps (promise, start, finish, &value);

      outcome (step, promise, value, kept, user_data);
    }
  return TRUE;
}

/* public */

double
tf_lesson_glide_at (const TfLessonGlide *one, double from, double share)
{
  double least = pow (10, one->info->slider_lower), a = from > 0 ? from : least, b = one->to > 0 ? one->to : least;

  if (share >= 1)
    return one->to;
  return share <= 0 ? from : a * pow (b / a, share);
}

TfSession *
tf_lesson_make_session (const TfLesson *self, guint step, gboolean at_end)
{
  const TfLessonStep *last = tf_lesson_get_step (self, step);
  Way way = { NULL, { 0, 0 } };
  TfSession *session;

  for (guint i = 0; i <= step; i++)
    {
      const TfLessonStep *one = self->steps->pdata[i];

      begin (&way, one);
      if (i < step || at_end)
        end (&way, one, NULL);
    }
  session = tf_session_new (last->source, way.course, &way.at, NULL);
  tf_lesson_set_usual_view (session);
  for (guint i = 0; i <= step; i++)
    set_view (session, self->steps->pdata[i]);
  tf_session_set_view_numbers (session, "pace", &last->pace, 1);
  tf_course_unref (way.course);
  return session;
}

GArray *
tf_lesson_list_stages (const TfLesson *self, guint step)
{
  GArray *stages = g_array_new (FALSE, FALSE, sizeof (TfLessonStage));
  Way way = { NULL, { 0, 0 } };

  for (guint i = 0; i <= step; i++)
    {
      begin (&way, tf_lesson_get_step (self, i));
      end (&way, tf_lesson_get_step (self, i), i == step ? stages : NULL);
    }
  tf_course_unref (way.course);
  return stages;
}

void
tf_lesson_add_glide (TfSession *session, const TfLessonGlide *one, guint n, double flow)
{
  Way way = { tf_course_cut (session->course, &session->at), session->at };

  change_slowly (&way, one, n, flow);
  tf_course_unref (session->course);
  session->course = way.course;
  session->at = session->latest = way.at;
}

gboolean
tf_lesson_keeps (const TfLessonPromise *promise, const TfFrame *start, const TfFrame *finish, double *value)
{
  double bound = promise->value, before = 1;

  *value = NAN;
  if (!measure (promise, promise->at_start ? start : finish, value)
      || (promise->of_start && !measure (promise, start, &before)))
    return FALSE;
  bound *= before;
  if (promise->sign == '<')
    return *value < bound;
  if (promise->sign == '>')
    return *value > bound;
  return fabs (*value - bound) <= promise->within;
}

gboolean
tf_lesson_walk (const TfLesson *self, TfLessonOutcomeFunc outcome, gpointer user_data, GCancellable *cancellable,
                GError **error)
{
  Ground ground = { NULL };
  gboolean good = TRUE;

  for (guint i = 0; good && i < self->steps->len; i++)
    good = walk_step (self, i, &ground, outcome, user_data, cancellable, error);
  ground_clear (&ground);
  return good;
}
