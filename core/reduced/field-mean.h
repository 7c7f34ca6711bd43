/* field-mean.h: with a decayed bias, the direction whose rate differs from the others'
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to field-solve.c, whose symbols these are. P = I - a s s' leaves of X s
 * the share m = 1 - a = lambda_b/(1 + lambda_b), and all that is at right angles to
 * s as it is. So (2) there falls apart: with Q_s = (c I + g m W'W)^-1, x = X s and
 * r = R s,
 *
 *     u s = Q_s [b s - g (m W' w x + w' r)],
 *
 * and L gets, beside the terms of the columns at right angles to s,
 *
 *     -g [Q_s (m W' w x + w' r) r' + m x (m x' w' N_s + r' w Q_s W')],
 *
 * N_s = W Q_s W'. Without a bias or with a free one (m = 1, m = 0) there is no such
 * direction.
 */
#pragma once

#include "field-private.h"

G_BEGIN_DECLS

typedef struct
{
  gsize dim, k_n;
  double g, c, share; /* share: m */
  double *qw;   /* dim x K: Q_s W' */
  double *n;    /* K x K: m N_s - N, N being the other columns' */
  double *x;    /* dim */
  double *r;    /* K */
  double *of_b; /* dim: b s */
  double *thin; /* dim */
  double *k_a, *k_b; /* K */
} TfFieldMean;

TfFieldMean *tf_field_mean_new (gsize dim, gsize k_n);
void         tf_field_mean_free (TfFieldMean *self);

/* For the field's last evaluated state; qw and m N_s are filled in by the caller,
 * who then takes N off. */
void tf_field_mean_prepare (TfFieldMean *self, const TfField *field, double g, double c);

/* Of the right side -(Q b R' + ...): before Q is applied to b R', what s has in it;
 * afterwards, what comes in its place. */
void tf_field_mean_take_out (TfFieldMean *self, const TfField *field, const double *b, double *residual);
void tf_field_mean_put_in (TfFieldMean *self, const TfField *field, double *residual);

/* Adds its terms of L p to image, without the factor -g. */
void tf_field_mean_multiply (TfFieldMean *self, const TfField *field, const double *p, double *image);

/* u s into u, whose other columns are known; w: dim x K, w'. */
void tf_field_mean_finish (TfFieldMean *self, const TfField *field, const double *w, double *u);

/* |d r|^2, of_d: d'd, K x K. */
double tf_field_mean_square (const TfFieldMean *self, const double *of_d);

G_END_DECLS
