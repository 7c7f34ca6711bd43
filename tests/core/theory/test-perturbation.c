/* test-perturbation.c: Theorem 4.1 in the reduced state, held against whole matrices
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_blas.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>

#include "blas.h"
#include "flow.h"
#include "kept.h"
#include "linalg.h"
#include "perturbation-private.h"
#include "full-response.h"

/* The columns of a reduced state as orthonormal N-vectors: classes, the rows of
 * Delta0, and whatever completes them. */
static gsl_matrix *
make_basis (TfFeatures *features, TfMoments *m, gsize n_columns, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (gsl_matrix) h0 = full_features (features);
  const guint32 *classes = tf_features_get_classes (features);
  gsize n = m->n_samples, d = m->dim;
  gsl_matrix *basis = gsl_matrix_calloc (n, n_columns);

  g_assert_cmpuint (n_columns, <=, n);
  for (gsize i = 0; i < n; i++)
    {
      gsl_matrix_set (basis, i, classes[i], 1 / sqrt (m->sizes[classes[i]]));
      for (gsize a = 0; a < m->rank; a++)
        {
          const double *l = m->factor + a * d;
          double sum = 0;

          for (gsize j = 0; j < d; j++)
            sum += l[j] * (gsl_matrix_get (h0, j, i) - m->means[j + classes[i] * d]);
          gsl_matrix_set (basis, i, m->n_classes + a, sum / tf_dot (d, l, l) / sqrt (n));
        }
      for (gsize a = m->n_classes + m->rank; a < n_columns; a++)
        gsl_matrix_set (basis, i, a, g_rand_double_range (rand, -1, 1));
    }
  for (int twice = 0; twice < 2; twice++)
    for (gsize a = m->n_classes + m->rank; a < n_columns; a++)
      {
        gsl_vector_view own = gsl_matrix_column (basis, a);

        for (gsize b = 0; b < a; b++)
          {
            gsl_vector_view other = gsl_matrix_column (basis, b);
            double along;

            gsl_blas_ddot (&own.vector, &other.vector, &along);
            gsl_blas_daxpy (-along, &other.vector, &own.vector);
          }
        gsl_blas_dscal (1 / gsl_blas_dnrm2 (&own.vector), &own.vector);
      }
  return basis;
}

/* sqrt (N) X basis': the d x N matrix that a reduced state stands for. */
static gsl_matrix *
expand (const double *x, gsize dim, const gsl_matrix *basis)
{
  gsl_matrix *h = gsl_matrix_calloc (dim, basis->size1);

  for (gsize i = 0; i < basis->size1; i++)
    for (gsize a = 0; a < basis->size2; a++)
      for (gsize j = 0; j < dim; j++)
        *gsl_matrix_ptr (h, j, i) += sqrt (basis->size1) * x[j + a * dim] * gsl_matrix_get (basis, i, a);
  return h;
}

static gsl_matrix *
inner_products (const gsl_matrix *h)
{
  gsl_matrix *gram = gsl_matrix_calloc (h->size2, h->size2);

  gsl_blas_dgemm (CblasTrans, CblasNoTrans, 1, h, h, 0, gram);
  return gram;
}

static gsl_matrix *
combine (double alpha, const gsl_matrix *a, double beta, const gsl_matrix *b)
{
  gsl_matrix *c = gsl_matrix_alloc (a->size1, a->size2);

  for (gsize i = 0; i < a->size1; i++)
    for (gsize j = 0; j < a->size2; j++)
      gsl_matrix_set (c, i, j, alpha * gsl_matrix_get (a, i, j) + beta * gsl_matrix_get (b, i, j));
  return c;
}

/* Minimizer, prediction and truth of one perturbation, from the whole matrices. */
static void
compare (TfFeatures *features, TfMoments *moments, const TfParameters *p, TfPerturbation *perturbation, guint32 seed)
{
  const TfDirection *direction = tf_perturbation_get_direction (perturbation);
  gsize dim = direction->dim;
  g_autoptr (gsl_matrix) basis = make_basis (features, moments, direction->n_columns, seed);
  g_autoptr (gsl_matrix) y = full_labels (features), given = full_features (features);
  g_autoptr (gsl_matrix) h0 = expand (direction->x0, dim, basis), delta = expand (direction->direction, dim, basis);
  g_autoptr (gsl_matrix) h = expand (tf_perturbation_get_minimizer (perturbation), dim, basis);
  g_autoptr (gsl_matrix) predicted = expand (tf_perturbation_get_prediction (perturbation), dim, basis);
  g_autoptr (gsl_matrix) first = expand (tf_perturbation_get_first_order (perturbation), dim, basis);
  g_autoptr (gsl_matrix) minimizer = full_minimizer (h, h0, y, p);
  g_autoptr (gsl_matrix) response = full_response (minimizer, y, p);
  g_autoptr (gsl_matrix) expected = full_respond (response, delta);
  g_autoptr (gsl_matrix) undone = combine (2, delta, -1, first), redone = full_respond (response, undone);
  g_autoptr (gsl_matrix) products = inner_products (h0), given_products = inner_products (given);
  g_autoptr (gsl_matrix) moved = NULL, near = NULL, moved_h0 = NULL, truth = NULL;
  TfPerturbationTest test;
  g_autoptr (GError) error = NULL;

  g_assert_cmpfloat (full_distance (products, given_products, 0), <, 1e-12);
  g_assert_cmpfloat (full_distance (h, minimizer, 0), <, 1e-11);
  g_assert_cmpfloat (full_distance (predicted, expected, 0), <, 1e-9);
  /* 2 d - first = F^-1 d. */
  g_assert_cmpfloat (full_distance (redone, delta, 0), <, 1e-9);

  tf_perturbation_test (perturbation, 1e-2, NULL, &test, &error);
  g_assert_no_error (error);
  moved = expand (tf_perturbation_get_moved (perturbation), dim, basis);
  near = combine (1, h, 1, moved);
  moved_h0 = combine (1, h0, 1e-2, delta);
  truth = full_minimizer (near, moved_h0, y, p);
  gsl_matrix_sub (truth, minimizer);
  g_assert_cmpfloat (full_distance (moved, truth, 0), <, 1e-8);
  g_assert_cmpfloat_with_epsilon (test.given_norm, 1e-2 * full_norm (given), 1e-11 * full_norm (given));
  g_assert_cmpfloat_with_epsilon (test.predicted_norm, 1e-2 * full_norm (expected), 1e-10 * full_norm (expected));
  g_assert_cmpfloat_with_epsilon (test.true_norm, full_norm (truth), 1e-8 * full_norm (truth));
  gsl_matrix_scale (expected, 1e-2);
  g_assert_cmpfloat_with_epsilon (test.relative_error, full_distance (expected, truth, 0), 1e-7);
  gsl_matrix_scale (first, 1e-2);
  g_assert_cmpfloat_with_epsilon (test.first_order_error, full_distance (first, truth, 0), 1e-7 * (1 + test.first_order_error));
  g_assert_cmpfloat (test.relative_gradient, <, 1e-15 * (10 + p->beta));
  g_assert_cmpfloat (test.round_off, <, 1e-9);
  g_assert_cmpuint (tf_perturbation_get_n_entries (perturbation), ==, dim * direction->n_columns);
}

static TfParameters
random_parameters (guint32 seed)
{
  TfParameters p = TF_PARAMETERS_DEFAULT;

  p.bias = seed % 3 == 0;
  p.bias_decay = seed % 2 ? problem_number (seed, 90, 1e-2, 1e2) : 0;
  p.lambda_w = problem_number (seed, 1, 0.02, 0.5);
  p.lambda_h = problem_number (seed, 2, 0.02, 0.5);
  p.beta = problem_number (seed, 3, 0.05, 50);
  return p;
}

/* NULL where there is nothing to perturb within a class. */
static TfPerturbation *
perturb (TfMoments *moments, const TfParameters *p, TfPerturbationKind kind, guint32 seed)
{
  g_autoptr (GError) error = NULL;
  guint k = tf_perturbation_choose_class (moments);
  TfPerturbation *perturbation = tf_perturbation_new (moments, p, kind, k, seed, NULL, &error);

  if (kind == TF_PERTURBATION_CLASS && moments->sizes[k] < 2)
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
      return NULL;
    }
  g_assert_no_error (error);
  return perturbation;
}

/* Balanced or not, with and without a bias, more and fewer samples than dimensions. */
static void
test_whole (gconstpointer data)
{
  TfPerturbationKind kind = GPOINTER_TO_INT (data);
  guint n_compared = 0;

  for (guint32 seed = 1; n_compared < 12; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, FALSE);
      g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
      TfParameters p = random_parameters (seed);
      g_autoptr (TfPerturbation) perturbation = NULL;

      if (moments->n_samples * moments->dim > 140 || !(perturbation = perturb (moments, &p, kind, seed)))
        continue;
      compare (features, moments, &p, perturbation, seed);
      n_compared++;
    }
}

/* So few samples in so many dimensions that the state is compressed; and a
 * collapsed H0, which has no within-class factor at all. */
static void
test_extremes (gconstpointer data)
{
  static const gsize sizes[] = { 3, 1, 2 };
  TfPerturbationKind kind = GPOINTER_TO_INT (data);
  TfParameters p = random_parameters (5);
  g_autoptr (TfFeatures) few = problem_of_sizes (3, sizes, 24, 2);
  g_autoptr (TfMoments) moments = tf_moments_new (few, TF_KEEP_ALL, NULL, NULL);
  g_autoptr (TfPerturbation) perturbation = perturb (moments, &p, kind, 3);
  g_autoptr (TfFeatures) collapsed = NULL;
  g_autoptr (TfMoments) bare = NULL;
  g_autoptr (TfPerturbation) other = NULL;
  double *rows = g_new0 (double, 8 * 5);
  guint32 *classes = g_new (guint32, 8);

  g_assert_cmpuint (tf_perturbation_get_direction (perturbation)->dim, <, 24);
  compare (few, moments, &p, perturbation, 1);

  for (guint i = 0; i < 8; i++)
    {
      classes[i] = i / 4;
      rows[i * 5 + i / 4] = 1 + i / 4;
    }
  collapsed = tf_features_new ("collapsed", 8, 5, rows, classes, 2, NULL);
  bare = tf_moments_new (collapsed, TF_KEEP_ALL, NULL, NULL);
  g_assert_cmpuint (bare->rank, ==, 0);
  other = perturb (bare, &p, kind, 3);
  compare (collapsed, bare, &p, other, 1);
}

/* What is neglected is of second order: the error falls in proportion to the size. */
static void
test_proportion (gconstpointer data)
{
  TfPerturbationKind kind = GPOINTER_TO_INT (data);
  guint n_tested = 0;

  for (guint32 seed = 1; n_tested < 25; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, seed % 2);
      g_autoptr (TfMoments) moments = tf_moments_new (features, 7, NULL, NULL);
      TfParameters p = random_parameters (seed);
      guint k = tf_perturbation_choose_class (moments);
      g_autoptr (TfPerturbation) perturbation = tf_perturbation_new (moments, &p, kind, k, seed, NULL, NULL);
      TfPerturbationTest coarse, middle, fine;

      if (!perturbation)
        {
          g_assert_cmpint (kind, ==, TF_PERTURBATION_CLASS); /* of those kept, fewer than two are of one class */
          continue;
        }
      g_assert_true (tf_perturbation_test (perturbation, 1e-2, NULL, &coarse, NULL));
      g_assert_true (tf_perturbation_test (perturbation, 1e-3, NULL, &middle, NULL));
      g_assert_true (tf_perturbation_test (perturbation, 1e-4, NULL, &fine, NULL));
      n_tested++;
      g_assert_cmpfloat_with_epsilon (fine.predicted_norm / coarse.predicted_norm, 1e-2, 1e-12);
      if (coarse.relative_error < 1e-6)
        continue; /* so nearly linear that little else is seen */
      g_assert_cmpfloat (coarse.relative_error, <, 0.5);
      g_assert_cmpfloat_with_epsilon (middle.relative_error / coarse.relative_error, 0.1, 0.05);
      g_assert_cmpfloat_with_epsilon (fine.relative_error / middle.relative_error, 0.1, 0.02);
      g_assert_cmpfloat (fine.relative_gradient, <, 1e-11);
    }
}

/* Eq. 5: at large beta the truncated map is as good, and then its error falls
 * with 1/beta squared. */
static void
test_first_order (void)
{
  for (guint32 seed = 1; seed <= 8; seed++)
    {
      g_autoptr (TfFeatures) features = problem_random (seed, FALSE);
      g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
      TfParameters p = random_parameters (seed);
      double before = 0;

      for (p.beta = 1e2; p.beta < 2e3; p.beta *= 10)
        {
          g_autoptr (TfPerturbation) perturbation = perturb (moments, &p, TF_PERTURBATION_RANDOM, seed);
          TfPerturbationTest test;

          g_assert_true (tf_perturbation_test (perturbation, 1e-6, NULL, &test, NULL));
          if (before > 0)
            g_assert_cmpfloat (test.first_order_error, <, before / 50 + 1e-8);
          before = test.first_order_error;
        }
      g_assert_cmpfloat (before, <, 1e-3);
    }
}

/* Within a class: nothing but deviations moves, and of the moved samples' s - 1
 * dimensions E1 and C show the same e: C C' = e (I - Z Z') e', E1 = e Z. */
static void
test_within_class (void)
{
  static const gsize sizes[] = { 5, 9, 6 };
  g_autoptr (TfFeatures) features = problem_of_sizes (3, sizes, 12, 4);
  g_autoptr (TfMoments) m = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  g_autoptr (gsl_matrix) basis = make_basis (features, m, 3 + m->rank, 1);
  g_autoptr (gsl_matrix) angles = gsl_matrix_calloc (m->rank, m->rank), c = gsl_matrix_calloc (12, 12);
  g_autoptr (gsl_matrix) v = gsl_matrix_alloc (m->rank, m->rank), e = gsl_matrix_calloc (12, m->rank);
  g_autoptr (gsl_matrix) expected = gsl_matrix_calloc (12, 12);
  gsl_eigen_symmv_workspace *workspace = gsl_eigen_symmv_alloc (m->rank);
  gsl_vector *squares = gsl_vector_alloc (m->rank);
  const guint32 *classes = tf_features_get_classes (features);
  g_auto (TfDirection) direction = { 0 };

  g_assert_true (tf_direction_draw (m, TF_PERTURBATION_CLASS, 1, 9, &direction, NULL));
  for (gsize i = 0; i < 12 * 3; i++)
    g_assert_cmpfloat (direction.direction[i], ==, 0);
  for (gsize i = 0; i < m->n_samples; i++)
    for (gsize a = 0; a < m->rank && classes[i] == 1; a++)
      for (gsize b = 0; b < m->rank; b++)
        *gsl_matrix_ptr (angles, a, b) += gsl_matrix_get (basis, i, 3 + a) * gsl_matrix_get (basis, i, 3 + b);
  gsl_eigen_symmv (angles, squares, v, workspace);
  gsl_eigen_symmv_sort (squares, v, GSL_EIGEN_SORT_VAL_DESC);
  for (gsize a = 0; a < 8; a++)
    {
      double square = gsl_vector_get (squares, a);

      for (gsize j = 0; j < 12; j++)
        {
          for (gsize b = 0; b < m->rank; b++)
            *gsl_matrix_ptr (e, j, a) += direction.direction[j + (3 + b) * 12] * gsl_matrix_get (v, b, a) / sqrt (square);
          for (gsize i = 0; i <= j; i++)
            *gsl_matrix_ptr (expected, j, i) += (1 - square) * gsl_matrix_get (e, j, a) * gsl_matrix_get (e, i, a);
        }
    }
  g_assert_cmpfloat (gsl_vector_get (squares, 8), <, 1e-12);
  for (gsize a = 3 + m->rank; a < direction.n_columns; a++)
    for (gsize j = 0; j < 12; j++)
      for (gsize i = 0; i <= j; i++)
        *gsl_matrix_ptr (c, j, i) += direction.direction[j + a * 12] * direction.direction[i + a * 12];
  g_assert_cmpfloat (full_norm (c), >, 1e-3);
  g_assert_cmpfloat (full_distance (c, expected, 0), <, 1e-4);
  gsl_vector_free (squares);
  gsl_eigen_symmv_free (workspace);
}

/* Mean shares of the squared length in means, Delta0's rows and the rest. */
static void
measure_shares (TfMoments *m, TfPerturbationKind kind, double shares[3])
{
  enum { N_SEEDS = 400 };
  gsize d = m->dim, edges[4] = { 0, d * m->n_classes, d * (m->n_classes + m->rank), 0 };

  shares[0] = shares[1] = shares[2] = 0;
  for (guint32 seed = 1; seed <= N_SEEDS; seed++)
    {
      g_auto (TfDirection) direction = { 0 };
      double whole;

      g_assert_true (tf_direction_draw (m, kind, 0, seed, &direction, NULL));
      g_assert_cmpuint (direction.dim, ==, d);
      edges[3] = d * direction.n_columns;
      whole = pow (tf_norm (edges[3], direction.x0), 2);
      g_assert_cmpfloat_with_epsilon (pow (tf_norm (edges[3], direction.direction), 2) / whole, 1, 1e-12);
      for (int part = 0; part < 3; part++)
        shares[part] += pow (tf_norm (edges[part + 1] - edges[part], direction.direction + edges[part]), 2) / whole / N_SEEDS;
    }
}

/* Those of a perturbation of all samples are those of the parts' dimensions. */
static void
test_shares (void)
{
  static const gsize per_class[] = { 40, 4 };

  for (guint i = 0; i < 2; i++)
    {
      gsize n = 3 * per_class[i];
      g_autoptr (TfFeatures) features = problem_sized (3, per_class[i], 3, 1);
      g_autoptr (TfMoments) moments = tf_moments_new (features, 0, NULL, NULL);
      double shares[3];

      measure_shares (moments, TF_PERTURBATION_RANDOM, shares);
      /* Standard deviation of each of these means below 0.005. */
      g_assert_cmpfloat_with_epsilon (shares[0], 3. / n, 0.015);
      g_assert_cmpfloat_with_epsilon (shares[1], 3. / n, 0.015);
      g_assert_cmpfloat_with_epsilon (shares[2], (n - 6.) / n, 0.015);
    }
}

/* Within a class the rows of Delta0 have Tr Z Z' of its s - 1 dimensions. */
static void
test_class_shares (void)
{
  static const gsize sizes[] = { 7, 9, 12 };
  g_autoptr (TfFeatures) features = problem_of_sizes (3, sizes, 3, 2);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  g_autofree double *z = g_new (double, moments->rank * sizes[0]);
  double shares[3], trace;

  tf_kept_get_coords (moments, 0, sizes[0], z);
  trace = pow (tf_norm (moments->rank * sizes[0], z), 2) / moments->n_samples;
  measure_shares (moments, TF_PERTURBATION_CLASS, shares);
  g_assert_cmpfloat (shares[0], ==, 0);
  g_assert_cmpfloat_with_epsilon (shares[1], trace / 6, 0.015);
}

static void
test_declines (void)
{
  g_autoptr (TfFeatures) features = problem_sized (3, 4, 5, 1);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  g_autoptr (TfFeatures) nothing = tf_features_new ("0", 4, 3, g_new0 (double, 12),
                                                    g_memdup2 ((guint32[]){ 0, 0, 1, 1 }, 16), 2, NULL);
  g_autoptr (TfMoments) zero = tf_moments_new (nothing, TF_KEEP_ALL, NULL, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TfParameters p = TF_PARAMETERS_DEFAULT;
  GError *error = NULL;

  g_assert_null (tf_perturbation_new (moments, &p, TF_PERTURBATION_MEAN, 0, 1, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  p.beta = 1;
  g_assert_null (tf_perturbation_new (zero, &p, TF_PERTURBATION_RANDOM, 0, 1, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (tf_perturbation_new (moments, &p, TF_PERTURBATION_RANDOM, 0, 1, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
}

static void
add_for_kinds (const char *path, GTestDataFunc function)
{
  for (int kind = 0; kind < TF_N_PERTURBATIONS; kind++)
    {
      g_autofree char *full = g_strdup_printf ("/perturbation/%s/%s", path, tf_perturbation_kind_name (kind));

      g_test_add_data_func (full, GINT_TO_POINTER (kind), function);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  tf_blas_set_threads (1);
  add_for_kinds ("whole", test_whole);
  add_for_kinds ("extremes", test_extremes);
  add_for_kinds ("proportion", test_proportion);
  g_test_add_func ("/perturbation/first-order", test_first_order);
  g_test_add_func ("/perturbation/within-class", test_within_class);
  g_test_add_func ("/perturbation/shares/random", test_shares);
  g_test_add_func ("/perturbation/shares/class", test_class_shares);
  g_test_add_func ("/perturbation/declines", test_declines);
  return g_test_run ();
}
