/* test-lesson-promises.c: what a lesson promises is so; the bundled ones keep all that they promise
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "blas.h"
#include "lesson-kit.h"
#include "lesson-walk.h"
#include "lessons.h"

typedef struct
{
  guint n, n_kept;
} Count;

static void
count_cb (const TfLessonStep *step, const TfLessonPromise *promise, double value, gboolean kept, gpointer user_data)
{
  Count *count = user_data;

  count->n++;
  count->n_kept += kept;
}

/* A promise that does not hold is found out, and so is one about a class that is not there. */
static void
test_promises (void)
{
  g_autoptr (TfLesson) lesson
      = read_good (FRONT "# A\n    classes: 3\n    dim: 5\n    for: 1e6\n    lambda-w: 0.04\n    lambda-h: 0.01\n"
                         "    promise: nc1 < 1e-6\n"             /* kept */
                         "    promise: nc1 > 1e-6\n"
                         "    promise: mean 0 = 1.4 within 0.001\n" /* kept: rho = 0.98 * 2 */
                         "    promise: mean 0 = 1.3 within 0.001\n"
                         "    promise: mean 7 > 0\n"
                         "    promise: cosine 0 1 < -0.4\n"     /* kept */
                         "    promise: nc1 < 1e-3 start\n"      /* kept */
                         "    promise: nc1 > 1 start\n"
                         "    promise-at-start: nc1 > 1e-3\n"); /* kept */
  g_autoptr (GError) error = NULL;
  Count count = { 0, 0 };

  g_assert_true (tf_lesson_walk (lesson, count_cb, &count, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count.n, ==, 9);
  g_assert_cmpuint (count.n_kept, ==, 5);
}

/* What is highlighted must be there. */
static void
test_highlights (void)
{
  g_autoptr (TfLesson) good = read_good (FRONT "# A\n    classes: 3\n    highlight: class 2, cell 0 1\n");
  g_autoptr (TfLesson) bad = read_good (FRONT "# A\n    classes: 3\n# B\n    highlight: class 2, cell 0 3\n");
  g_autoptr (GError) error = NULL;
  Count count = { 0, 0 };

  g_assert_true (tf_lesson_walk (good, count_cb, &count, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (tf_lesson_walk (bad, count_cb, &count, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_cmpstr (error->message, ==, "line 8: there is no class “3” to highlight");
}

/* A class of n_k samples vanishes when n_k <= lambda_W lambda_H N/K: right at both sides of it. */
static void
test_minority (void)
{
  g_autoptr (TfLesson) lesson
      = read_good (FRONT "# A\n    classes: 4\n    per-class: 60,60,60,20\n    dim: 8\n    lambda-w: 0.65\n    lambda-h: 0.65\n"
                         "    for: 1e6\n    promise: mean 3 < 1e-2\n    promise: mean 0 > 0.1\n"
                         "# B\n    run: again\n    lambda-w: 0.6\n    lambda-h: 0.6\n    for: 1e6\n    promise: mean 3 > 0.2\n");
  g_autoptr (GError) error = NULL;
  Count count = { 0, 0 };

  g_assert_true (tf_lesson_walk (lesson, count_cb, &count, NULL, &error)); /* the bound is 21.1, then 18 */
  g_assert_cmpuint (count.n_kept, ==, 3);
}

static void
fail_cb (const TfLessonStep *step, const TfLessonPromise *promise, double value, gboolean kept, gpointer user_data)
{
  if (!kept)
    g_test_message ("%s, line %u: “%s” is not so: %g", (const char *) user_data, promise->line, promise->text, value);
  g_assert_true (kept);
}

/* Whatever a step that does something says is promised, and each promise is kept. */
static void
test_bundled (void)
{
  g_auto (GStrv) names = tf_lessons_list ();

  g_assert_cmpuint (g_strv_length (names), >=, 6);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TfLesson) lesson = tf_lessons_load (names[i], &error);

      g_assert_no_error (error);
      g_assert_nonnull (lesson->about);
      for (guint j = 0; j < lesson->steps->len; j++)
        {
          const TfLessonStep *step = tf_lesson_get_step (lesson, j);

          g_assert_cmpstr (step->text, !=, "");
          g_assert_cmpuint (step->promises->len, >, 0);
        }
      g_assert_true (tf_lesson_walk (lesson, fail_cb, names[i], NULL, &error));
      g_assert_no_error (error);
    }
}

static void
test_names (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TfLesson) lesson = tf_lessons_load ("simplex", &error);
  g_autoptr (TfLesson) none = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (lesson->title, ==, "Why a simplex?");
  none = tf_lessons_load ("../examples/DATA_CARD.md", &error);
  g_assert_null (none);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tf_blas_set_threads (1);
  g_test_add_func ("/lesson/promises", test_promises);
  g_test_add_func ("/lesson/highlights", test_highlights);
  g_test_add_func ("/lesson/minority", test_minority);
  g_test_add_func ("/lesson/bundled", test_bundled);
  g_test_add_func ("/lesson/names", test_names);
  return g_test_run ();
}
