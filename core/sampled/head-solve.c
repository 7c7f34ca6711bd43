/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "conjugate.h"
#include "head-field-private.h"
#include "linalg.h"

/* (I - g J) u = b. X is eliminated as where W is one layer (sample-solve.c), which leaves a matrix
 * C for theta = (W, b); in the layers w_l, whose change makes that of theta,
 *
 *     sigma w_l + g (lambda_W/K w_l + [A_l' dG B_l' and how A_l, B_l change around G]) = b_l,
 *
 * dG = C dtheta/g, G = R X'. By conjugate gradients, preconditioned with each layer's own block, in
 * which C is near to a product of two matrices (theta-blocks.h). */

#define MAX_ITERATIONS 1000
#define ROUND_OFF 1e-14

struct _TfHeadSolver
{
  double g, sigma;
  TfThetaBlocks **blocks; /* M, and one of b */
  guint n_blocks;
  double *w, *residual, *step, *direction, *image;   /* heads */
  double *theta, *of_theta, *thin;                   /* dim K + K, twice; K x n */
};

static TfHeadSolver *
solver_new (TfHeadField *field)
{
  TfHeadSolver *self = g_new0 (TfHeadSolver, 1);
  gsize size = tf_head_size (field), theta = tf_sample_theta_size (field->inner);
  const gsize *sizes = tf_head_chain_get_sizes (field->chain);
  double **heads[] = { &self->w, &self->residual, &self->step, &self->direction, &self->image };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    *heads[i] = g_new0 (double, size);
  self->theta = g_new0 (double, theta);
  self->of_theta = g_new0 (double, theta);
  self->thin = g_new (double, field->start->n_classes * field->start->n_columns);
  self->n_blocks = tf_head_chain_get_n (field->chain) + 1;
  self->blocks = g_new0 (TfThetaBlocks *, self->n_blocks);
  for (guint l = 1; l < self->n_blocks; l++)
    self->blocks[l - 1] = tf_theta_blocks_new (sizes[l - 1], sizes[l], FALSE);
  self->blocks[self->n_blocks - 1] = tf_theta_blocks_new (1, field->start->n_classes, FALSE);
  return self;
}

void
tf_head_solver_free (TfHeadSolver *self)
{
  double *all[] = { self->w, self->residual, self->step, self->direction, self->image, self->theta, self->of_theta, self->thin };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_free (all[i]);
  for (guint i = 0; i < self->n_blocks; i++)
    tf_theta_blocks_free (self->blocks[i]);
  g_free (self->blocks);
  g_free (self);
}

/* P_(l-1)' X X' P_(l-1) */
static double *
make_gram (const TfHeadField *field, guint l)
{
  gsize rows = tf_head_chain_get_sizes (field->chain)[l - 1], n = field->start->n_columns;
  double *gram = g_new0 (double, rows * rows);
  g_autofree double *seen = NULL;

  if (l == 1)
    {
      tf_syrk (rows, n, 1, field->inner->x, 0, gram);
      return gram;
    }
  seen = g_new (double, rows * n);
  tf_gemm (CblasTrans, CblasNoTrans, rows, n, field->start->dim, 1, tf_head_chain_get_prefix (field->chain, l - 1), field->inner->x,
           0, seen);
  tf_syrk (rows, n, 1, seen, 0, gram);
  return gram;
}

/* S_l C S_l' */
static double *
make_curvature (const TfHeadField *field, guint l, const double *mean)
{
  gsize k_n = field->start->n_classes, rows = tf_head_chain_get_sizes (field->chain)[l];
  g_autofree double *half = NULL;
  double *curvature;

  if (l == tf_head_chain_get_n (field->chain))
    return g_memdup2 (mean, k_n * k_n * sizeof (double));
  half = g_new (double, rows * k_n);
  curvature = g_new (double, rows * rows);
  tf_gemm (CblasNoTrans, CblasNoTrans, rows, k_n, k_n, 1, tf_head_chain_get_suffix (field->chain, l), mean, 0, half);
  tf_gemm (CblasNoTrans, CblasTrans, rows, rows, k_n, 1, half, tf_head_chain_get_suffix (field->chain, l), 0, curvature);
  return curvature;
}

static void
set_blocks (TfHeadField *field)
{
  TfHeadSolver *self = field->solver;
  const TfParameters *p = &field->parameters;
  const double *mean = tf_sample_get_mean_curvature (field->inner), one = 1;
  gsize k_n = field->start->n_classes;

  for (guint l = 1; l < self->n_blocks; l++)
    {
      g_autofree double *gram = make_gram (field, l), *curvature = make_curvature (field, l, mean);

      tf_theta_blocks_set (self->blocks[l - 1], gram, curvature, self->g, self->sigma + self->g * p->lambda_w / k_n, 0);
    }
  if (p->bias)
    {
      g_autofree double *curvature = g_memdup2 (mean, k_n * k_n * sizeof (double));

      tf_theta_blocks_set (self->blocks[self->n_blocks - 1], &one, curvature, self->g, self->sigma + self->g * p->bias_decay, 0);
    }
}

void
tf_head_prepare_solve (TfSystem *system, double g)
{
  TfHeadField *field = (TfHeadField *) system;

  if (!tf_sample_can_solve (field->inner))
    return;
  if (field->solver == NULL)
    field->solver = solver_new (field);
  field->solver->g = g;
  field->solver->sigma = 1 / (field->parameters.eta * field->start->n_classes);
  tf_sample_condense (field->inner, g);
  field->counts.n_factorizations++;
  if (tf_sample_is_sound (field->inner))
    set_blocks (field);
}

/* A system for the layers' change, and how right it is wanted. */
typedef struct
{
  TfHeadField          *field;
  const TfSystemScales *scales;
  double                share;
} Wanted;

static void
precondition (gpointer user_data)
{
  TfHeadField *field = ((const Wanted *) user_data)->field;
  TfHeadSolver *self = field->solver;
  gsize size = tf_head_size (field), k_n = field->start->n_classes;

  memcpy (self->step, self->residual, size * sizeof (double));
  for (guint l = 1; l < self->n_blocks; l++)
    tf_theta_blocks_solve (self->blocks[l - 1], self->step + tf_head_chain_get_offset (field->chain, l));
  if (field->parameters.bias)
    tf_theta_blocks_solve (self->blocks[self->n_blocks - 1], self->step + size - k_n);
}

/* A gradient by theta as one by the head. */
static void
pull (const TfHeadField *field, const double *theta, double *head)
{
  gsize k_n = field->start->n_classes, thick = field->start->dim * k_n;

  tf_head_chain_pull (field->chain, theta, head);
  memcpy (head + tf_head_size (field) - k_n, theta + thick, k_n * sizeof (double));
}

static void
multiply (gpointer user_data, double turn)
{
  TfHeadField *field = ((const Wanted *) user_data)->field;
  TfHeadSolver *self = field->solver;
  const TfParameters *p = &field->parameters;
  gsize k_n = field->start->n_classes, size = tf_head_chain_get_size (field->chain);

  tf_head_push (field, self->direction, self->theta);
  tf_sample_push (field->inner, self->theta, 0, self->thin);
  tf_sample_multiply_condensed (field->inner, self->theta, self->thin, self->of_theta);
  pull (field, self->of_theta, self->image);
  tf_head_chain_bend (field->chain, field->g, self->direction, self->g, self->image);
  cblas_daxpy (size, self->sigma + self->g * p->lambda_w / k_n, self->direction, 1, self->image, 1);
  cblas_daxpy (k_n, self->sigma + self->g * p->bias_decay, self->direction + size, 1, self->image + size, 1);
  field->counts.n_products++;
}

static void
start_residual (TfHeadField *field, const double *b)
{
  TfHeadSolver *self = field->solver;
  gsize n = field->start->dim * field->start->n_columns;

  tf_sample_condense_right (field->inner, b, self->of_theta);
  pull (field, self->of_theta, self->residual);
  cblas_daxpy (tf_head_flowing_size (field), 1 / tf_system_weight_scale (&field->parameters, field->start->n_classes), b + n, 1,
               self->residual, 1);
}

/* What is left is no more than is allowed of X, and no larger a part of the layers. */
static gboolean
is_right (gpointer user_data, double square)
{
  const Wanted *wanted = user_data;
  TfHeadField *field = wanted->field;
  const TfSystemScales *scales = wanted->scales;
  double share = wanted->share;
  TfHeadSolver *self = field->solver;
  gsize size = tf_head_size (field), layers = tf_head_chain_get_size (field->chain);
  double off = tf_norm (size, self->step), w = tf_norm (size, self->w);
  double all = fmax (w, tf_norm (layers, tf_head_chain_get_layers (field->chain)));
  double x = tf_norm (field->start->dim * field->start->n_columns, field->inner->x);

  if (!(off > ROUND_OFF * w))
    return TRUE;
  if (!(off <= share * scales->means / x * all))
    return FALSE;
  tf_head_push (field, self->step, self->theta);
  tf_sample_push (field->inner, self->theta, 0, self->thin);
  return tf_sample_measure_step (field->inner, scales, self->theta, self->thin) <= share;
}

static gboolean
iterate (TfHeadField *field, const TfSystemScales *scales, double share)
{
  static const TfConjugateClass klass = { precondition, is_right, multiply };
  TfHeadSolver *self = field->solver;
  Wanted wanted = { field, scales, share };
  TfConjugate conjugate = { tf_head_size (field), self->w, self->residual, self->step, self->direction, self->image,
                            MAX_ITERATIONS, 0 };

  memset (self->w, 0, conjugate.size * sizeof (double));
  memset (self->direction, 0, conjugate.size * sizeof (double));
  return tf_conjugate_run (&conjugate, &klass, &wanted) == TF_CONJUGATE_ENOUGH;
}

gboolean
tf_head_solve (TfSystem *system, const TfSystemScales *scales, double share, double *b)
{
  TfHeadField *field = (TfHeadField *) system;
  TfHeadSolver *self = field->solver;
  gsize size = field->start->dim * field->start->n_columns, flowing = tf_head_flowing_size (field);

  if (self == NULL || !tf_sample_can_solve (field->inner) || !tf_sample_is_sound (field->inner))
    return FALSE;
  start_residual (field, b);
  if (!iterate (field, scales, share))
    return FALSE;
  tf_head_push (field, self->w, self->theta);
  tf_sample_expand (field->inner, self->theta, b);
  memcpy (b + size, self->w, flowing * sizeof (double));
  cblas_dscal (flowing, 1 / tf_system_weight_scale (&field->parameters, field->start->n_classes), b + size, 1);
  return TRUE;
}
