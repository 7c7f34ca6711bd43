/* test-words.c: every symbol, number and picture of the window has its words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <pango/pango.h>
#include <string.h>

#include "lesson-values.h"
#include "lessons.h"
#include "metrics.h"
#include "parameter-info.h"
#include "views.h"
#include "words.h"

/* No word is there twice, and each is found by its name. */
static void
test_names (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  TfWordKind kind = 0;

  for (guint i = 0; i < tf_words_get_n (); i++)
    {
      const TfWord *word = tf_words_get (i);

      g_assert_true (g_hash_table_add (names, (gpointer) word->name));
      g_assert_true (tf_words_find (word->name) == word);
      g_assert_cmpint (word->kind, >=, kind);
      kind = word->kind;
    }
  for (int i = 0; i < TF_N_METRICS; i++)
    g_assert_nonnull (tf_words_find (tf_metric_name (i)));
  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    g_assert_nonnull (tf_words_find (tf_parameter_info (i)->name));
  for (TfPage i = 0; i < tf_page_count (); i++)
    {
      g_autofree char *name = g_strconcat ("page-", tf_page_get_id (i), NULL);

      g_assert_cmpstr (tf_words_find (name)->meaning, ==, tf_page_get_meaning (i));
    }
  g_assert_null (tf_words_find ("nothing"));
}

static void
check_markup (const char *markup)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_assert_true (pango_parse_markup (markup, -1, 0, NULL, &text, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (text), >, 0);
}

static void
test_texts (void)
{
  for (guint i = 0; i < tf_words_get_n (); i++)
    {
      g_autofree char *meaning = tf_word_get_meaning (tf_words_get (i));

      check_markup (tf_words_get (i)->title);
      check_markup (meaning);
      g_assert_nonnull (tf_word_kind_title (tf_words_get (i)->kind));
    }
}

/* A paper that is named is named in full. */
static void
test_sources (void)
{
  for (guint i = 0; i < tf_words_get_n (); i++)
    {
      const TfWord *word = tf_words_get (i);
      g_autofree char *sources = tf_word_get_sources (word);
      gboolean names = strstr (word->meaning, "[T23]") != NULL || strstr (word->meaning, "[PHD20]") != NULL
                       || strstr (word->meaning, " et al. ") != NULL || strstr (word->meaning, "[HPD22]") != NULL;

      g_assert_true (names <= (sources != NULL));
    }
  {
    g_autofree char *sources = tf_word_get_sources (tf_words_find ("central-path"));

    g_assert_nonnull (strstr (sources, "ICLR 2022"));
    g_assert_nonnull (strstr (sources, "ICML 2023"));
  }
}

static void
check_step (const char *name, const char *lesson, const char *title)
{
  g_autofree char *found = NULL;
  g_autoptr (TfLesson) loaded = NULL;
  guint step;

  g_assert_true (tf_word_find_step (tf_words_find (name), &found, &step));
  g_assert_cmpstr (found, ==, lesson);
  loaded = tf_lessons_load (found, NULL);
  g_assert_cmpstr (tf_lesson_get_step (loaded, step)->title, ==, title);
}

/* Steps that words name are there; others are found by what they show. */
static void
test_steps (void)
{
  static const char *const taught[] = { "nc1", "nc2", "nc3", "nc4", "tr_sw", "tr_sb", "equiangle", "norm_w", "norm_h", "lambda-w",
                                        "lambda-h", "beta", "loss", "smoothing" };

  for (guint i = 0; i < tf_words_get_n (); i++)
    {
      const TfWord *word = tf_words_get (i);
      g_autofree char *lesson = NULL;
      guint step;

      if (tf_word_find_step (word, &lesson, &step))
        continue;
      g_assert_null (lesson);
      if (word->step != NULL)
        g_error ("“%s”, which shows “%s”, is no step of %s", word->step, word->name, word->lesson);
    }
  for (guint i = 0; i < G_N_ELEMENTS (taught); i++)
    {
      g_autofree char *lesson = NULL;
      guint step;

      g_assert_true (tf_word_find_step (tf_words_find (taught[i]), &lesson, &step));
    }
  check_step ("nc1", "1-collapse.lesson.md", "NC1: features of a class become one");
  check_step ("lambda-w", "3-weight-decay.lesson.md", "Two weights, one size");
  check_step ("beta", "4-vicinity.lesson.md", "The later layers can only do so much");
  check_step ("smoothing", "7-cross-entropy.lesson.md", "Label smoothing");
  check_step ("page-depth", "4-vicinity.lesson.md", "Layer after layer");
}

/* Each value that a step speaks of is said once, but for metrics that are seen elsewhere. */
static void
test_lesson_values (void)
{
  static const char text[] = "---\ntightframe-lesson: 1\ntitle: T\n---\n# A\n    classes: 3\n    lambda-h: 0.5\n"
                             "    glide: beta to 1 in 2\n    highlight: parameter lambda-h, parameter beta, metric nc1, class 0\n# B\n";
  g_autoptr (TfLesson) lesson = tf_lesson_from_text (text, sizeof text - 1, NULL, NULL);
  g_autoptr (TfTrace) trace = tf_trace_new (16);
  TfMetricSet none = { 0 }, nc1 = tf_metric_set_one (TF_METRIC_NC1);
  TfTraceRow row = { .t = 1 };
  g_autofree char *before = NULL, *now = NULL, *beside = NULL, *silent = NULL;
  const TfLessonStep *step;

  g_assert_nonnull (lesson);
  step = tf_lesson_get_step (lesson, 0);
  tf_metrics_clear (&row.metrics);
  row.metrics.values[TF_METRIC_NC1] = 0.25;
  before = tf_lesson_values_to_markup (step, &step->parameters, trace, none);
  tf_trace_append (trace, &row);
  now = tf_lesson_values_to_markup (step, &step->parameters, trace, none);
  beside = tf_lesson_values_to_markup (step, &step->parameters, trace, nc1);
  silent = tf_lesson_values_to_markup (tf_lesson_get_step (lesson, 1), &step->parameters, trace, none);
  g_assert_cmpstr (before, ==, "λ<sub>H</sub> = 0.5\u2003\u2003β = 0");
  g_assert_cmpstr (now, ==, "λ<sub>H</sub> = 0.5\u2003\u2003β = 0\u2003\u2003NC1 = 0.250");
  g_assert_cmpstr (beside, ==, before);
  g_assert_null (silent);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/names", test_names);
  g_test_add_func ("/words/texts", test_texts);
  g_test_add_func ("/words/sources", test_sources);
  g_test_add_func ("/words/steps", test_steps);
  g_test_add_func ("/words/lesson-values", test_lesson_values);
  return g_test_run ();
}
