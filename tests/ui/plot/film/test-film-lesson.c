/* test-film-lesson.c: films of glides, and of whole lessons
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "blas.h"
#include "film-kit.h"
#include "film-lesson.h"
#include "film.h"
#include "run.h"

static const char text[] = "---\n"
                           "tightframe-lesson: 1\n"
                           "title: Two steps\n"
                           "---\n"
                           "# Begins\n"
                           "    classes: 3\n"
                           "    per-class: 8\n"
                           "    dim: 4\n"
                           "    seed: 2\n"
                           "    for: 100\n"
                           "    pace: 1\n"
                           "    plots: means traces\n"
                           "    metrics: nc1 norm_h\n"
                           "    highlight: class 1, metric nc1, plot means\n"
                           "\n"
                           "Short.\n"
                           "\n"
                           "? And then?\n"
                           "- [ ] This\n"
                           "- [x] That\n"
                           "> Because of λ_H.\n"
                           "\n"
                           "# Goes on\n"
                           "    glide: lambda-h to 0.5 in 2\n"
                           "    glide: beta to 0.1 in 1\n"
                           "    for: 1000\n"
                           "    page: limit\n"
                           "    highlight: parameter lambda-h, cell 0 2, plot theory\n"
                           "\n"
                           "Heavier features: **shorter** ones.\n"
                           "\n"
                           "# Again\n"
                           "    run: again\n"
                           "    page: run\n";

static TfLesson *
read_lesson (void)
{
  g_autoptr (GError) error = NULL;
  TfLesson *lesson = tf_lesson_from_text (text, sizeof text - 1, NULL, &error);

  g_assert_no_error (error);
  return lesson;
}

static void
figure_init (TfFigure *figure)
{
  tf_figure_init (figure);
  figure->width = 240;
  figure->height = 150;
  figure->text_size = 4;
}

static TfReel *
make_reel (const TfLesson *lesson, double fps)
{
  g_autoptr (GError) error = NULL;
  TfFigure figure;
  TfReel *reel;

  figure_init (&figure);
  reel = tf_film_make_lesson_reel (lesson, &figure, 96, fps, NULL, &error);
  tf_figure_clear (&figure);
  g_assert_no_error (error);
  return reel;
}

typedef struct
{
  guint n, sum;
} Seen;

static gboolean
look_cb (cairo_surface_t *picture, guint i, gpointer user_data, GError **error)
{
  Seen *seen = user_data;
  gsize length = (gsize) cairo_image_surface_get_stride (picture) * cairo_image_surface_get_height (picture);
  g_autoptr (GBytes) pixels = g_bytes_new_static (cairo_image_surface_get_data (picture), length);

  g_assert_cmpuint (i, ==, seen->n++);
  g_assert_cmpint (cairo_image_surface_get_width (picture), ==, 320);
  g_assert_cmpint (cairo_image_surface_get_height (picture), ==, 200);
  seen->sum = seen->sum * 31 + g_bytes_hash (pixels);
  return TRUE;
}

/* --- a lesson --- */

/* Each scene starts where the one before ended, or anew; a glide takes its seconds. */
static void
test_scenes (void)
{
  g_autoptr (TfLesson) lesson = read_lesson ();
  g_autoptr (TfReel) reel = make_reel (lesson, 20);
  const TfFilmScene *scene, *last = NULL;
  guint n_glides = 0, n_begun = 0;

  for (guint i = 0; i < reel->scenes->len; i++, last = scene)
    {
      scene = reel->scenes->pdata[i];
      g_assert_true (scene->tells && scene->teaches && scene->title != NULL);
      g_assert_cmpint (tf_instant_compare (&scene->from, &scene->session->at), <=, 0);
      if (scene->goes_on)
        g_assert_cmpint (tf_instant_compare (&scene->from, &last->session->at), ==, 0);
      else
        g_assert_cmpfloat (scene->from.t, ==, 0);
      n_begun += !scene->goes_on;
      if (scene->n_frames == 40 || scene->n_frames == 20)
        n_glides += strcmp (scene->title, "Goes on") == 0 && scene->from.t < scene->session->at.t;
    }
  g_assert_cmpuint (n_begun, ==, 2);
  g_assert_cmpuint (n_glides, ==, 2);
  g_assert_cmpfloat (reel->session->at.t, ==, 0); /* of the last step, which stands */
}

/* The question comes when the run has ended, and its answer after it. */
static void
test_question (void)
{
  g_autoptr (TfLesson) lesson = read_lesson ();
  g_autoptr (TfReel) reel = make_reel (lesson, 10);
  int asked = -1, answered = -1;

  for (guint i = 0; i < reel->scenes->len; i++)
    {
      const TfFilmScene *scene = reel->scenes->pdata[i];
      const char *words = scene->words != NULL ? scene->words : "";

      if (strstr (words, "b)  That") != NULL && strstr (words, "a)  This") != NULL)
        asked = i;
      if (strstr (words, "Because of") != NULL && strstr (words, "a)  This") == NULL)
        answered = i;
      if (asked == (int) i || answered == (int) i)
        g_assert_cmpfloat (scene->from.t, ==, 100);
    }
  g_assert_cmpint (asked, >, 0);
  g_assert_cmpint (answered, ==, asked + 1);
}

/* What is seen: the plots of the step, or the page. */
static void
test_panels (void)
{
  g_autoptr (TfLesson) lesson = read_lesson ();
  g_autoptr (TfReel) reel = make_reel (lesson, 10);

  for (guint i = 0; i < reel->scenes->len; i++)
    {
      const TfFilmScene *scene = reel->scenes->pdata[i];
      const char *first = scene->figure.panels[0]->id;

      g_assert_cmpstr (first, ==, strcmp (scene->title, "Goes on") == 0 ? "limit" : "means");
      g_assert_cmpuint (scene->figure.n_panels, ==, strcmp (first, "limit") == 0 ? 1 : 2);
    }
}

/* --- what is spoken of --- */

static const TfFilmScene *
find_scene (const TfReel *reel, const char *title)
{
  for (guint i = 0; i < reel->scenes->len; i++)
    if (strcmp (((const TfFilmScene *) reel->scenes->pdata[i])->title, title) == 0)
      return reel->scenes->pdata[i];
  g_assert_not_reached ();
}

static TfFrame *
make_frame (const TfFilmScene *scene)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TfRun) run = tf_run_new (scene->moments, &scene->session->course->start, &error);

  g_assert_no_error (error);
  return tf_run_take_frame (run);
}

static void
test_highlights (void)
{
  g_autoptr (TfLesson) lesson = read_lesson ();
  g_autoptr (TfReel) reel = make_reel (lesson, 2);
  const TfFilmScene *begins = find_scene (reel, "Begins"), *goes_on = find_scene (reel, "Goes on"), *again = find_scene (reel, "Again");
  g_autoptr (TfFrame) frame = make_frame (begins);
  TfMeansOptions means = TF_MEANS_OPTIONS_DEFAULT;
  TfTracesOptions traces = TF_TRACES_OPTIONS_DEFAULT;
  TfGeometryOptions geometry = TF_GEOMETRY_OPTIONS_DEFAULT;
  TfFigure figure = begins->figure, other = goes_on->figure;

  tf_film_mark_plots (begins->highlights, frame, &means, &traces, &geometry);
  g_assert_cmpuint (means.marked, ==, 1 << 1);
  g_assert_cmpuint (tf_metric_set_count (traces.marked), ==, 1);
  g_assert_true (tf_metric_set_has (traces.marked, TF_METRIC_NC1) && !geometry.has_mark);
  tf_film_mark_panels (begins->highlights, &figure);
  g_assert_true (figure.is_framed[0] && !figure.is_framed[1]);
  g_assert_false (tf_film_is_marked (begins->highlights, find_parameter ("lambda-h")));

  /* None of it is left for the next step. */
  tf_film_mark_plots (goes_on->highlights, frame, &means, &traces, &geometry);
  g_assert_true (means.marked == 0 && tf_metric_set_count (traces.marked) == 0);
  g_assert_true (geometry.has_mark && geometry.mark_row == 0 && geometry.mark_column == 2);
  tf_film_mark_panels (goes_on->highlights, &other);
  g_assert_true (other.is_framed[0]);
  g_assert_true (tf_film_is_marked (goes_on->highlights, find_parameter ("lambda-h")));
  g_assert_false (tf_film_is_marked (goes_on->highlights, find_parameter ("beta")));

  tf_film_mark_plots (again->highlights, frame, &means, &traces, &geometry);
  g_assert_false (geometry.has_mark);
}

/* A scene, drawn with what it speaks of and without, is not the same picture. */
static void
test_highlights_are_seen (void)
{
  g_autoptr (TfLesson) lesson = read_lesson ();

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (TfReel) reel = make_reel (lesson, 2);
      g_autoptr (GError) error = NULL;
      Seen with = { 0 }, without = { 0 };
      TfFilmScene *scene;

      g_ptr_array_remove_range (reel->scenes, 0, i == 0 ? 0 : reel->scenes->len - 3);
      g_ptr_array_set_size (reel->scenes, 1);
      scene = reel->scenes->pdata[0];
      scene->goes_on = FALSE;
      g_assert_cmpuint (scene->highlights->len, ==, 3);
      g_assert_true (tf_reel_make (reel, look_cb, &with, NULL, &error));
      g_clear_pointer (&scene->highlights, g_array_unref);
      g_assert_true (tf_reel_make (reel, look_cb, &without, NULL, &error));
      g_assert_cmpuint (with.n, ==, without.n);
      g_assert_cmpuint (with.sum, !=, without.sum);
    }
}

/* As many frames as there are said to be, the same each time. */
static void
test_frames (void)
{
  g_autoptr (TfLesson) lesson = read_lesson ();
  g_autoptr (TfReel) reel = make_reel (lesson, 2);
  g_autoptr (GError) error = NULL;
  Seen once = { 0 }, again = { 0 };

  g_assert_true (tf_reel_make (reel, look_cb, &once, NULL, &error));
  g_assert_true (tf_reel_make (reel, look_cb, &again, NULL, &error));
  g_assert_cmpuint (once.n, ==, tf_reel_get_n_frames (reel));
  g_assert_cmpuint (once.sum, ==, again.sum);
}

static void
test_too_long (void)
{
  g_autoptr (TfLesson) lesson = read_lesson ();
  g_autoptr (GError) error = NULL;
  TfFigure figure;

  figure_init (&figure);
  g_assert_null (tf_film_make_lesson_reel (lesson, &figure, 96, 1e5, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_true (g_str_has_prefix (error->message, "line 5:"));
  tf_figure_clear (&figure);
}

/* --- a glide --- */

/* The run is that of before until it begins; behind it the parameter has its last value,
 * all others theirs, and what the flow took is what was asked for. */
static void
test_glide (void)
{
  TfSynthetic draw = { .n_classes = 3, .per_class = 10, .dim = 4, .seed = 5, .spread = 1, .noise = 0.5 };
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfSource) source = tf_source_new_synthetic (&draw);
  g_autoptr (TfCourse) course = tf_course_new (&parameters);
  g_autoptr (TfSession) session = tf_session_new (source, course, &(TfInstant){ 50, 0 }, NULL);
  g_autoptr (GError) error = NULL;
  g_auto (TfFetched) fetched = { 0 };
  g_autoptr (TfReel) reel = NULL;
  TfFilm film = { .dpi = 96, .seconds = 3, .fps = 10, .glide = find_parameter ("lambda-h"), .glide_to = 0.3, .glide_flow = 600 };
  const TfFilmScene *scene;
  const TfParameters *last;
  Seen seen = { 0 };

  figure_init (&film.figure);
  g_assert_true (tf_source_fetch (source, NULL, &fetched, &error));
  reel = tf_film_make_reel (&film, fetched.moments, NULL, session, NULL, &error);
  g_assert_no_error (error);
  scene = reel->scenes->pdata[0];
  last = tf_course_get_parameters (session->course, &session->at);
  g_assert_cmpuint (reel->scenes->len, ==, 1);
  g_assert_cmpfloat (scene->from.t, ==, 50);
  g_assert_cmpfloat_with_epsilon (session->at.t, 650, 1e-9);
  g_assert_cmpuint (session->course->n_changes, ==, 30);
  g_assert_cmpfloat (session->course->changes[0].at.t, >, 50);
  g_assert_cmpfloat (last->lambda_h, ==, 0.3);
  g_assert_cmpfloat (last->lambda_w, ==, parameters.lambda_w);
  for (guint i = 1; i < 30; i++) /* evenly in the logarithm */
    g_assert_cmpfloat_with_epsilon (log (session->course->changes[i].parameters.lambda_h
                                         / session->course->changes[i - 1].parameters.lambda_h),
                                    log (0.3 / parameters.lambda_h) / 30, 1e-9);
  g_assert_true (tf_course_equal (reel->session->course, session->course));
  g_assert_true (tf_reel_make (reel, look_cb, &seen, NULL, &error));
  g_assert_cmpuint (seen.n, ==, 30);
  tf_figure_clear (&film.figure);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tf_blas_set_threads (1);
  g_test_add_func ("/film-lesson/scenes", test_scenes);
  g_test_add_func ("/film-lesson/question", test_question);
  g_test_add_func ("/film-lesson/panels", test_panels);
  g_test_add_func ("/film-lesson/frames", test_frames);
  g_test_add_func ("/film-lesson/highlights", test_highlights);
  g_test_add_func ("/film-lesson/highlights-are-seen", test_highlights_are_seen);
  g_test_add_func ("/film-lesson/too-long", test_too_long);
  g_test_add_func ("/film-lesson/glide", test_glide);
  return g_test_run ();
}
