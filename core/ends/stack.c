/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stack.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "linalg.h"

#define FLAT 1e-13        /* share of what the regularization alone makes of the slope */
#define LEAST 1e-5        /* share of the W that f could pay for: below, W is measured by this */
#define OF_BIAS 1e-3      /* least curvature along the bias, as a share of lambda_W/K */

struct _TfStack
{
  TfPartial *partial;
  gsize k_n, dim, width, n_layers, size;
  double price;     /* lambda_W/K */
  double ratio;     /* of the features' moments, beta/lambda */
  gboolean bias;
  double bias_decay;
  double *squares;  /* dim */
  double *x;        /* where f was last evaluated */
  double *product;  /* K x dim */
  double *slope;    /* K x dim: F_W there */
  double first;     /* f where it was first evaluated */
  double **below;   /* of each layer l > 0: W_(l-1) ... W_0, width x dim */
};

/* Of W_l in x; rows x columns. */
static gsize
find_layer (const TfStack *self, gsize l, gsize *rows, gsize *columns)
{
  gsize w = self->width, first = w * self->dim;

  *rows = l + 1 == self->n_layers ? self->k_n : w;
  *columns = l == 0 ? self->dim : w;
  return l == 0 ? 0 : first + (l - 1) * w * w;
}

TfStack *
tf_stack_new (TfPartial *partial, const TfColumns *columns, const TfPartialWeights *weights, guint n_layers, double lambda_w,
              const double *squares)
{
  TfStack *self = g_new0 (TfStack, 1);
  gsize rows, below, last;

  self->partial = partial;
  self->k_n = columns->k_n;
  self->dim = columns->dim;
  self->width = n_layers == 1 ? columns->k_n : MIN (columns->k_n, columns->dim);
  self->n_layers = n_layers;
  self->price = lambda_w / columns->k_n;
  self->ratio = weights->is_fixed ? 1 : columns->features != NULL ? weights->beta / (weights->lambda_h + weights->beta) : 0;
  self->bias = weights->bias;
  self->bias_decay = weights->bias_decay;
  last = find_layer (self, n_layers - 1, &rows, &below);
  self->size = last + rows * below + (self->bias ? self->k_n : 0);
  self->squares = squares != NULL ? g_memdup2 (squares, self->dim * sizeof (double)) : g_new0 (double, self->dim);
  self->x = g_new (double, self->size);
  self->product = g_new (double, self->k_n * self->dim);
  self->slope = g_new (double, self->k_n * self->dim);
  self->first = NAN;
  self->below = g_new0 (double *, n_layers);
  for (guint l = 1; l < n_layers; l++)
    self->below[l] = g_new (double, self->width * self->dim);
  return self;
}

void
tf_stack_free (TfStack *self)
{
  for (guint l = 1; l < self->n_layers; l++)
    g_free (self->below[l]);
  g_free (self->below);
  g_free (self->squares);
  g_free (self->x);
  g_free (self->product);
  g_free (self->slope);
  g_free (self);
}

gsize
tf_stack_get_size (const TfStack *self)
{
  return self->size;
}

const double *
tf_stack_get_product (const TfStack *self)
{
  return self->product;
}

const double *
tf_stack_get_bias (const TfStack *self, const double *x)
{
  return self->bias ? x + self->size - self->k_n : NULL;
}

/* W_l times what is below it, K x dim of the last and width x dim of the others. */
static void
go_up (TfStack *self, const double *x)
{
  for (gsize l = 0; l < self->n_layers; l++)
    {
      gsize rows, columns, at = find_layer (self, l, &rows, &columns);
      double *out = l + 1 == self->n_layers ? self->product : self->below[l + 1];

      if (l == 0)
        memcpy (out, x + at, rows * columns * sizeof (double));
      else
        tf_gemm (CblasNoTrans, CblasNoTrans, rows, self->dim, columns, 1, x + at, self->below[l], 0, out);
    }
}

/* The layers' gradients from F_W: C_M = F_W, C_(l-1) = W_l' C_l, f_(W_l) = C_l B_l'. */
static void
go_down (TfStack *self, const double *x, double *gradient)
{
  g_autofree double *above = g_memdup2 (self->slope, self->k_n * self->dim * sizeof (double));

  for (gsize l = self->n_layers; l-- > 0;)
    {
      gsize rows, columns, at = find_layer (self, l, &rows, &columns);
      g_autofree double *next = NULL;

      memcpy (gradient + at, x + at, rows * columns * sizeof (double));
      cblas_dscal (rows * columns, self->price, gradient + at, 1);
      if (l == 0)
        {
          cblas_daxpy (rows * columns, 1, above, 1, gradient + at, 1);
          break;
        }
      tf_gemm (CblasNoTrans, CblasTrans, rows, columns, self->dim, 1, above, self->below[l], 1, gradient + at);
      next = g_new (double, columns * self->dim);
      tf_gemm (CblasTrans, CblasNoTrans, columns, self->dim, rows, 1, x + at, above, 0, next);
      g_free (above);
      above = g_steal_pointer (&next);
    }
}

static double
evaluate_cb (gpointer data, const double *x, double *gradient)
{
  TfStack *self = data;
  gsize n_weights = self->size - (self->bias ? self->k_n : 0);
  double f, norm = tf_norm (n_weights, x);

  memcpy (self->x, x, self->size * sizeof (double));
  go_up (self, x);
  f = tf_partial_evaluate (self->partial, self->product, tf_stack_get_bias (self, x), self->slope,
                           self->bias ? gradient + n_weights : NULL);
  if (!isfinite (f))
    return INFINITY;
  go_down (self, x, gradient);
  f += 0.5 * self->price * norm * norm;
  if (isnan (self->first))
    self->first = f;
  return f;
}

/* change <- the change of the product with V, and those of what is below each layer. */
static void
move_up (TfStack *self, const double *v, double **moved, double *change)
{
  for (gsize l = 0; l < self->n_layers; l++)
    {
      gsize rows, columns, at = find_layer (self, l, &rows, &columns);
      double *out = l + 1 == self->n_layers ? change : moved[l + 1];

      if (l == 0)
        {
          memcpy (out, v + at, rows * columns * sizeof (double));
          continue;
        }
      tf_gemm (CblasNoTrans, CblasNoTrans, rows, self->dim, columns, 1, v + at, self->below[l], 0, out);
      tf_gemm (CblasNoTrans, CblasNoTrans, rows, self->dim, columns, 1, self->x + at, moved[l], 1, out);
    }
}

/* As go_down(), differentiated: moved_slope is the change of F_W. */
static void
move_down (TfStack *self, const double *v, double *const *moved, const double *moved_slope, double *hv)
{
  g_autofree double *above = g_memdup2 (self->slope, self->k_n * self->dim * sizeof (double));
  g_autofree double *moved_above = g_memdup2 (moved_slope, self->k_n * self->dim * sizeof (double));

  for (gsize l = self->n_layers; l-- > 0;)
    {
      gsize rows, columns, at = find_layer (self, l, &rows, &columns), d = self->dim;
      g_autofree double *next = NULL, *moved_next = NULL;

      memcpy (hv + at, v + at, rows * columns * sizeof (double));
      cblas_dscal (rows * columns, self->price, hv + at, 1);
      if (l == 0)
        {
          cblas_daxpy (rows * columns, 1, moved_above, 1, hv + at, 1);
          break;
        }
      tf_gemm (CblasNoTrans, CblasTrans, rows, columns, d, 1, moved_above, self->below[l], 1, hv + at);
      tf_gemm (CblasNoTrans, CblasTrans, rows, columns, d, 1, above, moved[l], 1, hv + at);
      next = g_new (double, columns * d);
      moved_next = g_new (double, columns * d);
      tf_gemm (CblasTrans, CblasNoTrans, columns, d, rows, 1, self->x + at, above, 0, next);
      tf_gemm (CblasTrans, CblasNoTrans, columns, d, rows, 1, v + at, above, 0, moved_next);
      tf_gemm (CblasTrans, CblasNoTrans, columns, d, rows, 1, self->x + at, moved_above, 1, moved_next);
      g_free (above);
      g_free (moved_above);
      above = g_steal_pointer (&next);
      moved_above = g_steal_pointer (&moved_next);
    }
}

static void
multiply_cb (gpointer data, const double *v, double *hv)
{
  TfStack *self = data;
  gsize n_weights = self->size - (self->bias ? self->k_n : 0);
  g_autofree double **moved = g_new0 (double *, self->n_layers);
  g_autofree double *change = g_new (double, self->k_n * self->dim), *slope = g_new (double, self->k_n * self->dim);

  for (guint l = 1; l < self->n_layers; l++)
    moved[l] = g_new (double, self->width * self->dim);
  move_up (self, v, moved, change);
  tf_partial_multiply (self->partial, change, self->bias ? v + n_weights : NULL, slope, self->bias ? hv + n_weights : NULL);
  move_down (self, v, moved, slope, hv);
  for (guint l = 1; l < self->n_layers; l++)
    g_free (moved[l]);
}

/* Of W_l's entry (o, i): lambda_W/K + sum_k s_k A_ko^2 times the second moment of input i. */
static void
scale_cb (gpointer data, double *diagonal)
{
  TfStack *self = data;
  g_autofree double *curvature = g_new (double, self->k_n), *above = NULL;

  tf_partial_get_curvature (self->partial, curvature);
  for (gsize k = 0; self->bias && k < self->k_n; k++)
    diagonal[self->size - self->k_n + k] = curvature[k] + self->bias_decay + OF_BIAS * self->price;
  above = g_new0 (double, self->k_n * self->k_n);
  for (gsize k = 0; k < self->k_n; k++)
    above[k + k * self->k_n] = 1;
  for (gsize l = self->n_layers; l-- > 0;)
    {
      gsize rows, columns, at = find_layer (self, l, &rows, &columns);
      double *next = NULL;

      for (gsize i = 0; i < columns; i++)
        {
          double moment = l == 0 ? self->squares[i] : 0;

          for (gsize j = 0; l > 0 && j < self->dim; j++)
            moment += self->squares[j] * self->below[l][i + j * columns] * self->below[l][i + j * columns];
          for (gsize o = 0; o < rows; o++)
            {
              double s = 0;

              for (gsize k = 0; k < self->k_n; k++)
                s += curvature[k] * above[k + o * self->k_n] * above[k + o * self->k_n];
              diagonal[at + o + i * rows] = self->price + s * self->ratio * self->ratio * moment;
            }
        }
      if (l == 0)
        break;
      next = g_new (double, self->k_n * columns);
      tf_gemm (CblasNoTrans, CblasNoTrans, self->k_n, columns, rows, 1, above, self->x + at, 0, next);
      g_free (above);
      above = next;
    }
}

static gboolean
is_flat_cb (gpointer data, const double *x, const double *gradient)
{
  const TfStack *self = data;
  gsize n_weights = self->size - (self->bias ? self->k_n : 0);
  double least = LEAST * sqrt (2 * fabs (self->first) / self->price);

  return tf_norm (self->size, gradient) <= FLAT * self->price * fmax (tf_norm (n_weights, x), least);
}

TfNewtonCgProblem
tf_stack_get_problem (TfStack *self)
{
  return (TfNewtonCgProblem){ self->size, self, evaluate_cb, multiply_cb, scale_cb, is_flat_cb };
}

void
tf_stack_spread (const TfStack *self, const double *w, const double *b, double *x)
{
  gsize k_n = self->k_n, d = self->dim, m = self->n_layers, p = MIN (k_n, d);
  g_autofree double *a = g_memdup2 (w, k_n * d * sizeof (double));
  g_autofree double *u = g_new (double, k_n * p), *s = g_new (double, p), *vt = g_new (double, p * d);

  memset (x, 0, self->size * sizeof (double));
  if (self->bias)
    memcpy (x + self->size - k_n, b, k_n * sizeof (double));
  if (m == 1)
    {
      memcpy (x, w, k_n * d * sizeof (double));
      return;
    }
  if (!tf_svd (k_n, d, a, u, s, vt))
    return;
  for (gsize l = 0; l < m; l++)
    {
      gsize rows, columns, at = find_layer (self, l, &rows, &columns);

      for (gsize j = 0; j < p; j++)
        {
          double share = pow (s[j], 1.0 / m);

          if (l == 0)
            cblas_daxpy (d, share, vt + j, p, x + at + j, rows);
          else if (l + 1 == m)
            cblas_daxpy (k_n, share, u + j * k_n, 1, x + at + j * rows, 1);
          else
            x[at + j + j * rows] = share;
        }
    }
}
