/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-trust.h"

#include <math.h>

#include "metric-floor.h"

#define MOST_DIGITS 15

/* What moves when the state does, and what is made of small parts of it: squares and
 * quotients, which can have fewer digits than the state. */
static const TfMetric compared[] = { TF_METRIC_OBJECTIVE, TF_METRIC_TR_SB, TF_METRIC_NORM_W, TF_METRIC_NORM_H,
                                     TF_METRIC_FIT, TF_METRIC_TR_SW, TF_METRIC_NC1 };
#define N_OF_STATE 4

G_STATIC_ASSERT (G_N_ELEMENTS (compared) == TF_CLI_TRUST_COMPARED);

/* |a - b|/|b|. NC1 is a sum of squares of what is left of the deviations along the class
 * means: of its root the state tells no more than to a share of all the deviations. */
static double
get_distance (const TfMetrics *a, const TfMetrics *b, TfMetric metric, double tolerance)
{
  double x = fabs (a->values[metric]), y = fabs (b->values[metric]);
  double untold = tolerance * sqrt (b->values[TF_METRIC_NC1_RATIO]);

  if (metric == TF_METRIC_NC1)
    return 2 * MAX (fabs (sqrt (x) - sqrt (y)) - untold, 0) / sqrt (MAX (x, y));
  return fabs (x - y) / MAX (x, y);
}

void
tf_cli_trust_compare (TfCliTrust *self, const TfMetrics *a, const TfMetrics *b)
{
  for (gsize i = 0; i < G_N_ELEMENTS (compared); i++)
    {
      double x = fabs (a->values[compared[i]]), y = fabs (b->values[compared[i]]);
      double least = tf_metric_get_floor (compared[i], self->first->values[compared[i]], 0);
      double told = i < N_OF_STATE ? MAX (x, y) : MIN (x, y);

      if (isfinite (x) && isfinite (y) && told > least)
        self->apart[i] = MAX (self->apart[i], get_distance (a, b, compared[i], self->tolerance));
    }
}

/* That all of the first n have; *worst: the one that has no more. */
static int
count_digits (const TfCliTrust *self, gsize n, TfMetric *worst)
{
  double apart = pow (10, -MOST_DIGITS);

  for (gsize i = 0; i < n; i++)
    if (self->apart[i] > apart)
      {
        apart = self->apart[i];
        *worst = compared[i];
      }
  return MAX ((int) floor (1e-9 - log10 (apart)), 0);
}

int
tf_cli_trust_judge (const TfCliTrust *self, char **sentence)
{
  double asked = floor (-log10 (self->tolerance) - 1);
  TfMetric worst = TF_METRIC_OBJECTIVE;
  int of_state = count_digits (self, N_OF_STATE, &worst);
  int digits = count_digits (self, G_N_ELEMENTS (compared), &worst);

  if (of_state < asked)
    *sentence = g_strdup_printf ("this trajectory is sensitive to rounding, as those that pass a saddle are: "
                                 "about %d digits can be trusted", digits);
  else
    *sentence = digits < asked - 1 ? g_strdup_printf ("about %d digits of %s can be trusted", digits, tf_metric_name (worst))
                                   : NULL;
  return digits;
}
