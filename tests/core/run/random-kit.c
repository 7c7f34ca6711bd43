/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random-kit.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "asked.h"
#include "runner.h"

static char present[512]; /* what is being worked at, should it end in an abort */

void
aborted_cb (int number)
{
  if (write (STDERR_FILENO, present, strlen (present)) < 0)
    _exit (1);
  signal (number, SIG_DFL);
}

void
note (const RandomProblem *problem)
{
  g_autofree char *text = random_problem_describe (problem);

  g_snprintf (present, sizeof present, "\nin %s\n", text);
}

void G_GNUC_PRINTF (3, 4)
fault (Tally *tally, const RandomProblem *problem, const char *format, ...)
{
  g_autofree char *what = NULL, *text = random_problem_describe (problem);
  va_list          args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  if (tally->faults++ < 20)
    g_test_message ("%s: %s", text, what);
}

void
decline (Tally *tally, const RandomProblem *problem, const GError *error)
{
  g_autofree char *text = random_problem_describe (problem);

  tally->declined++;
  g_test_message ("declined: %s: %s", text, error != NULL ? error->message : "without a reason");
  if (error == NULL || strlen (error->message) < 10)
    fault (tally, problem, "declined without a reason");
}

/* Declined may be what round-off makes impossible, a few in a thousand. */
static void
conclude (const Tally *tally, double may_decline)
{
  g_test_message ("%u problems, %u declined, %u faults", tally->n, tally->declined, tally->faults);
  g_assert_cmpuint (tally->faults, ==, 0);
  g_assert_cmpfloat (tally->declined, <=, 2 + may_decline * tally->n);
}

/* --- what has to hold of numbers --- */

void
check_metrics (Tally *tally, const RandomProblem *problem, const TfMetrics *metrics, gboolean zero_start)
{
  static const TfMetric always[] = { TF_METRIC_OBJECTIVE, TF_METRIC_FIT, TF_METRIC_TR_SW, TF_METRIC_TR_SB,
                                     TF_METRIC_NORM_W, TF_METRIC_NORM_H };
  static const TfMetric apart[] = { TF_METRIC_NC1_RATIO, TF_METRIC_NC1, TF_METRIC_NC2, TF_METRIC_NC2_OF,
                                    TF_METRIC_EQUINORM };
  const double *v = metrics->values;

  for (gsize i = 0; i < G_N_ELEMENTS (always); i++)
    if (!isfinite (v[always[i]]) || v[always[i]] < 0)
      fault (tally, problem, "%s is %g", tf_metric_name (always[i]), v[always[i]]);
  /* Squares of squares must not underflow where a metric is to have a value. */
  for (gsize i = 0; i < G_N_ELEMENTS (apart) && v[TF_METRIC_TR_SB] > 1e-60; i++)
    if (!isfinite (v[apart[i]]) || v[apart[i]] < 0)
      fault (tally, problem, "%s is %g at TrΣ_B = %g", tf_metric_name (apart[i]), v[apart[i]], v[TF_METRIC_TR_SB]);
  if (!zero_start && !isfinite (v[TF_METRIC_VICINITY]))
    fault (tally, problem, "vicinity is %g", v[TF_METRIC_VICINITY]);
  for (guint i = 0; i < TF_N_METRICS; i++)
    if (isinf (v[i]))
      fault (tally, problem, "%s is infinite", tf_metric_name (i));
}

double
highest (const RandomProblem *problem, const TfMetrics *before, const TfMetrics *now)
{
  const TfParameters *p = &problem->parameters;
  double n = tf_features_get_n_samples (problem->features), k = tf_features_get_n_classes (problem->features);
  double h = MAX (before->values[TF_METRIC_NORM_H], now->values[TF_METRIC_NORM_H]) / sqrt (n);
  double w = MAX (before->values[TF_METRIC_NORM_W], now->values[TF_METRIC_NORM_W]);
  double off = sqrt ((p->lambda_h + p->beta + w * w) / 2) * h;

  if (p->flow == TF_FLOW_JOINT)
    off += sqrt ((h * h + p->lambda_w / k) / 2) * w;
  return pow (sqrt (before->values[TF_METRIC_OBJECTIVE]) * (1 + 1e-12) + (p->tolerance + 1e-13) * off, 2);
}

gboolean
is_zero (TfFeatures *features)
{
  gsize d = tf_features_get_dim (features);
  g_autofree double *row = g_new (double, d);

  for (gsize i = 0; i < tf_features_get_n_samples (features); i++)
    {
      tf_features_get_rows (features, i, 1, row);
      for (gsize j = 0; j < d; j++)
        if (row[j] != 0)
          return FALSE;
    }
  return TRUE;
}

Tally
run_all (void (*run) (Tally *tally, guint32 seed), double share, double may_decline)
{
  guint32 first = asked_number ("TF_TEST_SEED", 1);
  Tally   tally = { .n = MAX (1, (guint) (share * asked_number ("TF_TEST_PROBLEMS", 300))) };

  for (guint i = 0; i < tally.n; i++)
    run (&tally, first + i);
  conclude (&tally, may_decline);
  return tally;
}
