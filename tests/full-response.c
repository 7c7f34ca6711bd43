/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/full-response.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>

/* N times the second derivatives of f: 1/2 |W H + b 1' - Y|^2
 * + N lambda_W/(2K) |W|^2 + lambda_H/2 |H|^2 + beta/2 |H - H0|^2. */
typedef struct
{
  gsl_matrix *hh, *vh, *vv; /* V: W row by row, then b */
} Derivatives;

static void
fill_features (Derivatives *self, const gsl_matrix *w, gsize n, const TfParameters *parameters)
{
  gsize d = w->size2;

  for (gsize i = 0; i < n; i++)
    for (gsize a = 0; a < d; a++)
      for (gsize b = 0; b < d; b++)
        {
          double sum = a == b ? parameters->lambda_h + parameters->beta : 0;

          for (gsize k = 0; k < w->size1; k++)
            sum += gsl_matrix_get (w, k, a) * gsl_matrix_get (w, k, b);
          gsl_matrix_set (self->hh, a + i * d, b + i * d, sum);
        }
}

static void
fill_mixed (Derivatives *self, const gsl_matrix *w, const gsl_matrix *h, const gsl_matrix *residual, gboolean bias)
{
  gsize d = h->size1, k_n = w->size1;

  for (gsize i = 0; i < h->size2; i++)
    for (gsize b = 0; b < d; b++)
      for (gsize k = 0; k < k_n; k++)
        {
          for (gsize a = 0; a < d; a++)
            gsl_matrix_set (self->vh, k * d + a, b + i * d,
                            (a == b ? gsl_matrix_get (residual, k, i) : 0)
                                + gsl_matrix_get (w, k, b) * gsl_matrix_get (h, a, i));
          if (bias)
            gsl_matrix_set (self->vh, k_n * d + k, b + i * d, gsl_matrix_get (w, k, b));
        }
}

static void
fill_layer (Derivatives *self, const gsl_matrix *h, gsize k_n, const TfParameters *parameters)
{
  gsize d = h->size1, n = h->size2;

  for (gsize k = 0; k < k_n; k++)
    {
      for (gsize a = 0; a < d; a++)
        {
          double line = 0;

          for (gsize b = 0; b < d; b++)
            {
              double sum = a == b ? n * parameters->lambda_w / k_n : 0;

              for (gsize i = 0; i < n; i++)
                sum += gsl_matrix_get (h, a, i) * gsl_matrix_get (h, b, i);
              gsl_matrix_set (self->vv, k * d + a, k * d + b, sum);
            }
          for (gsize i = 0; i < n; i++)
            line += gsl_matrix_get (h, a, i);
          if (parameters->bias)
            {
              gsl_matrix_set (self->vv, k * d + a, k_n * d + k, line);
              gsl_matrix_set (self->vv, k_n * d + k, k * d + a, line);
            }
        }
      if (parameters->bias)
        gsl_matrix_set (self->vv, k_n * d + k, k_n * d + k, n);
    }
}

/* W H + b 1' - Y. The best b is minus the mean of W h - y. */
static gsl_matrix *
make_residual (const gsl_matrix *w, const gsl_matrix *h, const gsl_matrix *y, gboolean bias)
{
  gsl_matrix *residual = gsl_matrix_alloc (y->size1, y->size2);

  gsl_matrix_memcpy (residual, y);
  gsl_blas_dgemm (CblasNoTrans, CblasNoTrans, 1, w, h, -1, residual);
  for (gsize k = 0; bias && k < y->size1; k++)
    {
      double sum = 0;

      for (gsize i = 0; i < y->size2; i++)
        sum += gsl_matrix_get (residual, k, i);
      for (gsize i = 0; i < y->size2; i++)
        *gsl_matrix_ptr (residual, k, i) -= sum / y->size2;
    }
  return residual;
}

/* a^-1 b in place of b; a: symmetric, positive definite, overwritten. */
static void
solve_in_place (gsl_matrix *a, gsl_matrix *b)
{
  g_assert_cmpint (gsl_linalg_cholesky_decomp1 (a), ==, 0);
  for (gsize j = 0; j < b->size2; j++)
    {
      gsl_vector_view column = gsl_matrix_column (b, j);

      g_assert_cmpint (gsl_linalg_cholesky_svx (a, &column.vector), ==, 0);
    }
}

/* The second derivative of N min_V f. */
static gsl_matrix *
make_schur_complement (const gsl_matrix *h, const gsl_matrix *y, const TfParameters *parameters)
{
  gsize size = h->size1 * h->size2, k_n = y->size1, layer = k_n * h->size1 + (parameters->bias ? k_n : 0);
  g_autoptr (gsl_matrix) w = full_weights (h, y, parameters);
  g_autoptr (gsl_matrix) residual = make_residual (w, h, y, parameters->bias);
  g_autoptr (gsl_matrix) vh = gsl_matrix_calloc (layer, size);
  g_autoptr (gsl_matrix) vv = gsl_matrix_calloc (layer, layer);
  g_autoptr (gsl_matrix) solved = gsl_matrix_alloc (layer, size);
  Derivatives derivatives = { gsl_matrix_calloc (size, size), vh, vv };

  fill_features (&derivatives, w, h->size2, parameters);
  fill_mixed (&derivatives, w, h, residual, parameters->bias);
  fill_layer (&derivatives, h, k_n, parameters);
  gsl_matrix_memcpy (solved, vh);
  solve_in_place (vv, solved);
  gsl_blas_dgemm (CblasTrans, CblasNoTrans, -1, vh, solved, 1, derivatives.hh);
  return derivatives.hh;
}

gsl_matrix *
full_response (const gsl_matrix *h, const gsl_matrix *y, const TfParameters *parameters)
{
  g_autoptr (gsl_matrix) schur = make_schur_complement (h, y, parameters);
  gsl_matrix *response = gsl_matrix_alloc (schur->size1, schur->size1);

  gsl_matrix_set_identity (response);
  gsl_matrix_scale (response, parameters->beta);
  solve_in_place (schur, response);
  return response;
}

/* vec (result) = matrix vec (delta), both d x N. */
gsl_matrix *
full_respond (const gsl_matrix *response, const gsl_matrix *delta)
{
  gsize d = delta->size1;
  gsl_matrix *moved = gsl_matrix_calloc (d, delta->size2);

  for (gsize i = 0; i < response->size1; i++)
    for (gsize j = 0; j < response->size2; j++)
      *gsl_matrix_ptr (moved, i % d, i / d) += gsl_matrix_get (response, i, j) * gsl_matrix_get (delta, j % d, j / d);
  return moved;
}

gsl_matrix *
full_minimizer (const gsl_matrix *near, const gsl_matrix *h0, const gsl_matrix *y, const TfParameters *parameters)
{
  gsl_matrix *h = gsl_matrix_alloc (h0->size1, h0->size2);

  gsl_matrix_memcpy (h, near);
  for (int step = 0; step < 10; step++)
    {
      g_autoptr (gsl_matrix) w = full_weights (h, y, parameters);
      g_autoptr (gsl_matrix) slope = full_slope (w, h, h0, y, parameters);
      g_autoptr (gsl_matrix) response = full_response (h, y, parameters);
      g_autoptr (gsl_matrix) move = full_respond (response, slope);

      gsl_matrix_scale (move, 1 / parameters->beta);
      gsl_matrix_add (h, move);
      if (full_norm (move) < 1e-14 * full_norm (h))
        break;
    }
  return h;
}
