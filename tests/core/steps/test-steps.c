/* test-steps.c: each stepper has the order that it claims, and says what it errs by
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A wrong digit in a table of coefficients leaves a method that still converges,
 * but no longer in the order that it should.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "linalg.h"
#include "rosenbrock.h"
#include "runge-kutta.h"
#include "problems.h"
#include "system-kinds.h"

#define N_FINE 32 /* steps of the reference in one step */

/* The central path from H0 of a random problem of random parameters. */
typedef struct
{
  TfStart *start;
  TfSystem *system;
  TfRungeKutta *runge_kutta;
  TfRosenbrock *rosenbrock;
  TfParameters parameters;
  gsize size;
  double *y, *dy;
  double length; /* over which the slope would change y by half of it */
} Fixture;

/* A step by one of the steppers; what it says of its error, in the length of y. */
typedef double (*Step) (Fixture *f, double h, const double *y, double *y_new);

static void
set_up (Fixture *f, guint32 seed)
{
  g_autoptr (TfFeatures) features = problem_random (seed, FALSE);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);

  f->parameters = TF_PARAMETERS_DEFAULT;
  f->parameters.lambda_w = problem_number (seed, 20, 0.05, 1);
  f->parameters.lambda_h = problem_number (seed, 21, 1e-2, 1);
  f->parameters.beta = seed % 3 ? problem_number (seed, 22, 1e-3, 1) : 0;
  f->parameters.bias = seed % 2;
  f->parameters.bias_decay = seed % 4 == 3 ? problem_number (seed, 90, 1e-3, 1e3) : 0;
  f->start = tf_start_new (moments, &f->parameters, NULL);
  f->system = tf_system_new (f->start, &f->parameters);
  f->runge_kutta = tf_runge_kutta_new ();
  f->rosenbrock = tf_rosenbrock_new (f->start, &f->parameters);
  f->size = tf_system_get_size (f->system);
  f->y = g_new (double, f->size);
  f->dy = g_new (double, f->size);
  memcpy (f->y, f->start->x0, f->size * sizeof (double));
  g_assert_true (tf_system_evaluate (f->system, f->y, f->dy));
  f->length = 0.5 * tf_norm (f->size, f->y) / tf_norm (f->size, f->dy);
}

static void
tear_down (Fixture *f)
{
  tf_runge_kutta_free (f->runge_kutta);
  tf_rosenbrock_free (f->rosenbrock);
  tf_system_free (f->system);
  tf_start_free (f->start);
  g_free (f->y);
  g_free (f->dy);
}

static double
step_explicitly (Fixture *f, double h, const double *y, double *y_new)
{
  g_autofree double *dy = g_new (double, f->size), *error = g_new (double, f->size);
  double of_order_5;

  g_assert_true (tf_system_evaluate (f->system, y, dy));
  g_assert_true (tf_runge_kutta_step (f->runge_kutta, f->system, h, y, dy, y_new));
  tf_runge_kutta_estimate (f->runge_kutta, f->system, h, TF_RUNGE_KUTTA_ERROR_5, error);
  of_order_5 = tf_norm (f->size, error);
  tf_runge_kutta_estimate (f->runge_kutta, f->system, h, TF_RUNGE_KUTTA_ERROR_3, error);
  return tf_runge_kutta_combine_errors (of_order_5, tf_norm (f->size, error));
}

static double
step_implicitly (Fixture *f, double h, const double *y, double *y_new)
{
  g_autofree double *dy = g_new (double, f->size), *error = g_new (double, f->size);
  double scale = 1e-13 * tf_norm (f->size, y);

  g_assert_true (tf_system_evaluate (f->system, y, dy));
  if (!tf_rosenbrock_step (f->rosenbrock, f->system, &f->parameters, h, y, dy, &(TfSystemScales){ scale, scale }, y_new,
                           error))
    return INFINITY; /* so long that the linear system has lost its sign */
  return tf_norm (f->size, error);
}

/* Where the flow is after h, by many short explicit steps. */
static double *
follow (Fixture *f, double h)
{
  double *y = g_memdup2 (f->y, f->size * sizeof (double)), *y_new = g_new (double, f->size);

  for (int i = 0; i < N_FINE; i++)
    {
      double *before = y;

      step_explicitly (f, h / N_FINE, y, y_new);
      y = y_new;
      y_new = before;
    }
  g_free (y_new);
  return y;
}

/* The errors of one step of length h, true and said, relative to |y|. */
static void
measure (Fixture *f, Step step, double h, double *error, double *said)
{
  g_autofree double *truth = follow (f, h), *y_new = g_new (double, f->size);

  *said = step (f, h, f->y, y_new) / tf_norm (f->size, f->y);
  cblas_daxpy (f->size, -1, truth, 1, y_new, 1);
  *error = tf_norm (f->size, y_new) / tf_norm (f->size, f->y);
}

static int
compare (const void *a, const void *b)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

/* The error of one step goes with h^(order + 1), what is said of it with h^order or
 * a higher power: between the h where it has come down to 1e-7 and a third of that,
 * in the median of many problems. */
static void
check_order (Step step, int order)
{
  enum { N_PROBLEMS = 31 };
  double powers[N_PROBLEMS], said_powers[N_PROBLEMS];

  for (guint32 seed = 1; seed <= N_PROBLEMS; seed++)
    {
      double h, errors[2], said[2];
      Fixture f;

      set_up (&f, seed);
      for (h = f.length; measure (&f, step, h, &errors[0], &said[0]), !isfinite (said[0]) || errors[0] > 1e-7; h /= 1.2)
        ;
      measure (&f, step, h / 3, &errors[1], &said[1]);
      powers[seed - 1] = log (errors[0] / errors[1]) / log (3);
      said_powers[seed - 1] = log (said[0] / said[1]) / log (3);
      g_test_message ("%u: error %g, said %g, powers %.2f and %.2f", seed, errors[0], said[0], powers[seed - 1],
                      said_powers[seed - 1]);
      tear_down (&f);
    }
  qsort (powers, N_PROBLEMS, sizeof *powers, compare);
  qsort (said_powers, N_PROBLEMS, sizeof *said_powers, compare);
  g_test_message ("in the median %.2f and %.2f", powers[N_PROBLEMS / 2], said_powers[N_PROBLEMS / 2]);
  g_assert_cmpfloat (powers[N_PROBLEMS / 2], >, order + 0.3);
  g_assert_cmpfloat (said_powers[N_PROBLEMS / 2], >, order - 0.5);
}

static void
test_explicit (void)
{
  check_order (step_explicitly, TF_RUNGE_KUTTA_ORDER);
}

static void
test_implicit (void)
{
  check_order (step_implicitly, TF_ROSENBROCK_ORDER);
}

/* A start so large that a step's stages are held as thin matrices. */
static TfStart *
start_large (const TfParameters *parameters, guint32 seed)
{
  g_autoptr (TfFeatures) features = problem_sized (4, 60, 150, seed);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  TfStart *start = tf_start_new (moments, parameters, NULL);

  while (start->dim * start->n_columns < 20000)
    g_assert_true (tf_start_grow (start));
  return start;
}

static TfStart *
start_whole (const TfParameters *parameters, guint32 seed)
{
  g_autoptr (TfFeatures) features = problem_sized (4, 15, 20, seed);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  g_autoptr (TfStart) reduced = tf_start_new (moments, parameters, NULL);

  return tf_start_new_whole (reduced, NULL);
}

static void
assert_near (gsize n, const double *a, const double *b, double epsilon)
{
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (a[i], b[i], epsilon);
}

/* made: the new state and both estimates, one after the other. */
static void
step_with_errors (TfRungeKutta *stepper, TfSystem *system, double h, const double *y, const double *dy, double *made)
{
  gsize size = tf_system_get_size (system);

  g_assert_true (tf_runge_kutta_step (stepper, system, h, y, dy, made));
  tf_runge_kutta_estimate (stepper, system, h, TF_RUNGE_KUTTA_ERROR_5, made + size);
  tf_runge_kutta_estimate (stepper, system, h, TF_RUNGE_KUTTA_ERROR_3, made + 2 * size);
}

/* Steps from X0 with held stages, and with slopes alone. */
static void
check_held (const TfStart *start, const TfParameters *parameters, double accuracy)
{
  g_autoptr (TfSystem) held = tf_system_new (start, parameters), plain = tf_system_new (start, parameters);
  g_autoptr (TfRungeKutta) stepper = tf_runge_kutta_new ();
  TfSystemKind without = *plain->kind;
  gsize size = tf_system_get_size (held), thick = start->dim * start->n_classes;
  g_autofree double *dy = g_new (double, size), *a = g_new (double, 3 * size), *b = g_new (double, 3 * size);

  without.begin_stages = NULL;
  plain->kind = &without;
  for (double h = 2; h > 0.4; h /= 2)
    {
      if (h == 2) /* later ones begin where the first did */
        g_assert_true (tf_system_evaluate (held, start->x0, dy));
      g_assert_true (tf_system_evaluate (plain, start->x0, dy));
      g_assert_true (tf_system_begin_stages (held, start->x0, dy, 12));
      step_with_errors (stepper, held, h, start->x0, dy, a);
      step_with_errors (stepper, plain, h, start->x0, dy, b);
      assert_near (3 * size, a, b, accuracy * tf_norm (size, start->x0));
      assert_near (thick, tf_system_get_weights (held), tf_system_get_weights (plain),
                   accuracy * tf_norm (thick, tf_system_get_weights (plain)));
    }
}

/* Stages that are held make the step that sums of slopes make, again where it is tried once more;
 * with losses other than the squared one to the accuracy of W*. */
static void
test_held (void)
{
  static const TfLossKind losses[] = { TF_LOSS_CROSS_ENTROPY, TF_LOSS_FOCAL };

  for (guint32 seed = 1; seed <= 8; seed++)
    {
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfStart) large = NULL, whole = NULL;

      p.beta = seed % 3 ? problem_number (seed, 22, 1e-3, 1) : 0;
      p.bias = seed % 2;
      p.bias_decay = seed % 4 == 3 ? 0.5 : 0;
      large = start_large (&p, seed);
      check_held (large, &p, 1e-12);
      p.tolerance = 1e-10;
      p.lambda_w = 0.05;
      p.loss = losses[seed % 2];
      whole = start_whole (&p, seed);
      check_held (whole, &p, 1e-10);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/steps/explicit", test_explicit);
  g_test_add_func ("/steps/implicit", test_implicit);
  g_test_add_func ("/steps/held", test_held);
  return g_test_run ();
}
