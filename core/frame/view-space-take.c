/* view-space-take.c: the state of a flow as a frame, seen in its spaces
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "heads.h"
#include "kept.h"
#include "linalg.h"
#include "simplex-margin.h"
#include "view-held-out.h"
#include "view-layers.h"
#include "view-space-private.h"

/* A difference of means has no direction below this share of them, nor any mean below
 * that share of those that the run started with. */
#define MEANS_ROUND_OFF 1e-15
#define NOTHING_LEFT 1e-13

/* What is looked at, in the coordinates of the space. Borrowed. */
typedef struct
{
  const double *centred; /* dim x K: M - g 1' */
  const double *weights; /* dim x K: W' */
  double        size;    /* of the longest class mean */
} Seen;

/* size: of the uncentred means; what is left of them by less than round-off, or of
 * those of the start, has no direction. */
static void
fill_cosines (const TfViewSpace *self, TfFrame *frame, gsize d, const double *centred, double size)
{
  gsize k_n = frame->n_classes;
  double least = MAX (MEANS_ROUND_OFF * size, NOTHING_LEFT * self->start_size);

  for (gsize k = 0; k < k_n; k++)
    frame->norms[k] = tf_norm (d, centred + k * d);
  for (gsize i = 0; i < k_n; i++)
    for (gsize j = 0; j < k_n; j++)
      {
        gboolean defined = MIN (frame->norms[i], frame->norms[j]) > least;

        frame->cosines[i + j * k_n]
          = defined ? tf_dot (d, centred + i * d, centred + j * d) / frame->norms[i] / frame->norms[j] : NAN;
      }
}

static void
fill_squares (TfFrame *frame, const TfStart *start, const double *x, const double *weights)
{
  for (gsize k = 0; k < frame->n_classes; k++)
    {
      frame->mean_squares[k] = pow (tf_norm (start->dim, x + k * start->dim) / start->sqrt_shares[k], 2);
      frame->weight_squares[k] = pow (tf_norm (start->dim, weights + k * start->dim), 2);
    }
}

/* Rows of W without what they have in common, like the means: where W is
 * proportional to M' (NC3), the two then point the same way. Logits of one
 * sample differ by the centred rows only. */
static void
see_weights (const TfViewSpace *self, const double *axes, const double *weights, double *seen)
{
  gsize n = self->view_dim, k_n = self->n_classes;
  g_autofree double *mean = g_new0 (double, n);

  tf_gemm (CblasTrans, CblasNoTrans, n, k_n, self->dim, 1, axes, weights, 0, seen);
  for (gsize k = 0; k < k_n; k++)
    cblas_daxpy (n, 1.0 / k_n, seen + k * n, 1, mean, 1);
  for (gsize k = 0; k < k_n; k++)
    cblas_daxpy (n, -1, mean, 1, seen + k * n, 1);
}

/* All kept samples h along the axes: A'(m_k - g) + A'(h - m_k). */
static void
see_samples (const TfViewSpace *self, const double *axes, const TfStart *start, const double *x,
             const double *seen_means, float *seen_samples)
{
  const TfMoments *moments = start->moments;
  gsize n = self->view_dim;

  for (gsize i = 0; i < moments->n_kept; i++)
    for (gsize j = 0; j < n; j++)
      seen_samples[j + i * n] = seen_means[j + moments->kept_classes[i] * n];
  tf_start_add_deviations (start, n, axes, x, seen_samples);
}

/* |m_k|^2 with several linear layers on top, for classes of equal size; NaN where it is not known. */
static double
layers_rho (const TfParameters *p, guint n_classes, gsize n_samples)
{
  double per_class = (double) n_samples / n_classes;
  TfHeads heads = { tf_parameters_head_layers (p), n_samples, n_classes, p->lambda_w, p->lambda_h };

  if (p->loss != TF_LOSS_SQUARED || !(p->lambda_h > 0))
    return NAN;
  return tf_heads_find (&heads, sqrt (per_class), 1).feature_square / per_class;
}

/* |m_k - g| where all is collapsed: rho (I - 11'/K) is the centred Gram matrix, of other
 * losses with gamma in the place of 1 - c. */
static double
limit_radius (const TfParameters *parameters, guint n_classes, gsize n_samples)
{
  double rho = tf_parameters_rho (parameters), ratio = sqrt (parameters->lambda_w / parameters->lambda_h);

  if (parameters->flow == TF_FLOW_NETWORK)
    return NAN;
  if (tf_parameters_head_layers (parameters) > 1)
    rho = layers_rho (parameters, n_classes, n_samples);
  else if (parameters->loss != TF_LOSS_SQUARED)
    rho = ratio * tf_simplex_margin_of (tf_parameters_loss (parameters), n_classes, tf_parameters_c (parameters));
  return isfinite (rho) ? sqrt (rho * (n_classes - 1) / n_classes) : NAN;
}

static void
borrow_names (TfFrame *frame, TfMoments *moments)
{
  frame->kept_classes = moments->kept_classes;
  frame->class_names = (const char *const *) moments->class_names;
  frame->class_sizes = moments->sizes;
  frame->owner = tf_moments_ref (moments);
  frame->release = (GDestroyNotify) tf_moments_unref;
}

/* The kept samples along the axes (d x D): A'(h - g). measured: of H; origin: of the H0 whose samples were chosen. */
static void
see_measured_samples (const TfViewSpace *self, const double *axes, const TfMoments *measured, const TfMoments *origin,
                      float *seen_samples)
{
  gsize d = self->dim, n = self->view_dim, k_n = self->n_classes;
  g_autofree double *sample = g_new (double, d), *g = g_new0 (double, d), *seen = g_new (double, n);

  for (gsize k = 0; k < k_n; k++)
    cblas_daxpy (d, 1.0 / k_n, measured->means + k * d, 1, g, 1);
  for (gsize i = 0; i < origin->n_kept; i++)
    {
      tf_features_get_rows (measured->features, origin->kept->chosen[i], 1, sample);
      cblas_daxpy (d, -1, g, 1, sample, 1);
      cblas_dgemv (CblasColMajor, CblasTrans, d, n, 1, axes, d, sample, 1, 0, seen, 1);
      for (gsize j = 0; j < n; j++)
        seen_samples[j + i * n] = seen[j];
    }
}

/* All that is drawn of class means and weights, in both spaces. axes: of the following one. */
static void
fill_views (const TfViewSpace *self, TfFrame *frame, const double *axes, const Seen *seen)
{
  tf_view_space_project (self, axes, seen->centred, frame->view_means);
  tf_view_space_project (self, self->axes, seen->centred, frame->fixed_means);
  see_weights (self, axes, seen->weights, frame->view_weights);
  see_weights (self, self->axes, seen->weights, frame->fixed_weights);
  fill_cosines (self, frame, self->dim, seen->centred, seen->size);
}

/* All but what is drawn. */
static TfFrame *
make_frame (const TfViewSpace *self, TfFlow *flow)
{
  const TfFlowCounts *counts = tf_flow_get_counts (flow);
  TfMoments *origin = tf_flow_get_origin (flow);
  TfFrame *frame = tf_frame_alloc (self->n_classes, self->view_dim, origin->n_kept);

  frame->t = tf_flow_get_time (flow);
  frame->iteration = tf_flow_get_iteration (flow);
  frame->rising = tf_flow_is_rising (flow);
  frame->parameters = *tf_flow_get_parameters (flow);
  tf_flow_get_metrics (flow, &frame->metrics);
  frame->n_steps = counts->n_steps;
  frame->n_evaluations = counts->n_evaluations;
  frame->n_samples = origin->n_samples;
  frame->ghost_dim = self->ghost_dim;
  frame->ghost_radius = limit_radius (&frame->parameters, self->n_classes, origin->n_samples);
  borrow_names (frame, origin);
  return frame;
}

static TfFrame *
take_state (TfViewSpace *self, TfFlow *flow)
{
  const TfStart *start = tf_flow_get_start (flow);
  const double *x = tf_flow_get_state (flow);
  g_autofree double *centred = tf_view_space_centre_means (start, x), *axes = NULL;
  const Seen seen = { centred, tf_flow_get_weights (flow), tf_view_space_find_size (start, x) };
  TfFrame *frame;

  tf_view_space_follow_growth (self, start);
  frame = make_frame (self, flow);
  axes = tf_view_space_follow_means (self, centred);
  fill_views (self, frame, axes, &seen);
  see_samples (self, axes, start, x, frame->view_means, frame->view_samples);
  see_samples (self, self->axes, start, x, frame->fixed_means, frame->fixed_samples);
  tf_frame_see_held_out (frame, start, x, axes, self->axes);
  fill_squares (frame, start, x, seen.weights);
  tf_frame_see_layers (frame, flow);
  return frame;
}

/* W' (d x K), of moments that have it K x d, column-major as everything. */
static double *
transpose_weights (const TfMoments *moments)
{
  gsize d = moments->dim, k_n = moments->n_classes;
  double *weights = g_new (double, d * k_n);

  for (gsize k = 0; k < k_n; k++)
    for (gsize j = 0; j < d; j++)
      weights[j + k * d] = moments->weights[k + j * k_n];
  return weights;
}

static TfFrame *
take_measured (TfViewSpace *self, TfFlow *flow)
{
  const TfMoments *measured = tf_training_get_moments (tf_flow_get_training (flow)), *origin = tf_flow_get_origin (flow);
  gsize d = self->dim;
  double size;
  g_autofree double *centred = tf_view_space_measure_means (measured, &size), *weights = transpose_weights (measured);
  g_autofree double *axes = tf_view_space_follow_means (self, centred);
  TfFrame *frame = make_frame (self, flow);

  fill_views (self, frame, axes, &(Seen){ centred, weights, size });
  see_measured_samples (self, axes, measured, origin, frame->view_samples);
  see_measured_samples (self, self->axes, measured, origin, frame->fixed_samples);
  tf_frame_see_measured_held_out (frame, measured, axes, self->axes);
  for (gsize k = 0; k < self->n_classes; k++)
    {
      frame->mean_squares[k] = pow (tf_norm (d, measured->means + k * d), 2);
      frame->weight_squares[k] = pow (tf_norm (d, weights + k * d), 2);
    }
  return frame;
}

TfFrame *
tf_view_space_take (TfViewSpace *self, TfFlow *flow)
{
  return tf_flow_get_training (flow) != NULL ? take_measured (self, flow) : take_state (self, flow);
}
