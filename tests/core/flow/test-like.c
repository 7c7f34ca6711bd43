/* test-like.c: other codes' numbers, held against their definitions written out on whole matrices
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "like.h"
#include "problems.h"

#define N_SHARES 3 /* L_NC1, L_NC2/3, L_perp */

/* N x d; caller frees. */
static double *
get_rows (TfFeatures *features)
{
  g_autoptr (gsl_matrix) h = full_features (features); /* d x N */
  double *rows = g_new (double, h->size1 * h->size2);

  for (gsize i = 0; i < h->size2; i++)
    for (gsize j = 0; j < h->size1; j++)
      rows[i * h->size1 + j] = gsl_matrix_get (h, j, i);
  return rows;
}

/* The same features with a last layer beside them. */
static TfFeatures *
add_layer (TfFeatures *features, GRand *rand, gboolean with_bias)
{
  guint k_n = tf_features_get_n_classes (features), d = tf_features_get_dim (features);
  gsize n = tf_features_get_n_samples (features);
  g_autofree double *weights = g_new (double, k_n * d), *bias = g_new (double, k_n);

  for (gsize i = 0; i < (gsize) k_n * d; i++)
    weights[i] = g_rand_double_range (rand, -1, 1);
  for (guint k = 0; k < k_n; k++)
    bias[k] = g_rand_double_range (rand, -1, 1);
  return tf_features_new_with_layer ("test", n, d, get_rows (features),
                                     g_memdup2 (tf_features_get_classes (features), n * sizeof (guint32)), k_n, NULL, weights,
                                     with_bias ? bias : NULL);
}

/* ½ (|W Delta|²/N + (lambda_W/K) |W|²) */
static double
get_spread (const gsl_matrix *w, const gsl_matrix *h, TfFeatures *features, double decay)
{
  g_autoptr (gsl_matrix) means = full_means (h, features);
  const guint32 *classes = tf_features_get_classes (features);
  double sum = 0;

  for (gsize i = 0; i < h->size2; i++)
    for (gsize k = 0; k < w->size1; k++)
      {
        double z = 0;

        for (gsize j = 0; j < h->size1; j++)
          z += gsl_matrix_get (w, k, j) * (gsl_matrix_get (h, j, i) - gsl_matrix_get (means, j, classes[i]));
        sum += z * z / h->size2;
      }
  return (sum + decay * pow (full_norm (w), 2)) / 2;
}

/* |b - b*(W)|², b*(W) being -a times the mean residual. */
static double
get_bias_off (const gsl_matrix *w, const gsl_matrix *h, const gsl_matrix *y, const double *bias, double a)
{
  double sum = 0;

  for (gsize k = 0; k < w->size1; k++)
    {
      double mean = 0;

      for (gsize i = 0; i < h->size2; i++)
        {
          for (gsize j = 0; j < h->size1; j++)
            mean += gsl_matrix_get (w, k, j) * gsl_matrix_get (h, j, i) / h->size2;
          mean -= gsl_matrix_get (y, k, i) / h->size2;
        }
      sum += pow ((bias != NULL ? bias[k] : 0) + a * mean, 2);
    }
  return sum;
}

/* The squared loss with the decay of W and b alone. */
static double
get_loss (const gsl_matrix *w, const gsl_matrix *h, const gsl_matrix *y, const TfParameters *parameters)
{
  TfParameters p = *parameters;

  p.lambda_h = p.beta = 0;
  return full_objective (w, h, h, y, &p);
}

static void
check_shares (TfFeatures *features, const TfParameters *p)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, &error);
  g_autoptr (gsl_matrix) h = full_features (features), y = full_labels (features), best = full_weights (h, y, p);
  g_autoptr (gsl_matrix) w = gsl_matrix_alloc (best->size1, best->size2);
  double decay = p->lambda_w / best->size1, a = tf_parameters_centring (p), shares[N_SHARES], on_path[N_SHARES], plain[N_SHARES];

  g_assert_no_error (error);
  memcpy (w->data, tf_features_get_weights (features), best->size1 * best->size2 * sizeof (double));
  plain[0] = get_spread (best, h, features, decay);
  plain[1] = get_loss (best, h, y, p) - plain[0];
  plain[2] = get_loss (w, h, y, p) - get_loss (best, h, y, p);
  if (a > 0)
    plain[2] += get_bias_off (w, h, y, tf_features_get_bias (features), a) / (2 * a);
  tf_moments_get_like (moments, p, TRUE, TF_LIKE_HAN, shares);
  tf_moments_get_like (moments, p, FALSE, TF_LIKE_HAN, on_path);
  for (int i = 0; i < N_SHARES; i++)
    g_assert_cmpfloat_with_epsilon (shares[i], plain[i], 1e-9 * (1 + fabs (plain[i])));
  g_assert_cmpfloat_with_epsilon (on_path[0], plain[0], 1e-9);
  g_assert_cmpfloat_with_epsilon (on_path[1], plain[1], 1e-9);
  g_assert_cmpfloat_with_epsilon (on_path[2], 0, 1e-12);
}

/* [HPD22]'s decomposition: unbalanced, with a bias free, decayed or none, with W as it came and on the central path. */
static void
test_shares (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (22);

  for (guint32 seed = 1; seed <= 60; seed++)
    {
      g_autoptr (TfFeatures) plain = problem_random (seed, seed % 2 == 0), features = add_layer (plain, rand, seed % 4 != 0);
      TfParameters p = TF_PARAMETERS_DEFAULT;

      p.lambda_w = problem_number (seed, 1, 1e-3, 1);
      p.bias = seed % 3 != 0;
      p.bias_decay = seed % 3 == 1 ? 0 : problem_number (seed, 2, 1e-2, 10);
      check_shares (features, &p);
    }
}

/* No convention is without a name, a source, or a meaning, and columns of one are told apart. */
static void
test_table (void)
{
  for (int like = 0; like < TF_N_LIKES; like++)
    {
      guint n;
      const TfLikeColumn *columns = tf_like_get_columns (like, &n);
      TfLike found;

      g_assert_true (tf_like_parse (tf_like_get_name (like), &found) && (int) found == like);
      g_assert_nonnull (tf_like_get_source (like));
      for (guint i = 0; i < n; i++)
        {
          g_assert_true (columns[i].meaning != NULL && columns[i].measure != NULL);
          for (guint j = 0; j < i; j++)
            g_assert_cmpstr (columns[i].name, !=, columns[j].name);
        }
    }
}

int
main (int argc, char **argv)
{
  gsl_set_error_handler_off ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/like/shares", test_shares);
  g_test_add_func ("/like/table", test_table);
  return g_test_run ();
}
