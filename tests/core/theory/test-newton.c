/* test-newton.c: second derivatives where classes are more than dimensions, and where they are fewer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "linalg.h"
#include "newton.h"
#include "synthetic.h"

typedef struct
{
  guint n_classes, dim;
  gboolean bias;
  double bias_decay;
} Case;

static const Case cases[] = {
  { 9, 4, FALSE, 0 }, { 9, 4, TRUE, 0 }, { 9, 4, TRUE, 0.3 }, { 3, 6, FALSE, 0 }, { 3, 6, TRUE, 0 }, { 3, 6, TRUE, 0.3 },
};

typedef struct
{
  TfStart *start;
  TfField *field;
  TfParameters parameters;
  gsize size;
  double *x, *slope, *v;
} Fixture;

static double *
draw (GRand *rand, gsize n)
{
  double *numbers = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    numbers[i] = g_rand_double_range (rand, -1, 1);
  return numbers;
}

/* Unequal classes, and any state of them. */
static void
set_up (Fixture *f, const Case *c)
{
  gsize sizes[9] = { 5, 4, 3, 5, 2, 4, 3, 6, 3 };
  const TfSynthetic synthetic = { .n_classes = c->n_classes, .sizes = sizes, .dim = c->dim, .seed = 4, .spread = 1, .noise = 0.5 };
  g_autoptr (TfFeatures) features = tf_synthetic_generate (&synthetic, NULL);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (c->n_classes);

  f->parameters = TF_PARAMETERS_DEFAULT;
  f->parameters.lambda_w = 0.3;
  f->parameters.lambda_h = 0.02;
  f->parameters.beta = 0.2;
  f->parameters.bias = c->bias;
  f->parameters.bias_decay = c->bias_decay;
  f->start = tf_start_new (moments, &f->parameters, NULL);
  f->field = tf_field_new (f->start);
  tf_field_set_parameters (f->field, &f->parameters);
  f->size = f->start->dim * f->start->n_columns;
  f->x = draw (rand, f->size);
  f->v = draw (rand, f->size);
  f->slope = g_new (double, f->size);
  g_assert_true (tf_field_evaluate (f->field, f->x, f->slope));
}

static void
tear_down (Fixture *f)
{
  tf_field_free (f->field);
  tf_start_free (f->start);
  g_free (f->x);
  g_free (f->v);
  g_free (f->slope);
}

static double
distance (gsize n, const double *a, const double *b)
{
  g_autofree double *difference = g_memdup2 (a, n * sizeof (double));

  cblas_daxpy (n, -1, b, 1, difference, 1);
  return tf_norm (n, difference) / tf_norm (n, b);
}

/* J v beside the slopes on either side. */
static void
test_products (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const double step = 1e-5;
      Fixture f;
      g_autofree double *product = NULL, *aside = NULL, *above = NULL;

      set_up (&f, &cases[i]);
      product = g_new (double, f.size);
      above = g_new (double, f.size);
      tf_field_multiply (f.field, f.v, product);
      aside = g_memdup2 (f.x, f.size * sizeof (double));
      cblas_daxpy (f.size, step, f.v, 1, aside, 1);
      g_assert_true (tf_field_evaluate (f.field, aside, above));
      cblas_daxpy (f.size, -2 * step, f.v, 1, aside, 1);
      g_assert_true (tf_field_evaluate (f.field, aside, f.slope));
      cblas_daxpy (f.size, -1, f.slope, 1, above, 1);
      cblas_dscal (f.size, 1 / (2 * step), above, 1);
      g_assert_cmpfloat (distance (f.size, product, above), <, 1e-8); /* step^2, and round-off over step */
      tear_down (&f);
    }
}

/* W'W u P + shift u, written out. */
static double *
multiply_block (const Fixture *f, const double *u)
{
  gsize d = f->start->dim, k_n = f->start->n_classes, q = f->start->n_columns;
  double centring = tf_parameters_centring (&f->parameters), *image = g_memdup2 (u, f->size * sizeof (double));
  const double *w = tf_field_get_weights (f->field), *s = f->start->sqrt_shares;
  g_autofree double *turned = g_memdup2 (u, f->size * sizeof (double)), *along = g_new (double, d), *product = g_new (double, k_n * q);

  cblas_dgemv (CblasColMajor, CblasNoTrans, d, k_n, 1, u, d, s, 1, 0, along, 1);
  cblas_dger (CblasColMajor, d, k_n, -centring, along, 1, s, 1, turned, d);
  tf_gemm (CblasTrans, CblasNoTrans, k_n, q, d, 1, w, turned, 0, product);
  tf_gemm (CblasNoTrans, CblasNoTrans, d, q, k_n, 1, w, product, f->parameters.lambda_h + f->parameters.beta, image);
  return image;
}

static void
test_block (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture f;
      g_autoptr (TfNewton) newton = NULL;
      g_autofree double *solved = NULL, *back = NULL;

      set_up (&f, &cases[i]);
      newton = tf_newton_new (f.start, f.field);
      tf_newton_prepare (newton, &f.parameters);
      solved = g_memdup2 (f.v, f.size * sizeof (double));
      tf_newton_solve_block (newton, solved);
      back = multiply_block (&f, solved);
      g_assert_cmpfloat (distance (f.size, back, f.v), <, 1e-12);
      tear_down (&f);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/newton/products", test_products);
  g_test_add_func ("/newton/block", test_block);
  return g_test_run ();
}
