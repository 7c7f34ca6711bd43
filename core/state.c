/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/state.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <string.h>

#include "core/flow.h"
#include "core/linalg.h"

/* W(0) as d x K in feature coordinates. */
static double *
initial_weights (TfMoments *moments, const TfParameters *parameters, GError **error)
{
  gsize d = moments->dim, k_n = moments->n_classes;
  double *weights = g_new0 (double, d * k_n);

  if (parameters->initial_w == TF_INITIAL_W_FILE)
    {
      if (moments->weights == NULL)
        {
          g_free (weights);
          g_set_error_literal (error, TF_FLOW_ERROR, TF_FLOW_ERROR_START,
                               "these features came without a last layer W to start from; "
                               "start from zero or a random W instead");
          return NULL;
        }
      for (gsize k = 0; k < k_n; k++)
        for (gsize j = 0; j < d; j++)
          weights[j + k * d] = moments->weights[k + j * k_n];
    }
  else if (parameters->initial_w == TF_INITIAL_W_RANDOM)
    {
      gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);

      gsl_rng_set (rng, parameters->initial_w_seed);
      for (gsize i = 0; i < d * k_n; i++)
        weights[i] = gsl_ran_ugaussian (rng) / sqrt (d);
      gsl_rng_free (rng);
    }
  return weights;
}

static double *
scale_features (const TfMoments *moments, const double *sqrt_shares)
{
  gsize d = moments->dim, k_n = moments->n_classes, r = moments->rank;
  double *x = g_new (double, d * (k_n + r));

  memcpy (x, moments->means, d * k_n * sizeof (double));
  for (gsize k = 0; k < k_n; k++)
    cblas_dscal (d, sqrt_shares[k], x + k * d, 1);
  memcpy (x + d * k_n, moments->factor, d * r * sizeof (double));
  return x;
}

/* Replaces X0 by its coordinates in a basis of its span. */
static void
compress (TfStart *self)
{
  gsize q = self->n_columns;
  double *r = g_new (double, q * q);

  tf_qr (self->dim, q, self->x0, r);
  self->basis = g_realloc_n (self->x0, self->dim * q, sizeof (double));
  self->x0 = r;
  self->dim = q;
}

TfStart *
tf_start_new (TfMoments *moments, const TfParameters *parameters, GError **error)
{
  g_autoptr (TfStart) self = g_new0 (TfStart, 1);
  gboolean from_w = parameters->flow == TF_FLOW_JOINT;

  self->moments = tf_moments_ref (moments);
  self->dim = moments->dim;
  self->n_classes = moments->n_classes;
  self->n_columns = self->n_classes + moments->rank;
  self->sqrt_shares = g_new (double, self->n_classes);
  for (gsize k = 0; k < self->n_classes; k++)
    self->sqrt_shares[k] = sqrt (moments->shares[k]);
  if (from_w && (self->weights0 = initial_weights (moments, parameters, error)) == NULL)
    return NULL;

  self->x0 = scale_features (moments, self->sqrt_shares);
  /* A W(0) from elsewhere may point out of the span of the features. */
  if (self->n_columns < self->dim && (!from_w || parameters->initial_w == TF_INITIAL_W_ZERO))
    compress (self);
  return g_steal_pointer (&self);
}

void
tf_start_free (TfStart *self)
{
  tf_moments_unref (self->moments);
  g_free (self->basis);
  g_free (self->x0);
  g_free (self->weights0);
  g_free (self->sqrt_shares);
  g_free (self);
}

void
tf_start_replace_state (TfStart *self, const double *x)
{
  memcpy (self->x0, x, self->dim * self->n_columns * sizeof (double));
}

void
tf_start_unscale_means (const TfStart *self, const double *x, double *m)
{
  memcpy (m, x, self->dim * self->n_classes * sizeof (double));
  for (gsize k = 0; k < self->n_classes; k++)
    cblas_dscal (self->dim, 1 / self->sqrt_shares[k], m + k * self->dim, 1);
}
