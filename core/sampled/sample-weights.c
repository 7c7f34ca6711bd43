/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>
#include <string.h>

#include "conjugate.h"
#include "linalg.h"
#include "sample-field-private.h"

/* W*(H) by Newton's method. What is minimized is, for one X,
 *
 *     phi (theta) = 1/N sum l + lambda_W/(2K) |W|^2 + lambda_b/2 |b|^2,
 *
 * its steps by conjugate gradients, preconditioned by blocks that are made anew when they
 * have come to serve badly: along a flow X changes little, and few systems need them new. */

#define MAX_STEPS 300
#define MAX_HALVINGS 40
#define MAX_ITERATIONS 500
/* The blocks are made again when conjugate gradients take more than twice as long as when
 * they were new, and so many more. */
#define PATIENCE 10
/* Of each linear system. */
#define FORCING 1e-3
/* Share of the flow's tolerance that theta may be wrong by, and its round-off. */
#define SHARE 1e-3
#define ROUND_OFF 2e-15

/* lambda_W/K theta and lambda_b b, added. */
static void
add_decay (const TfSampleField *self, const double *theta, double *sum)
{
  gsize thick = self->dim * self->k_n;

  cblas_daxpy (thick, self->parameters.lambda_w / self->k_n, theta, 1, sum, 1);
  if (self->parameters.bias)
    cblas_daxpy (self->k_n, self->parameters.bias_decay, theta + thick, 1, sum + thick, 1);
}

/* image = (d2 phi/dtheta2) theta */
static void
multiply_hessian (TfSampleField *self, const double *theta, double *image)
{
  tf_sample_push (self, theta, 0, self->thin);
  tf_sample_curve (self, self->thin);
  tf_sample_pull (self, self->thin, image);
  add_decay (self, theta, image);
}

void
tf_sample_mean_hessian (const TfSampleField *self, double *mean)
{
  gsize k_n = self->k_n, n = tf_loss_get_info (self->loss.kind)->is_quadratic ? 1 : self->n;
  g_autofree double *hessian = g_new (double, k_n * k_n);

  memset (mean, 0, k_n * k_n * sizeof (double));
  for (gsize i = 0; i < n; i++)
    {
      tf_loss_get_hessian (&self->loss, k_n, i, n > 1 ? self->start->samples->classes : NULL, &self->curvature, hessian);
      cblas_daxpy (k_n * k_n, 1.0 / n, hessian, 1, mean, 1);
    }
}

static void
make_blocks (TfSampleField *self)
{
  const TfParameters *p = &self->parameters;
  g_autofree double *mean = g_new (double, self->k_n * self->k_n);

  if (self->blocks == NULL)
    self->blocks = tf_theta_blocks_new (self->dim, self->k_n, p->bias);
  tf_sample_take_gram (self);
  tf_sample_mean_hessian (self, mean);
  tf_theta_blocks_set (self->blocks, self->gram, mean, 1, p->lambda_w / self->k_n, p->bias_decay);
  self->counts.n_factorizations++;
}

void
tf_sample_centre_bias (const TfSampleField *self, double *theta)
{
  double *bias = theta + self->dim * self->k_n, mean = 0;

  if (!self->parameters.bias || self->parameters.bias_decay > 0 || tf_loss_get_info (self->loss.kind)->is_quadratic)
    return;
  for (gsize k = 0; k < self->k_n; k++)
    mean += bias[k] / self->k_n;
  for (gsize k = 0; k < self->k_n; k++)
    bias[k] -= mean;
}

/* A system with the Hessian, and how right it is wanted: by the square that conjugate gradients
 * measure the residual by, as a share of the first. */
typedef struct
{
  TfSampleField *field;
  TfConjugate    conjugate;
  double         first, accuracy;
} Wanted;

static void
precondition (gpointer user_data)
{
  const Wanted *wanted = user_data;
  double *step = wanted->conjugate.step;

  memcpy (step, wanted->conjugate.residual, wanted->conjugate.size * sizeof (double));
  tf_theta_blocks_solve (wanted->field->blocks, step);
  tf_sample_centre_bias (wanted->field, step);
}

static gboolean
is_right (gpointer user_data, double square)
{
  Wanted *wanted = user_data;

  if (wanted->conjugate.n_iterations == 0)
    wanted->first = square;
  return !(square > wanted->accuracy * wanted->accuracy * wanted->first);
}

static void
multiply (gpointer user_data, double turn)
{
  const Wanted *wanted = user_data;

  multiply_hessian (wanted->field, wanted->conjugate.direction, wanted->conjugate.image);
}

static gboolean
iterate (TfSampleField *self, const double *b, double accuracy, double *w, guint *n)
{
  static const TfConjugateClass klass = { precondition, is_right, multiply };
  gsize size = tf_sample_theta_size (self);
  g_autofree double *residual = g_memdup2 (b, size * sizeof (double)), *step = g_new (double, size);
  g_autofree double *direction = g_new0 (double, size), *image = g_new (double, size);
  Wanted wanted = { self, { size, w, residual, step, direction, image, MAX_ITERATIONS, 0 }, 0, accuracy };
  TfConjugateEnd end;

  memset (w, 0, size * sizeof (double));
  end = tf_conjugate_run (&wanted.conjugate, &klass, &wanted);
  *n = wanted.conjugate.n_iterations;
  if (end == TF_CONJUGATE_FLAT && *n == 0) /* the way down, as steep as the blocks have it */
    memcpy (w, step, size * sizeof (double));
  return end != TF_CONJUGATE_FLAT;
}

gboolean
tf_sample_solve_hessian (TfSampleField *self, const double *b, double accuracy, double *w)
{
  gboolean is_new = self->blocks == NULL || self->n_last == 0, solved;
  guint n;

  if (is_new)
    make_blocks (self);
  solved = iterate (self, b, accuracy, w, &n);
  if (is_new)
    self->n_last = n + 1;
  else if (n > 2 * self->n_last + PATIENCE)
    self->n_last = 0;
  return solved;
}

static double
get_value (const TfSampleField *self)
{
  gsize thick = self->dim * self->k_n;
  double w = tf_norm (thick, self->theta), b = tf_norm (self->k_n, self->theta + thick);

  return self->fit + 0.5 * (self->parameters.lambda_w / self->k_n * w * w + self->parameters.bias_decay * b * b);
}

/* theta <- from + step, or as much of the step as makes phi no larger. Returns the share
 * taken, 0 where none does. */
static double
move (TfSampleField *self, const double *from, const double *step)
{
  gsize size = tf_sample_theta_size (self);
  double before = get_value (self), share = 1;

  for (int i = 0; i < MAX_HALVINGS; i++, share /= 2)
    {
      memcpy (self->theta, from, size * sizeof (double));
      cblas_daxpy (size, share, step, 1, self->theta, 1);
      tf_sample_evaluate_loss (self);
      if (get_value (self) <= before * (1 + 8 * DBL_EPSILON))
        return share;
    }
  memcpy (self->theta, from, size * sizeof (double));
  tf_sample_evaluate_loss (self);
  return 0;
}

/* The way from theta to the minimum as the Hessian has it; the slope is left in b. */
static gboolean
find_step (TfSampleField *self, double *b, double *step)
{
  gsize size = tf_sample_theta_size (self);

  tf_sample_pull (self, self->residual, b);
  add_decay (self, self->theta, b);
  cblas_dscal (size, -1, b, 1);
  return tf_sample_solve_hessian (self, b, FORCING, step);
}

gboolean
tf_sample_solve_weights (TfSampleField *self)
{
  gsize size = tf_sample_theta_size (self);
  double target = fmax (SHARE * self->parameters.tolerance, ROUND_OFF);
  g_autofree double *from = g_new (double, size), *step = g_new (double, size), *b = g_new (double, size);

  tf_sample_evaluate_loss (self);
  for (int i = 0; i < MAX_STEPS && isfinite (self->fit); i++)
    {
      gboolean convex = find_step (self, b, step);
      double length = tf_norm (size, step), all, share;

      memcpy (from, self->theta, size * sizeof (double));
      share = move (self, from, step);
      tf_sample_centre_bias (self, self->theta);
      all = tf_norm (size, self->theta);
      /* What is left after a whole step: what its system was not solved to, and its square. */
      if (share == 0 || !(length > 0)
          || (convex && share == 1 && length * fmax (FORCING, 10 * length / all) <= target * all))
        return isfinite (self->fit);
    }
  /* The best that was found: a state that was come to must have a W. */
  return isfinite (self->fit);
}

gboolean
tf_sample_move (TfSampleField *self, const double *x)
{
  self->counts.n_evaluations++;
  if (!isfinite (tf_norm (self->dim * self->n, x)))
    return FALSE;
  self->x = x;
  return tf_sample_solve_weights (self) && isfinite (self->fit);
}
