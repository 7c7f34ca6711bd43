/* test-window-lesson.c: lessons gone through in the window, on a display
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "lesson-walk.h"
#include "lessons.h"
#include "plot-text.h"
#include "plot-widget.h"
#include "views.h"
#include "window-fixture.h"
#include "word-popover.h"

/* The run has come to where the step (a session) starts, along its course. */
static gboolean
is_entered (TfWindow *window, gpointer data)
{
  TfSession *start = data;
  g_autoptr (TfCourse) so_far = NULL;

  if (!has_own_frame (window, NULL) || tf_instant_compare (&tf_lab_get_frame (window->lab)->latest, &start->at) < 0)
    return FALSE;
  so_far = tf_course_cut (tf_lab_get_frame (window->lab)->course, &start->at);
  return tf_course_equal (so_far, start->course);
}

static gboolean
has_parameter (TfWindow *window, gpointer data)
{
  return has_own_frame (window, NULL) && tf_lab_get_frame (window->lab)->parameters.beta == *(double *) data;
}

static gboolean
is_paused (TfWindow *window, gpointer data)
{
  return has_own_frame (window, NULL) && !tf_lab_wants_play (window->lab) && tf_lab_get_frame (window->lab)->status == TF_RUN_PAUSED;
}

static gboolean
is_held (TfWindow *window, gpointer data)
{
  return is_paused (window, NULL) && tf_lab_get_frame (window->lab)->t >= 5;
}

static gboolean
is_playing (TfWindow *window, gpointer data)
{
  return tf_lab_wants_play (window->lab) && tf_lab_get_frame (window->lab)->status >= TF_RUN_PLAYING;
}

static gboolean
has_metrics (TfWindow *window, gpointer data)
{
  return tf_metric_set_count (tf_traces_view_get_options (window->traces_view)->metrics) == GPOINTER_TO_UINT (data);
}

static TfLesson *
read_lesson (const char *steps)
{
  g_autofree char *text = g_strconcat ("---\ntightframe-lesson: 1\ntitle: T\n---\n", steps, NULL);
  g_autoptr (GError) error = NULL;
  TfLesson *lesson = tf_lesson_from_text (text, strlen (text), NULL, &error);

  g_assert_no_error (error);
  return lesson;
}

static void
wait_for_step (TfWindow *window, TfLesson *lesson, guint step)
{
  g_autoptr (TfSession) start = tf_lesson_make_session (lesson, step, FALSE);
  guint shown = G_MAXUINT;

  g_assert_true (tf_window_get_lesson (window, &shown) == lesson);
  g_assert_cmpuint (shown, ==, step);
  wait_until (window, is_entered, start);
}

/* What the step before promised of its end is so where this one takes it up. */
static void
check_promises (TfWindow *window, const TfLesson *lesson, guint step)
{
  const TfLessonStep *before = tf_lesson_get_step (lesson, step - 1);

  if (tf_lesson_get_step (lesson, step)->beginning != TF_LESSON_GOES_ON)
    return;
  for (guint i = 0; i < before->promises->len; i++)
    {
      const TfLessonPromise *promise = &g_array_index (before->promises, TfLessonPromise, i);
      double value;

      if (!promise->at_start && !promise->of_start && promise->quantity != TF_LESSON_OF_SETTLED)
        g_assert_true (tf_lesson_keeps (promise, tf_lab_get_frame (window->lab), tf_lab_get_frame (window->lab), &value));
    }
}

/* Every step of every bundled lesson, forwards as fast as Next can be pressed, then a step back. */
static void
test_bundled (void)
{
  g_auto (GStrv) names = tf_lessons_list ();
  TfWindow *window = open_window ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      TfLesson *lesson;
      guint step;

      g_action_group_activate_action (G_ACTION_GROUP (window), "lesson", g_variant_new_string (names[i]));
      lesson = tf_lesson_ref (tf_window_get_lesson (window, &step));
      wait_for_step (window, lesson, 0);
      for (guint j = 1; j < lesson->steps->len; j++)
        {
          act (window, "lesson-next");
          wait_for_step (window, lesson, j);
          check_promises (window, lesson, j);
        }
      act (window, "lesson-back");
      wait_for_step (window, lesson, lesson->steps->len - 2);
      tf_lesson_unref (lesson);
    }
  close_window (window);
}

static gboolean
is_on (TfWindow *window, const char *toggle)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (window), toggle);

  return g_variant_get_boolean (state);
}

/* However the run was looked at before, or in another lesson, one begins with the usual view. */
static void
test_usual_view (void)
{
  TfWindow *window = open_window ();
  g_autoptr (TfLesson) odd = read_lesson ("# A\n    classes: 3\n    hold-scale: true\n    log-y: false\n    metrics: nc1\n# B\n");
  g_autoptr (TfLesson) lesson = read_lesson ("# A\n    classes: 3\n");

  g_action_group_change_action_state (G_ACTION_GROUP (window), "show-weights", g_variant_new_boolean (TRUE));
  tf_window_teach_from (window, odd, 1);
  wait_for_step (window, odd, 1);
  g_assert_true (is_on (window, "hold-scale"));
  g_assert_false (is_on (window, "log-y"));
  g_assert_false (is_on (window, "show-weights"));
  tf_window_teach (window, lesson);
  wait_for_step (window, lesson, 0);
  g_assert_true (is_on (window, "log-y") && !is_on (window, "hold-scale"));
  g_assert_cmpuint (tf_metric_set_count (tf_traces_view_get_options (window->traces_view)->hidden), ==, 0);
  close_window (window);
}

/* Whatever is tried at a step, the next one is as if nothing had been. */
static void
test_what_if (void)
{
  TfWindow *window = open_window ();
  g_autoptr (TfLesson) lesson = read_lesson ("# A\n    classes: 3\n    for: 5\n    pace: 50\n# B\n    beta: 0.25\n    for: 5\n# C\n");
  TfParameters parameters;
  double tried = 2.5;

  tf_window_teach (window, lesson);
  wait_for_step (window, lesson, 0);
  wait_until (window, is_held, NULL); /* at the step's end */
  parameters = *tf_window_get_parameters (window);
  parameters.beta = tried;
  tf_window_set_parameters (window, &parameters);
  wait_until (window, is_playing, NULL); /* what was held goes on when it is touched */
  wait_until (window, has_parameter, &tried);
  act (window, "compare");
  act (window, "restart");
  act (window, "lesson-next");
  wait_for_step (window, lesson, 1);
  g_assert_cmpfloat (tf_window_get_parameters (window)->beta, ==, 0.25);
  g_assert_null (tf_lab_get_frame (window->lab)->beside);
  act (window, "lesson-next");
  wait_for_step (window, lesson, 2);
  close_window (window);
}

/* A glide moves the slider and ends exactly where it says; touched, it lets go. */
static void
test_glide (void)
{
  TfWindow *window = open_window ();
  g_autoptr (TfLesson) lesson
      = read_lesson ("# A\n    classes: 3\n    glide: beta to 0.5 in 0.3\n# B\n    glide: beta to 100 in 500\n");
  double end = 0.5, tried = 7;
  TfParameters parameters;

  tf_window_teach (window, lesson);
  wait_until (window, has_parameter, &end);
  g_assert_cmpfloat (tf_window_get_parameters (window)->beta, ==, 0.5);
  act (window, "lesson-next");
  wait_for_step (window, lesson, 1);
  wait_until (window, is_playing, NULL);
  parameters = *tf_window_get_parameters (window);
  parameters.beta = tried;
  tf_window_set_parameters (window, &parameters);
  wait_until (window, has_parameter, &tried);
  for (guint i = 0; i < 100; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (2000);
    }
  g_assert_cmpfloat (tf_window_get_parameters (window)->beta, ==, tried);
  close_window (window);
}

static gboolean
has_steps (TfWindow *window, gpointer data)
{
  guint step;
  TfLesson *lesson = tf_window_get_lesson (window, &step);

  return lesson != NULL && lesson->steps->len == GPOINTER_TO_UINT (data);
}

/* Steps made from what the window shows lead there again; what its author wrote stays. */
static void
test_make (void)
{
  TfWindow *window = open_window ();
  g_autofree char *place = g_dir_make_tmp ("tightframe-make-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (place, "mine.lesson.md", NULL);
  g_autofree char *bare = g_build_filename (place, "mine", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GString) words = NULL;
  double beta = 0.25;
  TfParameters parameters;

  act (window, "play");
  wait_until (window, is_paused, NULL);
  tf_window_new_lesson (window, bare);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  words = g_string_new (text);
  g_string_replace (words, "Say here what is seen.", "Words of *mine*.", 0);
  g_assert_true (g_file_set_contents (path, words->str, -1, NULL));
  parameters = *tf_window_get_parameters (window);
  parameters.beta = beta;
  tf_window_set_parameters (window, &parameters);
  wait_until (window, has_parameter, &beta);
  act (window, "add-lesson-step");
  act (window, "try-lesson");
  wait_until (window, has_steps, GUINT_TO_POINTER (2));
  {
    guint step;
    TfLesson *lesson = tf_window_get_lesson (window, &step);

    g_assert_cmpstr (tf_lesson_get_step (lesson, 0)->text, ==, "Words of *mine*.");
    wait_for_step (window, lesson, 0);
    act (window, "lesson-next");
    wait_for_step (window, lesson, 1);
    g_assert_cmpfloat (tf_window_get_parameters (window)->beta, ==, beta);
  }
  g_remove (path);
  g_rmdir (place);
  close_window (window);
}

static gboolean
has_tooltip (TfWindow *window, gpointer data)
{
  return gtk_widget_get_has_tooltip (data);
}

/* Asked what it is, a number says it, and Show Me leads to its step. */
static void
test_words (void)
{
  TfWindow *window = open_window ();
  GtkWidget *holder = GTK_WIDGET (window->traces_view), *popover;
  guint step = G_MAXUINT;

  g_assert_cmpstr (tf_word_of_holder (tf_word_find_holder (holder))->name, ==, "plot-traces");
  g_assert_null (tf_word_find_holder (GTK_WIDGET (window)));
  gtk_widget_set_tooltip_text (holder, "The same words");
  popover = tf_word_ask (holder, &(GdkRectangle){ 5, 5, 1, 1 });
  g_assert_true (gtk_widget_get_visible (popover));
  g_assert_false (gtk_widget_get_has_tooltip (holder)); /* it would stand over the popover */
  gtk_popover_popdown (GTK_POPOVER (popover));
  wait_until (window, has_tooltip, holder);
  gtk_widget_set_tooltip_text (holder, NULL);
  act (window, "glossary");
  g_action_group_activate_action (G_ACTION_GROUP (window), "show-word", g_variant_new_string ("nc1"));
  g_assert_nonnull (tf_window_get_lesson (window, &step));
  g_assert_cmpstr (tf_lesson_get_step (tf_window_get_lesson (window, &step), step)->title, ==, "NC1: features of a class become one");
  wait_for_step (window, tf_window_get_lesson (window, &step), step);
  tf_word_ask (holder, NULL); /* closes with the window */
  close_window (window);
}

/* Words, highlights and plots come, and go with the lesson. */
static void
test_looks (void)
{
  TfWindow *window = open_window ();
  g_autoptr (TfLesson) lesson
      = read_lesson ("# A\n    classes: 3\n    plots: means traces\n    metrics: nc1 nc2\n"
                     "    highlight: class 1, metric nc1, parameter beta, cell 0 2, plot traces\n\nWords.\n\n"
                     "? Why?\n- [ ] No\n- [x] Yes\n> So.\n# B\n");

  tf_window_teach (window, lesson);
  wait_for_step (window, lesson, 0);
  wait_until (window, has_metrics, GUINT_TO_POINTER (2));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window->lesson_bar)));
  g_assert_false (gtk_widget_get_child_visible (GTK_WIDGET (window->geometry_view)));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (window->traces_view), "marked"));
  g_assert_true (tf_metric_set_has (tf_traces_view_get_options (window->traces_view)->marked, TF_METRIC_NC1));
  g_assert_false (tf_lesson_bar_is_answered (window->lesson_bar));
  tf_lesson_bar_answer (window->lesson_bar, 0);
  g_assert_true (tf_lesson_bar_is_answered (window->lesson_bar));
  act (window, "lesson-back"); /* there is none */
  wait_for_step (window, lesson, 0);

  act (window, "lesson-next");
  wait_for_step (window, lesson, 1);
  wait_until (window, is_paused, NULL);
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (window->traces_view), "marked"));
  act (window, "lesson-next"); /* the end: of a lesson that is no bundled one nothing follows */
  g_assert_null (tf_window_get_lesson (window, &(guint){ 0 }));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window->lesson_bar)));
  g_assert_true (gtk_widget_get_child_visible (GTK_WIDGET (window->geometry_view)));
  g_assert_cmpuint (tf_metric_set_count (tf_traces_view_get_options (window->traces_view)->metrics), >, 2);
  close_window (window);
}

static void
set_state (TfWindow *window, const char *name, GVariant *state)
{
  g_action_group_change_action_state (G_ACTION_GROUP (window), name, state);
}

/* A fortieth of the height at the least, the smallest words of plots included. */
static gboolean
has_large_text (TfWindow *window, gpointer data)
{
  TfPlotStyle style;

  tf_plot_widget_get_style (GTK_WIDGET (window->means_view), &style);
  return style.text_size * TF_PLOT_LEAST_TEXT >= 0.025 * gtk_widget_get_height (GTK_WIDGET (window));
}

static gboolean
has_text_of (TfWindow *window, gpointer data)
{
  TfPlotStyle style;

  tf_plot_widget_get_style (GTK_WIDGET (window->means_view), &style);
  return style.text_size == ((TfPlotStyle *) data)->text_size;
}

/* The narrowest projector's width is enough for what is shown: nothing is cut. */
static gboolean
fits_projector (TfWindow *window, gpointer data)
{
  int least;

  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  return least <= 1024;
}

static gboolean
is_folded (TfWindow *window, gpointer data)
{
  return adw_flap_get_folded (window->flap) == (data != NULL);
}

/* On stage there are the plots alone, in large letters; the desk comes back as it was. */
static void
test_stage (void)
{
  TfWindow *window = open_window ();
  gboolean sidebar = adw_flap_get_reveal_flap (window->flap);
  TfPlotStyle desk, stage, strong;

  tf_plot_widget_get_style (GTK_WIDGET (window->means_view), &desk);
  set_state (window, "on-stage", g_variant_new_boolean (TRUE));
  g_assert_false (gtk_widget_get_visible (window->header));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window->readouts)));
  g_assert_false (adw_flap_get_reveal_flap (window->flap));
  wait_until (window, has_large_text, NULL);
  tf_plot_widget_get_style (GTK_WIDGET (window->means_view), &stage);
  wait_until (window, fits_projector, NULL); /* when the sidebar has gone */
  for (guint i = 0; i < TF_N_VIEWS; i++)
    if (tf_view_at (i)->tab != NULL)
      {
        g_action_group_activate_action (G_ACTION_GROUP (window), "page", g_variant_new_string (tf_view_at (i)->id));
        g_assert_true (fits_projector (window, NULL));
        if (tf_view_at (i) != &tf_view_map) /* whose own words are few */
          g_assert_cmpint (g_utf8_strlen (tf_theory_view_get_explanation (window->theory_view), -1), <=, 250);
      }
  g_action_group_activate_action (G_ACTION_GROUP (window), "page", g_variant_new_string ("run"));
  /* As where what is shown asks for more room, and then for less. */
  adw_flap_set_fold_policy (window->flap, ADW_FLAP_FOLD_POLICY_ALWAYS);
  wait_until (window, is_folded, GINT_TO_POINTER (TRUE));
  adw_flap_set_fold_policy (window->flap, ADW_FLAP_FOLD_POLICY_NEVER);
  wait_until (window, is_folded, GINT_TO_POINTER (FALSE));
  g_assert_false (adw_flap_get_reveal_flap (window->flap));
  adw_flap_set_fold_policy (window->flap, ADW_FLAP_FOLD_POLICY_AUTO);
  set_state (window, "high-contrast", g_variant_new_boolean (TRUE));
  tf_plot_widget_get_style (GTK_WIDGET (window->means_view), &strong);
  g_assert_cmpfloat (tf_plot_contrast (strong.dim, strong.background), >, tf_plot_contrast (stage.dim, stage.background));
  g_assert_cmpfloat (strong.line_width, >, stage.line_width);
  set_state (window, "plots", g_variant_new_string ("means"));
  g_assert_false (gtk_widget_get_child_visible (GTK_WIDGET (window->traces_view)));
  g_assert_true (gtk_widget_get_child_visible (GTK_WIDGET (window->means_view)));

  act (window, "escape");
  set_state (window, "high-contrast", g_variant_new_boolean (FALSE));
  g_assert_true (gtk_widget_get_visible (window->header));
  g_assert_true (adw_flap_get_reveal_flap (window->flap) == sidebar);
  wait_until (window, has_text_of, &desk);
  set_state (window, "on-stage", g_variant_new_boolean (TRUE));
  close_window (window); /* from the stage */
}

/* What offers the first lesson goes when a lesson begins; other words stay. */
static void
test_offer (void)
{
  TfWindow *window = open_window ();
  g_autoptr (TfLesson) lesson = read_lesson ("# A\n    classes: 3\n");
  const char *said;

  tf_window_offer_lesson (window);
  tf_toasts_show (window->toasts, "Something else", NULL, NULL, 600);
  tf_window_offer_lesson (window);
  tf_window_teach (window, lesson);
  while ((said = tf_toasts_get_text (window->toasts)) != NULL && strcmp (said, "Something else") != 0)
    {
      g_assert_null (strstr (said, "lesson"));
      g_main_context_iteration (NULL, TRUE); /* what is said of these features comes before */
    }
  g_assert_nonnull (said);
  tf_toasts_withdraw (window->toasts, "win.first-lesson");
  g_assert_cmpstr (tf_toasts_get_text (window->toasts), ==, "Something else");
  wait_for_step (window, lesson, 0);
  close_window (window);
}

static gboolean
has_classes (TfWindow *window, gpointer data)
{
  return has_own_frame (window, NULL) && tf_lab_get_frame (window->lab)->n_classes == GPOINTER_TO_UINT (data);
}

/* A link opens its run; a broken one leaves the present. */
static void
test_link (void)
{
  TfWindow *window = open_window ();

  tf_window_open_link (window, "tightframe:1?f.kind=synthetic&f.classes=3&f.per-class=5,6,7&r.beta=0.5&r.time=2");
  wait_until (window, has_classes, GUINT_TO_POINTER (3));
  g_assert_cmpuint (tf_lab_get_frame (window->lab)->class_sizes[2], ==, 7);
  g_assert_cmpfloat (tf_window_get_parameters (window)->beta, ==, 0.5);
  tf_window_open_link (window, "tightframe:1?f.kind=nothing");
  g_assert_false (tf_window_is_loading (window));
  g_assert_cmpuint (tf_lab_get_frame (window->lab)->n_classes, ==, 3);
  close_window (window);
}

/* A window that is closed in the middle of everything. */
static void
test_closed (void)
{
  g_autoptr (TfLesson) lesson = read_lesson ("# A\n    classes: 3\n    glide: beta to 0.5 in 100\n");
  TfWindow *window = open_window ();

  tf_window_teach (window, lesson);
  close_window (window);
  window = open_window ();
  tf_window_teach (window, lesson);
  wait_until (window, is_playing, NULL);
  close_window (window);
}

int
main (int argc, char **argv)
{
  if (!begin_tests (&argc, &argv))
    return 0;
  g_test_add_func ("/window-lesson/bundled", test_bundled);
  g_test_add_func ("/window-lesson/usual-view", test_usual_view);
  g_test_add_func ("/window-lesson/what-if", test_what_if);
  g_test_add_func ("/window-lesson/glide", test_glide);
  g_test_add_func ("/window-lesson/make", test_make);
  g_test_add_func ("/window-lesson/words", test_words);
  g_test_add_func ("/window-lesson/looks", test_looks);
  g_test_add_func ("/window-lesson/stage", test_stage);
  g_test_add_func ("/window-lesson/link", test_link);
  g_test_add_func ("/window-lesson/offer", test_offer);
  g_test_add_func ("/window-lesson/closed", test_closed);
  return run_tests ();
}
