/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "class-program.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "dual-bound.h"
#include "linalg.h"
#include "simplex-margin.h"

#define MAX_ITERATIONS 2000
#define FLAT 1e-13
#define LEAST 1e-6      /* share of what f could pay for: below, U and V are measured by this */
#define RANK_CUT 1e-8   /* of the largest eigenvalue of U'U */
#define START_MARGIN 1.0

/* The problem's unknowns are one vector: U, V, b. */
typedef struct
{
  gsize k_n;
  TfLoss loss;
  double theta, bias_decay, first;
  gboolean bias;
  double *shares, *roots; /* K: p, sqrt (p) */
  guint32 *numbers;       /* K: 0, 1, ... */
  double *x;              /* where f was last evaluated */
  double *slopes, *z;     /* K x K: l'; logits */
  double *pull;           /* K x K: f_X */
  double *work;           /* K x K */
  TfLossCurvature curvature;
} Program;

static void
program_init (Program *self, guint n_classes, const gsize *sizes, const TfParameters *parameters)
{
  gsize k_n = n_classes, all = 0;

  *self = (Program){ .k_n = k_n, .loss = tf_parameters_loss (parameters), .bias = parameters->bias,
                     .bias_decay = parameters->bias_decay, .first = NAN };
  self->theta = tf_parameters_c (parameters) / sqrt (k_n);
  self->shares = g_new (double, k_n);
  self->roots = g_new (double, k_n);
  self->numbers = g_new (guint32, k_n);
  for (gsize k = 0; k < k_n; k++)
    all += sizes[k];
  for (gsize k = 0; k < k_n; k++)
    {
      self->shares[k] = (double) sizes[k] / all;
      self->roots[k] = sqrt (self->shares[k]);
      self->numbers[k] = k;
    }
  self->x = g_new (double, 2 * k_n * k_n + k_n);
  self->slopes = g_new (double, k_n * k_n);
  self->z = g_new (double, k_n * k_n);
  self->pull = g_new (double, k_n * k_n);
  self->work = g_new (double, k_n * k_n);
  self->curvature = (TfLossCurvature){ g_new (double, k_n * k_n), g_new (double, k_n), g_new (double, k_n) };
}

static void
program_clear (Program *self)
{
  g_free (self->shares);
  g_free (self->roots);
  g_free (self->numbers);
  g_free (self->x);
  g_free (self->slopes);
  g_free (self->z);
  g_free (self->pull);
  g_free (self->work);
  g_free (self->curvature.p);
  g_free (self->curvature.a);
  g_free (self->curvature.c);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Program, program_clear)

static gsize
get_size (const Program *self)
{
  return 2 * self->k_n * self->k_n + (self->bias ? self->k_n : 0);
}

/* out (U, V) <- scale (P V', U' P): what f_X and its changes make of U and V. */
static void
spread_pull (const Program *self, const double *pull, const double *x, double beta, double *out)
{
  gsize k_n = self->k_n, size = k_n * k_n;

  tf_gemm (CblasNoTrans, CblasTrans, k_n, k_n, k_n, 1, pull, x + size, beta, out);
  tf_gemm (CblasTrans, CblasNoTrans, k_n, k_n, k_n, 1, x, pull, beta, out + size);
}

static double
evaluate_cb (gpointer data, const double *x, double *gradient)
{
  Program *self = data;
  gsize k_n = self->k_n, size = k_n * k_n;
  double f = 0, norm = tf_norm (2 * size, x);
  TfLossCurvature one;

  memcpy (self->x, x, get_size (self) * sizeof (double));
  tf_gemm (CblasNoTrans, CblasNoTrans, k_n, k_n, k_n, 1, x, x + size, 0, self->z);
  for (gsize k = 0; k < k_n; k++)
    {
      double *z = self->z + k * k_n;

      cblas_dscal (k_n, 1 / self->roots[k], z, 1);
      if (self->bias)
        cblas_daxpy (k_n, 1, x + 2 * size, 1, z, 1);
      one = (TfLossCurvature){ self->curvature.p + k * k_n, self->curvature.a + k, self->curvature.c + k };
      f += self->shares[k] * tf_loss_evaluate (&self->loss, k_n, 1, z, self->numbers + k, self->slopes + k * k_n, &one);
    }
  memcpy (self->pull, self->slopes, size * sizeof (double));
  for (gsize k = 0; k < k_n; k++)
    cblas_dscal (k_n, self->roots[k], self->pull + k * k_n, 1);
  memcpy (gradient, x, 2 * size * sizeof (double));
  cblas_dscal (2 * size, self->theta, gradient, 1);
  spread_pull (self, self->pull, x, 1, gradient);
  f += 0.5 * self->theta * norm * norm;
  for (gsize j = 0; self->bias && j < k_n; j++)
    {
      double b = x[2 * size + j];

      gradient[2 * size + j] = self->bias_decay * b + cblas_ddot (k_n, self->slopes + j, k_n, self->shares, 1);
      f += 0.5 * self->bias_decay * b * b;
    }
  if (isnan (self->first))
    self->first = f;
  return f;
}

static void
multiply_cb (gpointer data, const double *v, double *hv)
{
  Program *self = data;
  gsize k_n = self->k_n, size = k_n * k_n;
  double *moved = self->work;

  tf_gemm (CblasNoTrans, CblasNoTrans, k_n, k_n, k_n, 1, v, self->x + size, 0, moved);
  tf_gemm (CblasNoTrans, CblasNoTrans, k_n, k_n, k_n, 1, self->x, v + size, 1, moved);
  for (gsize k = 0; k < k_n; k++)
    {
      cblas_dscal (k_n, 1 / self->roots[k], moved + k * k_n, 1);
      if (self->bias)
        cblas_daxpy (k_n, 1, v + 2 * size, 1, moved + k * k_n, 1);
    }
  tf_loss_multiply (&self->loss, k_n, k_n, self->numbers, &self->curvature, moved, moved);
  for (gsize j = 0; self->bias && j < k_n; j++)
    hv[2 * size + j] = self->bias_decay * v[2 * size + j] + cblas_ddot (k_n, moved + j, k_n, self->shares, 1);
  for (gsize k = 0; k < k_n; k++)
    cblas_dscal (k_n, self->roots[k], moved + k * k_n, 1);
  memcpy (hv, v, 2 * size * sizeof (double));
  cblas_dscal (2 * size, self->theta, hv, 1);
  spread_pull (self, self->pull, v, 1, hv);
  spread_pull (self, moved, self->x, 1, hv);
}

/* theta, and a typical curvature times the square of the other factor's row or column. */
static void
scale_cb (gpointer data, double *diagonal)
{
  Program *self = data;
  gsize k_n = self->k_n, size = k_n * k_n;
  const double *u = self->x, *v = self->x + size;
  gboolean quadratic = tf_loss_get_info (self->loss.kind)->is_quadratic;
  double *s = self->work;

  for (gsize i = 0; i < size; i++)
    {
      double p = quadratic ? 0 : self->curvature.p[i];

      s[i] = quadratic ? 1 : fabs (self->curvature.a[i / k_n]) * p * (1 - p);
    }
  for (gsize a = 0; a < k_n; a++)
    for (gsize j = 0; j < k_n; j++)
      {
        double of_u = 0, of_v = 0;

        /* U_ja: sum_k s_jk V_ak^2; V_aj: sum_i s_ij U_ia^2. */
        for (gsize k = 0; k < k_n; k++)
          {
            of_u += s[j + k * k_n] * v[a + k * k_n] * v[a + k * k_n];
            of_v += s[k + j * k_n] * u[k + a * k_n] * u[k + a * k_n];
          }
        diagonal[j + a * k_n] = self->theta + of_u;
        diagonal[size + a + j * k_n] = self->theta + of_v;
      }
  for (gsize j = 0; self->bias && j < k_n; j++)
    diagonal[2 * size + j] = self->bias_decay + 1e-3 * self->theta + cblas_ddot (k_n, s + j, k_n, self->shares, 1);
}

static gboolean
is_flat_cb (gpointer data, const double *x, const double *gradient)
{
  const Program *self = data;
  gsize size = 2 * self->k_n * self->k_n;

  return tf_norm (get_size (self), gradient)
         <= FLAT * self->theta * fmax (tf_norm (size, x), LEAST * sqrt (2 * self->first / self->theta));
}

/* A simplex of that margin, whatever the sizes. */
static void
start (const Program *self, double *x)
{
  gsize k_n = self->k_n, size = k_n * k_n;

  memset (x, 0, get_size (self) * sizeof (double));
  for (gsize k = 0; k < k_n; k++)
    {
      double root = sqrt (START_MARGIN * self->roots[k]);

      for (gsize j = 0; j < k_n; j++)
        x[j + k * k_n] = root * ((j == k) - 1.0 / k_n);
      x[size + k + k * k_n] = root;
    }
}

static guint
count_rank (gsize k_n, const double *u)
{
  g_autofree double *gram = g_new (double, k_n * k_n), *values = g_new (double, k_n);
  guint rank = 0;

  tf_gemm (CblasTrans, CblasNoTrans, k_n, k_n, k_n, 1, u, u, 0, gram);
  if (!tf_eigen_symmetric (k_n, gram, values))
    return 0;
  for (gsize j = 0; j < k_n; j++)
    rank += values[j] > RANK_CUT * values[k_n - 1] && values[j] > 0;
  return rank;
}

static void
take (TfClassProgram *self, Program *program, const double *x, const TfParameters *p)
{
  gsize k_n = self->k_n, size = k_n * k_n;
  double ratio = sqrt (p->lambda_w / (k_n * p->lambda_h));
  TfColumns columns = { k_n, k_n, k_n, program->numbers, program->shares, NULL };
  TfPartialWeights weights = { program->loss, p->lambda_h, 0, FALSE, p->bias, p->bias_decay };

  tf_gemm (CblasNoTrans, CblasTrans, k_n, k_n, k_n, 1 / ratio, x, x, 0, self->weight_gram);
  tf_gemm (CblasTrans, CblasNoTrans, k_n, k_n, k_n, ratio, x + size, x + size, 0, self->gram);
  tf_gemm (CblasNoTrans, CblasNoTrans, k_n, k_n, k_n, 1, x, x + size, 0, self->logits);
  for (gsize k = 0; k < k_n; k++)
    {
      cblas_dscal (k_n, 1 / program->roots[k], self->logits + k * k_n, 1);
      for (gsize j = 0; j < k_n; j++)
        self->gram[j + k * k_n] /= program->roots[j] * program->roots[k];
    }
  if (p->bias)
    memcpy (self->bias, x + 2 * size, k_n * sizeof (double));
  self->rank = count_rank (k_n, x);
  self->objective = self->counts.f;
  self->bound = fmin (tf_dual_bound (&columns, &weights, p->lambda_w, program->slopes), self->objective);
}

static gboolean
check (const TfParameters *parameters, GError **error)
{
  if (!tf_parameters_validate (parameters, error))
    return FALSE;
  if (!tf_loss_get_info (parameters->loss)->is_convex)
    {
      g_autofree char *name = g_utf8_strdown (tf_loss_get_info (parameters->loss)->title, -1);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "the %s is not convex: what it ends in is known for classes of equal size at the most", name);
      return FALSE;
    }
  if (parameters->lambda_h > 0)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       "at λ_H = 0 and β = 0 there is no minimizer: ever larger features are ever better");
  return FALSE;
}

TfClassProgram *
tf_class_program_new (guint n_classes, const gsize *sizes, const TfParameters *parameters, GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (TfClassProgram) self = NULL;
  g_auto (Program) program = { 0 };
  g_autofree double *x = NULL, *gradient = NULL;
  TfNewtonCgProblem problem;
  gsize size = (gsize) n_classes * n_classes;

  if (!check (parameters, error))
    return NULL;
  program_init (&program, n_classes, sizes, parameters);
  problem = (TfNewtonCgProblem){ get_size (&program), &program, evaluate_cb, multiply_cb, scale_cb, is_flat_cb };
  x = g_new (double, problem.n);
  gradient = g_new (double, problem.n);
  start (&program, x);
  self = g_new0 (TfClassProgram, 1);
  self->k_n = n_classes;
  if (!tf_newton_cg_minimize (&problem, x, MAX_ITERATIONS, NULL, NULL, &self->counts, cancellable, error))
    return NULL;
  problem.evaluate (problem.data, x, gradient);
  self->logits = g_new (double, size);
  self->bias = g_new0 (double, n_classes);
  self->gram = g_new (double, size);
  self->weight_gram = g_new (double, size);
  take (self, &program, x, parameters);
  return g_steal_pointer (&self);
}

void
tf_class_program_free (TfClassProgram *self)
{
  g_free (self->logits);
  g_free (self->bias);
  g_free (self->gram);
  g_free (self->weight_gram);
  g_free (self);
}
