/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trust.h"

#include <float.h>
#include <math.h>

#include "flow-walk.h"
#include "metric-floor.h"

#define MOST_DIGITS 15
#define STEPS_AT_ONCE 16 /* between two looks at the progress */

/* What moves when the state does, and what is made of small parts of it: squares and
 * quotients, which can have fewer digits than the state. */
static const TfMetric compared[] = { TF_METRIC_OBJECTIVE, TF_METRIC_TR_SB, TF_METRIC_NORM_W, TF_METRIC_NORM_H,
                                     TF_METRIC_FIT, TF_METRIC_TR_SW, TF_METRIC_NC1 };
#define N_OF_STATE 4

typedef struct
{
  const TfCourse  *course;
  const TfMetrics *first;
  TfTrustProgress  progress; /* or NULL */
  gpointer         user_data;
  guint            row;
  double           apart[G_N_ELEMENTS (compared)]; /* rows' largest distances, by metric */
} Work;

/* --- the second run --- */

/* The same but for what should not matter: a tenth of the errors, and a rounding. */
static TfParameters
disturb (const TfParameters *parameters)
{
  TfParameters p = *parameters;

  p.tolerance = MAX (p.tolerance / 10, 1e-13);
  p.lambda_w *= 1 + 4 * DBL_EPSILON;
  return p;
}

static gboolean
change_disturbed (TfFlowWalk *walk, const TfCourseChange *change, GError **error)
{
  TfParameters disturbed = disturb (&change->parameters);

  return tf_flow_set_parameters (walk->flow, &disturbed, error);
}

static gboolean
show_progress (TfFlowWalk *walk, gboolean at_stop)
{
  const Work *work = walk->user_data;

  if (work->progress != NULL)
    work->progress (work->row, tf_flow_get_position (walk->flow), walk->until, work->user_data);
  return TRUE;
}

/* --- its rows beside the first one's --- */

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

static void
compare (Work *work, const TfMetrics *a, const TfMetrics *b)
{
  for (gsize i = 0; i < G_N_ELEMENTS (compared); i++)
    {
      double x = fabs (a->values[compared[i]]), y = fabs (b->values[compared[i]]);
      double least = tf_metric_get_floor (compared[i], work->first->values[compared[i]], 0);
      double told = i < N_OF_STATE ? MAX (x, y) : MIN (x, y);

      if (isfinite (x) && isfinite (y) && told > least)
        work->apart[i] = MAX (work->apart[i], get_distance (a, b, compared[i], work->course->start.tolerance));
    }
}

/* That all of the first n have; *worst: the one that has no more. */
static int
count_digits (const Work *work, gsize n, TfMetric *worst)
{
  double apart = pow (10, -MOST_DIGITS);

  for (gsize i = 0; i < n; i++)
    if (work->apart[i] > apart)
      {
        apart = work->apart[i];
        *worst = compared[i];
      }
  return MAX ((int) floor (1e-9 - log10 (apart)), 0);
}

gboolean
tf_trust_measure (TfMoments        *moments,
                  const TfCourse   *course,
                  const TfMetrics  *first,
                  guint             n_rows,
                  const TfTrustRow *rows,
                  TfTrustProgress   progress,
                  gpointer          user_data,
                  GCancellable     *cancellable,
                  TfTrust          *trust)
{
  Work work = { .course = course, .first = first, .progress = progress, .user_data = user_data };
  TfParameters disturbed = disturb (&course->start);
  g_autoptr (TfFlow) flow = tf_flow_new (moments, &disturbed, NULL);
  TfFlowWalk walk = { flow, course, .steps = STEPS_AT_ONCE, .iterations = STEPS_AT_ONCE, .look = show_progress,
                      .change = change_disturbed, .user_data = &work };

  /* The rounding of a training is part of it. */
  if (course->start.flow == TF_FLOW_NETWORK)
    return FALSE;
  for (guint i = 0; i < n_rows; i++)
    {
      TfMetrics metrics;

      work.row = i;
      if (flow == NULL || !tf_flow_walk_through (&walk, rows[i].n_changes, cancellable, NULL)
          || !tf_flow_walk_to (&walk, tf_flow_walk_find (&walk, &rows[i].at), cancellable, NULL))
        return FALSE;
      tf_flow_get_metrics (flow, &metrics);
      tf_metrics_drop_noise (&metrics, first, tf_flow_get_parameters (flow)->tolerance);
      compare (&work, &metrics, &rows[i].metrics);
    }
  trust->worst = TF_METRIC_OBJECTIVE;
  trust->expected = (int) floor (-log10 (course->start.tolerance) - 1);
  trust->is_sensitive = count_digits (&work, N_OF_STATE, &trust->worst) < trust->expected;
  trust->digits = count_digits (&work, G_N_ELEMENTS (compared), &trust->worst);
  return TRUE;
}

char *
tf_trust_describe (const TfTrust *self)
{
  if (self->is_sensitive)
    return g_strdup_printf ("this trajectory is sensitive to rounding, as those that pass a saddle are: "
                            "about %d digits can be trusted", self->digits);
  if (self->digits < self->expected - 1)
    return g_strdup_printf ("about %d digits of %s can be trusted", self->digits, tf_metric_name (self->worst));
  return NULL;
}
