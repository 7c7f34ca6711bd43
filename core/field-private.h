/* field-private.h: what evaluation and derivative of the vector field share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * field.c evaluates; field-jacobian.c multiplies with the Jacobian and prepares
 * its linear systems.
 */
#pragma once

#include "core/field.h"

G_BEGIN_DECLS

struct _TfField
{
  const TfStart *start;
  TfParameters parameters;
  gsize dim, q, k_n;

  /* At the last evaluated state. */
  const double *x;
  double *centred;  /* dim x K: first K columns of X P; with bias only */
  double *weights;  /* dim x K: W' */
  double *residual; /* K x q: R */
  double *factor;   /* dim x dim: Cholesky; central path, or prepared for a system */
  double g;         /* of the system */

  double *thin_d; /* dim x K */
  double *thin_q; /* K x q */

  guint64 n_evaluations, n_products, n_factorizations;
};

gboolean tf_field_is_joint (const TfField *self);

/* a (n x K part of a matrix with n rows) <- a P: a - (a s) s'. Columns past the
 * first K are not touched, s being zero there. */
void tf_field_project_columns (const TfField *self, gsize n, double *a);

/* c (m x q) = alpha a' (X P) + beta c, a: dim x m. */
void tf_field_times_state (const TfField *self, gsize m, double alpha, const double *a, double beta, double *c);

/* c (dim x m) = alpha (X P) a' + beta c, a: m x q. */
void tf_field_state_times (const TfField *self, gsize m, double alpha, const double *a, double beta, double *c);

/* Factors X P X' + shift I into self->factor; returns an estimate of its condition. */
double tf_field_factor_second_moment (TfField *self, double shift);

G_END_DECLS
