/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view-space-private.h"

#include <math.h>
#include <string.h>

#include "linalg.h"
#include "simplex.h"

/* Never fewer axes than a screen has, where the space has them. */
#define LEAST_AXES 2

/* Directions of the means shorter than this, of the mean length, are where they
 * were at the start; seen at a picture's size nothing else is moved by it. */
#define LEAST_LENGTH 1e-6

/* M - g 1', dim x K. */
double *
tf_view_space_centre_means (const TfStart *start, const double *x)
{
  double *m = g_new (double, start->dim * start->n_classes);

  tf_start_unscale_means (start, x, m);
  tf_start_centre_means (start, m);
  return m;
}

/* The longest class mean of the state x. */
double
tf_view_space_find_size (const TfStart *start, const double *x)
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
  g_autofree double *means = tf_view_space_centre_means (start, start->x0);

  take_means (self, start->dim, start->n_classes, means);
  self->start_size = tf_view_space_find_size (start, start->x0);
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
double *
tf_view_space_measure_means (const TfMoments *moments, double *size)
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
  g_autofree double *means = tf_view_space_measure_means (moments, &size), *unit = g_new0 (double, moments->dim);

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
double *
tf_view_space_follow_means (const TfViewSpace *self, const double *centred)
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

/* The space of the state may have grown, or be what it was before: axes stay what they are, and
 * lie in what it began with. Where the state has
 * become whole or thin, or was not yet, they are found again, as of the same start. */
void
tf_view_space_follow_growth (TfViewSpace *self, const TfStart *start)
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

void
tf_view_space_project (const TfViewSpace *self, const double *axes, const double *centred, double *seen)
{
  tf_gemm (CblasTrans, CblasNoTrans, self->view_dim, self->n_classes, self->dim, 1, axes, centred, 0, seen);
}

void
tf_view_space_see_means (TfViewSpace *self, const TfStart *start, const double *x, double *view_means,
                         double *fixed_means)
{
  g_autofree double *centred = tf_view_space_centre_means (start, x), *axes = NULL;

  tf_view_space_follow_growth (self, start);
  axes = tf_view_space_follow_means (self, centred);
  tf_view_space_project (self, axes, centred, view_means);
  tf_view_space_project (self, self->axes, centred, fixed_means);
}
