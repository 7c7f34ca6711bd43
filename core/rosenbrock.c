/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/rosenbrock.h"

#include <math.h>
#include <string.h>

#include "core/linalg.h"

#define N_STAGES 6
#define MAX_ITERATIONS 400

/* Share of the tolerance that the linear solver may use up in one stage; the
 * largest weight of a stage in the result is 13. */
#define LINEAR_SHARE 3e-3

/* RODAS in the form without matrix products: the arguments' weights a, the
 * couplings c, both strictly lower triangular; the result is y + a_6 u + u_6
 * with a_6 the fifth row of weights and u_5 (stiffly accurate); the error is u_6. */
static const double rodas_gamma = 0.25;

static const double rodas_a[N_STAGES][N_STAGES] = {
  { 0 },
  { 1.544 },
  { 0.9466785280815826, 0.2557011698983284 },
  { 3.314825187068521, 2.896124015972201, 0.9986419139977817 },
  { 1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950 },
  { 1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950, 1 },
};

static const double rodas_c[N_STAGES][N_STAGES] = {
  { 0 },
  { -5.6688 },
  { -2.430093356833875, -0.2063599157091915 },
  { -0.1073529058151375, -9.594562251023355, -20.47028614809616 },
  { 7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160 },
  { 8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136, -6.058818238834054 },
};

struct _TfRosenbrock
{
  TfField *stages;
  gsize size;
  double *u[N_STAGES];
  double *argument, *right;       /* of a stage */
  double *direction, *product;    /* of conjugate gradients */
};

TfRosenbrock *
tf_rosenbrock_new (const TfStart *start)
{
  TfRosenbrock *self = g_new0 (TfRosenbrock, 1);

  self->stages = tf_field_new (start);
  return self;
}

static void
release (TfRosenbrock *self)
{
  for (int i = 0; i < N_STAGES; i++)
    g_clear_pointer (&self->u[i], g_free);
  g_clear_pointer (&self->argument, g_free);
  g_clear_pointer (&self->right, g_free);
  g_clear_pointer (&self->direction, g_free);
  g_clear_pointer (&self->product, g_free);
}

void
tf_rosenbrock_free (TfRosenbrock *self)
{
  release (self);
  tf_field_free (self->stages);
  g_free (self);
}

void
tf_rosenbrock_resize (TfRosenbrock *self)
{
  tf_field_resize (self->stages);
}

const TfField *
tf_rosenbrock_get_stages (const TfRosenbrock *self)
{
  return self->stages;
}

static void
reserve (TfRosenbrock *self, gsize size)
{
  if (size == self->size)
    return;
  release (self);
  self->size = size;
  for (int i = 0; i < N_STAGES; i++)
    self->u[i] = g_new (double, size);
  self->argument = g_new (double, size);
  self->right = g_new (double, size);
  self->direction = g_new (double, size);
  self->product = g_new (double, size);
}

/* The condensed system by conjugate gradients from zero, b in self->right, which
 * becomes the residual. With eigenvalues of I - g J at least one, the error is
 * no larger than the residual. FALSE when J has an eigenvalue above 1/g. */
static gboolean
solve_condensed (TfRosenbrock *self, TfField *field, TfErrorNorm norm, gpointer norm_data, double *u)
{
  gsize size = tf_field_condensed_size (field);
  double *residual = self->right, *p = self->direction, *ap = self->product;
  double square = tf_dot (size, residual, residual);

  memset (u, 0, size * sizeof (double));
  memcpy (p, residual, size * sizeof (double));
  for (int i = 0; i < MAX_ITERATIONS; i++)
    {
      double curvature, next;

      if (norm (residual, norm_data) <= LINEAR_SHARE)
        return TRUE;
      tf_field_multiply_condensed (field, p, ap);
      curvature = tf_dot (size, p, ap);
      if (!(curvature > 0) || !isfinite (curvature))
        return FALSE;
      cblas_daxpy (size, square / curvature, p, 1, u, 1);
      cblas_daxpy (size, -square / curvature, ap, 1, residual, 1);
      next = tf_dot (size, residual, residual);
      cblas_dscal (size, next / square, p, 1);
      cblas_daxpy (size, 1, residual, 1, p, 1);
      square = next;
    }
  return FALSE;
}

/* (I - g J) u = b, b in self->right, which is overwritten. */
static gboolean
solve (TfRosenbrock *self, TfField *field, TfErrorNorm norm, gpointer norm_data, double *u)
{
  gsize rest = tf_field_condensed_size (field);

  tf_field_condense (field, self->right);
  memcpy (u + rest, self->right + rest, (self->size - rest) * sizeof (double));
  if (!solve_condensed (self, field, norm, norm_data, u))
    return FALSE;
  tf_field_expand (field, u);
  return TRUE;
}

/* right = g (slope + sum_j c_j u_j / h). */
static void
assemble_right (TfRosenbrock *self, int stage, double g, double h)
{
  for (int j = 0; j < stage; j++)
    cblas_daxpy (self->size, rodas_c[stage][j] / h, self->u[j], 1, self->right, 1);
  cblas_dscal (self->size, g, self->right, 1);
}

static gboolean
evaluate_stage (TfRosenbrock *self, int stage, const double *y, const double *dy)
{
  if (stage == 0)
    {
      memcpy (self->right, dy, self->size * sizeof (double));
      return TRUE;
    }
  memcpy (self->argument, y, self->size * sizeof (double));
  for (int j = 0; j < stage; j++)
    cblas_daxpy (self->size, rodas_a[stage][j], self->u[j], 1, self->argument, 1);
  return tf_field_evaluate (self->stages, self->argument, self->right);
}

gboolean
tf_rosenbrock_step (TfRosenbrock       *self,
                    TfField            *field,
                    const TfParameters *parameters,
                    double              h,
                    const double       *y,
                    const double       *dy,
                    TfErrorNorm         norm,
                    gpointer            norm_data,
                    double             *y_new,
                    double             *error)
{
  double g = rodas_gamma * h;

  reserve (self, tf_field_size (field));
  tf_field_set_parameters (self->stages, parameters);
  tf_field_prepare_solve (field, g);
  for (int stage = 0; stage < N_STAGES; stage++)
    {
      if (!evaluate_stage (self, stage, y, dy))
        return FALSE;
      assemble_right (self, stage, g, h);
      if (!solve (self, field, norm, norm_data, self->u[stage]))
        return FALSE;
    }
  /* The last argument plus the last stage is the new state. */
  memcpy (y_new, self->argument, self->size * sizeof (double));
  cblas_daxpy (self->size, 1, self->u[N_STAGES - 1], 1, y_new, 1);
  memcpy (error, self->u[N_STAGES - 1], self->size * sizeof (double));
  return TRUE;
}
