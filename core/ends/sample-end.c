/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample-end.h"

#include <math.h>
#include <string.h>

#include "dual-bound.h"
#include "flow.h"
#include "linalg.h"
#include "end-samples.h"
#include "stack.h"

#define MAX_ITERATIONS 2000
#define GLOBAL_GAP 1e-9 /* share of f: a bound so near is f itself */
#define VANISHED 1e-7   /* share of the largest W that f could pay for, below which W = 0 is looked at */

/* What is being looked for. */
typedef struct
{
  TfEndSamples *samples;
  const TfParameters *parameters;
  guint n_layers;
  TfPartialWeights weights;
  TfNewtonCgShow show;
  gpointer user_data;
  GCancellable *cancellable;
  TfSampleEnd *end;
  double *product; /* K x dim: W */
  double *bias;    /* K */
} Search;

gboolean
tf_sample_end_is_needed (const TfParameters *parameters)
{
  return parameters->loss != TF_LOSS_SQUARED || tf_parameters_head_layers (parameters) > 1;
}

void
tf_sample_end_clear (TfSampleEnd *self)
{
  g_clear_pointer (&self->means, g_free);
}

gboolean
tf_sample_end_check (const TfParameters *parameters, GError **error)
{
  return tf_parameters_validate (parameters, error) && tf_parameters_have_minimizer (parameters, error);
}

/* Down from the layers that self->product and self->bias are, which become those of the
 * minimum. partial is left there. */
static gboolean
go_down (Search *self, const TfColumns *columns, const TfPartialWeights *weights, TfPartial *partial, guint n_layers,
         const double *squares, TfNewtonCgResult *result, GError **error)
{
  g_autoptr (TfStack) stack
    = tf_stack_new (partial, columns, weights, n_layers, self->parameters->lambda_w, squares);
  TfNewtonCgProblem problem = tf_stack_get_problem (stack);
  g_autofree double *x = g_new (double, problem.n), *gradient = g_new (double, problem.n);
  gboolean good;

  tf_stack_spread (stack, self->product, self->bias, x);
  good = tf_newton_cg_minimize (&problem, x, MAX_ITERATIONS, self->show, self->user_data, result, self->cancellable, error);
  /* Newton's last look may have been elsewhere. */
  problem.evaluate (problem.data, x, gradient);
  memcpy (self->product, tf_stack_get_product (stack), columns->k_n * columns->dim * sizeof (double));
  if (weights->bias)
    memcpy (self->bias, tf_stack_get_bias (stack, x), columns->k_n * sizeof (double));
  return good;
}

/* W*(H) of any features, from the present W. */
static gboolean
solve_weights (Search *self, const TfColumns *columns, guint n_layers, GError **error)
{
  TfPartialWeights fixed = self->weights;
  g_autoptr (TfPartial) partial = NULL;
  g_autofree double *squares = tf_columns_get_squares (columns);
  TfNewtonCgResult result;

  fixed.is_fixed = TRUE;
  partial = tf_partial_new (columns, &fixed);
  return go_down (self, columns, &fixed, partial, n_layers, squares, &result, error);
}

/* |N grad_H f|/|H| of the columns h at the present W, slopes being l' there. */
static double
find_relative_gradient (const Search *self, const TfColumns *columns, const double *h, const double *slopes)
{
  gsize k_n = columns->k_n, d = columns->dim;
  const TfParameters *p = self->parameters;
  g_autofree double *back = g_new (double, d * columns->n);
  double gradient = 0, square = 0;

  tf_gemm (CblasTrans, CblasNoTrans, d, columns->n, k_n, 1, self->product, slopes, 0, back);
  for (gsize i = 0; i < columns->n; i++)
    for (gsize j = 0; j < d; j++)
      {
        double own = h[j + i * d], first = columns->features != NULL ? columns->features[j + i * d] : own;
        double slope = back[j + i * d] + p->lambda_h * own + p->beta * (own - first);

        gradient += columns->weights[i] * slope * slope;
        square += columns->weights[i] * own * own;
      }
  return square > 0 ? sqrt (gradient / square) : NAN;
}

/* f of columns h at the present W and b; slopes: K x n, l' there. */
static double
find_fit (const Search *self, const TfColumns *columns, const double *h, double *slopes)
{
  gsize k_n = columns->k_n;
  double sum = 0;

  tf_gemm (CblasNoTrans, CblasNoTrans, k_n, columns->n, columns->dim, 1, self->product, h, 0, slopes);
  for (gsize i = 0; i < columns->n; i++)
    {
      double *z = slopes + i * k_n;

      if (self->weights.bias)
        cblas_daxpy (k_n, 1, self->bias, 1, z, 1);
      sum += columns->weights[i] * tf_loss_evaluate (&self->weights.loss, k_n, 1, z, columns->classes + i, z, NULL);
    }
  return sum;
}

/* Metrics of features h at the present W; what the loss has a say in is put in its place. */
static gboolean
measure (const Search *self, const double *h, double fit, double objective, TfMetrics *metrics, GError **error)
{
  TfEndSamples *samples = self->samples;
  gsize d = samples->dim, n = samples->n;
  g_autoptr (TfMoments) moments = tf_end_samples_make_moments (samples, h, self->product, self->weights.bias ? self->bias : NULL,
                                                           self->cancellable, error);
  TfParameters squared = *self->parameters;
  double far = 0, start = 0;

  if (moments == NULL)
    return FALSE;
  squared.loss = TF_LOSS_SQUARED;
  tf_moments_get_metrics (moments, &squared, TRUE, metrics);
  for (gsize i = 0; i < d * n; i++)
    {
      far += (h[i] - samples->values[i]) * (h[i] - samples->values[i]);
      start += samples->values[i] * samples->values[i];
    }
  metrics->values[TF_METRIC_OBJECTIVE] = objective;
  metrics->values[TF_METRIC_FIT] = fit;
  metrics->values[TF_METRIC_VICINITY] = start > 0 ? sqrt (far / start) : NAN;
  return TRUE;
}

static double
find_price (const Search *self, const TfColumns *columns)
{
  double norm = tf_norm (columns->k_n * columns->dim, self->product), f = 0.5 * self->parameters->lambda_w / columns->k_n * norm * norm;

  if (self->weights.bias)
    f += 0.5 * self->weights.bias_decay * tf_dot (columns->k_n, self->bias, self->bias);
  return f;
}

/* W*(H0), and the metrics there. */
static gboolean
begin (Search *self, GError **error)
{
  TfColumns columns = tf_end_samples_get_columns (self->samples);
  g_autofree double *slopes = g_new (double, columns.k_n * columns.n);
  double fit;

  if (!solve_weights (self, &columns, 1, error))
    return FALSE;
  fit = find_fit (self, &columns, columns.features, slopes);
  return measure (self, columns.features, fit,
                  fit + find_price (self, &columns) + 0.5 * self->parameters->lambda_h * tf_columns_get_square (&columns),
                  &self->end->start, error);
}

/* At beta = 0 the minimizer may be 0, which is neared and never met. */
static void
look_at_zero (Search *self, const TfColumns *columns, TfPartial *partial)
{
  gsize size = columns->k_n * columns->dim;
  double most = sqrt (2 * self->end->counts.f * columns->k_n / self->parameters->lambda_w), f;
  g_autofree double *w = NULL, *gradient = NULL, *bias = NULL;

  if (columns->features != NULL || tf_norm (size, self->product) > VANISHED * most)
    return;
  w = g_new0 (double, size);
  gradient = g_new (double, size);
  bias = g_new (double, columns->k_n);
  f = tf_partial_evaluate (partial, w, self->weights.bias ? self->bias : NULL, gradient, bias);
  if (f <= self->end->counts.f * (1 + 1e-13))
    {
      self->end->counts.f = f;
      memset (self->product, 0, size * sizeof (double));
    }
  else
    tf_partial_evaluate (partial, self->product, self->weights.bias ? self->bias : NULL, gradient, bias);
}

static gboolean
finish (Search *self, const TfColumns *columns, TfPartial *partial, GError **error)
{
  TfSampleEnd *end = self->end;
  g_autofree double *h = tf_partial_get_features (partial), *slopes = g_new (double, columns->k_n * columns->n), *all = NULL;
  TfColumns here = *columns;
  double fit;

  end->objective = end->counts.f;
  if (self->n_layers == 1)
    end->bound = fmin (tf_dual_bound (columns, &self->weights, self->parameters->lambda_w, tf_partial_get_slopes (partial)),
                       end->objective);
  end->is_global = end->objective - end->bound <= GLOBAL_GAP * end->objective;
  here.features = h;
  if (tf_norm (columns->dim * columns->n, h) > 0 && !solve_weights (self, &here, self->n_layers, error))
    return FALSE;
  fit = find_fit (self, columns, h, slopes);
  end->relative_gradient = find_relative_gradient (self, columns, h, slopes);
  all = columns->features != NULL ? g_steal_pointer (&h) : tf_end_samples_spread_classes (self->samples, h);
  end->means = tf_end_samples_find_means (self->samples, all);
  return measure (self, all, fit, end->objective, &end->metrics, error);
}

static gboolean
find (Search *self, GError **error)
{
  TfColumns columns;
  g_autoptr (TfPartial) partial = NULL;
  g_autofree double *squares = NULL;

  if (!begin (self, error))
    return FALSE;
  columns = self->parameters->beta > 0 ? tf_end_samples_get_columns (self->samples) : tf_end_samples_get_classes (self->samples);
  squares = tf_columns_get_squares (&columns);
  partial = tf_partial_new (&columns, &self->weights);
  if (!go_down (self, &columns, &self->weights, partial, self->n_layers, squares, &self->end->counts, error))
    return FALSE;
  look_at_zero (self, &columns, partial);
  return finish (self, &columns, partial, error);
}

gboolean
tf_sample_end_find (TfMoments *moments, const TfParameters *parameters, guint n_layers, TfNewtonCgShow show, gpointer user_data,
                    GCancellable *cancellable, TfSampleEnd *end, GError **error)
{
  Search search = { NULL, parameters, n_layers,
                    { tf_parameters_loss (parameters), parameters->lambda_h, parameters->beta, FALSE, parameters->bias,
                      parameters->bias_decay },
                    show, user_data, cancellable, end };
  gboolean good;

  *end = (TfSampleEnd){ 0 };
  if (!tf_sample_end_check (parameters, error))
    return FALSE;
  search.samples = tf_end_samples_new (moments, error);
  if (search.samples == NULL)
    return FALSE;
  search.product = g_new0 (double, (gsize) moments->n_classes * search.samples->dim);
  search.bias = g_new0 (double, moments->n_classes);
  good = find (&search, error);
  g_free (search.product);
  g_free (search.bias);
  tf_end_samples_free (search.samples);
  return good;
}
