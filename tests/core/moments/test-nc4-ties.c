/* test-nc4-ties.c: a tie between a sample's logits or nearest means is agreement
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "flow.h"
#include "kept.h"
#include "nc4.h"
#include "problems.h"

static double
get_nc4 (TfFlow *flow)
{
  TfMetrics metrics;

  tf_flow_get_metrics (flow, &metrics);
  return metrics.values[TF_METRIC_NC4];
}

/* Under weights for which class k vanishes where n_k <= c'^2 (Theorem 2.1 for unbalanced
 * classes) all but the largest do: their means are one point, their rows of W are 0. */
static void
check_vanished (TfFlowKind kind, gsize n_vanished, guint32 seed)
{
  gsize sizes[5] = { 90, 80, 70, 60, 50 }, n = 0;
  g_autoptr (TfFeatures) features = NULL;
  g_autoptr (TfMoments) moments = NULL;
  g_autoptr (TfFlow) flow = NULL;
  TfParameters p = TF_PARAMETERS_DEFAULT;

  for (gsize k = 5 - n_vanished; k < 5; k++)
    sizes[k] = 3 + (seed + k) % 4;
  for (gsize k = 0; k < 5; k++)
    n += sizes[k];
  features = problem_of_sizes (5, sizes, 9, seed);
  moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  p.flow = kind;
  p.lambda_h = problem_number (seed, 1, 0.2, 1);
  p.lambda_w = 15.0 * 5 / n / p.lambda_h; /* c'^2 = 15 */
  flow = tf_flow_new (moments, &p, NULL);
  for (double t = 2000; t < 1e5; t *= 2)
    {
      g_assert_true (tf_flow_advance (flow, t, 0, NULL, NULL));
      g_assert_cmpfloat (get_nc4 (flow), ==, 0);
    }
}

static void
test_vanished (void)
{
  for (guint32 seed = 1; seed <= 12; seed++)
    {
      check_vanished (TF_FLOW_CENTRAL, 2 + seed % 3, seed);
      check_vanished (TF_FLOW_JOINT, 2 + seed % 3, seed);
    }
}

/* Three classes, and the samples of class 1 once more as class 3. */
static TfFeatures *
make_twins (gsize per_class, guint dim, double shift, guint32 seed)
{
  g_autoptr (TfFeatures) plain = problem_sized (3, per_class, dim, seed);
  gsize n = 3 * per_class;
  double *values = g_new (double, (n + per_class) * dim);
  guint32 *classes = g_new (guint32, n + per_class);

  tf_features_get_rows (plain, 0, n, values);
  memcpy (classes, tf_features_get_classes (plain), n * sizeof (guint32));
  for (gsize i = 0; i < per_class; i++)
    {
      gsize from = 0;

      for (gsize j = 0, seen = 0; j < n && from == 0; j++)
        if (classes[j] == 1 && seen++ == i)
          from = j;
      memcpy (values + (n + i) * dim, values + from * dim, dim * sizeof (double));
      classes[n + i] = 3;
    }
  for (gsize i = 0; i < (n + per_class) * dim; i++)
    values[i] += shift;
  return tf_features_new ("twins", n + per_class, dim, values, classes, 4, NULL);
}

/* Of two classes with the same samples no one can tell which is meant: once all are
 * classified, either is right. */
static void
test_twins (void)
{
  for (guint32 seed = 1; seed <= 20; seed++)
    {
      g_autoptr (TfFeatures) twins = make_twins (6 + seed, 24, seed % 2 ? 0 : 1000, seed);
      g_autoptr (TfMoments) moments = tf_moments_new (twins, TF_KEEP_ALL, NULL, NULL);
      g_autoptr (TfFlow) flow = NULL;
      TfParameters p = TF_PARAMETERS_DEFAULT;

      p.bias = seed % 3 == 0;
      flow = tf_flow_new (moments, &p, NULL);
      for (double t = 100; t < 1e5; t *= 10)
        {
          g_assert_true (tf_flow_advance (flow, t, 0, NULL, NULL));
          g_assert_cmpfloat (get_nc4 (flow), ==, 0);
        }
    }
}

typedef struct
{
  double slopes[8 * 8], offsets[8 * 4], blurs[8];
  gsize places[4];
} Scores;

/* Near ties of random scores; classes 1 and 2 may lie at one place. */
static void
draw (Scores *self, gsize r, double blur, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  for (gsize i = 0; i < 8 * r; i++)
    self->slopes[i] = g_rand_double_range (rand, -1, 1);
  for (gsize i = 0; i < 8 * 4; i++)
    self->offsets[i] = g_rand_double_range (rand, -0.3, 0.3) + (i % 4 == i / 8 ? pow (8, seed % 3) : 0);
  for (gsize i = 0; i < 8; i++)
    self->blurs[i] = g_rand_double_range (rand, 0, blur);
  for (gsize k = 0; k < 4; k++)
    self->places[k] = k == 2 && seed % 2 ? 1 : k;
}

/* By the definition: is there a class that is among the largest of both groups? */
static gboolean
agrees (const Scores *self, const double *scores)
{
  gsize best[2] = { 0, 0 };

  for (gsize i = 1; i < 8; i++)
    if (i % 4 == 0)
      best[1] = 4;
    else if (scores[i] > scores[best[i / 4]])
      best[i / 4] = i;
  for (gsize j = 0; j < 4; j++)
    if ((best[0] == j || scores[best[0]] - scores[j] < self->blurs[best[0]] + self->blurs[j])
        && (best[1] == 4 + j || scores[best[1]] - scores[4 + j] < self->blurs[best[1]] + self->blurs[4 + j]
            || self->places[best[1] - 4] == self->places[j]))
      return TRUE;
  return FALSE;
}

static double
measure_plainly (TfMoments *moments, const Scores *self)
{
  gsize dim = moments->kept->dim, n_differing = 0;
  g_autofree double *slopes = tf_kept_bring (moments, 8, self->slopes);
  g_autofree double *point = g_new (double, dim);

  for (gsize i = 0; i < moments->kept->n; i++)
    {
      double scores[8];

      tf_kept_get_points (moments, i, 1, point);
      for (gsize row = 0; row < 8; row++)
        {
          scores[row] = self->offsets[row + moments->kept->classes[i] * 8];
          for (gsize j = 0; j < dim; j++)
            scores[row] += slopes[row + j * 8] * point[j];
        }
      n_differing += !agrees (self, scores);
    }
  return (double) n_differing / moments->kept->n;
}

static void
test_screened (void)
{
  gsize n_spared = 0, n_counted = 0;

  for (guint32 seed = 1; seed <= 60; seed++)
    {
      g_autoptr (TfFeatures) features = problem_sized (4, 40, 8, seed);
      g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
      Scores scores;
      TfNc4Ties ties = { scores.blurs, scores.places };
      gsize n_evaluated;
      double share;

      g_assert_cmpuint (moments->rank, ==, 8);
      draw (&scores, 8, pow (10, -(double) (seed % 4)), seed);
      share = tf_nc4_measure (moments, scores.slopes, scores.offsets, &ties, &n_evaluated);
      g_assert_cmpfloat (share, ==, measure_plainly (moments, &scores));
      n_spared += moments->n_kept - n_evaluated;
      n_counted += share > 0;
    }
  g_assert_cmpuint (n_spared, >, 0);
  g_assert_cmpuint (n_counted, >, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  g_test_add_func ("/nc4-ties/vanished", test_vanished);
  g_test_add_func ("/nc4-ties/twins", test_twins);
  g_test_add_func ("/nc4-ties/screened", test_screened);
  return g_test_run ();
}
