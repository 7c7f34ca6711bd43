/* test-metrics.c: metrics against their definitions, written out plainly
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_linalg.h>
#include <math.h>

#include "flow.h"
#include "metric-floor.h"
#include "metric-set.h"
#include "problems.h"
#include "metrics-kit.h"

/* The metrics by their definitions, sample by sample, on the whole H and W. */
typedef struct
{
  gsl_matrix *h, *w;   /* d x N, K x d */
  double *bias;        /* K */
  const guint32 *classes;
  gsize d, n, k_n;
  double *means;       /* K x d, row-major */
  double *global;      /* d */
} Plain;

static Plain
describe (TfFeatures *features, const TfParameters *parameters)
{
  g_autoptr (gsl_matrix) y = full_labels (features);
  Plain p = { .h = full_features (features), .classes = tf_features_get_classes (features) };
  const gsize *sizes = tf_features_get_class_sizes (features);

  p.d = p.h->size1;
  p.n = p.h->size2;
  p.k_n = y->size1;
  p.w = full_weights (p.h, y, parameters);
  p.means = g_new0 (double, p.k_n * p.d);
  p.global = g_new0 (double, p.d);
  p.bias = g_new0 (double, p.k_n);
  for (gsize i = 0; i < p.n; i++)
    for (gsize j = 0; j < p.d; j++)
      p.means[p.classes[i] * p.d + j] += gsl_matrix_get (p.h, j, i) / sizes[p.classes[i]];
  for (gsize k = 0; k < p.k_n; k++)
    for (gsize j = 0; j < p.d; j++)
      p.global[j] += p.means[k * p.d + j] / p.k_n;
  if (parameters->bias)
    for (gsize k = 0; k < p.k_n; k++)
      for (gsize i = 0; i < p.n; i++)
        {
          p.bias[k] += gsl_matrix_get (y, k, i) / p.n / (1 + parameters->bias_decay);
          for (gsize j = 0; j < p.d; j++)
            p.bias[k] -= gsl_matrix_get (p.w, k, j) * gsl_matrix_get (p.h, j, i) / p.n / (1 + parameters->bias_decay);
        }
  return p;
}

static void
forget (Plain *p)
{
  gsl_matrix_free (p->h);
  gsl_matrix_free (p->w);
  g_free (p->means);
  g_free (p->global);
  g_free (p->bias);
}

static double
centred (const Plain *p, gsize k, gsize j)
{
  return p->means[k * p->d + j] - p->global[j];
}

static double
deviation (const Plain *p, gsize i, gsize j)
{
  return gsl_matrix_get (p->h, j, i) - p->means[p->classes[i] * p->d + j];
}

static double
trace_within (const Plain *p)
{
  double sum = 0;

  for (gsize i = 0; i < p->n; i++)
    for (gsize j = 0; j < p->d; j++)
      sum += pow (deviation (p, i, j), 2) / p->n;
  return sum;
}

static double
trace_between (const Plain *p)
{
  double sum = 0;

  for (gsize k = 0; k < p->k_n; k++)
    for (gsize j = 0; j < p->d; j++)
      sum += pow (centred (p, k, j), 2) / p->k_n;
  return sum;
}

/* (1/K) Tr (Sigma_W Sigma_B^+) with both covariances written out. */
static double
plain_nc1 (const Plain *p)
{
  g_autoptr (gsl_matrix) within = gsl_matrix_calloc (p->d, p->d);
  g_autoptr (gsl_matrix) between = gsl_matrix_calloc (p->d, p->d);
  g_autoptr (gsl_matrix) v = gsl_matrix_alloc (p->d, p->d);
  gsl_vector *s = gsl_vector_alloc (p->d), *work = gsl_vector_alloc (p->d);
  double sum = 0;

  for (gsize a = 0; a < p->d; a++)
    for (gsize b = 0; b < p->d; b++)
      {
        for (gsize i = 0; i < p->n; i++)
          *gsl_matrix_ptr (within, a, b) += deviation (p, i, a) * deviation (p, i, b) / p->n;
        for (gsize k = 0; k < p->k_n; k++)
          *gsl_matrix_ptr (between, a, b) += centred (p, k, a) * centred (p, k, b) / p->k_n;
      }
  gsl_linalg_SV_decomp (between, v, s, work);
  /* Squares of singular values here: what is below round-off is zero. */
  for (gsize l = 0; l < MIN (p->d, p->k_n - 1); l++)
    if (gsl_vector_get (s, l) > 1e-12 * gsl_vector_get (s, 0))
      for (gsize a = 0; a < p->d; a++)
        for (gsize b = 0; b < p->d; b++)
          sum += gsl_matrix_get (within, a, b) * gsl_matrix_get (v, b, l) * gsl_matrix_get (between, a, l)
                 / gsl_vector_get (s, l) / p->k_n;
  gsl_vector_free (s);
  gsl_vector_free (work);
  return sum;
}

/* | G/|G| - ideal | for the Gram matrix of centred means or of the means. */
static double
plain_frame_distance (const Plain *p, gboolean simplex)
{
  g_autofree double *gram = g_new0 (double, p->k_n * p->k_n);
  double norm = 0, sum = 0, k_n = p->k_n;

  for (gsize a = 0; a < p->k_n; a++)
    for (gsize b = 0; b < p->k_n; b++)
      {
        for (gsize j = 0; j < p->d; j++)
          gram[a * p->k_n + b] += simplex ? centred (p, a, j) * centred (p, b, j)
                                          : p->means[a * p->d + j] * p->means[b * p->d + j];
        norm += pow (gram[a * p->k_n + b], 2);
      }
  for (gsize a = 0; a < p->k_n; a++)
    for (gsize b = 0; b < p->k_n; b++)
      sum += pow (gram[a * p->k_n + b] / sqrt (norm)
                      - (simplex ? ((a == b) - 1 / k_n) / sqrt (k_n - 1) : (a == b) / sqrt (k_n)), 2);
  return sqrt (sum);
}

static double
plain_nc3 (const Plain *p, gboolean centre)
{
  double norm_w = full_norm (p->w), norm_m = 0, sum = 0;

  for (gsize k = 0; k < p->k_n; k++)
    for (gsize j = 0; j < p->d; j++)
      norm_m += pow (p->means[k * p->d + j] - (centre ? p->global[j] : 0), 2);
  for (gsize k = 0; k < p->k_n; k++)
    for (gsize j = 0; j < p->d; j++)
      sum += pow (gsl_matrix_get (p->w, k, j) / norm_w
                      - (p->means[k * p->d + j] - (centre ? p->global[j] : 0)) / sqrt (norm_m), 2);
  return sqrt (sum);
}

static double
plain_nc4 (const Plain *p)
{
  gsize differ = 0;

  for (gsize i = 0; i < p->n; i++)
    {
      gsize best = 0, nearest = 0;
      double most = -INFINITY, least = INFINITY;

      for (gsize k = 0; k < p->k_n; k++)
        {
          double logit = p->bias[k], distance = 0;

          for (gsize j = 0; j < p->d; j++)
            {
              logit += gsl_matrix_get (p->w, k, j) * gsl_matrix_get (p->h, j, i);
              distance += pow (gsl_matrix_get (p->h, j, i) - p->means[k * p->d + j], 2);
            }
          if (logit > most)
            most = logit, best = k;
          if (distance < least)
            least = distance, nearest = k;
        }
      differ += best != nearest;
    }
  return (double) differ / p->n;
}

static void
plain_angles (const Plain *p, double *equinorm, double *equiangle)
{
  double mean = 0, variance = 0, sum = 0;
  g_autofree double *norms = g_new0 (double, p->k_n);

  for (gsize k = 0; k < p->k_n; k++)
    {
      for (gsize j = 0; j < p->d; j++)
        norms[k] += pow (centred (p, k, j), 2);
      norms[k] = sqrt (norms[k]);
      mean += norms[k] / p->k_n;
    }
  for (gsize k = 0; k < p->k_n; k++)
    variance += pow (norms[k] - mean, 2) / p->k_n;
  for (gsize a = 0; a < p->k_n; a++)
    for (gsize b = a + 1; b < p->k_n; b++)
      {
        double dot = 0;

        for (gsize j = 0; j < p->d; j++)
          dot += centred (p, a, j) * centred (p, b, j);
        sum += fabs (dot / norms[a] / norms[b] + 1.0 / (p->k_n - 1));
      }
  *equinorm = sqrt (variance) / mean;
  *equiangle = sum / (p->k_n * (p->k_n - 1) / 2.0);
}

/* | A/|A| - (I - 11'/K)/sqrt(K - 1) | for A = W (M - g 1'). */
static double
plain_structure (const Plain *p)
{
  g_autofree double *a = g_new0 (double, p->k_n * p->k_n);
  double norm = 0, sum = 0, k_n = p->k_n;

  for (gsize i = 0; i < p->k_n; i++)
    for (gsize k = 0; k < p->k_n; k++)
      {
        for (gsize j = 0; j < p->d; j++)
          a[i * p->k_n + k] += gsl_matrix_get (p->w, i, j) * centred (p, k, j);
        norm += pow (a[i * p->k_n + k], 2);
      }
  for (gsize i = 0; i < p->k_n * p->k_n; i++)
    sum += pow (a[i] / sqrt (norm) - ((i / p->k_n == i % p->k_n) - 1 / k_n) / sqrt (k_n - 1), 2);
  return sqrt (sum);
}

/* The same of W's rows: as if they were class means. */
static void
plain_weight_angles (const Plain *p, double *equinorm, double *equiangle)
{
  g_autofree double *rows = g_new (double, p->k_n * p->d), *mean = g_new0 (double, p->d);
  Plain q = *p;

  q.means = rows;
  q.global = mean;
  for (gsize k = 0; k < p->k_n; k++)
    for (gsize j = 0; j < p->d; j++)
      {
        rows[k * p->d + j] = gsl_matrix_get (p->w, k, j);
        mean[j] += rows[k * p->d + j] / p->k_n;
      }
  plain_angles (&q, equinorm, equiangle);
}

/* The square of the condition from the eigenvalues of M'M or of MM', whichever is smaller. */
static double
plain_cond (const Plain *p)
{
  gsize n = MAX (p->k_n, p->d), m = MIN (p->k_n, p->d);
  g_autoptr (gsl_matrix) a = gsl_matrix_alloc (n, m);
  g_autoptr (gsl_matrix) v = gsl_matrix_alloc (m, m);
  gsl_vector *s = gsl_vector_alloc (m), *work = gsl_vector_alloc (m);
  double cond;

  for (gsize k = 0; k < p->k_n; k++)
    for (gsize j = 0; j < p->d; j++)
      gsl_matrix_set (a, p->d >= p->k_n ? j : k, p->d >= p->k_n ? k : j, p->means[k * p->d + j]);
  gsl_linalg_SV_decomp (a, v, s, work);
  cond = gsl_vector_get (s, 0) / gsl_vector_get (s, m - 1);
  gsl_vector_free (s);
  gsl_vector_free (work);
  return cond;
}

static double
plain_margin (const Plain *p, double *accuracy)
{
  double sum = 0;

  *accuracy = 0;
  for (gsize i = 0; i < p->n; i++)
    {
      double own = 0, other = -INFINITY;

      for (gsize k = 0; k < p->k_n; k++)
        {
          double logit = p->bias[k];

          for (gsize j = 0; j < p->d; j++)
            logit += gsl_matrix_get (p->w, k, j) * gsl_matrix_get (p->h, j, i);
          if (k == p->classes[i])
            own = logit;
          else
            other = MAX (other, logit);
        }
      sum += (own - other) / p->n;
      *accuracy += (own > other) / (double) p->n;
    }
  return sum;
}

static void
check (const TfMetrics *metrics, TfMetric metric, double expected)
{
  /* Sums of a few hundred terms, some of them after a solve of condition 1e5. */
  g_assert_true (tf_metrics_is_defined (metrics, metric));
  g_assert_cmpfloat_with_epsilon (metrics->values[metric], expected, 1e-9 * (1 + fabs (expected)));
}

/* At t = 0, where W and H are known. */
static void
check_definitions (TfFeatures *features, const TfParameters *parameters)
{
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  Plain p = describe (features, parameters);
  TfMetrics metrics;
  double equinorm, equiangle, w_equinorm, w_equiangle, margin, accuracy, cond = plain_cond (&p);

  tf_moments_get_metrics (moments, parameters, FALSE, &metrics);
  plain_angles (&p, &equinorm, &equiangle);
  check (&metrics, TF_METRIC_TR_SW, trace_within (&p));
  check (&metrics, TF_METRIC_TR_SB, trace_between (&p));
  check (&metrics, TF_METRIC_NC1_RATIO, trace_within (&p) / trace_between (&p));
  check (&metrics, TF_METRIC_NC1, plain_nc1 (&p));
  check (&metrics, TF_METRIC_NC2, plain_frame_distance (&p, TRUE));
  check (&metrics, TF_METRIC_NC2_OF, plain_frame_distance (&p, FALSE));
  check (&metrics, TF_METRIC_EQUINORM, equinorm);
  check (&metrics, TF_METRIC_EQUIANGLE, equiangle);
  check (&metrics, TF_METRIC_NC3, plain_nc3 (&p, FALSE));
  check (&metrics, TF_METRIC_NC3_CENTRED, plain_nc3 (&p, TRUE));
  check (&metrics, TF_METRIC_NC4, plain_nc4 (&p));
  check (&metrics, TF_METRIC_VICINITY, 0);
  check (&metrics, TF_METRIC_NORM_W, full_norm (p.w));
  check (&metrics, TF_METRIC_NORM_H, full_norm (p.h));
  check (&metrics, TF_METRIC_CDNV, full_cdnv (p.h, features));
  plain_weight_angles (&p, &w_equinorm, &w_equiangle);
  margin = plain_margin (&p, &accuracy);
  check (&metrics, TF_METRIC_NC3_STRUCTURE, plain_structure (&p));
  check (&metrics, TF_METRIC_W_EQUINORM, w_equinorm);
  check (&metrics, TF_METRIC_W_EQUIANGLE, w_equiangle);
  if (cond < 1e11) /* else M has fewer directions */
    check (&metrics, TF_METRIC_COND, cond);
  else
    g_assert_false (tf_metrics_is_defined (&metrics, TF_METRIC_COND));
  check (&metrics, TF_METRIC_MARGIN, margin);
  check (&metrics, TF_METRIC_ACCURACY, accuracy);
  forget (&p);
}

static void
test_definitions (void)
{
  for (guint32 seed = 1; seed <= 60; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, FALSE);
      TfParameters parameters = TF_PARAMETERS_DEFAULT;

      parameters.lambda_w = problem_number (seed, 1, 1e-3, 1);
      parameters.bias = seed % 2;
      parameters.bias_decay = seed % 4 == 3 ? problem_number (seed, 90, 1e-3, 1e3) : 0;
      check_definitions (features, &parameters);
    }
}

/* Means of rank d, that are far from a simplex; some all but together, and all of them
 * far from the origin: there a distance from inner products has few figures. */
static void
test_more_classes_than_dimensions (void)
{
  enum { CLASSES = 37, EACH = 4, DIM = 5 };

  for (guint32 seed = 1; seed <= 6; seed++)
    {
      double *values = g_new (double, CLASSES * EACH * DIM);
      guint32 *classes = g_new (guint32, CLASSES * EACH);
      g_autoptr (TfFeatures) features = NULL;
      TfParameters parameters = TF_PARAMETERS_DEFAULT;

      for (guint i = 0; i < CLASSES * EACH; i++)
        {
          guint k = classes[i] = i % CLASSES;

          for (guint j = 0; j < DIM; j++)
            values[i * DIM + j] = 10 * (seed % 2) + problem_number (seed, (k - (k % 9 == 1)) * DIM + j, 0.5, 2)
                                  + (k % 9 == 1 ? 1e-3 : 0)
                                  + 0.01 * seed * problem_number (seed + 100, i * DIM + j, 0.5, 2);
        }
      features = tf_features_new ("crowd", CLASSES * EACH, DIM, values, classes, CLASSES, NULL);
      parameters.bias = seed % 3 == 0;
      check_definitions (features, &parameters);
    }
}

/* K classes of two samples each: all means at `spread` times distinct points. */
static TfFeatures *
make (guint k_n, gsize d, double spread, double noise)
{
  double *values = g_new0 (double, 2 * k_n * d);
  guint32 *classes = g_new (guint32, 2 * k_n);

  for (guint i = 0; i < 2 * k_n; i++)
    {
      classes[i] = i / 2;
      values[i * d + classes[i] % d] = spread;
      values[i * d] += i % 2 ? noise : -noise;
    }
  return tf_features_new ("made", 2 * k_n, d, values, classes, k_n, NULL);
}

/* Which metrics have no value where; never NaN in one that is defined. */
static void
test_undefined (void)
{
  TfMetrics metrics;
  g_autoptr (TfFeatures) zero = make (3, 4, 0, 0);
  g_autoptr (TfFeatures) together = make (3, 4, 0, 1);
  g_autoptr (TfFeatures) collapsed = make (4, 4, 1, 0);

  measure (zero, TF_FLOW_CENTRAL, &metrics);
  g_assert_false (tf_metrics_is_defined (&metrics, TF_METRIC_NC1));
  g_assert_false (tf_metrics_is_defined (&metrics, TF_METRIC_NC1_RATIO));
  g_assert_false (tf_metrics_is_defined (&metrics, TF_METRIC_NC2));
  g_assert_false (tf_metrics_is_defined (&metrics, TF_METRIC_NC2_OF));
  g_assert_false (tf_metrics_is_defined (&metrics, TF_METRIC_EQUINORM));
  g_assert_false (tf_metrics_is_defined (&metrics, TF_METRIC_EQUIANGLE));
  g_assert_false (tf_metrics_is_defined (&metrics, TF_METRIC_NC3));
  g_assert_false (tf_metrics_is_defined (&metrics, TF_METRIC_VICINITY));
  g_assert_false (tf_metrics_is_defined (&metrics, TF_METRIC_CDNV));
  g_assert_false (tf_metrics_is_defined (&metrics, TF_METRIC_NC3_STRUCTURE));
  g_assert_false (tf_metrics_is_defined (&metrics, TF_METRIC_W_EQUINORM));
  g_assert_false (tf_metrics_is_defined (&metrics, TF_METRIC_W_EQUIANGLE));
  g_assert_false (tf_metrics_is_defined (&metrics, TF_METRIC_COND));
  check (&metrics, TF_METRIC_TR_SW, 0);
  check (&metrics, TF_METRIC_OBJECTIVE, 0.5);

  measure (together, TF_FLOW_CENTRAL, &metrics);
  g_assert_false (tf_metrics_is_defined (&metrics, TF_METRIC_CDNV));
  g_assert_false (tf_metrics_is_defined (&metrics, TF_METRIC_NC1));
  g_assert_false (tf_metrics_is_defined (&metrics, TF_METRIC_NC1_RATIO));
  check (&metrics, TF_METRIC_TR_SW, 1);

  /* W = 0 at the start of the joint flow. */
  measure (collapsed, TF_FLOW_JOINT, &metrics);
  g_assert_false (tf_metrics_is_defined (&metrics, TF_METRIC_NC3));
  g_assert_false (tf_metrics_is_defined (&metrics, TF_METRIC_NC3_CENTRED));
  check (&metrics, TF_METRIC_NORM_W, 0);

  /* Exact collapse on an orthogonal frame: all of it zero. */
  measure (collapsed, TF_FLOW_CENTRAL, &metrics);
  check (&metrics, TF_METRIC_NC1, 0);
  check (&metrics, TF_METRIC_NC1_RATIO, 0);
  check (&metrics, TF_METRIC_NC2, 0);
  check (&metrics, TF_METRIC_NC2_OF, 0);
  check (&metrics, TF_METRIC_NC3, 0);
  check (&metrics, TF_METRIC_CDNV, 0);
  check (&metrics, TF_METRIC_NC4, 0);
  check (&metrics, TF_METRIC_NC3_STRUCTURE, 0);
  check (&metrics, TF_METRIC_W_EQUINORM, 0);
  check (&metrics, TF_METRIC_W_EQUIANGLE, 0);
  check (&metrics, TF_METRIC_COND, 1);
  check (&metrics, TF_METRIC_ACCURACY, 1);
}

/* Two centred means are opposite whatever they are. */
static void
test_two_classes (void)
{
  g_autoptr (TfFeatures) features = problem_sized (2, 20, 5, 4);
  TfMetrics metrics;

  measure (features, TF_FLOW_CENTRAL, &metrics);
  check (&metrics, TF_METRIC_NC2, 0);
  check (&metrics, TF_METRIC_EQUINORM, 0);
  check (&metrics, TF_METRIC_EQUIANGLE, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metrics/definitions", test_definitions);
  g_test_add_func ("/metrics/more-classes-than-dimensions", test_more_classes_than_dimensions);
  g_test_add_func ("/metrics/undefined", test_undefined);
  g_test_add_func ("/metrics/two-classes", test_two_classes);
  return g_test_run ();
}
