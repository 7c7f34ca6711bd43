/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "loss.h"

#include <math.h>
#include <string.h>

#include "linalg.h"

/* What the losses of softmax need of one sample. */
typedef struct
{
  gsize         k_n, y;
  const double *z;
  double       *p;      /* K */
  double        log_py; /* L */
  double        others; /* the sum of the exponentials but y's */
  double        rest;   /* 1 - p_y, to its last figure */
  double        log_sum; /* ln sum exp (z) */
} Softmax;

/* Value of the loss; a and c of its Hessian (loss.h). */
typedef double (*SoftmaxLoss) (const TfLoss *self, const Softmax *s, double *a, double *c);

/* p <- exp (z - the largest of it), which is kept, for n samples. */
static void
fill_exponentials (gsize k_n, gsize n, const double *z, double *p, double *most)
{
  for (gsize i = 0; i < n; i++, z += k_n, p += k_n)
    {
      most[i] = z[0];
      for (gsize k = 1; k < k_n; k++)
        most[i] = z[k] > most[i] ? z[k] : most[i];
      for (gsize k = 0; k < k_n; k++)
        p[k] = z[k] - most[i];
    }
  tf_exp (k_n * n, p - k_n * n);
}

/* p, holding exponentials, becomes what it is called. */
static void
normalize (Softmax *s)
{
  double others = 0, sum, inverse;

  for (gsize k = 0; k < s->k_n; k++)
    others += k == s->y ? 0 : s->p[k];
  sum = others + s->p[s->y];
  inverse = 1 / sum;
  s->others = others;
  s->rest = others / sum;
  for (gsize k = 0; k < s->k_n; k++)
    s->p[k] *= inverse;
}

static void
take_logarithm (Softmax *s, double most)
{
  /* Where y is the largest, the logarithm of nearly one. */
  s->log_py = s->z[s->y] == most ? -log1p (s->others) : s->z[s->y] - most - log (s->others + exp (s->z[s->y] - most));
  s->log_sum = s->z[s->y] - s->log_py;
}

static double
evaluate_cross_entropy (const TfLoss *self, const Softmax *s, double *a, double *c)
{
  double others = 0;

  *a = 1;
  *c = 0;
  if (self->smoothing == 0)
    return -s->log_py;
  for (gsize k = 0; k < s->k_n; k++)
    others += s->log_sum - s->z[k];
  return -(1 - self->smoothing) * s->log_py + self->smoothing / s->k_n * others;
}

/* With q = 1 - p_y:
 *
 *   phi'  = q^kappa (kappa p_y L/q - 1)
 *   phi'' = kappa p_y q^(kappa - 1) (2 + L - (kappa - 1) p_y L/q),
 *
 * where L/q goes to -1 with q to 0, and what phi'' is multiplied with is u of size q. */
static double
evaluate_focal (const TfLoss *self, const Softmax *s, double *a, double *c)
{
  double kappa = self->exponent, p = s->p[s->y], q = s->rest, share = q > 0 ? s->log_py / q : -1;
  double power = pow (q, kappa);

  *a = power * (1 - kappa * p * share);
  *c = kappa > 0 && q > 0 ? kappa * p * pow (q, kappa - 1) * (2 + s->log_py - (kappa - 1) * p * share) : 0;
  return -power * s->log_py;
}

static const struct
{
  TfLossInfo  info;
  SoftmaxLoss evaluate; /* NULL: quadratic */
} table[] = {
  [TF_LOSS_SQUARED] = { { "squared", "Squared error", TRUE, TRUE }, NULL },
  [TF_LOSS_CROSS_ENTROPY]
  = { { "cross-entropy", "Cross-entropy", FALSE, TRUE }, evaluate_cross_entropy },
  [TF_LOSS_FOCAL] = { { "focal", "Focal loss", FALSE, FALSE }, evaluate_focal },
};

G_STATIC_ASSERT (G_N_ELEMENTS (table) == TF_N_LOSSES);

const TfLossInfo *
tf_loss_get_info (TfLossKind kind)
{
  return &table[kind].info;
}

static double
evaluate_squared (gsize k_n, gsize n, const double *z, const guint32 *classes, double *gradient)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    for (gsize k = 0; k < k_n; k++)
      {
        double r = z[k + i * k_n] - (k == classes[i]);

        sum += 0.5 * r * r;
        if (gradient != NULL)
          gradient[k + i * k_n] = r;
      }
  return sum;
}

/* dl/dz: p - q for cross-entropy, a (p - e_y) for focal. */
static void
fill_gradient (const TfLoss *self, const Softmax *s, double a, double *gradient)
{
  double smoothing = self->kind == TF_LOSS_CROSS_ENTROPY ? self->smoothing : 0;

  for (gsize k = 0; k < s->k_n; k++)
    gradient[k] = a * (k == s->y ? smoothing - s->rest : s->p[k]) - smoothing / s->k_n;
}

/* Some samples at a time, so that what is worked on stays near. */
#define BLOCK 64

/* Of n samples, no more than a block; p, most: room for it. */
static double
evaluate_block (const TfLoss *self, gsize k_n, gsize n, const double *z, const guint32 *classes, double *p, double *most,
                double *gradient, TfLossCurvature *curvature, gboolean value)
{
  SoftmaxLoss evaluate = table[self->kind].evaluate;
  double sum = 0;

  fill_exponentials (k_n, n, z, p, most);
  for (gsize i = 0; i < n; i++)
    {
      Softmax s = { .k_n = k_n, .y = classes[i], .z = z + i * k_n, .p = p + i * k_n };
      double a = 1, c = 0;

      normalize (&s);
      if (value || evaluate != evaluate_cross_entropy)
        {
          take_logarithm (&s, most[i]);
          sum += evaluate (self, &s, &a, &c);
        }
      else
        sum += s.rest;
      if (gradient != NULL)
        fill_gradient (self, &s, a, gradient + i * k_n);
      if (curvature != NULL)
        {
          curvature->a[i] = a;
          curvature->c[i] = c;
        }
    }
  return sum;
}

static double
evaluate_all (const TfLoss *self, gsize k_n, gsize n, const double *z, const guint32 *classes, double *gradient,
              TfLossCurvature *curvature, gboolean value)
{
  g_autofree double *work = g_new (double, k_n * BLOCK);
  double most[BLOCK], sum = 0;

  for (gsize i = 0; i < n; i += BLOCK)
    {
      TfLossCurvature part = { 0 };

      if (curvature != NULL)
        part = (TfLossCurvature){ curvature->p + i * k_n, curvature->a + i, curvature->c + i };
      sum += evaluate_block (self, k_n, MIN (BLOCK, n - i), z + i * k_n, classes + i, curvature != NULL ? part.p : work, most,
                             gradient != NULL ? gradient + i * k_n : NULL, curvature != NULL ? &part : NULL, value);
    }
  return sum;
}

double
tf_loss_evaluate (const TfLoss *self, gsize k_n, gsize n, const double *z, const guint32 *classes, double *gradient,
                  TfLossCurvature *curvature)
{
  if (table[self->kind].evaluate == NULL)
    return evaluate_squared (k_n, n, z, classes, gradient);
  return evaluate_all (self, k_n, n, z, classes, gradient, curvature, TRUE);
}

gboolean
tf_loss_differentiate (const TfLoss *self, gsize k_n, gsize n, const double *z, const guint32 *classes, double *gradient)
{
  if (table[self->kind].evaluate == NULL)
    return isfinite (evaluate_squared (k_n, n, z, classes, gradient));
  return isfinite (evaluate_all (self, k_n, n, z, classes, gradient, NULL, FALSE));
}

/* 1 - p_y, which p alone has to fewer figures. */
static double
sum_others (gsize k_n, gsize y, const double *p)
{
  double sum = 0;

  for (gsize k = 0; k < k_n; k++)
    sum += k == y ? 0 : p[k];
  return sum;
}

/* hv = a (p v - p (p.v)) + c u (u.v), where u.v = sum of (v_y - v_k) p_k and
 * p_k (v_k - p.v) are taken from differences to v_y. */
static void
multiply_one (gsize k_n, gsize y, const double *p, double a, double c, const double *v, double *hv)
{
  double rest = sum_others (k_n, y, p), v_y = v[y], mean = 0;

  for (gsize k = 0; k < k_n; k++)
    mean += k == y ? 0 : p[k] * (v[k] - v_y); /* p.v - v_y = -u.v */
  for (gsize k = 0; k < k_n; k++)
    hv[k] = k == y ? -(a * p[k] + c * rest) * mean : a * p[k] * (v[k] - v_y - mean) + c * p[k] * mean;
}

void
tf_loss_multiply (const TfLoss *self, gsize k_n, gsize n, const guint32 *classes, const TfLossCurvature *curvature,
                  const double *v, double *hv)
{
  if (table[self->kind].info.is_quadratic)
    {
      if (hv != v)
        memcpy (hv, v, k_n * n * sizeof (double));
      return;
    }
  for (gsize i = 0; i < n; i++)
    multiply_one (k_n, classes[i], curvature->p + i * k_n, curvature->a[i], curvature->c[i], v + i * k_n,
                  hv + i * k_n);
}

void
tf_loss_get_hessian (const TfLoss *self, gsize k_n, gsize i, const guint32 *classes, const TfLossCurvature *curvature,
                     double *hessian)
{
  memset (hessian, 0, k_n * k_n * sizeof (double));
  for (gsize k = 0; k < k_n; k++)
    hessian[k + k * k_n] = 1;
  if (table[self->kind].info.is_quadratic)
    return;
  for (gsize k = 0; k < k_n; k++)
    multiply_one (k_n, classes[i], curvature->p + i * k_n, curvature->a[i], curvature->c[i], hessian + k * k_n,
                  hessian + k * k_n);
}
