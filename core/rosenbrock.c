/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/rosenbrock.h"

#include <math.h>
#include <string.h>

#include "core/linalg.h"

#define N_STAGES 6

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
  double *argument;         /* of a stage */
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
}

/* u_stage, holding the slope there, becomes g (slope + sum_j c_j u_j / h). */
static void
assemble_right (TfRosenbrock *self, int stage, double g, double h)
{
  for (int j = 0; j < stage; j++)
    cblas_daxpy (self->size, rodas_c[stage][j] / h, self->u[j], 1, self->u[stage], 1);
  cblas_dscal (self->size, g, self->u[stage], 1);
}

static gboolean
evaluate_stage (TfRosenbrock *self, int stage, const double *y, const double *dy)
{
  if (stage == 0)
    {
      memcpy (self->u[0], dy, self->size * sizeof (double));
      return TRUE;
    }
  memcpy (self->argument, y, self->size * sizeof (double));
  for (int j = 0; j < stage; j++)
    cblas_daxpy (self->size, rodas_a[stage][j], self->u[j], 1, self->argument, 1);
  return tf_field_evaluate (self->stages, self->argument, self->u[stage]);
}

gboolean
tf_rosenbrock_step (TfRosenbrock       *self,
                    TfField            *field,
                    const TfParameters *parameters,
                    double              h,
                    const double       *y,
                    const double       *dy,
                    const TfFieldScales *scales,
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
      if (!tf_field_solve (field, scales, LINEAR_SHARE, self->u[stage]))
        return FALSE;
    }
  /* The last argument plus the last stage is the new state. */
  memcpy (y_new, self->argument, self->size * sizeof (double));
  cblas_daxpy (self->size, 1, self->u[N_STAGES - 1], 1, y_new, 1);
  memcpy (error, self->u[N_STAGES - 1], self->size * sizeof (double));
  return TRUE;
}
