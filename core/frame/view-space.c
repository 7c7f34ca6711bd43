/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view-space.h"

#include <math.h>
#include <string.h>

#include "heads.h"
#include "kept.h"
#include "linalg.h"
#include "simplex-margin.h"
#include "simplex.h"
#include "view-held-out.h"

/* Never fewer axes than a screen has, where the space has them. */
#define LEAST_AXES 2

/* Directions of the means shorter than this, of the mean length, are where they
 * were at the start; seen at a picture's size nothing else is moved by it. */
#define LEAST_LENGTH 1e-6

/* A difference of means has no direction below this share of them, nor any mean below
 * that share of those that the run started with. */
#define MEANS_ROUND_OFF 1e-15
#define NOTHING_LEFT 1e-13

struct _TfViewSpace
{
  guint dim;       /* of the state's coordinates */
  guint n_classes; /* K */
  guint view_dim;  /* D */
  guint ghost_dim; /* K - 1 or 0 */
  double *axes;    /* dim x D, orthonormal columns: of the fixed space */
  double *simplex; /* (K - 1) x K, or NULL where none fits */
  gboolean whole, thin; /* of a start that is so, whose coordinates are others */
  double start_size; /* of the longest class mean at the start */
};

/* What is looked at, in the coordinates of the space. Borrowed. */
typedef struct
{
  const double *centred; /* dim x K: M - g 1' */
  const double *weights; /* dim x K: W' */
  double        size;    /* of the longest class mean */
} Seen;

/* M - g 1', dim x K. */
static double *
centred_means (const TfStart *start, const double *x)
{
  double *m = g_new (double, start->dim * start->n_classes);

  tf_start_unscale_means (start, x, m);
  tf_start_centre_means (start, m);
  return m;
}

/* The longest class mean of the state x. */
static double
find_size (const TfStart *start, const double *x)
{
  double size = 0;

  for (gsize k = 0; k < start->n_classes; k++)
    size = MAX (size, tf_norm (start->dim, x + k * start->dim) / start->sqrt_shares[k]);
  return size;
}

/* Appends the direction v to the axes, made orthonormal to them (twice, for
 * accuracy); FALSE when nothing new is in it. */
static gboolean
add_axis (TfViewSpace *self, const double *v)
{
  gsize d = self->dim;
  double *axis = self->axes + self->view_dim * d, norm = tf_norm (d, v);

  memcpy (axis, v, d * sizeof (double));
  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < self->view_dim; i++)
      cblas_daxpy (d, -tf_dot (d, axis, self->axes + i * d), self->axes + i * d, 1, axis, 1);
  if (!(tf_norm (d, axis) > 1e-6 * norm))
    return FALSE;
  cblas_dscal (d, 1 / tf_norm (d, axis), axis, 1);
  self->view_dim++;
  return TRUE;
}

/* Leading within-class directions first; then whatever is left. */
static void
fill_up (TfViewSpace *self, const TfStart *start, guint wanted)
{
  const TfSubspace *space = start->space;
  gsize d = self->dim;
  g_autofree double *unit = g_new0 (double, d);

  for (gsize i = 0; i < space->rank && space->n_inner > 0 && self->view_dim < wanted; i++)
    {
      g_autofree double *column = g_new (double, d);

      cblas_dgemv (CblasColMajor, CblasNoTrans, d, space->n_inner, 1, space->coupling, d, space->inner + i,
                   space->rank, 0, column, 1);
      add_axis (self, column);
    }
  for (gsize i = 0; i < d && self->view_dim < wanted; i++)
    {
      unit[i] = 1;
      add_axis (self, unit);
      unit[i] = 0;
    }
}

/* No simplex fits: the directions in which the means differ most. */
static void
take_principal_axes (TfViewSpace *self, double *means)
{
  gsize p = MIN (self->dim, self->n_classes);
  g_autofree double *u = g_new (double, self->dim * p);
  g_autofree double *s = g_new (double, p);

  if (!tf_svd (self->dim, self->n_classes, means, u, s, NULL))
    g_assert_not_reached ();
  self->view_dim = p;
  memcpy (self->axes, u, self->dim * p * sizeof (double));
}

/* The axes that these centred means fit, dim x K. */
static void
take_means (TfViewSpace *self, gsize dim, guint k_n, double *means)
{
  self->dim = dim;
  self->n_classes = k_n;
  self->axes = g_new0 (double, (gsize) self->dim * MAX (k_n, LEAST_AXES));
  if (self->dim >= k_n - 1)
    {
      self->simplex = tf_simplex_new (k_n);
      self->ghost_dim = self->view_dim = k_n - 1;
      tf_procrustes (means, self->dim, self->simplex, self->view_dim, k_n, self->axes);
    }
  else
    take_principal_axes (self, means);
}

static void
set_up (TfViewSpace *self, const TfStart *start)
{
  g_autofree double *means = centred_means (start, start->x0);

  take_means (self, start->dim, start->n_classes, means);
  self->start_size = find_size (start, start->x0);
  fill_up (self, start, MIN (LEAST_AXES, self->dim));
  self->whole = start->samples != NULL;
  self->thin = start->all != NULL;
}

TfViewSpace *
tf_view_space_new (const TfStart *start)
{
  TfViewSpace *self = g_new0 (TfViewSpace, 1);

  set_up (self, start);
  return self;
}

/* M - g 1' of measured features in their own coordinates, d x K; *size: of the longest mean. */
static double *
measured_means (const TfMoments *moments, double *size)
{
  gsize d = moments->dim, k_n = moments->n_classes;
  double *m = g_memdup2 (moments->means, d * k_n * sizeof (double));
  g_autofree double *g = g_new0 (double, d);

  *size = 0;
  for (gsize k = 0; k < k_n; k++)
    {
      *size = MAX (*size, tf_norm (d, m + k * d));
      cblas_daxpy (d, 1.0 / k_n, m + k * d, 1, g, 1);
    }
  for (gsize k = 0; k < k_n; k++)
    cblas_daxpy (d, -1, g, 1, m + k * d, 1);
  return m;
}

/* Of a network: its features are in another space at every moment, and seen in their own coordinates. */
static TfViewSpace *
new_measured (const TfMoments *moments)
{
  TfViewSpace *self = g_new0 (TfViewSpace, 1);
  double size;
  g_autofree double *means = measured_means (moments, &size), *unit = g_new0 (double, moments->dim);

  take_means (self, moments->dim, moments->n_classes, means);
  self->start_size = size;
  for (gsize i = 0; i < self->dim && self->view_dim < MIN (LEAST_AXES, self->dim); i++)
    {
      unit[i] = 1;
      add_axis (self, unit);
      unit[i] = 0;
    }
  return self;
}

TfViewSpace *
tf_view_space_new_for (TfFlow *flow)
{
  TfTraining *training = tf_flow_get_training (flow);

  return training != NULL ? new_measured (tf_training_get_moments (training)) : tf_view_space_new (tf_flow_get_start (flow));
}

void
tf_view_space_free (TfViewSpace *self)
{
  g_free (self->axes);
  g_free (self->simplex);
  g_free (self);
}

/* A further axis f of the fixed space, turned like the first from v0 to v: by the
 * smallest rotation that brings one to the other. Only K = 2 has such axes. */
static void
turn_axis (gsize d, const double *v0, const double *v, double *f)
{
  double along = tf_dot (d, f, v) / (1 + MAX (tf_dot (d, v0, v), -1 + 1e-12));

  cblas_daxpy (d, -along, v0, 1, f, 1);
  cblas_daxpy (d, -along, v, 1, f, 1);
}

/* The axes (dim x D) of the space that follows these centred means. Caller frees. */
static double *
follow_means (const TfViewSpace *self, const double *centred)
{
  gsize d = self->dim, n = self->ghost_dim;
  double *axes = g_memdup2 (self->axes, d * self->view_dim * sizeof (double)), size;
  g_autofree double *fit = NULL;

  if (n == 0)
    return axes;
  fit = g_new (double, d * n);
  tf_gemm (CblasNoTrans, CblasTrans, d, n, self->n_classes, 1, centred, self->simplex, 0, fit);
  size = tf_norm (d * n, fit) / sqrt (n);
  if (!(size > 0) || !isfinite (1 / size))
    return axes;
  cblas_dscal (d * n, 1 / size, fit, 1);
  cblas_daxpy (d * n, LEAST_LENGTH, self->axes, 1, fit, 1);
  tf_polar_factor (d, n, fit, axes);
  for (guint i = n; i < self->view_dim; i++)
    turn_axis (d, self->axes, axes, axes + i * d);
  return axes;
}

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

/* The space of the state may have grown, or be what it was before: axes stay what they are, and
 * lie in what it began with. Where the state has
 * become whole or thin, or was not yet, they are found again, as of the same start. */
static void
follow_growth (TfViewSpace *self, const TfStart *start)
{
  gsize before = self->dim;
  double *axes;

  if (self->whole != (start->samples != NULL) || self->thin != (start->all != NULL))
    {
      g_free (self->axes);
      g_free (self->simplex);
      *self = (TfViewSpace){ 0 };
      set_up (self, start);
      return;
    }
  g_assert (start->n_classes == self->n_classes);
  if (start->dim == before)
    return;
  axes = g_new0 (double, start->dim * self->view_dim);
  for (gsize i = 0; i < self->view_dim; i++)
    memcpy (axes + i * start->dim, self->axes + i * before, MIN (before, start->dim) * sizeof (double));
  g_free (self->axes);
  self->axes = axes;
  self->dim = start->dim;
}

guint
tf_view_space_get_dim (const TfViewSpace *self)
{
  return self->view_dim;
}

static void
see_means (const TfViewSpace *self, const double *axes, const double *centred, double *seen)
{
  tf_gemm (CblasTrans, CblasNoTrans, self->view_dim, self->n_classes, self->dim, 1, axes, centred, 0, seen);
}

void
tf_view_space_see_means (TfViewSpace *self, const TfStart *start, const double *x, double *view_means,
                         double *fixed_means)
{
  g_autofree double *centred = centred_means (start, x), *axes = NULL;

  follow_growth (self, start);
  axes = follow_means (self, centred);
  see_means (self, axes, centred, view_means);
  see_means (self, self->axes, centred, fixed_means);
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
  see_means (self, axes, seen->centred, frame->view_means);
  see_means (self, self->axes, seen->centred, frame->fixed_means);
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
  g_autofree double *centred = centred_means (start, x), *axes = NULL;
  const Seen seen = { centred, tf_flow_get_weights (flow), find_size (start, x) };
  TfFrame *frame;

  follow_growth (self, start);
  frame = make_frame (self, flow);
  axes = follow_means (self, centred);
  fill_views (self, frame, axes, &seen);
  see_samples (self, axes, start, x, frame->view_means, frame->view_samples);
  see_samples (self, self->axes, start, x, frame->fixed_means, frame->fixed_samples);
  tf_frame_see_held_out (frame, start, x, axes, self->axes);
  fill_squares (frame, start, x, seen.weights);
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
  g_autofree double *centred = measured_means (measured, &size), *weights = transpose_weights (measured);
  g_autofree double *axes = follow_means (self, centred);
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
