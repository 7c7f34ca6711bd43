/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "trace.h"

static void
append (TfTrace *trace, double t)
{
  TfTraceRow row = { .t = t };

  tf_metrics_clear (&row.metrics);
  row.metrics.values[TF_METRIC_NC1] = t;
  tf_trace_append (trace, &row);
}

/* However many rows come, memory is bounded, order is kept, the ends stay, and
 * on a logarithmic scale no gap is wider than a few of the finest. */
static void
test_bounded (void)
{
  g_autoptr (TfTrace) trace = tf_trace_new (500);
  double widest = 0;

  for (int i = 0; i < 100000; i++)
    append (trace, pow (10, i / 20000.0));
  g_assert_cmpuint (tf_trace_get_n_rows (trace), <=, 500);
  g_assert_cmpuint (tf_trace_get_n_rows (trace), >=, 120);
  g_assert_true (tf_trace_is_thinned (trace));
  g_assert_cmpfloat (tf_trace_get_row (trace, 0)->t, ==, 1);
  for (guint i = 1; i < tf_trace_get_n_rows (trace); i++)
    {
      double step = log10 (tf_trace_get_row (trace, i)->t / tf_trace_get_row (trace, i - 1)->t);

      g_assert_cmpfloat (step, >, 0);
      widest = MAX (widest, step);
    }
  /* Five decades on at least 120 rows: a doubled spacing at the worst. */
  g_assert_cmpfloat (widest, <=, 5.0 / 120);
}

static void
test_going_back (void)
{
  g_autoptr (TfTrace) trace = tf_trace_new (100);

  for (int i = 0; i < 10; i++)
    append (trace, i);
  append (trace, 4);
  g_assert_cmpuint (tf_trace_get_n_rows (trace), ==, 5);
  append (trace, 4);
  g_assert_cmpuint (tf_trace_get_n_rows (trace), ==, 5);
  g_assert_false (tf_trace_is_thinned (trace));
}

/* A dragged slider is one mark, from its first to its last value; dragged back
 * to where it was, none. */
static void
test_marks (void)
{
  g_autoptr (TfTrace) trace = tf_trace_new (100);
  TfParameters before = TF_PARAMETERS_DEFAULT, after = before;
  const TfTraceMark *mark;

  for (int i = 1; i <= 5; i++)
    {
      after.beta = i;
      tf_trace_mark (trace, &(TfTraceMark){ .t = 1 + 0.001 * i, .before = before, .after = after });
      before = after;
    }
  g_assert_cmpuint (tf_trace_get_n_marks (trace), ==, 1);
  mark = tf_trace_get_mark (trace, 0);
  g_assert_cmpfloat (mark->before.beta, ==, 0);
  g_assert_cmpfloat (mark->after.beta, ==, 5);

  after.beta = 0;
  tf_trace_mark (trace, &(TfTraceMark){ .t = 1.007, .before = before, .after = after });
  g_assert_cmpuint (tf_trace_get_n_marks (trace), ==, 0);

  for (int i = 0; i < 1000; i++)
    tf_trace_mark (trace, &(TfTraceMark){ .t = pow (2, i), .before = before, .after = after });
  g_assert_cmpuint (tf_trace_get_n_marks (trace), <=, 25);
}

/* The rows on both sides of a mark survive every thinning. */
static void
test_rows_beside_marks (void)
{
  g_autoptr (TfTrace) trace = tf_trace_new (64);
  TfParameters before = TF_PARAMETERS_DEFAULT, after = before;
  gboolean left = FALSE, right = FALSE;

  after.beta = 1;
  for (int i = 0; i < 1000; i++)
    {
      if (i == 21)
        tf_trace_mark (trace, &(TfTraceMark){ .t = 20.5, .before = before, .after = after });
      append (trace, i);
    }
  for (guint i = 0; i < tf_trace_get_n_rows (trace); i++)
    {
      left |= tf_trace_get_row (trace, i)->t == 20;
      right |= tf_trace_get_row (trace, i)->t == 21;
    }
  g_assert_true (left);
  g_assert_true (right);
}

/* Late in a run a slider is dragged for a while: what the lines did meanwhile is kept through every
 * thinning, evenly on the scale of the time since it began. */
static void
test_rows_while_dragged (void)
{
  static const double ends[] = { 1, 3, 10, 30, 100, 200 };
  g_autoptr (TfTrace) trace = tf_trace_new (512);
  TfParameters before = TF_PARAMETERS_DEFAULT, after = before;
  const double start = 1e6;
  guint counts[G_N_ELEMENTS (ends)] = { 0 };

  for (double t = 1; t < start; t *= 1.05)
    append (trace, t);
  for (int i = 0; i < 200; i++)
    {
      after.beta = i + 1;
      tf_trace_mark (trace, &(TfTraceMark){ .t = start + i, .before = before, .after = after });
      before = after;
      for (int j = 0; j < 40; j++)
        append (trace, start + i + j / 40.0);
    }
  g_assert_true (tf_trace_is_thinned (trace));
  g_assert_cmpuint (tf_trace_get_n_marks (trace), ==, 1);
  g_assert_cmpfloat (tf_trace_get_mark (trace, 0)->first, ==, start);
  for (guint i = 0, e = 0; i < tf_trace_get_n_rows (trace) && e < G_N_ELEMENTS (ends); i++)
    {
      double since = tf_trace_get_row (trace, i)->t - start;

      while (e < G_N_ELEMENTS (ends) && since > ends[e])
        e++;
      if (since >= 0 && e < G_N_ELEMENTS (ends))
        counts[e]++;
    }
  for (guint e = 0; e < G_N_ELEMENTS (ends); e++)
    g_assert_cmpuint (counts[e], >=, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trace/bounded", test_bounded);
  g_test_add_func ("/trace/going-back", test_going_back);
  g_test_add_func ("/trace/marks", test_marks);
  g_test_add_func ("/trace/rows-beside-marks", test_rows_beside_marks);
  g_test_add_func ("/trace/rows-while-dragged", test_rows_while_dragged);
  return g_test_run ();
}
