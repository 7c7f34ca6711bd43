/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film.h"

#include <math.h>

#include "lesson-walk.h"
#include "plot-epochs.h"
#include "run.h"

guint
tf_film_get_n_frames (const TfFilm *self)
{
  return (guint) CLAMP (floor (self->seconds * self->fps + 0.5), 1, TF_FILM_MAX_FRAMES);
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

/* As often as a hand would, evenly in the parameter's logarithm; of a second run, too, from the value that it has. */
static void
add_glide (const TfFilm *self, TfSession *session)
{
  const TfLessonGlide glide = { self->glide, self->glide_to, self->seconds };
  guint n = (guint) CLAMP (lround (self->seconds * TF_LESSON_GLIDE_CHANGES), 1, TF_COURSE_MAX_CHANGES / 4);
  g_autoptr (TfSession) other = session->beside != NULL ? tf_session_copy (session) : NULL;

  if (other != NULL)
    {
      tf_course_unref (other->course);
      other->course = tf_course_ref (session->beside);
      tf_lesson_add_glide (other, &glide, n, self->glide_flow / n);
      tf_session_set_beside (session, other->course, session->beside_source);
    }
  tf_lesson_add_glide (session, &glide, n, self->glide_flow / n);
}

/* What the window shows beside the run. */
static gboolean
add_others (TfFilmScene *scene, GCancellable *cancellable, GError **error)
{
  TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;
  TfSession *session = scene->session;

  question.parts = tf_figure_get_parts (&scene->figure) & ~(TF_VIEW_PART_MAP | TF_VIEW_PART_EPOCHS);
  if (session->beside != NULL)
    {
      scene->beside = tf_scene_fetch_beside (scene->moments, session, cancellable, error);
      if (scene->beside == NULL)
        return FALSE;
    }
  if (session->pins->len > 0)
    scene->pins = tf_scene_new (scene->moments, session, TF_SCENE_SHOWN_PINS, &question, cancellable, error);
  return session->pins->len == 0 || scene->pins != NULL;
}

TfReel *
tf_film_make_reel (const TfFilm *self, TfMoments *moments, TfLayers *layers, TfSession *session, GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (TfReel) reel = tf_reel_new (self->dpi, self->fps);
  TfInstant from = { 0, 0 };
  TfFilmScene *scene;

  if (!find_end (moments, session, cancellable, error))
    return NULL;
  if (self->stands || self->glide != NULL)
    from = session->at;
  if (self->glide != NULL)
    add_glide (self, session);
  scene = tf_reel_add (reel, moments, layers, session, &self->figure);
  scene->from = from;
  scene->turns = self->turns;
  scene->n_frames = tf_film_get_n_frames (self);
  scene->tells = scene->linear = self->glide != NULL;
  scene->origin = self->glide != NULL ? from.t : 0;
  if (!add_others (scene, cancellable, error))
    return NULL;
  reel->session = tf_session_copy (session);
  return g_steal_pointer (&reel);
}
