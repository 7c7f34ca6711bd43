/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "conjugate.h"
#include "linalg.h"
#include "sample-field-private.h"
#include "samples.h"

/* (I - g J) u = b with X eliminated. In u for X and w for theta (w_W = dW'),
 *
 *     (c I + g W'S W) u + g (W'S dz + dW'R) = b_X,      dz = dW X + db s'            (1)
 *     sigma w + g ([X (S dz + S W u)' + u R', (S dz + S W u) s] + D w) = b_theta,    (2)
 *
 * c = 1 + g (lambda_H + beta), D = lambda_W/K for W and lambda_b for b; sigma = 1/(eta K)
 * in the joint flow, where b_theta is that of V and b/sqrt (eta K) over sqrt (eta K), and
 * on the central path, where theta follows X, sigma = 0 and b_theta = 0. With G = W W'
 * and, sample by sample,
 *
 *     T = S (c I + g G S)^-1,     (c I + g W'S W)^-1 y = (y - g W'T W y)/c,
 *
 * (1) gives u for any w, and W u, with thin products alone:
 *
 *     u = (b_X - g W'T W b_X - g (W'E + dW'R))/c,
 *     E = S dz - g T W (W'S dz + dW'R).
 *
 * Put into (2) it leaves a system for w, symmetric, positive definite where I - g J is: by
 * conjugate gradients, preconditioned by blocks with the mean of c T as curvature. */

#define MAX_ITERATIONS 400
/* The Gram matrix is taken anew where the last system took longer. */
#define PATIENCE 20
/* So many numbers T may be; K x K for each sample. */
#define MOST_CURVATURES ((gsize) 1 << 25)
/* theta is wrong by no more than round-off. */
#define ROUND_OFF 1e-14

struct _TfSampleSolver
{
  double g, c, sigma, spread; /* spread: the largest singular value of W */
  gboolean is_sound;          /* c I + g W'S W is positive definite */
  gsize n_curvatures;         /* N, or 1 where all are the same */
  double *t;                  /* K x K for each: T */
  double *gram_w;             /* K x K: G */
  double *root;               /* K x K: L with L L' = G */
  double *gram_r;             /* K x K: R R' */
  double *mean;               /* K x K: of c T over the samples */
  TfThetaBlocks *blocks;
  guint n_iterations;         /* that the last system took */

  double *w, *residual, *step, *direction, *image;    /* like theta */
  double *of_b, *z_step, *z_direction, *e, *a, *scratch; /* thin; of_b: T W b_X */
};

gboolean
tf_sample_can_solve (const TfSampleField *field)
{
  return tf_loss_get_info (field->loss.kind)->is_quadratic || field->k_n * field->k_n <= MOST_CURVATURES / field->n;
}

static TfSampleSolver *
solver_new (const TfSampleField *field)
{
  TfSampleSolver *self = g_new0 (TfSampleSolver, 1);
  gsize size = tf_sample_theta_size (field), thin = field->k_n * field->n, k2 = field->k_n * field->k_n;
  double **thick[] = { &self->w, &self->residual, &self->step, &self->direction, &self->image };
  double **thins[] = { &self->of_b, &self->z_step, &self->z_direction, &self->e, &self->a, &self->scratch };
  double **small[] = { &self->gram_w, &self->root, &self->gram_r, &self->mean };

  for (guint i = 0; i < G_N_ELEMENTS (thick); i++)
    *thick[i] = g_new0 (double, size);
  for (guint i = 0; i < G_N_ELEMENTS (thins); i++)
    *thins[i] = g_new0 (double, thin);
  for (guint i = 0; i < G_N_ELEMENTS (small); i++)
    *small[i] = g_new0 (double, k2);
  self->n_curvatures = tf_loss_get_info (field->loss.kind)->is_quadratic ? 1 : field->n;
  self->t = g_new (double, self->n_curvatures * k2);
  self->blocks = tf_theta_blocks_new (field->dim, field->k_n, field->parameters.bias);
  self->n_iterations = MAX_ITERATIONS;
  return self;
}

void
tf_sample_solver_free (TfSampleSolver *self)
{
  double *all[] = { self->t, self->gram_w, self->root, self->gram_r, self->mean, self->w, self->residual, self->step,
                    self->direction, self->image, self->of_b, self->z_step, self->z_direction, self->e, self->a,
                    self->scratch };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_free (all[i]);
  tf_theta_blocks_free (self->blocks);
  g_free (self);
}

/* G, L and the largest singular value of W. */
static void
take_weights (TfSampleField *field)
{
  TfSampleSolver *self = field->solver;
  gsize k_n = field->k_n;
  g_autofree double *values = g_new0 (double, k_n);

  tf_gemm (CblasTrans, CblasNoTrans, k_n, k_n, field->dim, 1, field->theta, field->theta, 0, self->gram_w);
  memcpy (self->root, self->gram_w, k_n * k_n * sizeof (double));
  if (!tf_eigen_symmetric (k_n, self->root, values))
    memset (self->root, 0, k_n * k_n * sizeof (double));
  self->spread = sqrt (fmax (values[k_n - 1], 0));
  for (gsize k = 0; k < k_n; k++)
    cblas_dscal (k_n, sqrt (fmax (values[k], 0)), self->root + k * k_n, 1);
}

/* T of one sample from its Hessian S (overwritten): with Y = L'S and the positive definite
 * c I + g Y L, T = (S - g Y'(c I + g Y L)^-1 Y)/c. work: 3 K x K. */
static gboolean
invert_curvature (const TfSampleSolver *self, gsize k_n, double *s, double *work, double *t)
{
  double *y = work, *m = work + k_n * k_n, *v = work + 2 * k_n * k_n;

  tf_gemm (CblasTrans, CblasNoTrans, k_n, k_n, k_n, 1, self->root, s, 0, y);
  tf_gemm (CblasNoTrans, CblasNoTrans, k_n, k_n, k_n, self->g, y, self->root, 0, m);
  for (gsize k = 0; k < k_n; k++)
    m[k + k * k_n] += self->c;
  if (!tf_cholesky (k_n, m))
    return FALSE;
  memcpy (v, y, k_n * k_n * sizeof (double));
  tf_cholesky_solve (k_n, m, k_n, v);
  memcpy (t, s, k_n * k_n * sizeof (double));
  tf_gemm (CblasTrans, CblasNoTrans, k_n, k_n, k_n, -self->g / self->c, y, v, 1 / self->c, t);
  return TRUE;
}

/* All T, and c times their mean. */
static gboolean
take_curvatures (TfSampleField *field, double *mean)
{
  TfSampleSolver *self = field->solver;
  gsize k_n = field->k_n, k2 = k_n * k_n;
  g_autofree double *work = g_new (double, 4 * k2);
  const guint32 *classes = field->start->samples != NULL ? field->start->samples->classes : NULL;

  memset (mean, 0, k2 * sizeof (double));
  for (gsize i = 0; i < self->n_curvatures; i++)
    {
      tf_loss_get_hessian (&field->loss, k_n, i, classes, &field->curvature, work + 3 * k2);
      if (!invert_curvature (self, k_n, work + 3 * k2, work, self->t + i * k2))
        return FALSE;
      cblas_daxpy (k2, self->c / self->n_curvatures, self->t + i * k2, 1, mean, 1);
    }
  return TRUE;
}

void
tf_sample_condense (TfSampleField *field, double g)
{
  const TfParameters *p = &field->parameters;
  gsize k_n = field->k_n;
  TfSampleSolver *self;

  if (field->solver != NULL
      && field->solver->n_curvatures != (tf_loss_get_info (field->loss.kind)->is_quadratic ? 1 : field->n))
    g_clear_pointer (&field->solver, tf_sample_solver_free);
  if (field->solver == NULL)
    field->solver = solver_new (field);
  self = field->solver;
  self->g = g;
  self->c = 1 + g * (p->lambda_h + p->beta);
  self->sigma = tf_sample_is_joint (field) ? 1 / (p->eta * k_n) : 0;
  take_weights (field);
  tf_gemm (CblasNoTrans, CblasTrans, k_n, k_n, field->n, 1, field->residual, field->residual, 0, self->gram_r);
  self->is_sound = take_curvatures (field, self->mean);
}

gboolean
tf_sample_is_sound (const TfSampleField *field)
{
  return field->solver != NULL && field->solver->is_sound;
}

const double *
tf_sample_get_mean_curvature (const TfSampleField *field)
{
  return field->solver->mean;
}

void
tf_sample_prepare_solve (TfSystem *system, double g)
{
  TfSampleField *field = (TfSampleField *) system;
  const TfParameters *p = &field->parameters;
  gsize k_n = field->k_n;
  g_autofree double *mean = g_new (double, k_n * k_n);
  TfSampleSolver *self;

  if (!tf_sample_can_solve (field))
    return;
  tf_sample_condense (field, g);
  self = field->solver;
  memcpy (mean, self->mean, k_n * k_n * sizeof (double));
  if (field->gram == NULL || self->n_iterations > PATIENCE)
    tf_sample_take_gram (field);
  tf_theta_blocks_set (self->blocks, field->gram, mean, g, self->sigma + g * p->lambda_w / k_n,
                       self->sigma + g * p->bias_decay);
  field->counts.n_factorizations++;
}

/* thin <- T thin */
static void
multiply_t (TfSampleField *field, double *thin)
{
  TfSampleSolver *self = field->solver;
  gsize k_n = field->k_n;
  const TfSamples *samples = field->start->samples;

  if (self->n_curvatures == 1)
    {
      memcpy (self->scratch, thin, k_n * field->n * sizeof (double));
      tf_gemm (CblasNoTrans, CblasNoTrans, k_n, field->n, k_n, 1, self->t, self->scratch, 0, thin);
      return;
    }
  tf_samples_turn_back (samples, k_n, thin, field->sorted);
  for (gsize i = 0; i < field->n; i++)
    cblas_dgemv (CblasColMajor, CblasNoTrans, k_n, k_n, 1, self->t + i * k_n * k_n, k_n, field->sorted + i * k_n, 1, 0,
                 self->scratch + i * k_n, 1);
  tf_samples_turn (samples, k_n, self->scratch, thin);
}

/* E of dz and dW (theta's): into e; and into a S dz + S W u for the u of no right side,
 * W u = -g/c (G E + W dW'R). */
static void
eliminate (TfSampleField *field, const double *dz, const double *dtheta)
{
  TfSampleSolver *self = field->solver;
  gsize k_n = field->k_n, n = field->n, thin = k_n * n;
  g_autofree double *cross = g_new (double, k_n * k_n); /* W dW' */

  tf_gemm (CblasTrans, CblasNoTrans, k_n, k_n, field->dim, 1, field->theta, dtheta, 0, cross);
  memcpy (self->a, dz, thin * sizeof (double));
  tf_sample_curve (field, self->a); /* S dz */
  tf_gemm (CblasNoTrans, CblasNoTrans, k_n, n, k_n, 1, self->gram_w, self->a, 0, self->e);
  tf_gemm (CblasNoTrans, CblasNoTrans, k_n, n, k_n, 1, cross, field->residual, 1, self->e);
  multiply_t (field, self->e);
  cblas_dscal (thin, -self->g, self->e, 1);
  cblas_daxpy (thin, 1, self->a, 1, self->e, 1); /* E */
  tf_gemm (CblasNoTrans, CblasNoTrans, k_n, n, k_n, -self->g / self->c, self->gram_w, self->e, 0, self->scratch);
  tf_gemm (CblasNoTrans, CblasNoTrans, k_n, n, k_n, -self->g / self->c, cross, field->residual, 1, self->scratch);
  memcpy (field->thin, self->scratch, thin * sizeof (double));
  tf_sample_curve (field, field->thin);
  cblas_daxpy (thin, 1, field->thin, 1, self->a, 1);
}

/* theta's W part += factor (W'(thin R') + dW'(R R')), dW of dtheta or NULL. */
static void
add_cross (TfSampleField *field, double factor, const double *thin, const double *dtheta, double *sum)
{
  TfSampleSolver *self = field->solver;
  gsize k_n = field->k_n;
  g_autofree double *small = g_new (double, k_n * k_n);

  tf_gemm (CblasNoTrans, CblasTrans, k_n, k_n, field->n, 1, thin, field->residual, 0, small);
  tf_gemm (CblasNoTrans, CblasNoTrans, field->dim, k_n, k_n, factor, field->theta, small, 1, sum);
  if (dtheta != NULL)
    tf_gemm (CblasNoTrans, CblasNoTrans, field->dim, k_n, k_n, factor, dtheta, self->gram_r, 1, sum);
}

void
tf_sample_multiply_condensed (TfSampleField *field, const double *direction, const double *dz, double *image)
{
  TfSampleSolver *self = field->solver;

  eliminate (field, dz, direction);
  tf_sample_pull (field, self->a, image);
  add_cross (field, -self->g / self->c, self->e, direction, image);
  cblas_dscal (tf_sample_theta_size (field), self->g, image, 1);
}

/* A system for w, and how right it is wanted. */
typedef struct
{
  TfSampleField        *field;
  const TfSystemScales *scales;
  double                share;
} Wanted;

/* image = the system for w, times the direction, whose dz follows it. */
static void
multiply (gpointer user_data, double turn)
{
  TfSampleField *field = ((const Wanted *) user_data)->field;
  TfSampleSolver *self = field->solver;
  gsize thick = field->dim * field->k_n, thin = field->k_n * field->n;
  double *direction = self->direction, *image = self->image;

  cblas_dscal (thin, turn, self->z_direction, 1);
  cblas_daxpy (thin, 1, self->z_step, 1, self->z_direction, 1);
  tf_sample_multiply_condensed (field, direction, self->z_direction, image);
  cblas_daxpy (thick, self->sigma + self->g * field->parameters.lambda_w / field->k_n, direction, 1, image, 1);
  cblas_daxpy (field->k_n, self->sigma + self->g * field->parameters.bias_decay, direction + thick, 1, image + thick, 1);
  field->counts.n_products++;
}

static void
precondition (gpointer user_data)
{
  TfSampleField *field = ((const Wanted *) user_data)->field;
  TfSampleSolver *self = field->solver;

  memcpy (self->step, self->residual, tf_sample_theta_size (field) * sizeof (double));
  tf_theta_blocks_solve (self->blocks, self->step);
  if (self->sigma == 0)
    tf_sample_centre_bias (field, self->step);
}

/* Leaves T W b_X in of_b. */
void
tf_sample_condense_right (TfSampleField *field, const double *b, double *right)
{
  TfSampleSolver *self = field->solver;
  gsize k_n = field->k_n, n = field->n, thin = k_n * n;

  tf_gemm (CblasTrans, CblasNoTrans, k_n, n, field->dim, 1, field->theta, b, 0, self->a);
  memcpy (self->of_b, self->a, thin * sizeof (double));
  multiply_t (field, self->of_b);
  /* W u_0 = (W b_X - g G T W b_X)/c */
  tf_gemm (CblasNoTrans, CblasNoTrans, k_n, n, k_n, -self->g / self->c, self->gram_w, self->of_b, 1 / self->c, self->a);
  tf_sample_curve (field, self->a);
  tf_sample_pull (field, self->a, right);
  tf_gemm (CblasNoTrans, CblasTrans, field->dim, k_n, n, 1 / self->c, b, field->residual, 1, right);
  add_cross (field, -self->g / self->c, self->of_b, NULL, right);
  cblas_dscal (tf_sample_theta_size (field), -self->g, right, 1);
}

/* The right side of the system for w. */
static void
start_residual (TfSampleField *field, const double *b)
{
  TfSampleSolver *self = field->solver;
  const TfParameters *p = &field->parameters;
  gsize k_n = field->k_n;

  tf_sample_condense_right (field, b, self->residual);
  if (tf_sample_is_joint (field))
    cblas_daxpy (field->dim * k_n + (p->bias ? k_n : 0), 1 / tf_system_weight_scale (p, k_n), b + field->dim * field->n, 1,
                 self->residual, 1);
}

static double
in_units (double length, double scale)
{
  return length == 0 ? 0 : length / scale;
}

double
tf_sample_measure_step (const TfSampleField *field, const TfSystemScales *scales, const double *step, const double *z_step)
{
  const TfSampleSolver *self = field->solver;
  gsize k_n = field->k_n, means = k_n * k_n, noise = k_n * (field->n - k_n);
  double length = tf_norm (field->dim * k_n, step);
  double of_means = self->spread * tf_norm (means, z_step) + length * tf_norm (means, field->residual);
  double of_noise = self->spread * tf_norm (noise, z_step + means) + length * tf_norm (noise, field->residual + means);

  return self->g / self->c * fmax (in_units (of_means, scales->means), in_units (of_noise, scales->noise));
}

/* theta itself is as right as X is wanted. */
static gboolean
is_theta_right (const TfSampleField *field, const TfSystemScales *scales, double share)
{
  const TfSampleSolver *self = field->solver;
  gsize size = tf_sample_theta_size (field);
  double off = tf_norm (size, self->step), all = fmax (tf_norm (size, self->w), tf_norm (size, field->theta));

  return off <= share * scales->means / tf_norm (field->dim * field->n, field->x) * all || !tf_sample_is_joint (field);
}

/* Leaves dz of the step in z_step. */
static gboolean
is_right (gpointer user_data, double square)
{
  const Wanted *wanted = user_data;
  TfSampleField *field = wanted->field;
  TfSampleSolver *self = field->solver;
  gsize size = tf_sample_theta_size (field);

  tf_sample_push (field, self->step, 0, self->z_step);
  return (tf_sample_measure_step (field, wanted->scales, self->step, self->z_step) <= wanted->share
          && is_theta_right (field, wanted->scales, wanted->share))
         || !(tf_norm (size, self->step) > ROUND_OFF * tf_norm (size, self->w));
}

static gboolean
iterate (TfSampleField *field, const TfSystemScales *scales, double share)
{
  static const TfConjugateClass klass = { precondition, is_right, multiply };
  TfSampleSolver *self = field->solver;
  Wanted wanted = { field, scales, share };
  TfConjugate conjugate = { tf_sample_theta_size (field), self->w, self->residual, self->step, self->direction, self->image,
                            MAX_ITERATIONS, 0 };
  TfConjugateEnd end;

  memset (self->w, 0, conjugate.size * sizeof (double));
  end = tf_conjugate_run (&conjugate, &klass, &wanted);
  self->n_iterations = conjugate.n_iterations;
  return end == TF_CONJUGATE_ENOUGH;
}

void
tf_sample_expand (TfSampleField *field, const double *w, double *b)
{
  TfSampleSolver *self = field->solver;
  gsize d = field->dim, k_n = field->k_n, n = field->n;
  double g = -self->g / self->c;

  tf_sample_push (field, w, 0, self->z_step);
  eliminate (field, self->z_step, w);
  cblas_daxpy (k_n * n, 1, self->of_b, 1, self->e, 1);
  tf_gemm (CblasNoTrans, CblasNoTrans, d, n, k_n, g, field->theta, self->e, 1 / self->c, b);
  tf_gemm (CblasNoTrans, CblasNoTrans, d, n, k_n, g, w, field->residual, 1, b);
}

/* u from w, in place of b. */
static void
finish (TfSampleField *field, double *b)
{
  TfSampleSolver *self = field->solver;
  const TfParameters *p = &field->parameters;
  gsize size = field->dim * field->n, of_theta = field->dim * field->k_n + (p->bias ? field->k_n : 0);

  tf_sample_expand (field, self->w, b);
  if (!tf_sample_is_joint (field))
    return;
  memcpy (b + size, self->w, of_theta * sizeof (double));
  cblas_dscal (of_theta, 1 / tf_system_weight_scale (p, field->k_n), b + size, 1);
}

gboolean
tf_sample_solve (TfSystem *system, const TfSystemScales *scales, double share, double *b)
{
  TfSampleField *field = (TfSampleField *) system;

  if (field->solver == NULL || !field->solver->is_sound)
    return FALSE;
  start_residual (field, b);
  if (!iterate (field, scales, share))
    return FALSE;
  finish (field, b);
  return TRUE;
}
