/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runge-kutta.h"

#include <math.h>
#include <string.h>

#include "linalg.h"

#define N_STAGES TF_RUNGE_KUTTA_STAGES

/* The arguments' weights a, strictly lower triangular; in the last row those of
 * the new state; and those of the two error estimates. */
static const double weights[N_STAGES + 1][N_STAGES] = {
  { 0 },
  { 0.05260015195876773 },
  { 0.0197250569845379, 0.059175170953613701 },
  { 0.029587585476806851, 0, 0.088762756430420545 },
  { 0.24136513415926669, 0, -0.88454947932828609, 0.92483400326179199 },
  { 0.037037037037037035, 0, 0, 0.17082860872947386, 0.12546768756682242 },
  { 0.037109375, 0, 0, 0.17025221101954405, 0.060216538980455959, -0.017578125 },
  { 0.037092000118504789, 0, 0, 0.17038392571223998, 0.10726203044637328, -0.015319437748624402,
    0.0082737891638140233 },
  { 0.62411095871607569, 0, 0, -3.3608926294469414, -0.86821934684172597, 27.59209969944671,
    20.154067550477894, -43.489884181069961 },
  { 0.47766253643826434, 0, 0, -2.4881146199716677, -0.59029082683684297, 21.230051448181193,
    15.279233632882423, -33.288210968984863, -0.020331201708508627 },
  { -0.9371424300859873, 0, 0, 5.1863724288440638, 1.0914373489967295, -8.1497870107469268,
    -18.520065659996959, 22.739487099350505, 2.4936055526796523, -3.0467644718982196 },
  { 2.273310147516538, 0, 0, -10.534495466737249, -2.0008720582248625, -17.958931863118799, 27.94888452941996,
    -2.8589982771350235, -8.8728569335306293, 12.360567175794303, 0.64339274601576357 },
  { 0.054293734116568765, 0, 0, 0, 0, 4.4503128927524092, 1.8915178993145003, -5.8012039600105849,
    0.3111643669578199, -0.15216094966251609, 0.20136540080403034, 0.044710615727772587 },
};

static const double errors[][N_STAGES] = {
  [TF_RUNGE_KUTTA_ERROR_5] = {
    0.01312004499419488, 0, 0, 0, 0, -1.2251564463762044, -0.4957589496572502, 1.6643771824549864,
    -0.35032884874997366, 0.33417911871301748, 0.08192320648511571, -0.022355307863886294 },
  [TF_RUNGE_KUTTA_ERROR_3] = {
    -0.18980075407240762, 0, 0, 0, 0, 4.4503128927524092, 1.8915178993145003, -5.8012039600105849,
    -0.42268232132379191, -0.15216094966251609, 0.20136540080403034, 0.022651792198360821 },
};

struct _TfRungeKutta
{
  gsize size;
  double *slopes;   /* size x N_STAGES */
  double *argument; /* of a stage */
  gboolean is_held; /* the system holds the stages of the last step */
};

TfRungeKutta *
tf_runge_kutta_new (void)
{
  return g_new0 (TfRungeKutta, 1);
}

void
tf_runge_kutta_free (TfRungeKutta *self)
{
  g_free (self->slopes);
  g_free (self->argument);
  g_free (self);
}

/* The combined estimate is of order 8 where the step is well within what the series converges
 * for. It is never taken for less than this share of the estimate of order 5, which is all
 * that is left of it beyond. */
#define BELIEVED 0.01

static void
reserve (TfRungeKutta *self, gsize size)
{
  if (size == self->size)
    return;
  self->size = size;
  g_free (self->slopes);
  g_free (self->argument);
  self->slopes = g_new (double, size * N_STAGES);
  self->argument = g_new (double, size);
}

/* sum = h (the first n slopes, weighted) + beta sum */
static void
add_slopes (const TfRungeKutta *self, int n, double h, const double *weight, double beta, double *sum)
{
  cblas_dgemv (CblasColMajor, CblasNoTrans, self->size, n, h, self->slopes, self->size, weight, 1, beta, sum, 1);
}

/* h times the weights. */
static const double *
scale_weights (const double *weight, int n, double h, double *scaled)
{
  for (int i = 0; i < n; i++)
    scaled[i] = h * weight[i];
  return scaled;
}

/* The same step where the system holds the stages. */
static gboolean
step_held (TfSystem *system, double h, const double *y, double *y_new)
{
  double scaled[N_STAGES];

  for (int stage = 1; stage < N_STAGES; stage++)
    if (!tf_system_evaluate_stage (system, stage, scale_weights (weights[stage], stage, h, scaled)))
      return FALSE;
  tf_system_combine_stages (system, N_STAGES, scale_weights (weights[N_STAGES], N_STAGES, h, scaled), y, y_new);
  return TRUE;
}

gboolean
tf_runge_kutta_step (TfRungeKutta *self, TfSystem *system, double h, const double *y, const double *dy, double *y_new)
{
  gsize size = tf_system_get_size (system);

  self->is_held = tf_system_begin_stages (system, y, dy, N_STAGES);
  if (self->is_held)
    return step_held (system, h, y, y_new);
  reserve (self, size);
  memcpy (self->slopes, dy, size * sizeof (double));
  for (int stage = 1; stage < N_STAGES; stage++)
    {
      memcpy (self->argument, y, size * sizeof (double));
      add_slopes (self, stage, h, weights[stage], 1, self->argument);
      if (!tf_system_evaluate (system, self->argument, self->slopes + stage * size))
        return FALSE;
    }
  memcpy (y_new, y, size * sizeof (double));
  add_slopes (self, N_STAGES, h, weights[N_STAGES], 1, y_new);
  return TRUE;
}

void
tf_runge_kutta_estimate (TfRungeKutta *self, TfSystem *system, double h, TfRungeKuttaError which, double *error)
{
  double scaled[N_STAGES];

  if (self->is_held)
    tf_system_combine_stages (system, N_STAGES, scale_weights (errors[which], N_STAGES, h, scaled), NULL, error);
  else
    add_slopes (self, N_STAGES, h, errors[which], 0, error);
}

void
tf_runge_kutta_get_weights (double h, double *step)
{
  scale_weights (weights[N_STAGES], N_STAGES, h, step);
}

double
tf_runge_kutta_combine_errors (double error, double error_low)
{
  double length = hypot (error, 0.1 * error_low);

  return length > 0 ? MAX (error * (error / length), BELIEVED * error) : 0;
}
