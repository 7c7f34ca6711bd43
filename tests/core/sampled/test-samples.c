/* test-samples.c: slopes, curvature, shifted systems and stages of every kind of field
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "features-load.h"
#include "flow.h"
#include "flow-state.h"
#include "linalg.h"
#include "measure.h"
#include "metric-table.h"
#include "parameter-info.h"
#include "problems.h"
#include "run.h"
#include "samples-kit.h"
#include "system-kinds.h"

/* A kind of system: its flow, its state, its layers on top. */
typedef struct
{
  const char *name;
  TfFlowKind flow;
  gboolean whole; /* the state; else the loss is squared */
  guint n_layers;
  double accuracy; /* of J v: what W*(H) is found to */
  guint n_least;   /* systems of 80 that have an answer */
} Case;

static const Case cases[] = {
  { "reduced/central", TF_FLOW_CENTRAL, FALSE, 1, 1e-6, 40 },
  { "reduced/joint", TF_FLOW_JOINT, FALSE, 1, 1e-6, 40 },
  { "reduced/two-layers", TF_FLOW_JOINT, FALSE, 2, 1e-6, 25 },
  { "reduced/five-layers", TF_FLOW_JOINT, FALSE, 5, 1e-6, 20 },
  { "whole/central", TF_FLOW_CENTRAL, TRUE, 1, 1e-5, 40 },
  { "whole/joint", TF_FLOW_JOINT, TRUE, 1, 1e-5, 40 },
  { "whole/two-layers", TF_FLOW_JOINT, TRUE, 2, 1e-5, 30 },
  { "whole/three-layers", TF_FLOW_JOINT, TRUE, 3, 1e-5, 30 },
};

typedef struct
{
  TfStart *reduced, *start;
  TfSystem *system;
  TfParameters parameters;
  gsize size;
  double *y, *dy;
} Fixture;

static double *
random_vector (gsize size, guint32 seed, double length)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  double *v = g_new (double, size);

  for (gsize i = 0; i < size; i++)
    v[i] = g_rand_double_range (rand, -length, length);
  return v;
}

/* A random problem, and a state near its own H0 and W(0). */
static void
set_up (Fixture *f, guint32 seed, const Case *kind)
{
  g_autoptr (TfFeatures) features = problem_random (seed, FALSE);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  g_autofree double *moved = NULL;

  f->parameters = random_parameters (seed, kind->flow);
  f->parameters.head_layers = kind->n_layers;
  if (!kind->whole)
    f->parameters.loss = TF_LOSS_SQUARED;
  f->reduced = tf_start_new (moments, &f->parameters, NULL);
  f->start = kind->whole ? tf_start_new_whole (f->reduced, NULL) : f->reduced;
  f->system = tf_system_new (f->start, &f->parameters);
  f->size = tf_system_get_size (f->system);
  f->y = g_new0 (double, f->size);
  f->dy = g_new (double, f->size);
  memcpy (f->y, f->start->x0, f->start->dim * f->start->n_columns * sizeof (double));
  tf_system_write_start (f->system, f->y);
  moved = random_vector (f->size, seed + 7, 0.3);
  cblas_daxpy (f->size, 1, moved, 1, f->y, 1);
  g_assert_true (tf_system_evaluate (f->system, f->y, f->dy));
}

static void
tear_down (Fixture *f)
{
  tf_system_free (f->system);
  if (f->start != f->reduced)
    tf_start_free (f->start);
  tf_start_free (f->reduced);
  g_free (f->y);
  g_free (f->dy);
}

/* The slope is minus the gradient of f, W and b at their best where they do not flow. */
static void
test_gradient (gconstpointer data)
{
  const Case *kind = data;

  for (guint32 seed = 1; seed <= 60; seed++)
    {
      Fixture f;
      double e = 1e-5, difference, slope;
      g_autofree double *v = NULL, *scratch = NULL;

      set_up (&f, seed, kind);
      v = random_vector (f.size, seed + 1000, 1);
      scratch = g_new (double, f.size);
      slope = -tf_dot (f.size, f.dy, v);
      cblas_daxpy (f.size, e, v, 1, f.y, 1);
      g_assert_true (tf_system_evaluate (f.system, f.y, scratch));
      difference = tf_system_get_objective (f.system, 1);
      cblas_daxpy (f.size, -2 * e, v, 1, f.y, 1);
      g_assert_true (tf_system_evaluate (f.system, f.y, scratch));
      difference = (difference - tf_system_get_objective (f.system, 1)) / (2 * e);
      g_assert_cmpfloat_with_epsilon (slope, difference, 1e-7 * (1 + fabs (slope)) * f.size);
      tear_down (&f);
    }
}

static void
test_jacobian (gconstpointer data)
{
  const Case *kind = data;

  for (guint32 seed = 1; seed <= 60; seed++)
    {
      Fixture f;
      double e = 1e-5, scale;
      g_autofree double *u = NULL, *v = NULL, *ju = NULL, *jv = NULL, *plus = NULL, *minus = NULL;

      set_up (&f, seed, kind);
      u = random_vector (f.size, seed + 2000, 1);
      v = random_vector (f.size, seed + 3000, 1);
      ju = g_new (double, f.size);
      jv = g_new (double, f.size);
      plus = g_new (double, f.size);
      minus = g_new (double, f.size);
      tf_system_multiply (f.system, u, ju);
      tf_system_multiply (f.system, v, jv);
      scale = tf_norm (f.size, u) * tf_norm (f.size, jv);
      g_assert_cmpfloat_with_epsilon (tf_dot (f.size, u, jv), tf_dot (f.size, v, ju), 1e-7 * scale);

      cblas_daxpy (f.size, e, v, 1, f.y, 1);
      g_assert_true (tf_system_evaluate (f.system, f.y, plus));
      cblas_daxpy (f.size, -2 * e, v, 1, f.y, 1);
      g_assert_true (tf_system_evaluate (f.system, f.y, minus));
      for (gsize i = 0; i < f.size; i++)
        g_assert_cmpfloat_with_epsilon ((plus[i] - minus[i]) / (2 * e), jv[i], kind->accuracy * (1 + tf_norm (f.size, jv)));
      tear_down (&f);
    }
}

/* v <- (J + shift) v, of length 1; returns v'J v. */
static double
iterate (const Fixture *f, double shift, double *v)
{
  g_autofree double *jv = g_new (double, f->size);
  double quotient, length = tf_norm (f->size, v);

  cblas_dscal (f->size, 1 / length, v, 1);
  tf_system_multiply (f->system, v, jv);
  quotient = tf_dot (f->size, v, jv);
  for (gsize i = 0; i < f->size; i++)
    v[i] = jv[i] + shift * v[i];
  return quotient;
}

/* J's largest eigenvalue, by power iteration behind a shift that makes all of them positive. */
static double
find_largest (const Fixture *f)
{
  g_autofree double *v = random_vector (f->size, 5, 1);
  double extreme = 0, largest = 0;

  for (int i = 0; i < 500; i++)
    extreme = iterate (f, 0, v);
  for (int i = 0; i < 2000; i++)
    largest = iterate (f, fabs (extreme), v);
  return largest;
}

/* Held against J itself. Where the slope grows along some direction there may be no
 * answer, and then that is what is said; but not for steps so short that it counts for nothing. */
static void
test_solve (gconstpointer data)
{
  const Case *kind = data;
  static const double gs[] = { 1e-3, 0.03, 1, 100 };
  guint n_solved = 0;

  for (guint32 seed = 1; seed <= 80; seed++)
    {
      Fixture f;
      double g = gs[seed % 4];
      g_autofree double *b = NULL, *u = NULL, *ju = NULL;

      set_up (&f, seed, kind);
      b = random_vector (f.size, seed + 4000, 1);
      u = g_memdup2 (b, f.size * sizeof (double));
      ju = g_new0 (double, f.size);
      tf_system_prepare_solve (f.system, g);
      if (!tf_system_solve (f.system, &(TfSystemScales){ 1, 1 }, 1e-11, u))
        g_assert_true (g > 0.02 || (kind->n_layers > 1 && find_largest (&f) > 0.9 / g));
      else
        {
          n_solved++;
          tf_system_multiply (f.system, u, ju);
          for (gsize j = 0; j < f.size; j++)
            g_assert_cmpfloat_with_epsilon (u[j] - g * ju[j], b[j], 1e-7 * (1 + g * tf_norm (f.size, ju)));
        }
      tear_down (&f);
    }
  g_assert_cmpuint (n_solved, >=, kind->n_least);
}

static void
assert_near (gsize n, const double *a, const double *b)
{
  double allowed = 1e-12 * (1 + tf_norm (n, b));

  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (a[i], b[i], allowed);
}

/* Stages held in little room are the slopes at the arguments that they stand for; the last of the
 * problems is so large that they are worked out in two halves. */
static void
test_stages (void)
{
  enum { N = 5 };

  for (guint32 seed = 1; seed <= 20; seed++)
    {
      g_autoptr (TfFeatures) features = seed < 20 ? problem_sized (3, 4, 9, seed) : problem_sized (3, 1500, 40, seed);
      g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
      TfParameters p = random_parameters (seed, TF_FLOW_JOINT);
      g_autoptr (TfStart) reduced = tf_start_new (moments, &p, NULL), start = tf_start_new_whole (reduced, NULL);
      g_autoptr (TfSystem) held = tf_system_new (start, &p), plain = tf_system_new (start, &p);
      gsize size = tf_system_get_size (held);
      g_autofree double *y = random_vector (size, seed, 0.5), *slopes = g_new0 (double, size * N);
      g_autofree double *argument = g_new (double, size), *sum = g_new (double, size);
      g_autofree double *weights = random_vector (N * N, seed + 5, 0.2);

      g_assert_true (tf_system_evaluate (held, y, slopes));
      g_assert_true (tf_system_begin_stages (held, y, slopes, 12));
      for (guint stage = 1; stage <= N; stage++)
        {
          memcpy (argument, y, size * sizeof (double));
          for (guint m = 0; m < stage; m++)
            cblas_daxpy (size, weights[m + (stage - 1) * N], slopes + m * size, 1, argument, 1);
          tf_system_combine_stages (held, stage, weights + (stage - 1) * N, y, sum);
          assert_near (size, sum, argument);
          cblas_daxpy (size, -1, y, 1, argument, 1);
          tf_system_combine_stages (held, stage, weights + (stage - 1) * N, NULL, sum);
          assert_near (size, sum, argument);
          if (stage == N)
            break;
          cblas_daxpy (size, 1, y, 1, argument, 1);
          g_assert_true (tf_system_evaluate_stage (held, stage, weights + (stage - 1) * N));
          g_assert_true (tf_system_evaluate (plain, argument, slopes + stage * size));
        }
    }
}

int
main (int argc, char **argv)
{
  static const struct { const char *name; GTestDataFunc test; } tests[]
    = { { "gradient", test_gradient }, { "jacobian", test_jacobian }, { "solve", test_solve } };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    for (guint j = 0; j < G_N_ELEMENTS (cases); j++)
      {
        g_autofree char *path = g_strdup_printf ("/samples/%s/%s", tests[i].name, cases[j].name);

        g_test_add_data_func (path, &cases[j], tests[i].test);
      }
  g_test_add_func ("/samples/stages", test_stages);
  return g_test_run ();
}
