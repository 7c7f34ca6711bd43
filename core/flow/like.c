/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "like.h"

#include <math.h>
#include <string.h>

#include "flow-state.h"
#include "linalg.h"
#include "measure-head.h"
#include "measure-shares.h"

typedef TfMetricContext Context;

static double
get (const Context *c, TfMetric metric)
{
  double value = tf_metric_get_info (metric)->measure (c);

  return isfinite (value) ? value : NAN;
}

static double
times_classes (const Context *c, double value)
{
  return c->k_n * value;
}

/* Standard deviations with K - 1, where ours are with K. */
static double
unbiased (const Context *c, double value)
{
  return value * sqrt (c->k_n / (c->k_n - 1.0));
}

/* --- of W as it is, its rows not centred --- */

static double *
get_row_lengths (const Context *c)
{
  double *lengths = g_new (double, c->k_n);

  for (gsize k = 0; k < c->k_n; k++)
    lengths[k] = tf_norm (c->dim, c->in->weights + k * c->dim);
  return lengths;
}

/* K x K: W W'. */
static double *
get_row_products (const Context *c)
{
  double *gram = g_new (double, c->k_n * c->k_n);

  tf_gemm (CblasTrans, CblasNoTrans, c->k_n, c->k_n, c->dim, 1, c->in->weights, c->in->weights, 0, gram);
  return gram;
}

static double
measure_norm_w_cov (const Context *c)
{
  g_autofree double *lengths = get_row_lengths (c);
  double mean = 0, variance = 0;

  for (gsize k = 0; k < c->k_n; k++)
    mean += lengths[k] / c->k_n;
  for (gsize k = 0; k < c->k_n; k++)
    variance += pow (lengths[k] - mean, 2) / (c->k_n - 1.0);
  return mean > 0 ? sqrt (variance) / mean : NAN;
}

static double
measure_cos_w (const Context *c)
{
  g_autofree double *lengths = get_row_lengths (c), *gram = get_row_products (c);
  double sum = 0;

  for (gsize j = 0; j < c->k_n; j++)
    for (gsize i = 0; i < j; i++)
      sum += fabs (gram[i + j * c->k_n] / (lengths[i] * lengths[j]) + 1 / (c->k_n - 1.0));
  return 2 * sum / (c->k_n * (c->k_n - 1.0));
}

static double
distance_to_simplex (const Context *c, const double *gram)
{
  double k = c->k_n, root = sqrt (k - 1);

  return tf_distance_to_frame (c->k_n, gram, (1 - 1 / k) / root, -1 / k / root);
}

static double
measure_etf_of_w (const Context *c)
{
  g_autofree double *gram = get_row_products (c);

  return distance_to_simplex (c, gram);
}

/* --- about the mean of all samples --- */

/* sum of p_k m_k: dim. */
static double *
get_sample_mean (const Context *c)
{
  double *mean = g_new0 (double, c->dim);

  for (gsize k = 0; k < c->k_n; k++)
    cblas_daxpy (c->dim, pow (c->in->start->sqrt_shares[k], 2), c->means + k * c->dim, 1, mean, 1);
  return mean;
}

/* M less that mean: dim x K. */
static double *
centre_by_samples (const Context *c)
{
  g_autofree double *mean = get_sample_mean (c);
  double *centred = g_memdup2 (c->means, c->dim * c->k_n * sizeof (double));

  for (gsize k = 0; k < c->k_n; k++)
    cblas_daxpy (c->dim, -1, mean, 1, centred + k * c->dim, 1);
  return centred;
}

/* (1/K) Tr (Sigma_W Sigma_B^+) with that Sigma_B. */
static double
measure_collapse (const Context *c)
{
  gsize p = MIN (c->dim, c->k_n);
  g_autofree double *centred = centre_by_samples (c), *lengths = g_new (double, p);
  g_autofree double *directions = g_new (double, c->dim * p), *across = g_new (double, MAX (c->r, 1));
  double sum = 0;

  if (c->rank == 0 || !tf_svd (c->dim, c->k_n, centred, directions, lengths, NULL))
    return NAN;
  for (gsize i = 0; i < MIN (p, c->k_n - 1) && c->r > 0 && lengths[i] > TF_METRIC_PSEUDO_INVERSE_CUT * lengths[0]; i++)
    {
      cblas_dgemv (CblasColMajor, CblasTrans, c->dim, c->r, 1, c->noise, c->dim, directions + i * c->dim, 1, 0, across, 1);
      sum += pow (tf_norm (c->r, across) / lengths[i], 2);
    }
  return sum;
}

static double
measure_wh_relation (const Context *c)
{
  g_autofree double *centred = centre_by_samples (c), *product = g_new (double, c->k_n * c->k_n);

  tf_gemm (CblasTrans, CblasNoTrans, c->k_n, c->k_n, c->dim, 1, c->in->weights, centred, 0, product);
  return distance_to_simplex (c, product);
}

static double
measure_wh_b_relation (const Context *c)
{
  g_autofree double *mean = get_sample_mean (c), *sum = g_memdup2 (c->in->bias, c->k_n * sizeof (double));

  cblas_dgemv (CblasColMajor, CblasTrans, c->dim, c->k_n, 1, c->in->weights, c->dim, mean, 1, 1, sum, 1);
  return tf_norm (c->k_n, sum);
}

/* --- ours in other units --- */

static double
measure_trace (const Context *c)
{
  return times_classes (c, get (c, TF_METRIC_NC1));
}

static double
measure_nc1 (const Context *c)
{
  return get (c, TF_METRIC_NC1);
}

static double
measure_quotient (const Context *c)
{
  return get (c, TF_METRIC_NC1_RATIO);
}

static double
measure_cdnv (const Context *c)
{
  return get (c, TF_METRIC_CDNV);
}

static double
measure_nc2 (const Context *c)
{
  return get (c, TF_METRIC_NC2);
}

static double
measure_norm_m_cov (const Context *c)
{
  return unbiased (c, get (c, TF_METRIC_EQUINORM));
}

static double
measure_cos_m (const Context *c)
{
  return get (c, TF_METRIC_EQUIANGLE);
}

static double
measure_w_m_dist (const Context *c)
{
  return pow (get (c, TF_METRIC_NC3_CENTRED), 2);
}

static double
measure_mismatch (const Context *c)
{
  return get (c, TF_METRIC_NC4);
}

/* The package's own decisions leave the bias out. */
static double
measure_agreement (const Context *c)
{
  g_autofree double *none = g_new0 (double, c->k_n);
  TfMeasured in = *c->in;
  Context without = *c;

  in.bias = none;
  without.in = &in;
  return 1 - get (&without, TF_METRIC_NC4);
}

/* --- pairs of directions on the sphere --- */

/* The variance over pairs, with their number, of |u_i - u_j|, or of the logarithm of
 * its inverse; u: the centred means, normalized. */
static double
vary_over_pairs (const Context *c, gboolean logarithm)
{
  gsize n = c->k_n, n_pairs = n * (n - 1) / 2;
  double sum = 0, squares = 0, mean;

  for (int pass = 0; pass < 2; pass++)
    for (gsize j = 0; j < n; j++)
      for (gsize i = 0; i < j; i++)
        {
          double cosine = c->gram[i + j * n] / sqrt (c->gram[i + i * n] * c->gram[j + j * n]);
          double distance = sqrt (MAX (2 - 2 * cosine, 0)), value = logarithm ? -log (distance) : distance;

          mean = sum / n_pairs;
          if (pass == 0)
            sum += value;
          else
            squares += pow (value - mean, 2);
        }
  return squares / n_pairs;
}

static double
measure_nc2g_dist (const Context *c)
{
  return vary_over_pairs (c, FALSE);
}

static double
measure_nc2g_log (const Context *c)
{
  return vary_over_pairs (c, TRUE);
}

/* The variance over classes, with K - 1, of w_k . (m_k - g). */
static double
measure_uni_dual (const Context *c)
{
  double mean = 0, variance = 0;

  for (gsize k = 0; k < c->k_n; k++)
    mean += tf_dot (c->dim, c->in->weights + k * c->dim, c->centred + k * c->dim) / c->k_n;
  for (gsize k = 0; k < c->k_n; k++)
    variance += pow (tf_dot (c->dim, c->in->weights + k * c->dim, c->centred + k * c->dim) - mean, 2) / (c->k_n - 1.0);
  return variance;
}

/* --- the conventions --- */

static const TfLikeColumn papyan[] = {
  { "accuracy", "Share of samples whose largest logit is their own class’s", tf_measure_accuracy },
  { "Sw_invSb", "Tr(Σ_W Σ_B⁺): K times NC1", measure_trace },
  { "norm_M_CoV", "Standard deviation (with K − 1) over mean of ‖m_k − g‖", measure_norm_m_cov },
  { "norm_W_CoV", "The same of W’s rows, not centred", measure_norm_w_cov },
  { "cos_M", "Mean over pairs of |cos + 1/(K − 1)| of centred class means", measure_cos_m },
  { "cos_W", "The same of W’s rows, not centred", measure_cos_w },
  { "W_M_dist", "‖W/‖W‖ − (M − g1ᵀ)ᵀ/‖·‖‖²: NC3 centred, squared", measure_w_m_dist },
  { "NCC_mismatch", "Share of samples whose largest logit is not their nearest class mean", measure_mismatch },
};

static const TfLikeColumn zhu[] = {
  { "collapse_metric", "Tr(Σ_W Σ_B⁺)/K, with Σ_B about the mean of all samples", measure_collapse },
  { "ETF_metric", "Distance of WWᵀ, normalized, from the simplex ETF’s", measure_etf_of_w },
  { "WH_relation_metric", "Distance of W(M − h_G1ᵀ), normalized, from the simplex ETF’s; h_G: mean of all samples",
    measure_wh_relation },
  { "Wh_b_relation_metric", "‖W h_G + b‖", measure_wh_b_relation },
};

static const TfLikeColumn rhubarbwu[] = {
  { "nc1_pinv", "Tr(Σ_B⁺ Σ_W)/K", measure_nc1 },
  { "nc1_svd", "Tr(Σ_B⁺ Σ_W)", measure_trace },
  { "nc1_quot", "Tr Σ_W/Tr Σ_B", measure_quotient },
  { "nc1_cdnv", "CDNV", measure_cdnv },
  { "nc2_etf_err", "Distance of the Gram matrix of the centred class means, normalized, from the simplex ETF’s", measure_nc2 },
  { "nc2g_dist", "Variance over pairs of the distance between normalized centred class means", measure_nc2g_dist },
  { "nc2g_log", "Variance over pairs of the logarithm of its inverse", measure_nc2g_log },
  { "nc3_dual_err", "Distance of W(M − g1ᵀ), normalized, from the simplex ETF’s", tf_measure_nc3_structure },
  { "nc3u_uni_dual", "Variance over classes (with K − 1) of w_k · (m_k − g)", measure_uni_dual },
  { "nc4_agree", "Share of samples whose largest logit, without bias, is their nearest class mean", measure_agreement },
};

static const TfLikeColumn han[] = {
  { "L_NC1", "½ Tr W*(Σ_W + (λ_W/K) I)W*ᵀ, W* being the last layer of least squared loss: what variation within classes costs",
    tf_measure_loss_nc1 },
  { "L_NC2/3", "½ Σ p_k ‖W*m_k + b* − e_k‖² + (λ_b/2)‖b*‖²: what class means short of their frame cost", tf_measure_loss_nc23 },
  { "L_perp", "L_⊥, what the squared loss with the decay of W is above that: 0 on the central path", tf_measure_loss_off_path },
};

static const struct
{
  const char         *name, *source;
  guint               n;
  const TfLikeColumn *columns;
} likes[TF_N_LIKES] = {
  [TF_LIKE_PAPYAN] = { "papyan", "the notebook of Papyan, Han and Donoho 2020", G_N_ELEMENTS (papyan), papyan },
  [TF_LIKE_ZHU] = { "zhu", "validate_NC.py of Zhu et al. 2021", G_N_ELEMENTS (zhu), zhu },
  [TF_LIKE_RHUBARBWU] = { "rhubarbwu", "the package neural-collapse", G_N_ELEMENTS (rhubarbwu), rhubarbwu },
  [TF_LIKE_HAN] = { "han", "Han, Papyan and Donoho 2022: the shares of the loss", G_N_ELEMENTS (han), han },
};

const char *
tf_like_get_name (TfLike like)
{
  return likes[like].name;
}

const char *
tf_like_get_source (TfLike like)
{
  return likes[like].source;
}

const TfLikeColumn *
tf_like_get_columns (TfLike like, guint *n)
{
  *n = likes[like].n;
  return likes[like].columns;
}

gboolean
tf_like_parse (const char *name, TfLike *like)
{
  for (int i = 0; i < TF_N_LIKES; i++)
    if (strcmp (likes[i].name, name) == 0)
      {
        *like = i;
        return TRUE;
      }
  return FALSE;
}

/* --- measuring --- */

typedef struct
{
  TfLike  like;
  double *values;
} Wanted;

static void
measure_columns (const Context *c, gpointer user_data)
{
  Wanted *wanted = user_data;

  for (guint i = 0; i < likes[wanted->like].n; i++)
    {
      double value = likes[wanted->like].columns[i].measure (c);

      wanted->values[i] = isfinite (value) ? value : NAN;
    }
}

void
tf_flow_get_like (TfFlow *flow, TfLike like, double *values)
{
  const TfStart *start = tf_flow_get_start (flow);
  g_autofree double *bias = g_new (double, start->n_classes);
  TfMeasured measured = { .start = start, .parameters = tf_flow_get_parameters (flow), .x = tf_flow_get_state (flow),
                          .outside = tf_flow_get_outside (flow), .weights = tf_flow_get_weights (flow), .bias = bias };

  tf_flow_get_bias (flow, bias);
  tf_metrics_measure_with (&measured, measure_columns, &(Wanted){ like, values });
}

/* With the W, and b, that came with the features: the start of a joint flow holds them. */
static void
measure_with_file_weights (TfMoments *moments, const TfParameters *parameters, TfLike like, double *values)
{
  TfParameters joint = *parameters;
  g_autoptr (TfStart) start = NULL;
  g_autofree double *bias = g_new0 (double, moments->n_classes);
  TfMeasured measured = { .parameters = parameters, .outside = 1, .bias = bias };

  joint.flow = TF_FLOW_JOINT;
  joint.initial_w = TF_INITIAL_W_FILE;
  joint.head_layers = 1;
  start = tf_start_new (moments, &joint, NULL);
  if (moments->bias != NULL)
    memcpy (bias, moments->bias, moments->n_classes * sizeof (double));
  measured.start = start;
  measured.x = start->x0;
  measured.weights = start->weights0;
  tf_metrics_measure_with (&measured, measure_columns, &(Wanted){ like, values });
}

void
tf_moments_get_like (TfMoments *moments, const TfParameters *parameters, gboolean use_file_weights, TfLike like,
                     double *values)
{
  TfParameters central = *parameters;
  g_autoptr (TfFlow) flow = NULL;

  if (use_file_weights && moments->weights != NULL)
    {
      measure_with_file_weights (moments, parameters, like, values);
      return;
    }
  central.flow = TF_FLOW_CENTRAL;
  flow = tf_flow_new (moments, &central, NULL);
  tf_flow_get_like (flow, like, values);
}
