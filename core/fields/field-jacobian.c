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
