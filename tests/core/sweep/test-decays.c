/* test-decays.c: Figure 3 of the paper: what the bundled sessions of it hold
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "decays.h"
#include "examples.h"
#include "session.h"

static const TfParameters *
first_of (TfCourse *course)
{
  return tf_course_get_parameters (course, &(TfInstant){ 0, 0 });
}

/* A baseline as in the paper, both decays 5e-4 (lambda_W is K-fold), and beside it one of them doubled or zeroed, on
 * the same samples from the same seed for as long. */
static void
check_run (const TfExampleRun *run, TfLossKind loss, gboolean bias)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TfSession) session = tf_session_load (g_file_peek_path (run->file), &error);
  g_autofree char *base = NULL;
  const TfParameters *baseline;

  g_assert_no_error (error);
  base = g_file_get_basename (tf_source_get_file (session->source));
  g_assert_cmpstr (base, ==, "digits_8x8.npz");
  g_assert_true (tf_source_is_example (session->source));
  baseline = first_of (session->course);
  g_assert_true (tf_parameters_validate (baseline, &error));
  g_assert_cmpint (baseline->flow, ==, TF_FLOW_NETWORK);
  g_assert_cmpint (baseline->loss, ==, loss);
  g_assert_cmpint (!baseline->bias, ==, !bias);
  g_assert_cmpfloat (tf_parameters_decay_last (baseline, 10), ==, 5e-4);
  g_assert_cmpfloat (baseline->lambda_h, ==, 5e-4);
  g_assert_cmpuint (session->pins->len, ==, TF_N_DECAYS - 1);
  for (guint i = 1; i < TF_N_DECAYS; i++)
    {
      const TfSessionPin *pin = g_ptr_array_index (session->pins, i - 1);
      const TfParameters wanted = tf_decays_apply (tf_decays_get (i), baseline);

      g_assert_cmpstr (pin->name, ==, tf_decays_get (i)->title);
      g_assert_true (tf_parameters_equal (first_of (pin->course), &wanted));
      g_assert_cmpuint (pin->at.iteration, ==, session->at.iteration);
      g_assert_null (pin->source);
    }
}

static void
test_sessions (void)
{
  g_autoptr (GPtrArray) runs = tf_examples_list_runs ();

  g_assert_cmpuint (runs->len, >=, 2);
  check_run (g_ptr_array_index (runs, 0), TF_LOSS_SQUARED, FALSE);
  check_run (g_ptr_array_index (runs, 1), TF_LOSS_CROSS_ENTROPY, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/decays/sessions", test_sessions);
  return g_test_run ();
}
