/* test-stack.c: f as a function of the layers alone, its gradient and its products with
 * the Hessian, held against the whole f and against differences
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "linalg.h"
#include "problems.h"
#include "stack.h"

/* A random problem of columns. */
typedef struct
{
  TfColumns columns;
  TfPartialWeights weights;
  guint n_layers;
  double lambda_w;
  guint32 *classes;
  double *shares, *features, *squares;
  TfPartial *partial;
  TfStack *stack;
  double *x;
  gsize size;
} Problem;

static void
problem_init (Problem *self, guint32 seed, TfLoss loss, guint n_layers)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  gsize k_n = 2 + seed % 5, d = 1 + seed / 2 % 7, n = k_n + seed % 11;
  double sum = 0;

  *self = (Problem){ .n_layers = n_layers, .lambda_w = problem_number (seed, 1, 0.01, 1) };
  self->classes = g_new (guint32, n);
  self->shares = g_new (double, n);
  self->features = g_new (double, d * n);
  self->squares = g_new0 (double, d);
  for (gsize i = 0; i < n; i++)
    sum += self->shares[i] = g_rand_double_range (rand, 0.1, 1);
  for (gsize i = 0; i < d * n; i++)
    self->features[i] = g_rand_double_range (rand, -2, 2);
  for (gsize i = 0; i < n; i++)
    {
      self->classes[i] = i % k_n;
      self->shares[i] /= sum;
      for (gsize j = 0; j < d; j++)
        self->squares[j] += self->shares[i] * self->features[j + i * d] * self->features[j + i * d];
    }
  self->columns = (TfColumns){ k_n, d, n, self->classes, self->shares, seed % 7 ? self->features : NULL };
  self->weights = (TfPartialWeights){ loss, problem_number (seed, 2, 0.1, 1), seed % 7 ? problem_number (seed, 3, 0.1, 2) : 0,
                                      seed % 7 && seed % 5 == 0, seed % 3 > 0, seed % 3 > 1 ? 0.2 : 0 };
  self->partial = tf_partial_new (&self->columns, &self->weights);
  self->stack = tf_stack_new (self->partial, &self->columns, &self->weights, n_layers, self->lambda_w, self->squares);
  self->size = tf_stack_get_size (self->stack);
  self->x = g_new (double, self->size);
  for (gsize i = 0; i < self->size; i++)
    self->x[i] = g_rand_double_range (rand, -1, 1);
}

static void
problem_clear (Problem *self)
{
  tf_stack_free (self->stack);
  tf_partial_free (self->partial);
  g_free (self->classes);
  g_free (self->shares);
  g_free (self->features);
  g_free (self->squares);
  g_free (self->x);
}

static const TfLoss losses[] = {
  { TF_LOSS_SQUARED, 0, 0 }, { TF_LOSS_CROSS_ENTROPY, 0, 0 }, { TF_LOSS_CROSS_ENTROPY, 0.2, 0 }, { TF_LOSS_FOCAL, 0, 0.7 },
};

/* The whole f at W, b and the features that the columns were given. */
static double
whole (const Problem *self, const double *h)
{
  const TfColumns *c = &self->columns;
  const TfPartialWeights *w = &self->weights;
  const double *product = tf_stack_get_product (self->stack), *b = tf_stack_get_bias (self->stack, self->x);
  g_autofree double *z = g_new (double, c->k_n);
  double f = 0;

  for (gsize i = 0; i < c->n; i++)
    {
      const double *own = h + i * c->dim;
      double square = 0, distance = 0;

      for (gsize k = 0; k < c->k_n; k++)
        z[k] = (b ? b[k] : 0) + cblas_ddot (c->dim, product + k, c->k_n, own, 1);
      for (gsize j = 0; j < c->dim; j++)
        {
          square += own[j] * own[j];
          distance += c->features == NULL ? 0 : pow (own[j] - c->features[j + i * c->dim], 2);
        }
      f += c->weights[i] * tf_loss_evaluate (&w->loss, c->k_n, 1, z, c->classes + i, NULL, NULL);
      if (!w->is_fixed)
        f += 0.5 * c->weights[i] * (w->lambda_h * square + w->beta * distance);
    }
  for (gsize i = 0; i < self->size - (b ? c->k_n : 0); i++)
    f += 0.5 * self->lambda_w / c->k_n * self->x[i] * self->x[i];
  for (gsize k = 0; b != NULL && k < c->k_n; k++)
    f += 0.5 * w->bias_decay * b[k] * b[k];
  return f;
}

/* f is the whole f where the features are best: moved a little, it rises. */
static void
test_whole (void)
{
  for (guint32 seed = 1; seed <= 120; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autofree double *gradient = NULL, *h = NULL;
      TfNewtonCgProblem problem;
      Problem self;
      double f;

      problem_init (&self, seed, losses[seed % 4], 1 + seed / 4 % 3);
      problem = tf_stack_get_problem (self.stack);
      gradient = g_new (double, self.size);
      f = problem.evaluate (problem.data, self.x, gradient);
      h = tf_partial_get_features (self.partial);
      g_assert_cmpfloat_with_epsilon (f, whole (&self, h), 1e-12 * (1 + f));
      for (int try = 0; try < 20 && !self.weights.is_fixed; try++)
        {
          g_autofree double *other = g_memdup2 (h, self.columns.dim * self.columns.n * sizeof (double));

          for (gsize i = 0; i < self.columns.dim * self.columns.n; i++)
            other[i] += 1e-3 * g_rand_double_range (rand, -1, 1);
          g_assert_cmpfloat (whole (&self, other), >, f);
        }
      problem_clear (&self);
    }
}

static void
test_derivatives (void)
{
  for (guint32 seed = 1; seed <= 240; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autofree double *v = NULL, *hv = NULL, *gradient = NULL, *ahead = NULL, *behind = NULL, *at = NULL, *diagonal = NULL;
      TfNewtonCgProblem problem;
      Problem self;
      double f_ahead, f_behind, slope, scale = 0;
      const double step = 1e-5;

      problem_init (&self, seed, losses[seed % 4], 1 + seed / 4 % 4);
      problem = tf_stack_get_problem (self.stack);
      v = g_new (double, self.size);
      hv = g_new (double, self.size);
      gradient = g_new (double, self.size);
      ahead = g_new (double, self.size);
      behind = g_new (double, self.size);
      at = g_new (double, self.size);
      diagonal = g_new (double, self.size);
      for (gsize i = 0; i < self.size; i++)
        v[i] = g_rand_double_range (rand, -1, 1);
      for (gsize i = 0; i < self.size; i++)
        at[i] = self.x[i] + step * v[i];
      f_ahead = problem.evaluate (problem.data, at, ahead);
      for (gsize i = 0; i < self.size; i++)
        at[i] = self.x[i] - step * v[i];
      f_behind = problem.evaluate (problem.data, at, behind);
      problem.evaluate (problem.data, self.x, gradient);
      problem.multiply (problem.data, v, hv);
      problem.scale (problem.data, diagonal);
      slope = (f_ahead - f_behind) / (2 * step);
      g_assert_cmpfloat_with_epsilon (tf_dot (self.size, gradient, v), slope, 1e-8 * (1 + fabs (slope)));
      for (gsize i = 0; i < self.size; i++)
        scale = MAX (scale, fabs (hv[i]));
      for (gsize i = 0; i < self.size; i++)
        {
          g_assert_cmpfloat_with_epsilon (hv[i], (ahead[i] - behind[i]) / (2 * step), 1e-7 * (1 + scale));
          g_assert_cmpfloat (diagonal[i], >, 0);
        }
      problem_clear (&self);
    }
}

/* Layers that a product is spread over have that product. */
static void
test_spread (void)
{
  for (guint32 seed = 1; seed <= 40; seed++)
    {
      g_autofree double *gradient = NULL, *product = NULL;
      TfNewtonCgProblem problem;
      Problem self;
      gsize size;

      problem_init (&self, seed, losses[0], 1 + seed % 5);
      problem = tf_stack_get_problem (self.stack);
      gradient = g_new (double, self.size);
      size = self.columns.k_n * self.columns.dim;
      problem.evaluate (problem.data, self.x, gradient);
      product = g_memdup2 (tf_stack_get_product (self.stack), size * sizeof (double));
      tf_stack_spread (self.stack, product, gradient, self.x);
      problem.evaluate (problem.data, self.x, gradient);
      for (gsize i = 0; i < size; i++)
        g_assert_cmpfloat_with_epsilon (tf_stack_get_product (self.stack)[i], product[i], 1e-12 * (1 + tf_norm (size, product)));
      problem_clear (&self);
    }
}

/* From anywhere to a point with no slope, which is a minimum: nothing near is lower. */
static void
test_minimum (void)
{
  for (guint32 seed = 1; seed <= 120; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (GError) error = NULL;
      g_autofree double *gradient = NULL, *at = NULL;
      TfNewtonCgProblem problem;
      TfNewtonCgResult result;
      Problem self;

      problem_init (&self, seed, losses[seed % 4], 1 + seed / 4 % 3);
      problem = tf_stack_get_problem (self.stack);
      tf_newton_cg_minimize (&problem, self.x, 1000, NULL, NULL, &result, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (result.is_minimum);
      gradient = g_new (double, self.size);
      at = g_new (double, self.size);
      g_assert_cmpfloat_with_epsilon (problem.evaluate (problem.data, self.x, gradient), result.f, 1e-13 * (1 + result.f));
      g_assert_cmpfloat (tf_norm (self.size, gradient), <=, 1e-11 * (1 + tf_norm (self.size, self.x)));
      for (int try = 0; try < 30; try++)
        {
          for (gsize i = 0; i < self.size; i++)
            at[i] = self.x[i] + 1e-3 * g_rand_double_range (rand, -1, 1);
          g_assert_cmpfloat (problem.evaluate (problem.data, at, gradient), >=, result.f * (1 - 1e-13));
        }
      problem_clear (&self);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  g_test_add_func ("/stack/whole", test_whole);
  g_test_add_func ("/stack/derivatives", test_derivatives);
  g_test_add_func ("/stack/spread", test_spread);
  g_test_add_func ("/stack/minimum", test_minimum);
  return g_test_run ();
}
