/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "field-private.h"
#include "linalg.h"

/* Given product = W dX P (K x q) and dw = dW' (dim x K), adds to jx
 * -[W' (product + dW X P) + dW' R]. Overwrites product. */
static void
multiply_features (TfField *self, double *product, const double *dw, double *jx)
{
  gsize d = self->dim, k_n = self->k_n;

  tf_field_times_state (self, k_n, 1, dw, 1, product);
  tf_gemm (CblasNoTrans, CblasNoTrans, d, self->q, k_n, -1, self->weights, product, 1, jx);
  tf_gemm (CblasNoTrans, CblasNoTrans, d, self->q, k_n, -1, dw, self->residual, 1, jx);
}

/* product = W v P. */
static void
weights_times (TfField *self, const double *v, double *product)
{
  tf_gemm (CblasTrans, CblasNoTrans, self->k_n, self->q, self->dim, 1, self->weights, v, 0, product);
  if (self->parameters.bias)
    tf_field_project_columns (self, self->k_n, product);
}

/* dW'* along v: -(X P X' + lambda_W/K I)^-1 (v R' + X P product'). */
static void
differentiate_weights (TfField *self, const double *v, const double *product, double *dw)
{
  tf_gemm (CblasNoTrans, CblasTrans, self->dim, self->k_n, self->q, -1, v, self->residual, 0, dw);
  tf_field_state_times (self, self->k_n, -1, product, 1, dw);
  tf_cholesky_solve (self->dim, self->factor, self->k_n, dw);
}

/* c (dim x dim) <- c + c' */
static void
add_transposed (gsize d, double *c)
{
  for (gsize j = 0; j < d; j++)
    for (gsize i = 0; i <= j; i++)
      c[i + j * d] = c[j + i * d] = c[i + j * d] + c[j + i * d];
}

/* a (dim x K) <- a T, T's part that is not zero. */
static void
times_target (const TfField *self, double *a)
{
  for (gsize k = 0; k < self->k_n; k++)
    cblas_dscal (self->dim, self->start->sqrt_shares[k], a + k * self->dim, 1);
}

/* jx += alpha a (X P), a: dim x dim. */
static void
add_square_times_state (const TfField *self, double alpha, const double *a, double *jx)
{
  gsize d = self->dim, first = d * self->k_n;

  tf_gemm (CblasNoTrans, CblasNoTrans, d, self->k_n, d, alpha, a, tf_field_get_means_part (self), 1, jx);
  tf_gemm (CblasNoTrans, CblasNoTrans, d, self->q - self->k_n, d, alpha, a, self->x + first, 1, jx + first);
}

/* The same as below where there are more classes than dimensions, by squares of these: with C = v P X',
 *
 *     dW' = -(X P X' + lambda_W/K I)^-1 [(C + C') W' - v P T'],
 *     J v = -decay v - W'W v P - (W'dW + dW'W) X P + dW' T P. */
static void
multiply_thick (TfField *self, const double *v, double *jv)
{
  gsize d = self->dim, k_n = self->k_n, q = self->q;
  double decay = self->parameters.lambda_h + self->parameters.beta, *dw = self->thin_d;
  g_autofree double *vp = g_memdup2 (v, d * q * sizeof (double)), *square = g_new (double, d * d);

  if (self->parameters.bias)
    tf_field_project_columns (self, d, vp);
  tf_field_state_times (self, d, 1, vp, 0, square);
  add_transposed (d, square);
  memcpy (dw, vp, d * k_n * sizeof (double));
  times_target (self, dw);
  tf_gemm (CblasNoTrans, CblasNoTrans, d, k_n, d, -1, square, self->weights, 1, dw);
  tf_cholesky_solve (d, self->factor, k_n, dw);

  memcpy (jv, dw, d * k_n * sizeof (double));
  memset (jv + d * k_n, 0, d * (q - k_n) * sizeof (double));
  times_target (self, jv);
  if (self->parameters.bias)
    tf_field_project_columns (self, d, jv);
  cblas_daxpy (d * q, -decay, v, 1, jv, 1);
  tf_gemm (CblasNoTrans, CblasTrans, d, d, k_n, 1, self->weights, dw, 0, square);
  add_transposed (d, square);
  add_square_times_state (self, -1, square, jv);
  tf_gemm (CblasNoTrans, CblasTrans, d, d, k_n, 1, self->weights, self->weights, 0, square);
  tf_gemm (CblasNoTrans, CblasNoTrans, d, q, d, -1, square, vp, 1, jv);
}

/* jv = J v for the features alone, W following with the prepared factor. */
static void
multiply_slaved (TfField *self, const double *v, double *jv)
{
  double decay = self->parameters.lambda_h + self->parameters.beta;

  for (gsize i = 0; i < self->dim * self->q; i++)
    jv[i] = -decay * v[i];
  weights_times (self, v, self->thin_q);
  differentiate_weights (self, v, self->thin_q, self->thin_d);
  multiply_features (self, self->thin_q, self->thin_d, jv);
}

static void
multiply_joint (TfField *self, const double *v, double *jv)
{
  gsize d = self->dim, k_n = self->k_n, size = d * self->q;
  double decay = self->parameters.lambda_h + self->parameters.beta, scale = tf_system_weight_scale (&self->parameters, self->k_n);

  for (gsize i = 0; i < size; i++)
    jv[i] = -decay * v[i];
  weights_times (self, v, self->thin_q);
  memcpy (self->thin_d, v + size, d * k_n * sizeof (double));
  cblas_dscal (d * k_n, scale, self->thin_d, 1);
  multiply_features (self, self->thin_q, self->thin_d, jv);
  /* thin_q is now dR; dV' = -sqrt (eta K) (X P dR' + v R') - eta lambda_W dV. */
  memcpy (jv + size, v + size, d * k_n * sizeof (double));
  tf_field_state_times (self, k_n, -scale, self->thin_q, -self->parameters.eta * self->parameters.lambda_w, jv + size);
  tf_gemm (CblasNoTrans, CblasTrans, d, k_n, self->q, -scale, v, self->residual, 1, jv + size);
}

double
tf_field_differentiate_weights (TfField *self, const double *v)
{
  weights_times (self, v, self->thin_q);
  differentiate_weights (self, v, self->thin_q, self->thin_d);
  return tf_norm (self->dim * self->k_n, self->thin_d);
}

void
tf_field_multiply (TfField *self, const double *v, double *jv)
{
  self->n_products++;
  if (tf_field_is_joint (self))
    multiply_joint (self, v, jv);
  else if (self->k_n > self->dim)
    multiply_thick (self, v, jv);
  else
    multiply_slaved (self, v, jv);
}

/* V (dim x K) <- A_VV^-1 V, A_VV = (1 + g eta lambda_W) I + g eta K X P X'. */
static void
solve_weight_block (TfField *self, double *v)
{
  tf_cholesky_solve (self->dim, self->factor, self->k_n, v);
  cblas_dscal (self->dim * self->k_n, 1 / (self->g * self->parameters.eta * self->k_n), v, 1);
}

/* b_X <- b_X - A_XV A_VV^-1 b_V = b_X + g J_XV (A_VV^-1 b_V). */
void
tf_field_condense (TfField *self, double *b)
{
  gsize size = self->dim * self->q, thin = self->dim * self->k_n;

  if (!tf_field_is_joint (self))
    return;
  memcpy (self->thin_d, b + size, thin * sizeof (double));
  solve_weight_block (self, self->thin_d);
  cblas_dscal (thin, self->g * tf_system_weight_scale (&self->parameters, self->k_n), self->thin_d, 1);
  memset (self->thin_q, 0, self->k_n * self->q * sizeof (double));
  multiply_features (self, self->thin_q, self->thin_d, b);
}

/* b_V <- A_VV^-1 (b_V + g J_VX x), x standing where b_X stood. */
void
tf_field_expand (TfField *self, double *b)
{
  gsize size = self->dim * self->q;
  double scale = self->g * tf_system_weight_scale (&self->parameters, self->k_n);

  if (!tf_field_is_joint (self))
    return;
  weights_times (self, b, self->thin_q);
  tf_field_state_times (self, self->k_n, -scale, self->thin_q, 1, b + size);
  tf_gemm (CblasNoTrans, CblasTrans, self->dim, self->k_n, self->q, -scale, b, self->residual, 1, b + size);
  solve_weight_block (self, b + size);
}
