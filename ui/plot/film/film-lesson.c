/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-lesson.h"

#include <math.h>

#include "film-time.h"
#include "lesson-walk.h"
#include "views.h"

#define LETTERS_A_SECOND 17.0 /* that are read */
#define LOOK_SECONDS 1.5      /* before reading, and at what a step has come to */
#define FIRST_SECONDS 3.0     /* the longest that is waited before anything moves */

typedef struct
{
  TfReel         *reel;
  const TfLesson *lesson;
  TfFigure        figure; /* of the step */
  GCancellable   *cancellable;
  TfSource       *source; /* of the features; borrowed */
  TfFetched       fetched;
  guint           step;
  double          origin; /* of the traces: where the run began, or parameters last changed */
} Filming;

static double
count_seconds (const char *text)
{
  return text != NULL ? LOOK_SECONDS + g_utf8_strlen (text, -1) / LETTERS_A_SECOND : 0;
}

/* --- what is seen --- */

static void
add_panel (TfFigure *figure, const char *id)
{
  const TfView *view = tf_view_find (id);

  if (view == NULL || view->screen_only || figure->n_panels + 2 > TF_FIGURE_MAX_PANELS)
    return;
  if (view->above != NULL)
    figure->panels[figure->n_panels++] = view->above;
  figure->panels[figure->n_panels++] = view;
}

/* The page of the window, or the plots that it shows beside one another. */
static void
set_panels (TfFigure *figure, TfSession *session)
{
  const char *page = tf_session_get_view (session, "page"), *plots = tf_session_get_view (session, "plots");
  g_auto (GStrv) ids = g_strsplit (plots != NULL ? plots : "", " ", -1);

  figure->n_panels = 0;
  if (page != NULL)
    add_panel (figure, page);
  figure->n_columns = figure->n_panels;
  for (guint i = 0; figure->n_columns == 0 && ids[i] != NULL; i++)
    add_panel (figure, ids[i]);
  if (figure->n_panels == 0)
    tf_figure_set_dashboard (figure);
}

/* --- scenes --- */

/* session: at the scene's end. goes_on: from where the last one ended. */
static void
add_scene (Filming *filming, TfSession *session, const TfInstant *from, gboolean goes_on, double seconds, const char *words)
{
  const TfLessonStep *step = tf_lesson_get_step (filming->lesson, filming->step);
  TfFilmScene *scene
    = tf_reel_add (filming->reel, filming->fetched.moments, filming->fetched.layers, session, &filming->figure);

  scene->from = *from;
  scene->goes_on = goes_on;
  scene->n_frames = MAX ((guint) lround (seconds * filming->reel->fps), 1);
  scene->tells = scene->teaches = TRUE;
  scene->origin = filming->origin;
  scene->highlights = g_array_ref (step->highlights);
  scene->title = g_strdup (step->title);
  scene->words = g_strdup (words);
}

static double
measure_stage (const TfLessonStep *step, TfSession *session, const TfLessonStage *stage)
{
  if (stage->seconds > 0)
    return stage->seconds;
  return tf_film_measure_way (session->course, &stage->from, &stage->to) / G_LN10 / step->pace;
}

/* It stands until it has been looked at, moves, and stands until the words have been read. */
static void
add_motion (Filming *filming, const TfLessonStep *step, TfSession *end)
{
  g_autoptr (GArray) stages = tf_lesson_list_stages (filming->lesson, filming->step);
  g_autoptr (TfSession) start = tf_lesson_make_session (filming->lesson, filming->step, FALSE);
  double reading = count_seconds (step->text) + count_seconds (step->title), before = MIN (reading / 2, FIRST_SECONDS);

  add_scene (filming, start, &start->at, step->beginning == TF_LESSON_GOES_ON, before, step->text);
  reading -= before;
  for (guint i = 0; i < stages->len; i++)
    {
      const TfLessonStage *stage = &g_array_index (stages, TfLessonStage, i);
      g_autoptr (TfSession) there = tf_session_copy (end);
      double seconds = measure_stage (step, end, stage);

      there->at = there->latest = stage->to;
      add_scene (filming, there, &stage->from, TRUE, seconds, step->text);
      reading -= seconds;
    }
  add_scene (filming, end, &end->at, TRUE, MAX (reading, LOOK_SECONDS), step->text);
}

static void
add_question (Filming *filming, const TfLessonQuestion *question, TfSession *end)
{
  g_autoptr (GString) asked = g_string_new (question->text);
  g_autofree char *answered = NULL;

  for (guint i = 0; i < question->choices->len; i++)
    g_string_append_printf (asked, "\n\n%c)  %s", 'a' + (char) i, (char *) question->choices->pdata[i]);
  add_scene (filming, end, &end->at, TRUE, LOOK_SECONDS + count_seconds (asked->str), asked->str);
  if (question->right >= 0)
    answered = g_strdup_printf ("%s\n\n**%c)  %s**\n\n%s", question->text, 'a' + question->right,
                                (char *) question->choices->pdata[question->right],
                                question->answer != NULL ? question->answer : "");
  else if (question->answer != NULL)
    answered = g_strdup_printf ("%s\n\n%s", question->text, question->answer);
  if (answered != NULL)
    add_scene (filming, end, &end->at, TRUE, count_seconds (answered), answered);
}

static gboolean
fetch (Filming *filming, const TfLessonStep *step, GError **error)
{
  if (filming->source == step->source)
    return TRUE;
  tf_fetched_clear (&filming->fetched);
  filming->fetched = (TfFetched){ 0 };
  filming->source = step->source;
  if (tf_source_fetch (step->source, filming->cancellable, &filming->fetched, error))
    return TRUE;
  g_prefix_error (error, "line %u: ", step->line);
  return FALSE;
}

/* As the window turns its axis to the time since a change, where a step changes parameters of a run that has come far. */
static double
find_origin (const Filming *filming, const TfLessonStep *step, TfSession *end)
{
  g_autoptr (TfSession) start = tf_lesson_make_session (filming->lesson, filming->step, FALSE);
  const TfCourse *course = end->course;

  if (step->beginning != TF_LESSON_GOES_ON || start->at.t <= 0)
    return 0;
  return course->n_changes > 0 && tf_instant_compare (&course->changes[course->n_changes - 1].at, &start->at) >= 0 ? start->at.t
                                                                                                                   : filming->origin;
}

static gboolean
add_step (Filming *filming, guint i, GError **error)
{
  const TfLessonStep *step = tf_lesson_get_step (filming->lesson, i);
  g_autoptr (TfSession) end = tf_lesson_make_session (filming->lesson, i, TRUE);

  filming->step = i;
  filming->origin = find_origin (filming, step, end);
  if (!fetch (filming, step, error))
    return FALSE;
  set_panels (&filming->figure, end);
  add_motion (filming, step, end);
  if (step->question != NULL)
    add_question (filming, step->question, end);
  if (tf_reel_get_n_frames (filming->reel) <= TF_FILM_MAX_FRAMES)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "line %u: the film would have more than %d frames", step->line,
               TF_FILM_MAX_FRAMES);
  return FALSE;
}

TfReel *
tf_film_make_lesson_reel (const TfLesson *lesson, const TfFigure *figure, double dpi, double fps, GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (TfReel) reel = tf_reel_new (dpi, fps);
  Filming filming = { .reel = reel, .lesson = lesson, .cancellable = cancellable };
  gboolean good = TRUE;

  tf_figure_copy (figure, &filming.figure);
  for (guint i = 0; good && i < lesson->steps->len; i++)
    good = add_step (&filming, i, error);
  tf_figure_clear (&filming.figure);
  tf_fetched_clear (&filming.fetched);
  if (!good)
    return NULL;
  reel->session = tf_lesson_make_session (lesson, lesson->steps->len - 1, TRUE);
  return g_steal_pointer (&reel);
}
