/* test-heads-flow.c: flows with several linear layers on top
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "downhill.h"
#include "flow-state.h"
#include "limit.h"
#include "loss.h"
#include "metric-table.h"
#include "samples-kit.h"

/* --- f of the whole matrices in long double, its slope by differences --- */

#define MOST 64 /* unknowns */

typedef struct
{
  TfFeatures *features;
  TfParameters p;
  guint d, k_n, n, m;
  guint of_h, size; /* unknowns: H, then W_1 ... W_M by rows, b */
  long double h0[MOST];
} Plain;

/* out (rows x columns, by rows) = a (rows x inner) b (inner x columns) */
static void
multiply (guint rows, guint inner, guint columns, const long double *a, const long double *b, long double *out)
{
  for (guint i = 0; i < rows; i++)
    for (guint j = 0; j < columns; j++)
      {
        out[i * columns + j] = 0;
        for (guint l = 0; l < inner; l++)
          out[i * columns + j] += a[i * inner + l] * b[l * columns + j];
      }
}

static long double
sum_squares (guint n, const long double *v, const long double *from)
{
  long double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += (v[i] - (from != NULL ? from[i] : 0)) * (v[i] - (from != NULL ? from[i] : 0));
  return sum;
}

/* Of the logits z of a sample of class y: squared error, or cross-entropy without smoothing. */
static long double
get_loss (const Plain *self, const long double *z, guint y)
{
  long double sum = 0;

  for (guint k = 0; k < self->k_n; k++)
    sum += self->p.loss == TF_LOSS_SQUARED ? (z[k] - (k == y)) * (z[k] - (k == y)) / 2 : expl (z[k] - z[y]);
  return self->p.loss == TF_LOSS_SQUARED ? sum : logl (sum);
}

/* W_M ... W_1, K x d by rows. */
static void
multiply_layers (const Plain *self, const long double *layers, long double *w)
{
  long double next[MOST];
  guint k_n = self->k_n, d = self->d;

  memcpy (w, layers, k_n * d * sizeof *w);
  for (guint l = 1; l < self->m; l++)
    {
      multiply (k_n, k_n, d, layers + k_n * d + (l - 1) * k_n * k_n, w, next);
      memcpy (w, next, k_n * d * sizeof *w);
    }
}

/* H stands by columns. */
static long double
evaluate (const Plain *self, const long double *x)
{
  const TfParameters *p = &self->p;
  guint n_layers = self->size - self->of_h - (p->bias ? self->k_n : 0);
  long double w[MOST], z[MOST], f = 0;

  multiply_layers (self, x + self->of_h, w);
  for (guint i = 0; i < self->n; i++)
    {
      multiply (self->k_n, self->d, 1, w, x + i * self->d, z);
      for (guint k = 0; k < self->k_n && p->bias; k++)
        z[k] += x[self->of_h + n_layers + k];
      f += get_loss (self, z, tf_features_get_classes (self->features)[i]) / self->n;
    }
  f += p->lambda_w / (2 * self->k_n) * sum_squares (n_layers, x + self->of_h, NULL);
  f += p->lambda_h / (2 * self->n) * sum_squares (self->of_h, x, NULL) + p->beta / (2 * self->n) * sum_squares (self->of_h, x, self->h0);
  return f + (p->bias ? p->bias_decay / 2 * sum_squares (self->k_n, x + self->of_h + n_layers, NULL) : 0);
}

/* H' = -N f_H, W_l' = -eta K f_(W_l), b' = -eta K f_b. */
static void
find_slope (const Plain *self, const long double *x, long double *dx)
{
  long double moved[MOST];

  memcpy (moved, x, self->size * sizeof *x);
  for (guint i = 0; i < self->size; i++)
    {
      const long double e = 1e-5L;
      long double high, low;

      moved[i] = x[i] + e;
      high = evaluate (self, moved);
      moved[i] = x[i] - e;
      low = evaluate (self, moved);
      moved[i] = x[i];
      dx[i] = -(i < self->of_h ? self->n : self->p.eta * self->k_n) * (high - low) / (2 * e);
    }
}

/* Runge and Kutta's own method. */
static void
step (const Plain *self, long double h, long double *x)
{
  static const long double at[] = { 0, 0.5L, 0.5L, 1 }, weight[] = { 1 / 6.0L, 1 / 3.0L, 1 / 3.0L, 1 / 6.0L };
  long double slope[MOST] = { 0 }, argument[MOST], sum[MOST];

  memcpy (sum, x, self->size * sizeof *x);
  for (guint stage = 0; stage < 4; stage++)
    {
      for (guint i = 0; i < self->size; i++)
        argument[i] = x[i] + at[stage] * h * slope[i];
      find_slope (self, argument, slope);
      for (guint i = 0; i < self->size; i++)
        sum[i] += weight[stage] * h * slope[i];
    }
  memcpy (x, sum, self->size * sizeof *x);
}

/* K = 2, d = 2, five samples; M layers, those of a file. */
static TfFeatures *
make_problem (guint32 seed, guint m, double *layers)
{
  gsize sizes[] = { 3, 2 }, widths[TF_HEAD_LAYERS_MOST + 1];
  g_autoptr (TfFeatures) drawn = problem_of_sizes (2, sizes, 2, seed);
  double *values = g_new (double, 10);
  TfFeatures *features;

  for (guint l = 0; l <= m; l++)
    widths[l] = 2;
  for (guint i = 0; i < 4 * m; i++)
    layers[i] = problem_number (seed, 100 + i, 0.2, 1) * (problem_number (seed, 200 + i, 1e-3, 1e3) > 1 ? 1 : -1);
  tf_features_get_rows (drawn, 0, 5, values);
  features = tf_features_new ("drawn", 5, 2, values, g_memdup2 (tf_features_get_classes (drawn), 5 * sizeof (guint32)), 2, NULL);
  tf_features_set_layers (features, m, widths, layers);
  return features;
}

static void
start_plain (Plain *self, const double *layers, long double *x)
{
  g_autofree double *rows = g_new (double, self->d * self->n);

  tf_features_get_rows (self->features, 0, self->n, rows);
  for (guint i = 0; i < self->of_h; i++)
    x[i] = self->h0[i] = rows[i];
  for (guint i = self->of_h; i < self->size; i++)
    x[i] = i - self->of_h < 4 * self->m ? layers[i - self->of_h] : 0;
}

static void
test_independent (void)
{
  for (guint32 seed = 1; seed <= 8; seed++)
    {
      guint m = 2 + seed % 3;
      double layers[4 * TF_HEAD_LAYERS_MOST];
      long double x[MOST] = { 0 }, w[MOST];
      g_autoptr (TfFeatures) features = make_problem (seed, m, layers);
      g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
      Plain plain = { .features = features, .p = random_parameters (seed, TF_FLOW_JOINT), .d = 2, .k_n = 2, .n = 5, .m = m, .of_h = 10 };
      g_autoptr (TfFlow) flow = NULL;
      g_autoptr (GError) error = NULL;
      TfMetrics metrics;

      plain.p.head_layers = m;
      plain.p.loss = seed % 2 ? TF_LOSS_SQUARED : TF_LOSS_CROSS_ENTROPY;
      plain.p.smoothing = 0;
      plain.p.eta = fmin (plain.p.eta, 2);
      plain.p.bias_decay = fmin (plain.p.bias_decay, 1);
      plain.p.initial_w = TF_INITIAL_W_FILE;
      plain.p.tolerance = 1e-11;
      plain.size = 10 + 4 * m + (plain.p.bias ? 2 : 0);
      start_plain (&plain, layers, x);
      flow = tf_flow_new (moments, &plain.p, &error);
      g_assert_no_error (error);
      for (int i = 0; i < 1500; i++)
        step (&plain, 1 / 1500.0L, x);
      g_assert_true (tf_flow_advance (flow, 1, 0, NULL, NULL));
      tf_flow_get_metrics (flow, &metrics);
      multiply_layers (&plain, x + plain.of_h, w);
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_OBJECTIVE], (double) evaluate (&plain, x), 1e-8);
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_NORM_W], (double) sqrtl (sum_squares (4, w, NULL)), 1e-8);
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_NORM_H], (double) sqrtl (sum_squares (10, x, NULL)), 1e-8);
    }
}

/* --- the end of the flow is the closed form, class by class --- */

static void
test_end (void)
{
  static const gsize sizes[] = { 12, 9, 6 };

  for (guint m = 2; m <= 4; m++)
    {
      g_autoptr (TfFeatures) features = problem_of_sizes (3, sizes, 5, m);
      g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfLimit) limit = NULL;
      g_autoptr (TfFlow) flow = NULL;
      g_autofree double *means = g_new (double, 15);
      TfMetrics metrics;

      p.flow = TF_FLOW_JOINT;
      p.head_layers = m;
      p.lambda_w = 0.02;
      p.lambda_h = 0.01;
      p.initial_w = TF_INITIAL_W_RANDOM;
      p.tolerance = 1e-9;
      limit = tf_limit_new_for_moments (moments, &p, NULL);
      flow = tf_flow_new (moments, &p, NULL);
      for (double until = 1; until < 1e6 && !tf_flow_is_at_rest (flow, 0); until *= 1.5)
        g_assert_true (tf_flow_advance (flow, until, 0, NULL, NULL));
      g_assert_true (tf_flow_is_at_rest (flow, 0));
      tf_flow_get_metrics (flow, &metrics);
      g_assert_cmpuint (limit->n_layers, ==, m);
      g_assert_cmpuint (limit->n_vanished, ==, 0);
      g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_OBJECTIVE], limit->objective, 1e-9);
      tf_start_unscale_means (tf_flow_get_start (flow), tf_flow_get_state (flow), means);
      for (guint k = 0; k < 3; k++)
        {
          const TfStart *start = tf_flow_get_start (flow);
          double square = 0;

          for (gsize i = 0; i < start->dim; i++)
            square += means[i + k * start->dim] * means[i + k * start->dim];
          g_assert_cmpfloat_with_epsilon (square, limit->mean_squares[k], 1e-6);
        }
    }
}

/* 0 is a minimum of its own from two layers on. */
static void
test_zero (void)
{
  g_autoptr (TfFeatures) features = problem_sized (3, 6, 5, 1);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfFlow) flow = NULL;
  TfMetrics metrics;

  p.flow = TF_FLOW_JOINT;
  p.head_layers = 2;
  flow = tf_flow_new (moments, &p, NULL);
  g_assert_true (tf_flow_advance (flow, 1e5, 0, NULL, NULL));
  g_assert_true (tf_flow_is_at_rest (flow, 0));
  tf_flow_get_metrics (flow, &metrics);
  g_assert_cmpfloat (metrics.values[TF_METRIC_NORM_W], ==, 0);
  g_assert_cmpfloat_with_epsilon (metrics.values[TF_METRIC_OBJECTIVE], 0.5, 1e-9);
}

/* One more layer in a run takes up W as it is; one that goes leaves it. */
static void
test_change (void)
{
  for (guint32 seed = 1; seed <= 12; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, FALSE);
      g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
      TfParameters p = random_parameters (seed, TF_FLOW_JOINT);
      g_autoptr (TfFlow) flow = NULL;
      g_autoptr (TfFlowState) two = NULL;
      TfMetrics before, after, later;

      p.tolerance = 1e-8;
      p.head_layers = 1 + seed % 3;
      flow = tf_flow_new (moments, &p, NULL);
      g_assert_true (tf_flow_advance (flow, 0.5, 0, NULL, NULL));
      tf_flow_get_metrics (flow, &before);
      for (guint m = 4; m >= 1; m--)
        {
          p.head_layers = m;
          p.lambda_w *= 1.5;
          g_assert_true (tf_flow_set_parameters (flow, &p, NULL));
          tf_flow_get_metrics (flow, &after);
          g_assert_cmpfloat_with_epsilon (after.values[TF_METRIC_FIT], before.values[TF_METRIC_FIT],
                                          1e-10 * (1 + before.values[TF_METRIC_FIT]));
          g_assert_cmpfloat_with_epsilon (after.values[TF_METRIC_NORM_W], before.values[TF_METRIC_NORM_W],
                                          1e-10 * (1 + before.values[TF_METRIC_NORM_W]));
          g_assert_true (tf_flow_advance (flow, tf_flow_get_time (flow) + 0.2, 0, NULL, NULL));
          tf_flow_get_metrics (flow, &before);
          if (m != 3)
            continue;
          two = tf_flow_save (flow);
          later = before;
        }
      tf_flow_load (flow, two);
      tf_flow_get_metrics (flow, &after);
      g_assert_cmpmem (&after, sizeof after, &later, sizeof later);
      /* The other parameters leave each layer as it is. */
      p = *tf_flow_get_parameters (flow);
      p.eta *= 3;
      g_assert_true (tf_flow_set_parameters (flow, &p, NULL));
      tf_flow_get_metrics (flow, &after);
      g_assert_cmpfloat_with_epsilon (after.values[TF_METRIC_OBJECTIVE], later.values[TF_METRIC_OBJECTIVE], 1e-12);
    }
}

/* Any loss, any number of layers, over the whole range of weights: no metric is none where it has a value, and
 * nothing goes uphill. */
static void
test_storm (void)
{
  guint32 first = asked_number ("TF_TEST_SEED", 1), n = (asked_number ("TF_TEST_PROBLEMS", 150) + 9) / 10;

  for (guint32 seed = first; seed < first + n; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, FALSE);
      g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
      TfParameters p = random_parameters (seed, TF_FLOW_JOINT);
      g_autoptr (TfFlow) flow = NULL;

      p.lambda_w = problem_number (seed, 60, 1e-5, 1e1);
      p.lambda_h = problem_number (seed, 61, 1e-5, 1e1);
      p.head_layers = 2 + seed % 5;
      p.tolerance = 1e-6;
      flow = tf_flow_new (moments, &p, NULL);
      for (int part = 0; part < 4; part++)
        {
          check_downhill (flow);
          p.loss = (p.loss + 1) % TF_N_LOSSES;
          p.beta = part % 2 ? 0 : problem_number (seed, 62 + part, 1e-3, 1e2);
          p.bias = !p.bias;
          p.head_layers = 1 + (p.head_layers + part) % TF_HEAD_LAYERS_MOST;
          p.flow = part == 1 ? TF_FLOW_CENTRAL : TF_FLOW_JOINT;
          g_assert_true (tf_flow_set_parameters (flow, &p, NULL));
        }
    }
}

/* A file's layers are not those of another number, and other features have none. */
static void
test_file (void)
{
  double layers[4 * TF_HEAD_LAYERS_MOST];
  g_autoptr (TfFeatures) features = make_problem (1, 3, layers), bare = problem_sized (2, 3, 2, 1);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL), none = tf_moments_new (bare, TF_KEEP_ALL, NULL, NULL);
  g_autoptr (GError) other = NULL, missing = NULL;
  TfParameters p = TF_PARAMETERS_DEFAULT;

  p.flow = TF_FLOW_JOINT;
  p.initial_w = TF_INITIAL_W_FILE;
  p.head_layers = 2;
  g_assert_null (tf_flow_new (moments, &p, &other));
  g_assert_error (other, TF_FLOW_ERROR, TF_FLOW_ERROR_START);
  g_assert_null (tf_flow_new (none, &p, &missing));
  g_assert_error (missing, TF_FLOW_ERROR, TF_FLOW_ERROR_START);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/heads/independent", test_independent);
  g_test_add_func ("/heads/end", test_end);
  g_test_add_func ("/heads/zero", test_zero);
  g_test_add_func ("/heads/change", test_change);
  g_test_add_func ("/heads/storm", test_storm);
  g_test_add_func ("/heads/file", test_file);
  return g_test_run ();
}
