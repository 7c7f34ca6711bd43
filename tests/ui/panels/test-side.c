/* test-side.c: undo and pins without a window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <string.h>

#include "replay.h"
#include "pins-panel.h"
#include "plot-monotone.h"
#include "plot-spectrum.h"
#include "plot-vicinity.h"
#include "random-parameters.h"
#include "traces-marks.h"
#include "undo.h"
#include "side-kit.h"

/* --- undo --- */

static TfParameters
with_beta (double beta)
{
  TfParameters p = TF_PARAMETERS_DEFAULT;

  p.beta = beta;
  return p;
}

static void
record (TfUndo *undo, guint run, const TfParameters *before, const TfParameters *after, gint64 now)
{
  tf_undo_record (undo, run, before, after, now);
}

static void
check_undo (TfUndo *undo, guint run, double beta, double lambda_h)
{
  TfParameters got;
  guint which;

  g_assert_true (tf_undo_undo (undo, &which, &got));
  g_assert_cmpuint (which, ==, run);
  g_assert_cmpfloat (got.beta, ==, beta);
  g_assert_cmpfloat (got.lambda_h, ==, lambda_h);
}

/* Whichever parameter it is: a change of it is a step of its own, can be taken back,
 * and is marked on the traces, unless it only says where a run starts. */
static void
test_undo_each_parameter (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);

  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    {
      const TfParameterInfo *info = tf_parameter_info (i);
      g_autoptr (TfUndo) undo = tf_undo_new ();
      TfParameters before = tf_random_parameters (rand), after = before, more, got;
      g_autofree char *mark = NULL;
      guint run;

      while (tf_parameter_agrees (info, &before, &after))
        tf_randomize_parameter (info, &after, rand);
      more = after;
      more.bias = !more.bias;
      record (undo, 1, &before, &after, 0);
      record (undo, 1, &after, &more, info->kind == TF_PARAMETER_FLAG ? TF_UNDO_PAUSE : 1);
      g_assert_true (tf_undo_undo (undo, &run, &got));
      g_assert_true (tf_parameters_equal (&got, &after));
      g_assert_true (tf_undo_undo (undo, &run, &got));
      g_assert_true (tf_parameters_equal (&got, &before));
      g_assert_true (tf_undo_redo (undo, &run, &got));
      g_assert_true (tf_parameters_equal (&got, &after));
      mark = tf_traces_describe_change (&before, &after);
      if (info->group == TF_GROUP_START)
        g_assert_null (mark);
      else
        g_assert_nonnull (strstr (mark, info->markup));
    }
}

/* A drag is one step, a pause or another value begins the next. */
static void
test_undo_steps (void)
{
  g_autoptr (TfUndo) undo = tf_undo_new ();
  TfParameters states[] = { with_beta (0), with_beta (1), with_beta (2), with_beta (3), with_beta (3) };
  double lambda_h = states[0].lambda_h;
  TfParameters got;
  guint run;

  states[4].lambda_h = 0.3;
  record (undo, 0, &states[0], &states[0], 1); /* nothing changed */
  g_assert_false (tf_undo_can_undo (undo));
  record (undo, 0, &states[0], &states[1], 1);
  record (undo, 0, &states[1], &states[2], TF_UNDO_PAUSE);
  record (undo, 0, &states[2], &states[3], 2 * TF_UNDO_PAUSE + 1);
  record (undo, 0, &states[3], &states[4], 2 * TF_UNDO_PAUSE + 2);
  g_assert_false (tf_undo_can_redo (undo));
  check_undo (undo, 0, 3, lambda_h);
  check_undo (undo, 0, 2, lambda_h);
  check_undo (undo, 0, 0, lambda_h);
  g_assert_false (tf_undo_undo (undo, &run, &got));
  for (int i = 0; i < 3; i++)
    g_assert_true (tf_undo_redo (undo, &run, &got));
  g_assert_true (tf_parameters_equal (&got, &states[4]));
  g_assert_false (tf_undo_redo (undo, &run, &got));
}

static void
test_undo_branches (void)
{
  g_autoptr (TfUndo) undo = tf_undo_new ();
  TfParameters a = with_beta (0), b = with_beta (1), c = with_beta (2);
  TfParameters got;
  guint run;

  /* Two runs do not share a step. */
  record (undo, 0, &a, &b, 1);
  record (undo, 1, &a, &b, 2);
  check_undo (undo, 1, 0, a.lambda_h);
  g_assert_true (tf_undo_can_redo (undo));
  /* Another change lets go of what was taken back, and is a step of its own however soon. */
  record (undo, 0, &b, &c, 3);
  g_assert_false (tf_undo_can_redo (undo));
  check_undo (undo, 0, 1, a.lambda_h);
  check_undo (undo, 0, 0, a.lambda_h);
  tf_undo_clear (undo);
  g_assert_false (tf_undo_redo (undo, &run, &got));

  /* A hand that comes back to where it began has done nothing. */
  record (undo, 0, &a, &b, 10);
  record (undo, 0, &b, &a, 11);
  g_assert_false (tf_undo_can_undo (undo));

  for (guint i = 0; i < TF_UNDO_MAX_STEPS + 5; i++)
    {
      TfParameters from = with_beta (i), to = with_beta (i + 1);

      record (undo, 0, &from, &to, 2 * (gint64) i * TF_UNDO_PAUSE);
    }
  for (guint i = 0; i < TF_UNDO_MAX_STEPS; i++)
    g_assert_true (tf_undo_undo (undo, &run, &got));
  g_assert_false (tf_undo_can_undo (undo));
  g_assert_cmpfloat (got.beta, ==, 5); /* the oldest five are forgotten */
}

/* --- pins --- */

static void
count_cb (gpointer instance, guint *n)
{
  (*n)++;
}

static void
test_pins (void)
{
  g_autoptr (TfPins) pins = tf_pins_new ();
  g_autoptr (TfMoments) moments = make_moments (4);
  g_autoptr (TfReplay) one = replay (moments, 0), two = replay (moments, 0.5);
  g_autoptr (GArray) companions = g_array_new (FALSE, FALSE, sizeof (TfCompanion));
  guint n_changes = 0, looks = 0;

  g_signal_connect (pins, "changed", G_CALLBACK (count_cb), &n_changes);
  g_assert_true (tf_pins_add (pins, NULL, FALSE, one->frame, one->trace, one->survey, NULL));
  g_assert_true (tf_pins_add (pins, NULL, FALSE, two->frame, two->trace, NULL, NULL));
  g_assert_true (tf_pins_add (pins, NULL, FALSE, one->frame, one->trace, NULL, NULL));
  g_assert_cmpuint (n_changes, ==, 3);
  /* Names say what matters, and no two are alike. */
  g_assert_nonnull (strstr (tf_pins_get (pins, 1)->name, "0.5"));
  g_assert_cmpstr (tf_pins_get (pins, 0)->name, !=, tf_pins_get (pins, 1)->name);
  g_assert_cmpstr (tf_pins_get (pins, 0)->name, !=, tf_pins_get (pins, 2)->name);

  /* A pin keeps its own trace. */
  g_assert_true (tf_pins_get (pins, 0)->trace != one->trace);
  g_assert_cmpuint (tf_trace_get_n_rows (tf_pins_get (pins, 0)->trace), ==, tf_trace_get_n_rows (one->trace));

  tf_pins_rename (pins, 1, "held");
  tf_pins_rename (pins, 1, "held");
  tf_pins_set_hidden (pins, 0, TRUE);
  tf_pins_set_hidden (pins, 0, TRUE);
  g_assert_cmpuint (n_changes, ==, 5);
  tf_pins_append_companions (pins, companions);
  g_assert_cmpuint (companions->len, ==, 2);
  g_assert_cmpstr (g_array_index (companions, TfCompanion, 0).name, ==, "held");

  tf_pins_remove (pins, 0);
  while (tf_pins_add (pins, "more", FALSE, two->frame, two->trace, NULL, NULL))
    ;
  g_assert_cmpuint (tf_pins_get_n (pins), ==, TF_PINS_MAX);
  for (guint i = 0; i < TF_PINS_MAX; i++)
    looks |= 1u << tf_pins_get (pins, i)->look;
  /* Each a look of its own, none that of the second run. */
  g_assert_cmphex (looks, ==, ((1u << TF_COMPANION_N_LOOKS) - 1) & ~(1u << TF_COMPANION_BESIDE));
  tf_pins_clear (pins);
  g_assert_cmpuint (tf_pins_get_n (pins), ==, 0);
}

int
main (int argc, char *argv[])
{
  gboolean has_display;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/side/undo/steps", test_undo_steps);
  g_test_add_func ("/side/undo-each-parameter", test_undo_each_parameter);
  g_test_add_func ("/side/undo/branches", test_undo_branches);
  g_test_add_func ("/side/pins", test_pins);
  has_display = gtk_init_check ();
  if (has_display)
    adw_init ();
  return g_test_run ();
}
