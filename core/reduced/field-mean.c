/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "field-mean.h"

#include <string.h>

#include "linalg.h"

TfFieldMean *
tf_field_mean_new (gsize dim, gsize k_n)
{
  TfFieldMean *self = g_new0 (TfFieldMean, 1);

  self->dim = dim;
  self->k_n = k_n;
  self->qw = g_new0 (double, dim * k_n);
  self->n = g_new0 (double, k_n * k_n);
  self->x = g_new0 (double, dim);
  self->r = g_new0 (double, k_n);
  self->of_b = g_new0 (double, dim);
  self->thin = g_new0 (double, dim);
  self->k_a = g_new0 (double, k_n);
  self->k_b = g_new0 (double, k_n);
  return self;
}

void
tf_field_mean_free (TfFieldMean *self)
{
  double *all[] = { self->qw, self->n, self->x, self->r, self->of_b, self->thin, self->k_a, self->k_b };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_free (all[i]);
  g_free (self);
}

/* out = alpha m v + beta out, m: rows x columns. */
static void
times (gsize rows, gsize columns, double alpha, const double *m, const double *v, double beta, double *out)
{
  cblas_dgemv (CblasColMajor, CblasNoTrans, rows, columns, alpha, m, rows, v, 1, beta, out, 1);
}

/* out = alpha m' v + beta out. */
static void
transposed_times (gsize rows, gsize columns, double alpha, const double *m, const double *v, double beta, double *out)
{
  cblas_dgemv (CblasColMajor, CblasTrans, rows, columns, alpha, m, rows, v, 1, beta, out, 1);
}

/* v <- Q_s v */
static void
resolve (TfFieldMean *self, const double *weights, double *v)
{
  transposed_times (self->dim, self->k_n, 1, weights, v, 0, self->k_b);
  times (self->dim, self->k_n, -self->g * self->share / self->c, self->qw, self->k_b, 1 / self->c, v);
}

void
tf_field_mean_prepare (TfFieldMean *self, const TfField *field, double g, double c)
{
  const double *s = field->start->sqrt_shares;

  self->g = g;
  self->c = c;
  self->share = field->parameters.bias_decay * tf_parameters_centring (&field->parameters);
  times (self->dim, self->k_n, 1, field->x, s, 0, self->x);
  times (self->k_n, self->k_n, 1, field->residual, s, 0, self->r);
}

void
tf_field_mean_take_out (TfFieldMean *self, const TfField *field, const double *b, double *residual)
{
  times (self->dim, self->k_n, 1, b, field->start->sqrt_shares, 0, self->of_b);
  cblas_dger (CblasColMajor, self->dim, self->k_n, 1, self->of_b, 1, self->r, 1, residual, self->dim);
}

/* -(Q_s b s r' + m x (b s)' Q_s W') */
void
tf_field_mean_put_in (TfFieldMean *self, const TfField *field, double *residual)
{
  transposed_times (self->dim, self->k_n, 1, self->qw, self->of_b, 0, self->k_a);
  cblas_dger (CblasColMajor, self->dim, self->k_n, -self->share, self->x, 1, self->k_a, 1, residual, self->dim);
  resolve (self, field->weights, self->of_b);
  cblas_dger (CblasColMajor, self->dim, self->k_n, -1, self->of_b, 1, self->r, 1, residual, self->dim);
}

/* thin = m W' w x + w' r, w': dim x K; leaves w x in k_a. */
static void
respond (TfFieldMean *self, const double *weights, const double *w)
{
  transposed_times (self->dim, self->k_n, 1, w, self->x, 0, self->k_a);
  times (self->dim, self->k_n, self->share, weights, self->k_a, 0, self->thin);
  times (self->dim, self->k_n, 1, w, self->r, 1, self->thin);
}

/* (A - sigma I) w' N has an m x x' w' N of s, which belongs to the other columns only:
 * it is taken back. */
void
tf_field_mean_multiply (TfFieldMean *self, const TfField *field, const double *p, double *image)
{
  gsize d = self->dim, k_n = self->k_n;

  respond (self, field->weights, p);
  resolve (self, field->weights, self->thin);
  cblas_dger (CblasColMajor, d, k_n, 1, self->thin, 1, self->r, 1, image, d);
  /* The row x' p (m N_s - N) + (p r)' Q_s W'. */
  times (d, k_n, 1, p, self->r, 0, self->thin);
  transposed_times (d, k_n, 1, self->qw, self->thin, 0, self->k_b);
  transposed_times (k_n, k_n, 1, self->n, self->k_a, 1, self->k_b);
  cblas_dger (CblasColMajor, d, k_n, self->share, self->x, 1, self->k_b, 1, image, d);
}

void
tf_field_mean_finish (TfFieldMean *self, const TfField *field, const double *w, double *u)
{
  respond (self, field->weights, w);
  cblas_dscal (self->dim, -self->g, self->thin, 1);
  resolve (self, field->weights, self->thin);
  /* of_b is Q_s b s since the right side was made. */
  cblas_daxpy (self->dim, 1, self->of_b, 1, self->thin, 1);
  tf_field_take_mean (field, self->dim, 1, u);
  cblas_dger (CblasColMajor, self->dim, self->k_n, 1, self->thin, 1, field->start->sqrt_shares, 1, u, self->dim);
}

double
tf_field_mean_square (const TfFieldMean *self, const double *of_d)
{
  g_autofree double *along = g_new (double, self->k_n);

  times (self->k_n, self->k_n, 1, of_d, self->r, 0, along);
  return tf_dot (self->k_n, self->r, along);
}
