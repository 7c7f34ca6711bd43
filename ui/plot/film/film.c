/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film.h"

#include <math.h>

#include "figure-file.h"
#include "figure-view.h"
#include "run.h"

#define ROWS 200000
#define FIRST_TIME 0.1

/* --- time --- */

static gboolean
is_descent (const TfCourse *course)
{
  return tf_parameters_count_iterations (&course->start);
}

static double
get_position (const TfCourse *course, const TfInstant *at)
{
  return is_descent (course) ? (double) at->iteration : at->t;
}

/* Of the stretch from change j (0: the start) until the next change, or the end. */
static double
get_share (double length, double first)
{
  return log1p (MAX (length, 0) / first);
}

static TfInstant
begin_stretch (const TfCourse *course, guint j)
{
  return j > 0 ? course->changes[j - 1].at : (TfInstant){ 0, 0 };
}

static TfInstant
end_stretch (const TfCourse *course, guint j, const TfInstant *end)
{
  return j < course->n_changes && tf_instant_compare (&course->changes[j].at, end) < 0 ? course->changes[j].at : *end;
}

/* By so much of the position from there. */
static TfInstant
go_on (const TfCourse *course, const TfInstant *from, double by)
{
  const TfParameters *parameters = tf_course_get_parameters (course, from);
  guint64 n = (guint64) llround (by);

  if (!is_descent (course))
    return (TfInstant){ from->t + by, 0 };
  return (TfInstant){ from->t + (double) n * tf_parameters_iteration_length (parameters), from->iteration + n };
}

TfInstant
tf_film_find_instant (const TfCourse *course, const TfInstant *end, guint i, guint n)
{
  double first = is_descent (course) ? 1 : FIRST_TIME, whole = 0, left;

  if (i + 1 >= n)
    return *end;
  for (guint j = 0; j <= course->n_changes; j++)
    {
      TfInstant from = begin_stretch (course, j), to = end_stretch (course, j, end);

      whole += get_share (get_position (course, &to) - get_position (course, &from), first);
    }
  left = whole * i / (n - 1);
  for (guint j = 0; j <= course->n_changes; j++)
    {
      TfInstant from = begin_stretch (course, j), to = end_stretch (course, j, end);
      double share = get_share (get_position (course, &to) - get_position (course, &from), first);
      TfInstant at = go_on (course, &from, first * expm1 (MIN (left, share)));

      if (left <= share)
        return tf_instant_compare (&at, &to) < 0 ? at : to;
      left -= share;
    }
  return *end;
}

guint
tf_film_get_n_frames (const TfFilm *self)
{
  return (guint) CLAMP (floor (self->seconds * self->fps + 0.5), 1, TF_FILM_MAX_FRAMES);
}

/* --- frames --- */

typedef struct
{
  const TfFilm   *film;
  guint           n;
  TfRun          *run;
  TfTrace        *trace;
  TfSurvey       *survey; /* or NULL */
  TfMeansCamera  *camera;
  TfMeansOptions  means;
  TfTracesOptions traces;
  gboolean        show_limit;
  cairo_surface_t *surface;
} Making;

static void
making_clear (Making *making)
{
  g_clear_pointer (&making->run, tf_run_free);
  g_clear_pointer (&making->trace, tf_trace_free);
  g_clear_pointer (&making->survey, tf_survey_unref);
  g_clear_pointer (&making->camera, tf_means_camera_free);
  g_clear_pointer (&making->surface, cairo_surface_destroy);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Making, making_clear)

/* The scale follows as on the screen: it grows slowly and gives way at once. */
static void
follow_camera (Making *making, const TfFrame *frame)
{
  TfMeansCamera *camera = making->camera;

  if (camera->dim != frame->view_dim || camera->n_classes != frame->n_classes)
    tf_means_camera_reset (camera, frame->view_dim, frame->n_classes);
  if (making->film->turns != 0)
    tf_means_camera_rotate (camera, 2 * G_PI * making->film->turns / making->n, 0);
  tf_means_camera_fit (camera, frame);
  tf_means_camera_approach (camera, 1 / making->film->fps);
}

static void
draw (Making *making, TfFrame *frame, TfMoments *moments, TfLayers *layers)
{
  TfViewData data = { .frame = frame,
                        .trace = making->trace,
                        .survey = making->survey,
                        .moments = moments,
                        .layers = layers,
                        .camera = making->camera,
                        .keeps_scale = TRUE,
                        .means = &making->means,
                        .traces = &making->traces,
                        .hide_limit = !making->show_limit };
  cairo_t *cr = cairo_create (making->surface);

  tf_figure_draw (cr, &making->film->figure, &data);
  cairo_destroy (cr);
  cairo_surface_flush (making->surface);
}

static gboolean
make_surface (Making *making, GError **error)
{
  double scale = making->film->dpi / TF_POINTS_PER_INCH;
  int width, height;

  tf_figure_get_pixels (&making->film->figure, making->film->dpi, &width, &height);
  making->surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_surface_set_device_scale (making->surface, scale, scale);
  if (cairo_surface_status (making->surface) == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "no picture can have %d × %d pixels", width, height);
  return FALSE;
}

/* Where the run rests, when no end is given. */
static gboolean
find_end (TfMoments *moments, TfSession *session, GCancellable *cancellable, GError **error)
{
  g_autoptr (TfRun) run = NULL;

  if (isfinite (session->at.t))
    return TRUE;
  run = tf_run_new (moments, &session->course->start, error);
  if (run == NULL || !tf_run_follow (run, session->course, NULL, NULL, NULL, cancellable, error))
    return FALSE;
  session->at = session->latest = tf_run_get_instant (run);
  return TRUE;
}

static gboolean
prepare (Making *making, TfMoments *moments, TfSession *session, GCancellable *cancellable, GError **error)
{
  TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;
  g_autoptr (TfCourse) course = NULL;

  if (!find_end (moments, session, cancellable, error))
    return FALSE;
  course = tf_course_cut (session->course, &session->at);
  making->run = tf_run_new (moments, &session->course->start, error);
  if (making->run == NULL || !make_surface (making, error))
    return FALSE;
  making->trace = tf_trace_new (ROWS);
  tf_session_get_options (session, &making->means, &making->traces, &making->show_limit);
  making->camera = tf_session_get_camera (session);
  if (making->camera == NULL)
    making->camera = tf_means_camera_new ();
  tf_session_get_flag (session, "fixed-view", &making->camera->fixed);
  question.parameters = course->start;
  question.parts = tf_figure_get_parts (&making->film->figure);
  if (course->n_changes == 0 && question.parts != 0)
    making->survey = tf_survey_work_out (moments, &question, cancellable);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

gboolean
tf_film_make (const TfFilm *self, TfMoments *moments, TfLayers *layers, TfSession *session, TfFilmFunc take,
              gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_auto (Making) making = { .film = self, .n = tf_film_get_n_frames (self) };

  if (!prepare (&making, moments, session, cancellable, error))
    return FALSE;
  for (guint i = 0; i < making.n; i++)
    {
      TfInstant at = self->stands ? session->at : tf_film_find_instant (session->course, &session->at, i, making.n);
      g_autoptr (TfFrame) frame = NULL;

      if (!tf_run_follow_into (making.run, session->course, &at, making.trace, cancellable, error))
        return FALSE;
      frame = tf_run_take_frame (making.run);
      follow_camera (&making, frame);
      draw (&making, frame, moments, layers);
      if (!take (making.surface, i, user_data, error))
        return FALSE;
    }
  return TRUE;
}
