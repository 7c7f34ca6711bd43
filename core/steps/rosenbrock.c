/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rosenbrock.h"

#include <math.h>
#include <string.h>

#include "linalg.h"
#include "system-kinds.h"

#define N_STAGES 8

/* Share of the tolerance that the linear solver may use up in one stage; the
 * largest weight of a stage in the result is 12. */
#define LINEAR_SHARE 1e-2

/* In the form without matrix products: the arguments' weights a, the couplings c,
 * both strictly lower triangular; the result is y + a_8 u + u_8 (stiffly
 * accurate); the error is u_8. */
static const double stage_gamma = 0.21193756319429014;

static const double weights[N_STAGES][N_STAGES] = {
  { 0 },
  { 3 },
  { 2.849394379747939, 0.45842242204463923 },
  { -6.954028509809101, 2.489845061869568, -10.358996098473584 },
  { 2.8029986275628964, 0.5072464736228206, -0.3988312541770524, -0.04721187230404641 },
  { -7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256, 0.030198172008377946 },
  { -7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256, 0.030198172008377946, 1 },
  { -7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256, 0.030198172008377946, 1, 1 },
};

static const double couplings[N_STAGES][N_STAGES] = {
  { 0 },
  { -14.155112264123755 },
  { -17.97296035885952, -2.859693295451294 },
  { 147.12150275711716, -1.41221402718213, 71.68940251302358 },
  { 165.43517024871676, -0.4592823456491126, 42.90938336958603, -5.961986721573306 },
  { 24.854864614690072, -3.0009227002832186, 47.4931110020768, 5.5814197821558125, -0.6610691825249471 },
  { 30.91273214028599, -3.1208243349937974, 77.79954646070892, 34.28646028294783, -19.097331116725623,
    -28.087943162872662 },
  { 37.80277123390563, -3.2571969029072276, 112.26918849496327, 66.9347231244047, -40.06618937091002,
    -54.66780262877968, -9.48861652309627 },
};

struct _TfRosenbrock
{
  TfSystem *stages;
  gsize size;
  double *u[N_STAGES];
  double *argument;         /* of a stage */
};

TfRosenbrock *
tf_rosenbrock_new (const TfStart *start, const TfParameters *parameters)
{
  TfRosenbrock *self = g_new0 (TfRosenbrock, 1);

  self->stages = tf_system_new (start, parameters);
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
  tf_system_free (self->stages);
  g_free (self);
}

void
tf_rosenbrock_resize (TfRosenbrock *self)
{
  tf_system_resize (self->stages);
}

const TfSystem *
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
    cblas_daxpy (self->size, couplings[stage][j] / h, self->u[j], 1, self->u[stage], 1);
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
    cblas_daxpy (self->size, weights[stage][j], self->u[j], 1, self->argument, 1);
  return tf_system_evaluate (self->stages, self->argument, self->u[stage]);
}

gboolean
tf_rosenbrock_step (TfRosenbrock       *self,
                    TfSystem            *system,
                    const TfParameters *parameters,
                    double              h,
                    const double       *y,
                    const double       *dy,
                    const TfSystemScales *scales,
                    double             *y_new,
                    double             *error)
{
  double g = stage_gamma * h;

  reserve (self, tf_system_get_size (system));
  tf_system_set_parameters (self->stages, parameters);
  tf_system_prepare_solve (system, g);
  for (int stage = 0; stage < N_STAGES; stage++)
    {
      if (!evaluate_stage (self, stage, y, dy))
        return FALSE;
      assemble_right (self, stage, g, h);
      if (!tf_system_solve (system, scales, LINEAR_SHARE, self->u[stage]))
        return FALSE;
    }
  /* The last argument plus the last stage is the new state. */
  memcpy (y_new, self->argument, self->size * sizeof (double));
  cblas_daxpy (self->size, 1, self->u[N_STAGES - 1], 1, y_new, 1);
  memcpy (error, self->u[N_STAGES - 1], self->size * sizeof (double));
  return TRUE;
}
