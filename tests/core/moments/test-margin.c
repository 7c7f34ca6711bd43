/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "kept.h"
#include "margin.h"
#include "problems.h"

/* Random logits of the samples, slopes K x r and offsets K x K, in which own classes
 * have a lead of about `lead`. */
typedef struct
{
  double *slopes, *offsets;
} Logits;

static Logits
draw_logits (const TfMoments *moments, guint32 seed, double lead)
{
  gsize k_n = moments->n_classes, r = moments->rank;
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  Logits logits = { g_new (double, k_n * MAX (r, 1)), g_new (double, k_n * k_n) };

  for (gsize i = 0; i < k_n * r; i++)
    logits.slopes[i] = g_rand_double_range (rand, -1, 1) / sqrt (r);
  for (gsize i = 0; i < k_n * k_n; i++)
    logits.offsets[i] = g_rand_double_range (rand, -0.3, 0.3) * fabs (lead) + (i % k_n == i / k_n ? lead : 0);
  return logits;
}

/* The logits of every sample, by plain sums. */
static TfMargin
measure_plainly (const TfMoments *moments, const Logits *logits)
{
  gsize k_n = moments->n_classes, dim = moments->kept->dim, n = moments->kept->n;
  g_autofree double *slopes = tf_kept_bring (moments, k_n, logits->slopes);
  g_autofree double *point = g_new (double, MAX (dim, 1));
  TfMargin sum = { 0, 0 };

  for (gsize i = 0; i < n; i++)
    {
      gsize own = moments->kept->classes[i];
      double of_own = 0, largest = -INFINITY;

      tf_kept_get_points (moments, i, 1, point);
      for (gsize k = 0; k < k_n; k++)
        {
          double logit = logits->offsets[k + own * k_n];

          for (gsize j = 0; j < dim; j++)
            logit += slopes[k + j * k_n] * point[j];
          if (k == own)
            of_own = logit;
          else
            largest = MAX (largest, logit);
        }
      sum.margin += (of_own - largest) / n;
      sum.accuracy += of_own > largest;
    }
  sum.accuracy /= n;
  return sum;
}

/* Leads from none to more than any sample can make up for, and as much behind. */
static gsize
check_leads (TfFeatures *features, guint max_kept, guint32 seed)
{
  g_autoptr (TfMoments) moments = tf_moments_new (features, max_kept, NULL, NULL);
  gsize n_spared = 0;

  for (double lead = 0.1; lead < 1000; lead *= -3)
    {
      Logits logits = draw_logits (moments, seed, lead);
      gsize n_evaluated;
      TfMargin found = tf_margin_measure (moments, logits.slopes, logits.offsets, &n_evaluated);
      TfMargin plain = measure_plainly (moments, &logits);

      g_assert_cmpfloat (found.accuracy, ==, plain.accuracy);
      g_assert_cmpfloat_with_epsilon (found.margin, plain.margin, 1e-11 * (1 + fabs (lead)));
      n_spared += moments->n_kept - n_evaluated;
      g_free (logits.slopes);
      g_free (logits.offsets);
    }
  return n_spared;
}

static void
test_screened (void)
{
  gsize n_spared = 0;

  for (guint32 seed = 1; seed <= 100; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, FALSE);

      n_spared += check_leads (features, TF_KEEP_ALL, seed);
      check_leads (features, 12, seed);
    }
  g_assert_cmpuint (n_spared, >, 0);
}

/* Of equal logits the first is the largest. */
static void
test_equal (void)
{
  g_autoptr (TfFeatures) features = problem_sized (4, 5, 6, 1);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  g_autofree double *slopes = g_new0 (double, 4 * moments->rank), *offsets = g_new0 (double, 16);
  TfMargin found = tf_margin_measure (moments, slopes, offsets, NULL);

  g_assert_cmpfloat (found.margin, ==, 0);
  g_assert_cmpfloat (found.accuracy, ==, 0.25);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/margin/screened", test_screened);
  g_test_add_func ("/margin/equal", test_equal);
  return g_test_run ();
}
