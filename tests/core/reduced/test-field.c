/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "field.h"
#include "linalg.h"
#include "problems.h"

typedef struct
{
  TfStart *start;
  TfField *field;
  TfParameters parameters;
  gsize size;
  double *y, *dy;
} Fixture;

static double
random_entry (GRand *rand)
{
  return g_rand_double_range (rand, -1, 1);
}

/* A random problem and a random state of it. */
static void
set_up (Fixture *f, guint32 seed, TfFlowKind flow)
{
  g_autoptr (TfFeatures) features = problem_random (seed, FALSE);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  f->parameters = TF_PARAMETERS_DEFAULT;
  f->parameters.flow = flow;
  f->parameters.lambda_w = problem_number (seed, 20, 1e-3, 1);
  f->parameters.lambda_h = problem_number (seed, 21, 1e-3, 1);
  f->parameters.beta = seed % 3 ? problem_number (seed, 22, 1e-3, 10) : 0;
  f->parameters.eta = problem_number (seed, 23, 0.1, 10);
  f->parameters.bias = seed % 2;
  f->parameters.bias_decay = seed % 4 == 3 ? problem_number (seed, 90, 1e-3, 1e3) : 0;
  f->parameters.initial_w = TF_INITIAL_W_RANDOM;
  f->start = tf_start_new (moments, &f->parameters, NULL);
  f->field = tf_field_new (f->start);
  tf_field_set_parameters (f->field, &f->parameters);
  f->size = tf_field_size (f->field);
  f->y = g_new (double, f->size);
  f->dy = g_new (double, f->size);
  for (gsize i = 0; i < f->size; i++)
    f->y[i] = random_entry (rand);
  g_assert_true (tf_field_evaluate (f->field, f->y, f->dy));
}

static void
tear_down (Fixture *f)
{
  tf_field_free (f->field);
  tf_start_free (f->start);
  g_free (f->y);
  g_free (f->dy);
}

static double *
random_vector (gsize size, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  double *v = g_new (double, size);

  for (gsize i = 0; i < size; i++)
    v[i] = random_entry (rand);
  return v;
}

/* Held against J itself: steps of all lengths, tight scales, right sides one
 * after the other as in the stages of a step: what is learnt from one must serve
 * the next, and one that is the sum of two before takes next to nothing. */
static void
test_solve (gconstpointer data)
{
  static const double gs[] = { 1e-3, 0.1, 3, 100 };
  enum { N_SIDES = 4 };

  for (guint32 seed = 1; seed <= 40; seed++)
    {
      Fixture f;
      double g = gs[seed % 4];
      double *sides[N_SIDES];
      guint64 products[N_SIDES + 1];

      set_up (&f, seed, GPOINTER_TO_INT (data));
      for (int i = 0; i < N_SIDES; i++)
        sides[i] = random_vector (f.size, seed + 4000 + 100 * i);
      memcpy (sides[2], sides[0], f.size * sizeof (double));
      cblas_daxpy (f.size, 1, sides[1], 1, sides[2], 1);
      tf_field_prepare_solve (f.field, g);
      products[0] = tf_field_get_n_products (f.field);
      for (int i = 0; i < N_SIDES; i++)
        {
          g_autofree double *u = g_memdup2 (sides[i], f.size * sizeof (double)), *ju = g_new0 (double, f.size);

          /* From any state J may have eigenvalues above 1/g, and then there is no answer. */
          if (!tf_field_solve (f.field, &(TfSystemScales){ 1, 1 }, 1e-12, u))
            {
              g_assert_cmpfloat (g, >, 0.05);
              break;
            }
          tf_field_multiply (f.field, u, ju);
          products[i + 1] = tf_field_get_n_products (f.field);
          for (gsize j = 0; j < f.size; j++)
            g_assert_cmpfloat_with_epsilon (u[j] - g * ju[j], sides[i][j], 1e-9 * (1 + g * tf_norm (f.size, ju)));
          g_assert_true (i != 2 || products[3] - products[2] <= 1 + N_SIDES);
        }
      for (int i = 0; i < N_SIDES; i++)
        g_free (sides[i]);
      tear_down (&f);
    }
}

/* X in the fixture is any state; of H0 itself the full equations can be written
 * out: means and deviations of -N grad_H f at W*(H0) are the reduced slope. */
static void
test_full_equations (void)
{
  for (guint32 seed = 1; seed <= 60; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, FALSE);
      g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
      g_autoptr (gsl_matrix) h = full_features (features);
      g_autoptr (gsl_matrix) y = full_labels (features);
      g_autoptr (gsl_matrix) w = NULL, slope = NULL;
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfStart) start = NULL;
      g_autoptr (TfField) field = NULL;
      g_autofree double *dx = NULL;
      double f;

      p.lambda_w = problem_number (seed, 1, 1e-4, 1);
      p.lambda_h = problem_number (seed, 2, 1e-4, 1);
      p.beta = problem_number (seed, 3, 1e-4, 10);
      p.bias = seed % 2;
      p.bias_decay = seed % 4 == 3 ? problem_number (seed, 90, 1e-3, 1e3) : 0;
      start = tf_start_new (moments, &p, NULL);
      field = tf_field_new (start);
      tf_field_set_parameters (field, &p);
      dx = g_new (double, tf_field_size (field));
      g_assert_true (tf_field_evaluate (field, start->x0, dx));

      w = full_weights (h, y, &p);
      slope = full_slope (w, h, h, y, &p);
      f = full_objective (w, h, h, y, &p);
      g_assert_cmpfloat_with_epsilon (tf_field_get_objective (field, 1), f, 1e-11 * f);
      /* Both norms are of the same thing, one of them per sqrt (N). */
      g_assert_cmpfloat_with_epsilon (tf_norm (tf_field_size (field), dx) * sqrt (h->size2), full_norm (slope),
                                      1e-8 * full_norm (slope));
      g_assert_cmpfloat_with_epsilon (tf_norm (start->dim * start->n_classes, tf_field_get_weights (field)),
                                      full_norm (w), 1e-8 * full_norm (w));
    }
}

/* Condition 1e14 of the second moment: W still solves its equations. */
static void
test_ill_conditioned (void)
{
  g_autoptr (TfFeatures) features = problem_sized (4, 3, 30, 2);
  g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfStart) start = NULL;
  g_autoptr (TfField) field = NULL;
  g_autofree double *dx = NULL, *gradient = NULL;
  gsize thin;

  p.lambda_w = 1e-6;
  start = tf_start_new (moments, &p, NULL);
  cblas_dscal (start->dim * start->n_columns, 1e4, start->x0, 1);
  field = tf_field_new (start);
  tf_field_set_parameters (field, &p);
  thin = start->dim * start->n_classes;
  dx = g_new (double, tf_field_size (field));
  g_assert_true (tf_field_evaluate (field, start->x0, dx));
  gradient = g_memdup2 (tf_field_get_weights (field), thin * sizeof (double));
  tf_gemm (CblasNoTrans, CblasTrans, start->dim, start->n_classes, start->n_columns, 1, start->x0,
           tf_field_get_residual (field), p.lambda_w / start->n_classes, gradient);
  /* Backward stability: the gradient is zero to round-off of |X||R| terms, |X| = 1e4. */
  g_assert_cmpfloat (tf_norm (thin, gradient), <=, 1e-11 * 1e4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/field/solve/central", GINT_TO_POINTER (TF_FLOW_CENTRAL), test_solve);
  g_test_add_data_func ("/field/solve/joint", GINT_TO_POINTER (TF_FLOW_JOINT), test_solve);
  g_test_add_func ("/field/full-equations", test_full_equations);
  g_test_add_func ("/field/ill-conditioned", test_ill_conditioned);
  return g_test_run ();
}
