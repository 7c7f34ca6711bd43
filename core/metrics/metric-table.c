/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "linalg.h"
#include "measure-apart.h"
#include "measure-head.h"
#include "measure-held-out.h"

typedef TfMetricContext Context;

static double
ratio_or_undefined (double numerator, double denominator)
{
  double ratio = numerator / denominator;

  return denominator > 0 && isfinite (ratio) ? ratio : NAN;
}

static double
square (double x)
{
  return x * x;
}

static double
measure_fit (const Context *c)
{
  return c->in->fit;
}

static double
measure_objective (const Context *c)
{
  const TfParameters *p = c->in->parameters;
  const TfMeasured *in = c->in;

  return measure_fit (c)
         + 0.5 * (p->lambda_w / c->k_n * (square (tf_norm (c->dim * c->k_n, in->weights)) + in->in_layers)
                  + p->lambda_h * tf_start_square (in->start, in->x, in->outside)
                  + p->beta * tf_start_square_distance (in->start, in->x, in->outside)
                  + (p->bias ? p->bias_decay * square (tf_norm (c->k_n, in->bias)) : 0));
}

static double
measure_tr_sw (const Context *c)
{
  return c->tr_sw;
}

static double
measure_tr_sb (const Context *c)
{
  return c->tr_sb;
}

static double
measure_nc1_ratio (const Context *c)
{
  return ratio_or_undefined (c->tr_sw, c->tr_sb);
}

static double
measure_nc2 (const Context *c)
{
  double k = c->k_n, root = sqrt (k - 1);

  if (c->rank == 0)
    return NAN;
  return tf_distance_to_frame (c->k_n, c->gram, (1 - 1 / k) / root, -1 / k / root);
}

static double
measure_nc2_of (const Context *c)
{
  g_autofree double *gram = g_new (double, c->k_n * c->k_n);

  tf_gemm (CblasTrans, CblasNoTrans, c->k_n, c->k_n, c->dim, 1, c->means, c->means, 0, gram);
  return tf_distance_to_frame (c->k_n, gram, 1 / sqrt (c->k_n), 0);
}

static double
measure_equinorm (const Context *c)
{
  double mean = 0, variance = 0;

  if (c->rank == 0)
    return NAN;
  for (gsize k = 0; k < c->k_n; k++)
    mean += tf_norm (c->dim, c->centred + k * c->dim) / c->k_n;
  for (gsize k = 0; k < c->k_n; k++)
    variance += square (tf_norm (c->dim, c->centred + k * c->dim) - mean) / c->k_n;
  return ratio_or_undefined (sqrt (variance), mean);
}

static double
measure_equiangle (const Context *c)
{
  g_autofree double *norms = g_new (double, c->k_n);
  double sum = 0;

  /* A class mean that is the mean of all has no direction. */
  for (gsize i = 0; i < c->k_n; i++)
    if (!tf_metric_is_seen (c, c->centred + i * c->dim))
      return NAN;
  for (gsize i = 0; i < c->k_n; i++)
    norms[i] = tf_norm (c->dim, c->centred + i * c->dim);
  for (gsize j = 0; j < c->k_n; j++)
    for (gsize i = j + 1; i < c->k_n; i++)
      {
        double lengths = norms[i] * norms[j];

        if (!(lengths > 0))
          return NAN;
        sum += fabs (c->gram[i + j * c->k_n] / lengths + 1.0 / (c->k_n - 1));
      }
  return 2 * sum / (c->k_n * (c->k_n - 1));
}

/* | W/|W| - X'/|X| |, X: dim x K like W'. */
static double
distance_to_weights (const Context *c, const double *x)
{
  gsize size = c->dim * c->k_n;
  double norm_w = tf_norm (size, c->in->weights), norm_x = tf_norm (size, x), sum = 0;

  if (!(norm_w > 0 && norm_x > 0))
    return NAN;
  for (gsize i = 0; i < size; i++)
    sum += square (c->in->weights[i] / norm_w - x[i] / norm_x);
  return sqrt (sum);
}

static double
measure_nc3 (const Context *c)
{
  return distance_to_weights (c, c->means);
}

static double
measure_nc3_centred (const Context *c)
{
  return c->rank > 0 ? distance_to_weights (c, c->centred) : NAN;
}

static double
measure_vicinity (const Context *c)
{
  const TfStart *start = c->in->start;

  return ratio_or_undefined (sqrt (tf_start_square_distance (start, c->in->x, c->in->outside)),
                             sqrt (tf_start_square (start, start->x0, start->outside0)));
}

static double
measure_norm_w (const Context *c)
{
  return tf_norm (c->dim * c->k_n, c->in->weights);
}

static double
measure_norm_h (const Context *c)
{
  return sqrt (c->in->start->moments->n_samples * tf_start_square (c->in->start, c->in->x, c->in->outside));
}

static const TfMetricInfo table[] = {
  [TF_METRIC_OBJECTIVE] = {
    .name = "objective", .label = "f", .symbol = "<i>f</i>", .short_name = "f",
    .meaning = "Objective f(W, H; H₀) of Tirer et al. 2023, Eq. 2",
    .kind = TF_METRIC_AMOUNT,
    .places = TF_METRIC_IN_TRACES | TF_METRIC_IN_LIMIT,
    .line = { 0x2a2a2e, 0xf0f0f0, TF_MARKER_SQUARE, { 1.2, 1.8 } },
    .measure = measure_objective,
  },
  [TF_METRIC_FIT] = {
    .name = "fit", .label = "Fit", .symbol = "fit", .short_name = "fit",
    .meaning = "The data term of the objective: the loss’s mean, ‖WH − Y‖²/(2N) for squared error",
    .kind = TF_METRIC_AMOUNT,
    .line = { 0x8a6d3b, 0xcdb07a, TF_MARKER_CIRCLE, { 4, 2 } },
    .measure = measure_fit,
  },
  [TF_METRIC_TR_SW] = {
    .name = "tr_sw", .label = "Tr Σ_W", .symbol = "Tr Σ<sub>W</sub>", .short_name = "Tr Σ<sub>W</sub>",
    .meaning = "Trace of the within-class covariance",
    .kind = TF_METRIC_AMOUNT,
    .line = { 0x9b3a3a, 0xff9b94, TF_MARKER_SQUARE, { 0 } },
    .measure = measure_tr_sw,
  },
  [TF_METRIC_TR_SB] = {
    .name = "tr_sb", .label = "Tr Σ_B", .symbol = "Tr Σ<sub>B</sub>", .short_name = "Tr Σ<sub>B</sub>",
    .meaning = "Trace of the between-class covariance",
    .kind = TF_METRIC_AMOUNT,
    .line = { 0x3f6f3a, 0xa6d99e, TF_MARKER_DIAMOND, { 0 } },
    .measure = measure_tr_sb,
  },
  [TF_METRIC_NC1_RATIO] = {
    .name = "nc1_ratio", .label = "NC1~", .symbol = "Tr Σ<sub>W</sub> / Tr Σ<sub>B</sub>", .short_name = "NC1~",
    .meaning = "Tr Σ_W / Tr Σ_B: within-class against between-class spread (Tirer et al. 2023, Eq. 3)",
    .kind = TF_METRIC_AMOUNT,
    .places = TF_METRIC_IN_TRACES | TF_METRIC_IN_LIMIT | TF_METRIC_IN_PATHS,
    .line = { 0x1f7f86, 0x5ed0d6, TF_MARKER_DIAMOND, { 5, 2.2 } },
    .measure = measure_nc1_ratio,
  },
  [TF_METRIC_NC1] = {
    .name = "nc1", .label = "NC1", .symbol = "NC1", .short_name = "NC1",
    .meaning = "Tr(Σ_W Σ_B⁺)/K: variability collapse (Papyan et al. 2020)",
    .kind = TF_METRIC_AMOUNT,
    .places = TF_METRIC_IN_TRACES | TF_METRIC_IN_LIMIT | TF_METRIC_IN_PATHS,
    .line = { 0x3d2e9c, 0xa79bff, TF_MARKER_CIRCLE, { 0 } },
    .measure = tf_measure_nc1,
  },
  [TF_METRIC_NC2] = {
    .name = "nc2", .label = "NC2", .symbol = "NC2", .short_name = "NC2",
    .meaning = "Distance of the normalized Gram matrix of the centred class means from the simplex ETF's "
               "(Tirer et al. 2023, Sec. 5)",
    .kind = TF_METRIC_DIFFERENCE,
    .places = TF_METRIC_IN_TRACES | TF_METRIC_IN_LIMIT | TF_METRIC_IN_PATHS,
    .line = { 0x9c1c5d, 0xff7fb8, TF_MARKER_TRIANGLE, { 7, 2, 1.5, 2 } },
    .measure = measure_nc2,
  },
  [TF_METRIC_NC2_OF] = {
    .name = "nc2_of", .label = "NC2 OF", .symbol = "NC2 <small>OF</small>", .short_name = "NC2 OF",
    .meaning = "Distance of the normalized Gram matrix of the class means from the orthogonal frame's, "
               "the limit without bias (Tirer and Bruna 2022)",
    .kind = TF_METRIC_DIFFERENCE,
    .places = TF_METRIC_IN_LIMIT,
    .line = { 0x9c1c5d, 0xff7fb8, TF_MARKER_TRIANGLE_DOWN, { 1.2, 1.8 } },
    .measure = measure_nc2_of,
  },
  [TF_METRIC_EQUINORM] = {
    .name = "equinorm", .label = "Equinorm", .symbol = "equinorm", .short_name = "equinorm",
    .meaning = "Standard deviation over mean of the norms of the centred class means (Papyan et al. 2020)",
    .kind = TF_METRIC_DIFFERENCE,
    .places = TF_METRIC_IN_LIMIT,
    .line = { 0x6b4fa0, 0xcbb2ff, TF_MARKER_HEXAGON, { 3, 1.5 } },
    .measure = measure_equinorm,
  },
  [TF_METRIC_EQUIANGLE] = {
    .name = "equiangle", .label = "Equiangle", .symbol = "equiangle", .short_name = "equiangle",
    .meaning = "Mean of |cos + 1/(K − 1)| over pairs of centred class means (Papyan et al. 2020)",
    .kind = TF_METRIC_DIFFERENCE,
    .line = { 0x486f9f, 0x9fc3ee, TF_MARKER_STAR, { 7, 2, 1.5, 2 } },
    .measure = measure_equiangle,
  },
  [TF_METRIC_NC3] = {
    .name = "nc3", .label = "NC3", .symbol = "NC3", .short_name = "NC3",
    .meaning = "Distance between W/‖W‖ and Mᵀ/‖M‖: self-duality, going to 0 without bias (Papyan et al. 2020)",
    .kind = TF_METRIC_DIFFERENCE,
    .places = TF_METRIC_IN_TRACES | TF_METRIC_IN_LIMIT,
    .line = { 0x8a6400, 0xe2bd5a, TF_MARKER_TRIANGLE_DOWN, { 10, 2.5 } },
    .measure = measure_nc3,
  },
  [TF_METRIC_NC3_CENTRED] = {
    .name = "nc3_centred", .label = "NC3c", .symbol = "NC3 <small>centred</small>", .short_name = "NC3 centred",
    .meaning = "Distance between W/‖W‖ and the normalized centred means, going to 0 with bias "
               "(Papyan et al. 2020)",
    .kind = TF_METRIC_DIFFERENCE,
    .line = { 0x8a6400, 0xe2bd5a, TF_MARKER_TRIANGLE, { 2.5, 1.5 } },
    .measure = measure_nc3_centred,
  },
  [TF_METRIC_NC4] = {
    .name = "nc4", .label = "NC4", .symbol = "NC4", .short_name = "NC4",
    .meaning = "Share of samples whose largest logit is not their nearest class mean (Papyan et al. 2020); "
               "undefined where all class means are equal",
    .kind = TF_METRIC_SHARE,
    .line = { 0x4f6b12, 0xbfd67a, TF_MARKER_PLUS, { 5, 2.2 } },
    .measure = tf_measure_nc4,
  },
  [TF_METRIC_VICINITY] = {
    .name = "vicinity", .label = "Vicinity", .short_name = "vicinity",
    .symbol = "‖<i>H</i> − <i>H</i><sub>0</sub>‖ / ‖<i>H</i><sub>0</sub>‖",
    .meaning = "‖H − H₀‖ / ‖H₀‖: distance from the given features",
    .kind = TF_METRIC_AMOUNT,
    .line = { 0xa04a14, 0xffb38a, TF_MARKER_HEXAGON, { 0 } },
    .measure = measure_vicinity,
  },
  [TF_METRIC_NORM_W] = {
    .name = "norm_w", .label = "‖W‖", .symbol = "‖<i>W</i>‖", .short_name = "‖W‖",
    .meaning = "Frobenius norm of the last layer",
    .kind = TF_METRIC_AMOUNT,
    .places = TF_METRIC_IN_LIMIT,
    .line = { 0x5b5b66, 0xc4c4cf, TF_MARKER_STAR, { 7, 2, 1.5, 2 } },
    .measure = measure_norm_w,
  },
  [TF_METRIC_NORM_H] = {
    .name = "norm_h", .label = "‖H‖", .symbol = "‖<i>H</i>‖", .short_name = "‖H‖",
    .meaning = "Frobenius norm of the features",
    .kind = TF_METRIC_AMOUNT,
    .places = TF_METRIC_IN_LIMIT,
    .line = { 0x5b5b66, 0xc4c4cf, TF_MARKER_PLUS, { 2.5, 1.5 } },
    .measure = measure_norm_h,
  },
  [TF_METRIC_CDNV] = {
    .name = "cdnv", .label = "CDNV", .symbol = "CDNV", .short_name = "CDNV",
    .meaning = "Mean over pairs of classes of (v_i + v_j)/(2‖m_i − m_j‖²), v_k being class k's mean of ‖h − m_k‖²: "
               "class-distance normalized variance (Galanti et al. 2021)",
    .kind = TF_METRIC_AMOUNT,
    .places = TF_METRIC_IN_TRACES | TF_METRIC_IN_LIMIT,
    .line = { 0x2f7a2b, 0x93d977, TF_MARKER_PLUS, { 3, 1.5 } },
    .measure = tf_measure_cdnv,
  },
  [TF_METRIC_NC3_STRUCTURE] = {
    .name = "nc3_structure", .label = "NC3s", .symbol = "NC3 <small>structure</small>", .short_name = "NC3 struct.",
    .meaning = "Distance of W(M − g1ᵀ), normalized, from the simplex ETF’s (I − 11ᵀ/K)/√(K − 1) (Zhu et al. 2021)",
    .kind = TF_METRIC_DIFFERENCE,
    .line = { 0x8a6400, 0xe2bd5a, TF_MARKER_DIAMOND, { 1.2, 1.8 } },
    .measure = tf_measure_nc3_structure,
  },
  [TF_METRIC_W_EQUINORM] = {
    .name = "w_equinorm", .label = "W equinorm", .symbol = "<i>W</i> equinorm", .short_name = "<i>W</i> equinorm",
    .meaning = "Standard deviation over mean of the norms of W’s rows less their mean (Papyan et al. 2020)",
    .kind = TF_METRIC_DIFFERENCE,
    .line = { 0x6b4fa0, 0xcbb2ff, TF_MARKER_SQUARE, { 7, 2, 1.5, 2 } },
    .measure = tf_measure_w_equinorm,
  },
  [TF_METRIC_W_EQUIANGLE] = {
    .name = "w_equiangle", .label = "W equiangle", .symbol = "<i>W</i> equiangle", .short_name = "<i>W</i> equiangle",
    .meaning = "Mean of |cos + 1/(K − 1)| over pairs of W’s rows less their mean (Papyan et al. 2020)",
    .kind = TF_METRIC_DIFFERENCE,
    .line = { 0x486f9f, 0x9fc3ee, TF_MARKER_CIRCLE, { 3, 1.5 } },
    .measure = tf_measure_w_equiangle,
  },
  [TF_METRIC_COND] = {
    .name = "cond", .label = "cond M", .symbol = "cond <i>M</i>", .short_name = "cond <i>M</i>",
    .meaning = "Largest over min(K, d)-th singular value of the class means M, not centred (Jacot et al. 2024); d "
               "counts the directions that are there",
    .kind = TF_METRIC_AMOUNT,
    .line = { 0x3f6f3a, 0xa6d99e, TF_MARKER_TRIANGLE, { 4, 2 } },
    .measure = tf_measure_cond,
  },
  [TF_METRIC_MARGIN] = {
    .name = "margin", .label = "Margin", .symbol = "margin", .short_name = "margin",
    .meaning = "Mean over samples of z_y − max_{j≠y} z_j: a sample’s own logit less the largest of the others",
    .kind = TF_METRIC_AMOUNT,
    .line = { 0x1f7f86, 0x5ed0d6, TF_MARKER_STAR, { 1.2, 1.8 } },
    .measure = tf_measure_margin,
  },
  [TF_METRIC_ACCURACY] = {
    .name = "accuracy", .label = "Accuracy", .symbol = "accuracy", .short_name = "accuracy",
    .meaning = "Share of samples whose largest logit is their own class’s; of equal ones the first counts",
    .kind = TF_METRIC_SHARE,
    .line = { 0x2a6496, 0x7fbdf5, TF_MARKER_SQUARE, { 0 } },
    .measure = tf_measure_accuracy,
  },
  [TF_METRIC_TEST_NC1] = {
    .name = "test_nc1", .label = "Test NC1", .symbol = "NC1 <small>test</small>", .short_name = "test NC1",
    .meaning = "NC1 of the test set about its own class means, as they were measured beside H₀: the flow, which moves "
               "only features that are trained on, does not change it",
    .kind = TF_METRIC_AMOUNT,
    .places = TF_METRIC_IN_TRACES | TF_METRIC_OF_TEST,
    .line = { 0x3d2e9c, 0xa79bff, TF_MARKER_HEXAGON, { 3, 1.5 } },
    .measure = tf_measure_test_nc1,
  },
  [TF_METRIC_TEST_NC4] = {
    .name = "test_nc4", .label = "Test NC4", .symbol = "NC4 <small>test</small>", .short_name = "test NC4",
    .meaning = "Share of the test set’s samples, as they were measured beside H₀, whose largest logit under the present W "
               "and b is not the nearest class mean of H₀ (Papyan et al. 2020)",
    .kind = TF_METRIC_SHARE,
    .places = TF_METRIC_IN_TRACES | TF_METRIC_OF_TEST,
    .line = { 0x4f6b12, 0xbfd67a, TF_MARKER_STAR, { 1.2, 1.8 } },
    .measure = tf_measure_test_nc4,
  },
  [TF_METRIC_TEST_MARGIN] = {
    .name = "test_margin", .label = "Test margin", .symbol = "margin <small>test</small>", .short_name = "test margin",
    .meaning = "Mean over the test set’s samples, as they were measured beside H₀, of z_y − max_{j≠y} z_j under the present "
               "W and b",
    .kind = TF_METRIC_AMOUNT,
    .places = TF_METRIC_OF_TEST,
    .line = { 0x1f7f86, 0x5ed0d6, TF_MARKER_TRIANGLE_DOWN, { 7, 2, 1.5, 2 } },
    .measure = tf_measure_test_margin,
  },
  [TF_METRIC_TEST_ACCURACY] = {
    .name = "test_accuracy", .label = "Test accuracy", .symbol = "accuracy <small>test</small>", .short_name = "test accuracy",
    .meaning = "Share of the test set’s samples, as they were measured beside H₀, whose largest logit under the present W "
               "and b is their own class’s; of equal ones the first counts",
    .kind = TF_METRIC_SHARE,
    .places = TF_METRIC_OF_TEST,
    .line = { 0x2a6496, 0x7fbdf5, TF_MARKER_HEXAGON, { 4, 2 } },
    .measure = tf_measure_test_accuracy,
  },
  [TF_METRIC_OOD_COS] = {
    .name = "ood_cos", .label = "|cos| OOD", .symbol = "|cos| <small>OOD</small>", .short_name = "|cos| OOD",
    .meaning = "Mean over classes of |cos(m_k, m_OOD)|, the class means of H₀ (not centred) against the mean of the samples "
               "out of distribution: near 0 where collapse has made room for them (Ammar et al. 2024)",
    .kind = TF_METRIC_DIFFERENCE,
    .places = TF_METRIC_IN_TRACES | TF_METRIC_OF_OOD,
    .line = { 0x9b3a3a, 0xff9b94, TF_MARKER_PLUS, { 7, 2, 1.5, 2 } },
    .measure = tf_measure_ood_cos,
  },
};

G_STATIC_ASSERT (G_N_ELEMENTS (table) == TF_N_METRICS);

const TfMetricInfo *
tf_metric_get_info (TfMetric metric)
{
  return table + metric;
}

const char *
tf_metric_name (TfMetric metric)
{
  return table[metric].name;
}

gboolean
tf_metrics_is_defined (const TfMetrics *self, TfMetric metric)
{
  return !isnan (self->values[metric]);
}

void
tf_metrics_clear (TfMetrics *self)
{
  for (int i = 0; i < TF_N_METRICS; i++)
    self->values[i] = NAN;
  self->rank = 0;
}
