/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "flow.h"
#include "kept.h"
#include "nc4.h"
#include "problems.h"

/* The same samples in another order, so that classes are mixed. */
static TfFeatures *
shuffle (TfFeatures *features, guint32 seed)
{
  gsize n = tf_features_get_n_samples (features), d = tf_features_get_dim (features);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree gsize *order = g_new (gsize, n);
  double *values = g_new (double, n * d);
  guint32 *classes = g_new (guint32, n);

  for (gsize i = 0; i < n; i++)
    order[i] = i;
  for (gsize i = n; i-- > 1;)
    {
      gsize j = g_rand_int_range (rand, 0, i + 1), other = order[i];

      order[i] = order[j];
      order[j] = other;
    }
  for (gsize i = 0; i < n; i++)
    {
      tf_features_get_rows (features, order[i], 1, values + i * d);
      classes[i] = tf_features_get_classes (features)[order[i]];
    }
  return tf_features_new ("shuffled", n, d, values, classes, tf_features_get_n_classes (features), NULL);
}

/* Random scores of the samples: slopes 2K x r, offsets 2K x K. Own classes have
 * a lead of about `lead`. */
typedef struct
{
  double *slopes, *offsets;
} Scores;

static Scores
draw_scores (const TfMoments *moments, guint32 seed, double lead)
{
  gsize k_n = moments->n_classes, two = 2 * k_n, r = moments->rank;
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  Scores scores = { g_new (double, two * MAX (r, 1)), g_new (double, two * k_n) };

  for (gsize i = 0; i < two * r; i++)
    scores.slopes[i] = g_rand_double_range (rand, -1, 1) / sqrt (r);
  for (gsize i = 0; i < two * k_n; i++)
    scores.offsets[i] = g_rand_double_range (rand, -0.3, 0.3) + (i % k_n == i / two ? lead : 0);
  return scores;
}

static void
scores_clear (Scores *scores)
{
  g_free (scores->slopes);
  g_free (scores->offsets);
}

/* All scores of all samples, by plain sums. */
static double
measure_plainly (const TfMoments *moments, const Scores *scores)
{
  gsize k_n = moments->n_classes, two = 2 * k_n, dim = moments->kept->dim, n_differing = 0;
  g_autofree double *slopes = tf_kept_bring (moments, two, scores->slopes);
  g_autofree double *point = g_new (double, MAX (dim, 1));

  for (gsize i = 0; i < moments->kept->n; i++)
    {
      gsize best[2] = { 0, 0 };
      double most[2] = { -INFINITY, -INFINITY };

      tf_kept_get_points (moments, i, 1, point);
      for (gsize row = 0; row < two; row++)
        {
          double score = scores->offsets[row + moments->kept->classes[i] * two];

          for (gsize j = 0; j < dim; j++)
            score += slopes[row + j * two] * point[j];
          if (score > most[row / k_n])
            {
              most[row / k_n] = score;
              best[row / k_n] = row % k_n;
            }
        }
      n_differing += best[0] != best[1];
    }
  return (double) n_differing / moments->kept->n;
}

/* Leads from none to more than any sample can make up for. */
static gsize
check_leads (TfFeatures *features, guint max_kept, guint32 seed)
{
  g_autoptr (TfMoments) moments = tf_moments_new (features, max_kept, NULL, NULL);
  gsize n_spared = 0;

  for (double lead = 0.1; lead < 1000; lead *= 3)
    {
      Scores scores = draw_scores (moments, seed, lead);
      gsize n_evaluated;

      g_assert_cmpfloat (tf_nc4_measure (moments, scores.slopes, scores.offsets, NULL, &n_evaluated), ==,
                         measure_plainly (moments, &scores));
      n_spared += moments->n_kept - n_evaluated;
      scores_clear (&scores);
    }
  return n_spared;
}

static void
test_screened (void)
{
  for (guint32 seed = 1; seed <= 100; seed++)
    {
      g_autoptr (TfFeatures) sorted = problem_random (seed, FALSE);
      g_autoptr (TfFeatures) features = shuffle (sorted, seed);

      g_assert_cmpuint (check_leads (features, TF_KEEP_ALL, seed), >, 0);
      g_assert_cmpuint (check_leads (features, 12, seed), >, 0);
    }
}

/* One sample a class, fewer samples than dimensions, more classes than
 * dimensions, one dimension, a class of one; and with shadows. */
static void
test_shapes (void)
{
  static const struct
  {
    guint n_classes, per_class, dim;
  } shapes[] = { { 4, 1, 6 }, { 3, 5, 40 }, { 9, 30, 3 }, { 3, 50, 1 }, { 2, 400, 16 }, { 3, 150, 96 }, { 2, 20, 64 } };

  for (gsize s = 0; s < G_N_ELEMENTS (shapes); s++)
    for (guint32 seed = 1; seed <= 5; seed++)
      {
        g_autoptr (TfFeatures) sorted
            = problem_sized (shapes[s].n_classes, shapes[s].per_class, shapes[s].dim, seed);
        g_autoptr (TfFeatures) features = shuffle (sorted, seed);

        check_leads (features, TF_KEEP_ALL, seed);
        check_leads (features, 30, seed);
      }
}

/* So many that two threads have a half each, with points in doubt in both. */
static void
test_halves (void)
{
  g_autoptr (TfFeatures) sorted = problem_sized (60, 60, 64, 6);
  g_autoptr (TfFeatures) features = shuffle (sorted, 6);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  Scores scores = draw_scores (moments, 6, 1);
  gsize n_evaluated;

  g_assert_cmpfloat (tf_nc4_measure (moments, scores.slopes, scores.offsets, NULL, &n_evaluated), ==,
                     measure_plainly (moments, &scores));
  g_assert_cmpuint (n_evaluated, >, moments->kept->n / 2);
  scores_clear (&scores);
}

/* The scores that shadows are made for: those of the class means themselves. */
static void
test_shadows (void)
{
  g_autoptr (TfFeatures) sorted = problem_sized (3, 300, 128, 4);
  g_autoptr (TfFeatures) features = shuffle (sorted, 4);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  gsize d = moments->dim, r = moments->rank;
  Scores scores = draw_scores (moments, 4, 0.3);
  gsize n_evaluated;

  g_assert_cmpuint (moments->kept->n_axes, >, 0);
  for (gsize row = 0; row < 6; row++)
    for (gsize i = 0; i < r; i++)
      {
        double sum = 0;

        for (gsize j = 0; j < d; j++)
          sum += moments->means[j + row % 3 * d] * moments->factor[j + i * d];
        scores.slopes[row + i * 6] = (row < 3 ? 2 : 1) * sum;
      }
  g_assert_cmpfloat (tf_nc4_measure (moments, scores.slopes, scores.offsets, NULL, &n_evaluated), ==,
                     measure_plainly (moments, &scores));
  /* Some are longer than their reach, all but a few of them clear in the shadow. */
  g_assert_cmpuint (n_evaluated, <, 50);
  for (gsize i = 0; i < moments->kept->n; i++)
    g_assert_cmpfloat (moments->kept->rests[i], <=, moments->kept->norms[i] * 1.00001f);
  scores_clear (&scores);
}

/* Lengths that single precision has no numbers for. */
static void
test_scales (void)
{
  static const double scales[] = { 1e-150, 1e-60, 1e-30, 1e30, 1e60, 1e150 };

  for (gsize s = 0; s < G_N_ELEMENTS (scales); s++)
    {
      g_autoptr (TfFeatures) plain = problem_sized (2, 60, 40, 8);
      gsize n = tf_features_get_n_samples (plain), d = tf_features_get_dim (plain);
      double *values = g_new (double, n * d);
      guint32 *classes = g_memdup2 (tf_features_get_classes (plain), n * sizeof (guint32));
      g_autoptr (TfFeatures) features = NULL;

      tf_features_get_rows (plain, 0, n, values);
      for (gsize i = 0; i < n * d; i++)
        values[i] *= scales[s];
      features = tf_features_new ("scaled", n, d, values, classes, 2, NULL);
      check_leads (features, TF_KEEP_ALL, 8);
      check_leads (features, 30, 8);
    }
}

/* Scores that do not vary are as they are at the means, ties and all: nothing
 * has to be worked out, and the first of the largest counts. */
static void
test_constant (void)
{
  g_autoptr (TfFeatures) features = problem_sized (3, 20, 8, 5);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  Scores scores = draw_scores (moments, 5, 0);
  gsize n_evaluated;

  memset (scores.slopes, 0, 6 * moments->rank * sizeof (double));
  memset (scores.offsets, 0, 18 * sizeof (double));
  for (gsize k = 0; k < 3; k++)
    scores.offsets[3 + k + k * 6] = 1;
  g_assert_cmpfloat (tf_nc4_measure (moments, scores.slopes, scores.offsets, NULL, &n_evaluated), ==, 40.0 / 60);
  g_assert_cmpuint (n_evaluated, ==, 0);
  scores_clear (&scores);
}

static gsize
nearest (const gsl_matrix *h, gsize sample, const gsl_matrix *means)
{
  gsize best = 0;
  double least = INFINITY;

  for (gsize k = 0; k < means->size2; k++)
    {
      double distance = 0;

      for (gsize j = 0; j < h->size1; j++)
        distance += pow (gsl_matrix_get (h, j, sample) - gsl_matrix_get (means, j, k), 2);
      if (distance < least)
        {
          least = distance;
          best = k;
        }
    }
  return best;
}

/* NC4 by its definition, on the whole H and W. */
static double
full_nc4 (const gsl_matrix *h, const gsl_matrix *w, TfFeatures *features, gboolean bias)
{
  const guint32 *classes = tf_features_get_classes (features);
  const gsize *sizes = tf_features_get_class_sizes (features);
  gsize d = h->size1, n = h->size2, k_n = w->size1, n_differing = 0;
  g_autoptr (gsl_matrix) means = gsl_matrix_calloc (d, k_n);
  g_autofree double *b = g_new0 (double, k_n);

  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < d; j++)
      *gsl_matrix_ptr (means, j, classes[i]) += gsl_matrix_get (h, j, i) / sizes[classes[i]];
  for (gsize k = 0; k < k_n && bias; k++)
    {
      b[k] = (double) sizes[k] / n;
      for (gsize c = 0; c < k_n; c++)
        for (gsize j = 0; j < d; j++)
          b[k] -= gsl_matrix_get (w, k, j) * gsl_matrix_get (means, j, c) * sizes[c] / n;
    }
  for (gsize i = 0; i < n; i++)
    {
      gsize best = 0;
      double most = -INFINITY;

      for (gsize k = 0; k < k_n; k++)
        {
          double logit = b[k];

          for (gsize j = 0; j < d; j++)
            logit += gsl_matrix_get (w, k, j) * gsl_matrix_get (h, j, i);
          if (logit > most)
            {
              most = logit;
              best = k;
            }
        }
      n_differing += best != nearest (h, i, means);
    }
  return (double) n_differing / n;
}

/* Descent from H0 of the whole H, sample by sample, beside the reduced one. */
static void
check_descent (TfFeatures *features, gboolean bias, double lambda)
{
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  g_autoptr (gsl_matrix) h = full_features (features), h0 = full_features (features), y = full_labels (features);
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfFlow) flow = NULL;
  TfMetrics metrics;

  parameters.flow = TF_FLOW_DESCENT;
  parameters.lambda_w = lambda;
  parameters.bias = bias;
  parameters.step = lambda;
  flow = tf_flow_new (moments, &parameters, NULL);
  for (guint i = 0; i <= 40; i++)
    {
      g_autoptr (gsl_matrix) w = full_weights (h, y, &parameters);
      g_autoptr (gsl_matrix) slope = full_slope (w, h, h0, y, &parameters);

      if (i % 5 == 0)
        {
          g_assert_true (tf_flow_advance (flow, i, 0, NULL, NULL));
          tf_flow_get_metrics (flow, &metrics);
          g_assert_cmpfloat (metrics.values[TF_METRIC_NC4], ==, full_nc4 (h, w, features, bias));
        }
      gsl_matrix_scale (slope, parameters.step);
      gsl_matrix_add (h, slope);
    }
}

static void
test_descent (void)
{
  static const gsize sizes[] = { 40, 5, 1, 17 };
  g_autoptr (TfFeatures) unbalanced = problem_of_sizes (4, sizes, 6, 3);
  g_autoptr (TfFeatures) crowded = problem_sized (7, 12, 3, 4); /* K > d */
  g_autoptr (TfFeatures) wide = problem_sized (3, 6, 30, 5);    /* N < d */
  g_autoptr (TfFeatures) shadowed = problem_sized (2, 60, 24, 6);
  TfFeatures *all[] = { unbalanced, crowded, wide, shadowed };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    for (int bias = 0; bias < 2; bias++)
      {
        g_autoptr (TfFeatures) features = shuffle (all[i], i);

        check_descent (features, bias, 0.05);
        check_descent (features, bias, 0.5);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nc4/screened", test_screened);
  g_test_add_func ("/nc4/shapes", test_shapes);
  g_test_add_func ("/nc4/halves", test_halves);
  g_test_add_func ("/nc4/shadows", test_shadows);
  g_test_add_func ("/nc4/scales", test_scales);
  g_test_add_func ("/nc4/constant", test_constant);
  g_test_add_func ("/nc4/descent", test_descent);
  return g_test_run ();
}
