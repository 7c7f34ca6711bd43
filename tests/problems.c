/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/problems.h"

#include <gsl/gsl_linalg.h>
#include <math.h>

#include "core/synthetic.h"

double
problem_number (guint32 seed, guint salt, double low, double high)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed * 7919u + salt);

  return low * pow (high / low, g_rand_double (rand));
}

static guint
whole (guint32 seed, guint salt, guint low, guint high)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed * 104729u + salt);

  return g_rand_int_range (rand, low, high + 1);
}

TfFeatures *
problem_random (guint32 seed, gboolean balanced)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  gsize sizes[6];
  TfFeatures *features;

  synthetic.seed = seed;
  synthetic.n_classes = whole (seed, 0, 2, 6);
  synthetic.dim = whole (seed, 1, 1, 12);
  synthetic.spread = problem_number (seed, 2, 0.3, 3);
  synthetic.noise = problem_number (seed, 3, 0.1, 2);
  for (guint k = 0; k < synthetic.n_classes; k++)
    sizes[k] = whole (seed, balanced ? 10 : 10 + k, balanced ? 2 : 1, 9);
  synthetic.sizes = sizes;
  features = tf_synthetic_generate (&synthetic, NULL);
  g_assert_nonnull (features);
  return features;
}

TfFeatures *
problem_sized (guint n_classes, gsize per_class, guint dim, guint32 seed)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  TfFeatures *features;

  synthetic.n_classes = n_classes;
  synthetic.per_class = per_class;
  synthetic.dim = dim;
  synthetic.seed = seed;
  features = tf_synthetic_generate (&synthetic, NULL);
  g_assert_nonnull (features);
  return features;
}

TfFeatures *
problem_of_sizes (guint n_classes, const gsize *sizes, guint dim, guint32 seed)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  g_autofree gsize *copy = g_memdup2 (sizes, n_classes * sizeof (gsize));
  TfFeatures *features;

  synthetic.n_classes = n_classes;
  synthetic.sizes = copy;
  synthetic.dim = dim;
  synthetic.seed = seed;
  features = tf_synthetic_generate (&synthetic, NULL);
  g_assert_nonnull (features);
  return features;
}

gsl_matrix *
full_features (TfFeatures *features)
{
  gsize n = tf_features_get_n_samples (features), d = tf_features_get_dim (features);
  g_autofree double *rows = g_new (double, n * d);
  gsl_matrix *h = gsl_matrix_alloc (d, n);

  tf_features_get_rows (features, 0, n, rows);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < d; j++)
      gsl_matrix_set (h, j, i, rows[i * d + j]);
  return h;
}

gsl_matrix *
full_labels (TfFeatures *features)
{
  gsize n = tf_features_get_n_samples (features);
  gsl_matrix *y = gsl_matrix_calloc (tf_features_get_n_classes (features), n);

  for (gsize i = 0; i < n; i++)
    gsl_matrix_set (y, tf_features_get_classes (features)[i], i, 1);
  return y;
}

/* a b, or with transposed arguments. */
static gsl_matrix *
times (const gsl_matrix *a, gboolean ta, const gsl_matrix *b, gboolean tb)
{
  gsize m = ta ? a->size2 : a->size1, k = ta ? a->size1 : a->size2, n = tb ? b->size1 : b->size2;
  gsl_matrix *c = gsl_matrix_calloc (m, n);

  g_assert (k == (tb ? b->size2 : b->size1));
  for (gsize i = 0; i < m; i++)
    for (gsize j = 0; j < n; j++)
      {
        double sum = 0;

        for (gsize l = 0; l < k; l++)
          sum += (ta ? gsl_matrix_get (a, l, i) : gsl_matrix_get (a, i, l))
                 * (tb ? gsl_matrix_get (b, j, l) : gsl_matrix_get (b, l, j));
        gsl_matrix_set (c, i, j, sum);
      }
  return c;
}

static void
centre_rows (gsl_matrix *a)
{
  for (gsize i = 0; i < a->size1; i++)
    {
      double mean = 0;

      for (gsize j = 0; j < a->size2; j++)
        mean += gsl_matrix_get (a, i, j) / a->size2;
      for (gsize j = 0; j < a->size2; j++)
        gsl_matrix_set (a, i, j, gsl_matrix_get (a, i, j) - mean);
    }
}

double
full_norm (const gsl_matrix *a)
{
  double sum = 0;

  for (gsize i = 0; i < a->size1; i++)
    for (gsize j = 0; j < a->size2; j++)
      sum += gsl_matrix_get (a, i, j) * gsl_matrix_get (a, i, j);
  return sqrt (sum);
}

double
full_distance (const gsl_matrix *a, const gsl_matrix *b, double least)
{
  g_autoptr (gsl_matrix) difference = gsl_matrix_alloc (a->size1, a->size2);

  gsl_matrix_memcpy (difference, a);
  gsl_matrix_sub (difference, b);
  return full_norm (difference) / (full_norm (b) + least);
}

/* W H - Y, its rows centred when there is a bias. */
static gsl_matrix *
residual (const gsl_matrix *w, const gsl_matrix *h, const gsl_matrix *y, const TfParameters *parameters)
{
  gsl_matrix *r = times (w, FALSE, h, FALSE);

  gsl_matrix_sub (r, y);
  if (parameters->bias)
    centre_rows (r);
  return r;
}

double
full_objective (const gsl_matrix *w, const gsl_matrix *h, const gsl_matrix *h0, const gsl_matrix *y,
                const TfParameters *parameters)
{
  g_autoptr (gsl_matrix) r = residual (w, h, y, parameters);
  g_autoptr (gsl_matrix) away = gsl_matrix_alloc (h->size1, h->size2);
  double n = h->size2, k = y->size1;

  gsl_matrix_memcpy (away, h);
  gsl_matrix_sub (away, h0);
  return pow (full_norm (r), 2) / (2 * n) + parameters->lambda_w / (2 * k) * pow (full_norm (w), 2)
         + parameters->lambda_h / (2 * n) * pow (full_norm (h), 2) + parameters->beta / (2 * n) * pow (full_norm (away), 2);
}

gsl_matrix *
full_weights (const gsl_matrix *h, const gsl_matrix *y, const TfParameters *parameters)
{
  g_autoptr (gsl_matrix) centred = gsl_matrix_alloc (h->size1, h->size2);
  g_autoptr (gsl_matrix) normal = NULL;
  gsl_matrix *w;

  gsl_matrix_memcpy (centred, h);
  if (parameters->bias)
    centre_rows (centred);
  normal = times (centred, FALSE, centred, TRUE);
  for (gsize i = 0; i < h->size1; i++)
    *gsl_matrix_ptr (normal, i, i) += (double) h->size2 / y->size1 * parameters->lambda_w;
  g_assert_cmpint (gsl_linalg_cholesky_decomp1 (normal), ==, 0);
  w = times (y, FALSE, centred, TRUE);
  for (gsize k = 0; k < w->size1; k++)
    {
      gsl_vector_view row = gsl_matrix_row (w, k);

      gsl_linalg_cholesky_svx (normal, &row.vector);
    }
  return w;
}

gsl_matrix *
full_slope (const gsl_matrix *w, const gsl_matrix *h, const gsl_matrix *h0, const gsl_matrix *y,
            const TfParameters *parameters)
{
  g_autoptr (gsl_matrix) r = residual (w, h, y, parameters);
  gsl_matrix *slope = times (w, TRUE, r, FALSE);

  for (gsize i = 0; i < h->size1; i++)
    for (gsize j = 0; j < h->size2; j++)
      {
        double value = gsl_matrix_get (h, i, j);

        gsl_matrix_set (slope, i, j,
                        -gsl_matrix_get (slope, i, j) - parameters->lambda_h * value
                            - parameters->beta * (value - gsl_matrix_get (h0, i, j)));
      }
  return slope;
}

gsl_matrix *
full_weight_slope (const gsl_matrix *w, const gsl_matrix *h, const gsl_matrix *y, const TfParameters *parameters)
{
  g_autoptr (gsl_matrix) r = residual (w, h, y, parameters);
  gsl_matrix *slope = times (r, FALSE, h, TRUE);

  for (gsize i = 0; i < w->size1; i++)
    for (gsize j = 0; j < w->size2; j++)
      gsl_matrix_set (slope, i, j,
                      -parameters->eta * ((double) w->size1 / h->size2 * gsl_matrix_get (slope, i, j)
                                          + parameters->lambda_w * gsl_matrix_get (w, i, j)));
  return slope;
}
