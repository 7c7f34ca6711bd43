/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-reel.h"

#include "figure-companions.h"
#include "figure-file.h"
#include "figure-view.h"
#include "film-run.h"
#include "film-time.h"

static void
scene_free (gpointer data)
{
  tf_film_scene_free (data);
}

TfReel *
tf_reel_new (double dpi, double fps)
{
  TfReel *self = g_new0 (TfReel, 1);

  self->scenes = g_ptr_array_new_with_free_func (scene_free);
  self->dpi = dpi;
  self->fps = fps;
  return self;
}

void
tf_reel_free (TfReel *self)
{
  g_ptr_array_unref (self->scenes);
  g_clear_pointer (&self->session, tf_session_free);
  g_free (self);
}

TfFilmScene *
tf_reel_add (TfReel *self, TfMoments *moments, TfLayers *layers, TfSession *session, const TfFigure *figure)
{
  TfFilmScene *scene = g_new0 (TfFilmScene, 1);

  scene->moments = tf_moments_ref (moments);
  scene->layers = layers != NULL ? tf_layers_ref (layers) : NULL;
  scene->session = tf_session_copy (session);
  tf_figure_copy (figure, &scene->figure);
  scene->n_frames = 1;
  g_ptr_array_add (self->scenes, scene);
  return scene;
}

guint
tf_reel_get_n_frames (const TfReel *self)
{
  guint n = 0;

  for (guint i = 0; i < self->scenes->len; i++)
    n += ((const TfFilmScene *) self->scenes->pdata[i])->n_frames;
  return n;
}

/* --- frames --- */

typedef struct
{
  const TfReel      *reel;
  const TfFilmScene *scene;
  TfFilmRun          run, beside; /* beside: of two runs the second */
  TfMeansCamera     *camera;
  TfMeansCamera     *camera_beside; /* where its features have other dimensions; or NULL */
  GArray            *companions;    /* TfCompanion */
  TfMoments         *moments; /* that the camera has seen; borrowed, only to be compared */
  TfMeansOptions     means;
  TfTracesOptions    traces;
  TfGeometryOptions  geometry;
  gboolean           show_limit;
  cairo_surface_t   *surface;
} Making;

static void
making_clear (Making *making)
{
  tf_film_run_clear (&making->run);
  tf_film_run_clear (&making->beside);
  g_clear_pointer (&making->camera_beside, tf_means_camera_free);
  g_clear_pointer (&making->companions, g_array_unref);
  g_clear_pointer (&making->camera, tf_means_camera_free);
  g_clear_pointer (&making->surface, cairo_surface_destroy);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Making, making_clear)

static gboolean
fits (const TfMeansCamera *camera, const TfFrame *frame)
{
  return camera->dim == frame->view_dim && camera->n_classes == frame->n_classes;
}

/* The scale follows as on the screen: it grows slowly and gives way at once. other: seen through the same camera, on
 * one scale; or NULL. */
static void
follow_camera (Making *making, TfMeansCamera *camera, const TfFrame *frame, const TfFrame *other)
{
  double wanted;

  if (!fits (camera, frame))
    tf_means_camera_reset (camera, frame->view_dim, frame->n_classes);
  if (making->scene->turns != 0)
    tf_means_camera_rotate (camera, 2 * G_PI * making->scene->turns / making->scene->n_frames, 0);
  tf_means_camera_fit (camera, frame);
  wanted = camera->wanted;
  if (other != NULL)
    {
      tf_means_camera_fit (camera, other);
      camera->wanted = MAX (camera->wanted, wanted);
      camera->shrinking = camera->shrinking && camera->extent > camera->wanted;
    }
  tf_means_camera_approach (camera, 1 / making->reel->fps);
}

static void
follow_cameras (Making *making)
{
  const TfFrame *frame = making->run.frame, *other = making->beside.frame;
  gboolean shared = other != NULL && other->view_dim == frame->view_dim && other->n_classes == frame->n_classes;

  follow_camera (making, making->camera, frame, shared ? other : NULL);
  if (other == NULL || shared)
    return;
  if (making->camera_beside == NULL)
    making->camera_beside = tf_means_camera_new ();
  making->camera_beside->fixed = making->camera->fixed;
  making->camera_beside->held = making->camera->held;
  follow_camera (making, making->camera_beside, other, NULL);
}

/* The second run, and pins; those alone behind it. */
static TfCompanions
find_companions (Making *making)
{
  const TfFilmRun *beside = &making->beside;

  g_array_set_size (making->companions, 0);
  if (beside->frame != NULL)
    tf_companions_append_second (making->companions, beside->trace, beside->frame, beside->survey, beside->moments);
  if (making->scene->pins != NULL)
    tf_companions_append_pins (making->companions, making->scene->pins);
  return (TfCompanions){ making->companions->len, (const TfCompanion *) (gpointer) making->companions->data };
}

static TfViewData
make_data (const Making *making, const TfFilmRun *run, TfMeansCamera *camera, const char *name, TfCompanions companions)
{
  return (TfViewData){ .frame = run->frame,
                       .trace = run->trace,
                       .survey = run->survey,
                       .moments = run->moments,
                       .camera = camera,
                       .keeps_scale = TRUE,
                       .means = &making->means,
                       .traces = &making->traces,
                       .geometry = &making->geometry,
                       .hide_limit = !making->show_limit,
                       .name = name,
                       .companions = companions };
}

static void
draw (Making *making)
{
  const TfFilmScene *scene = making->scene;
  gboolean two = making->beside.frame != NULL;
  TfCompanions all = find_companions (making), pins = two ? (TfCompanions){ all.n - 1, all.items + 1 } : all;
  TfViewData data = make_data (making, &making->run, making->camera, two ? TF_FIGURE_FIRST : all.n > 0 ? "now" : NULL, all);
  TfViewData second = make_data (making, &making->beside, making->camera, TF_FIGURE_SECOND, pins);
  cairo_t *cr = cairo_create (making->surface);

  data.layers = scene->layers;
  data.second = two ? &second : NULL;
  if (two && !fits (making->camera, making->beside.frame))
    second.camera = making->camera_beside;
  tf_film_mark_plots (scene->highlights, data.frame, &making->means, &making->traces, &making->geometry);
  tf_film_scene_draw (scene, cr, &data);
  cairo_destroy (cr);
  cairo_surface_flush (making->surface);
}

static gboolean
make_surface (Making *making, GError **error)
{
  const TfFilmScene *first = making->reel->scenes->pdata[0];
  double scale = making->reel->dpi / TF_POINTS_PER_INCH;
  int width, height;

  tf_figure_get_pixels (&first->figure, making->reel->dpi, &width, &height);
  making->surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_surface_set_device_scale (making->surface, scale, scale);
  if (cairo_surface_status (making->surface) == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "no picture can have %d × %d pixels", width, height);
  return FALSE;
}

/* As on the screen, a scale that is held goes on while the features are the same. */
static TfMeansCamera *
make_camera (const TfMeansCamera *before, TfSession *session)
{
  TfMeansCamera *camera = tf_session_get_camera (session);

  if (camera == NULL)
    camera = tf_means_camera_new ();
  tf_session_get_flag (session, "hold-scale", &camera->held);
  if (camera->held && before != NULL)
    {
      if (camera->dim != before->dim || camera->n_classes != before->n_classes)
        tf_means_camera_reset (camera, before->dim, before->n_classes);
      camera->extent = before->extent;
    }
  return camera;
}

/* A run of its own, from H0 on. */
static gboolean
begin_run (Making *making, GError **error)
{
  TfSession *session = making->scene->session;
  g_autoptr (TfMeansCamera) before = NULL;

  if (!tf_film_run_begin (&making->run, making->scene->moments, session->course, error))
    return FALSE;
  tf_film_run_clear (&making->beside);
  if (making->scene->beside != NULL && !tf_film_run_begin (&making->beside, making->scene->beside, session->beside, error))
    return FALSE;
  before = g_steal_pointer (&making->camera);
  making->camera = make_camera (making->moments == making->scene->moments ? before : NULL, session);
  making->moments = making->scene->moments;
  return TRUE;
}

static gboolean
begin_scene (Making *making, const TfFilmScene *scene, GError **error)
{
  making->scene = scene;
  tf_film_run_forget_survey (&making->run);
  tf_film_run_forget_survey (&making->beside);
  if ((!scene->goes_on || making->run.run == NULL) && !begin_run (making, error))
    return FALSE;
  making->geometry = TF_GEOMETRY_OPTIONS_DEFAULT;
  tf_session_get_options (scene->session, &making->means, &making->traces, &making->show_limit);
  tf_session_get_flag (scene->session, "fixed-view", &making->camera->fixed);
  tf_session_get_flag (scene->session, "hold-scale", &making->camera->held);
  making->traces.origin = scene->origin;
  if (scene->linear)
    making->traces.log_x = FALSE;
  if (scene->teaches && tf_metric_set_count (making->traces.hidden) > 0)
    making->traces.metrics = tf_metric_set_without (tf_metric_set_all (), making->traces.hidden);
  return TRUE;
}

static gboolean
make_frame (Making *making, guint i, GCancellable *cancellable, GError **error)
{
  const TfFilmScene *scene = making->scene;
  const TfCourse *course = scene->session->course;
  TfInstant at = tf_film_find_instant (course, &scene->from, &scene->session->at, i, scene->n_frames);

  if (!tf_film_run_go (&making->run, course, &at, tf_figure_get_parts (&scene->figure), cancellable, error))
    return FALSE;
  if (making->beside.run != NULL
      && !tf_film_run_go (&making->beside, scene->session->beside, &at, tf_figure_get_parts (&scene->figure), cancellable, error))
    return FALSE;
  follow_cameras (making);
  draw (making);
  return TRUE;
}

gboolean
tf_reel_make (const TfReel *self, TfFilmFunc take, gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_auto (Making) making = { .reel = self, .companions = g_array_new (FALSE, FALSE, sizeof (TfCompanion)) };
  guint n_done = 0;

  if (!make_surface (&making, error))
    return FALSE;
  for (guint s = 0; s < self->scenes->len; s++)
    {
      const TfFilmScene *scene = self->scenes->pdata[s];

      if (!begin_scene (&making, scene, error))
        return FALSE;
      for (guint i = 0; i < scene->n_frames; i++)
        if (!make_frame (&making, i, cancellable, error) || !take (making.surface, n_done++, user_data, error))
          return FALSE;
    }
  return TRUE;
}
