/* test-lesson-pages.c: where a bundled lesson opens a page of the theory, the page shows what the words say
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "blas.h"
#include "lesson-walk.h"
#include "lessons.h"
#include "limit.h"
#include "monotone.h"
#include "replay.h"
#include "spectrum.h"

#define N_LAYERS 8

/* "NC1 falls": the weaker the hold, the lower, at every beta that is drawn below 1000. Beside it "dashed, the flow without
 * any hold", which is only drawn of a run that never had one. */
static void
check_vicinity (const TfLessonStep *step, const TfReplay *run, TfSession *session)
{
  const TfSurvey *survey = run->survey;
  guint n = 0;

  for (guint i = 1; i < survey->n_points; i++)
    if (survey->points[i].beta < 1e3)
      {
        g_assert_cmpfloat (survey->points[i - 1].metrics.values[TF_METRIC_NC1], <,
                           survey->points[i].metrics.values[TF_METRIC_NC1]);
        n++;
      }
  g_assert_cmpuint (n, >, 20);
  g_assert_cmpuint (session->course->n_changes, ==, 0);
  g_assert_cmpfloat (run->frame->parameters.beta, ==, 0);
  g_assert_cmpfloat (run->frame->t, >=, 1 / TF_SURVEY_BETA_LOW);
}

/* "falls from layer to layer by nearly the same factor each time, about 0.7" */
static void
check_depth (const TfLessonStep *step, const TfReplay *run, TfSession *session)
{
  const TfSurvey *survey = run->survey;
  double before = survey->start.values[TF_METRIC_NC1_RATIO];

  g_assert_cmpuint (survey->n_layers, ==, N_LAYERS);
  for (guint l = 0; l < survey->n_layers; l++)
    {
      double now = survey->layers[l].values[TF_METRIC_NC1_RATIO];

      g_assert_cmpfloat_with_epsilon (now / before, 0.7, 0.06);
      g_assert_cmpfloat (survey->layers[l].values[TF_METRIC_NC1], <,
                         (l == 0 ? &survey->start : survey->layers + l - 1)->values[TF_METRIC_NC1]);
      before = now;
    }
}

/* "no violation is larger than the accuracy of the computation" */
static void
check_monotone (const TfLessonStep *step, const TfReplay *run, TfSession *session)
{
  const TfParameters *parameters = &run->frame->parameters;
  TfMonotone monotone;

  tf_monotone_start (&monotone, TRUE);
  for (guint i = 0; i < tf_trace_get_n_rows (run->trace); i++)
    {
      const TfTraceRow *row = tf_trace_get_row (run->trace, i);

      tf_monotone_feed (&monotone, row->t, &row->metrics, parameters);
      g_assert_cmpint (monotone.standing, ==, TF_MONOTONE_HOLDS);
    }
  g_assert_cmpuint (tf_trace_get_n_rows (run->trace), >, 10);
  for (int q = 0; q < TF_N_MONOTONE; q++)
    g_assert_cmpfloat (monotone.violations[q], <=, parameters->tolerance);
}

/* "1 − √(λ_H/λ_W)/β, belongs to (n − 1)K directions within the classes": the lowest of all. */
static void
check_response (const TfLessonStep *step, const TfReplay *run, TfSession *session)
{
  const TfParameters *parameters = &run->frame->parameters;
  g_autoptr (GError) error = NULL;
  TfSpectrum spectrum;
  guint n = run->frame->class_sizes[0], k = run->frame->n_classes, least = 0;

  g_assert_true (tf_spectrum_compute_for_moments (run->moments, parameters, &spectrum, &error));
  g_assert_no_error (error);
  for (guint i = 1; i < spectrum.n_entries && spectrum.entries[i].block == TF_SPECTRUM_INTRA; i++)
    if (spectrum.entries[i].first_order < spectrum.entries[least].first_order)
      least = i;
  g_assert_cmpuint (spectrum.entries[least].multiplicity, ==, (n - 1) * k);
  g_assert_cmpfloat_with_epsilon (spectrum.entries[least].first_order,
                                  1 - sqrt (parameters->lambda_h / parameters->lambda_w) / parameters->beta, 1e-12);
}

/* Each length is as the closed form has it, and the classes that vanish are those without one. */
static void
check_limit (const TfLessonStep *step, const TfReplay *run, TfSession *session)
{
  const TfFrame *frame = run->frame;
  g_autoptr (GError) error = NULL;
  g_autoptr (TfLimit) limit = tf_limit_new_for_moments (run->moments, &frame->parameters, &error);

  g_assert_no_error (error);
  for (guint k = 0; k < frame->n_classes; k++)
    {
      g_assert_cmpfloat_with_epsilon (frame->mean_squares[k], limit->mean_squares[k], 1e-5);
      g_assert_true (limit->vanished[k] == (frame->mean_squares[k] < 1e-5));
    }
}

static const struct
{
  const char   *page;
  TfSurveyParts parts;
  void (*check) (const TfLessonStep *step, const TfReplay *run, TfSession *session);
} pages[] = {
  { "vicinity", TF_SURVEY_VICINITY, check_vicinity }, { "depth", TF_SURVEY_DEPTH, check_depth },
  { "monotone", 0, check_monotone },                  { "response", 0, check_response },
  { "limit", 0, check_limit },
};

/* How many of its pages were held against its words. */
static guint
check_step (const TfLesson *lesson, guint i, TfMoments *moments)
{
  const TfLessonStep *step = tf_lesson_get_step (lesson, i);
  g_autoptr (TfSession) session = tf_lesson_make_session (lesson, i, TRUE);
  TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;

  for (guint p = 0; p < G_N_ELEMENTS (pages); p++)
    if (g_strcmp0 (tf_session_get_view (session, "page"), pages[p].page) == 0)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (TfReplay) run = NULL;

        question.parts = pages[p].parts;
        question.n_layers = N_LAYERS;
        run = tf_replay_new (moments, session->course, &session->at, pages[p].parts != 0 ? &question : NULL, NULL, &error);
        g_assert_no_error (error);
        g_test_message ("%s: %s", step->title, pages[p].page);
        pages[p].check (step, run, session);
        return 1;
      }
  return 0;
}

static void
test_pages (gconstpointer data)
{
  const char *name = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TfLesson) lesson = tf_lessons_load (name, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < lesson->steps->len; i++)
    {
      TfFetched fetched = { 0 };

      g_assert_true (tf_source_fetch (tf_lesson_get_step (lesson, i)->source, NULL, &fetched, &error));
      g_assert_no_error (error);
      n += check_step (lesson, i, fetched.moments);
      tf_fetched_clear (&fetched);
    }
  g_assert_cmpuint (n, >, 0);
}

int
main (int argc, char **argv)
{
  static const char *const names[] = { "weight-decay", "vicinity", "near-collapse", "unequal-classes", "real-network" };

  g_test_init (&argc, &argv, NULL);
  tf_blas_set_threads (1);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strconcat ("/lesson/pages/", names[i], NULL);

      g_test_add_data_func (path, names[i], test_pages);
    }
  return g_test_run ();
}
