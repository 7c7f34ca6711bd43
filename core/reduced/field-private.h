/* field-private.h: what evaluation and derivative of the vector field share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * field-life.c makes it, field.c evaluates, field-stages.c within a step; field-jacobian.c multiplies with
 * the Jacobian, and field-solve.c solves its linear systems.
 */
#pragma once

#include "central-stages.h"
#include "field.h"

G_BEGIN_DECLS

typedef struct _TfFieldSolver TfFieldSolver; /* field-solve.c */

struct _TfField
{
  TfSystem system;
  const TfStart *start;
  TfParameters parameters;
  gsize dim, q, k_n;

  /* At the last evaluated state. */
  const double *x;
  double *centred;  /* dim x K: first K columns of X P; with bias only */
  double *rooted;   /* dim x K: those of X P^(1/2); with a decayed bias only */
  double *weights;  /* dim x K: W' */
  double *residual; /* K x q: R */
  double *factor;   /* dim x dim: Cholesky; central path, or prepared for a system */
  double condition; /* of what it is the factor of, estimated */
  double g;         /* of the system */
  TfFieldSolver *solver; /* made when first wanted */
  TfCentralStages *stages; /* the same */

  double *thin_d; /* dim x K */
  double *thin_q; /* K x q */

  guint64 n_evaluations, n_products, n_factorizations;
};

gboolean tf_field_is_joint (const TfField *self);

/* P = I - a s s', a = tf_parameters_centring(): nothing without a bias, a projection
 * with a free one (lambda_b = 0), and in between it leaves of s the share
 * 1 - a = lambda_b/(1 + lambda_b). */
gboolean tf_field_has_decayed_bias (const TfField *self);

/* a (n x K part of a matrix with n rows) <- a - share (a s) s'. Columns past the
 * first K are not touched, s being zero there. */
void tf_field_take_mean (const TfField *self, gsize n, double share, double *a);

/* The same with the share that makes it a P. */
void tf_field_project_columns (const TfField *self, gsize n, double *a);

/* c (m x q) = alpha a' (X P) + beta c, a: dim x m. */
void tf_field_times_state (const TfField *self, gsize m, double alpha, const double *a, double beta, double *c);

/* c (dim x m) = alpha X a' + beta c, a: m x q. With a free bias X P stands for X: the
 * same for every a = a P, as all are that it is meant for, and of less round-off. */
void tf_field_state_times (const TfField *self, gsize m, double alpha, const double *a, double beta, double *c);

/* The first K columns of X P, and of X P^(1/2). */
const double *tf_field_get_means_part (const TfField *self);
const double *tf_field_get_rooted_means (const TfField *self);

void tf_field_solver_free (TfFieldSolver *self);

/* To the state y, which stays the caller's: W, b and R there. FALSE: tf_system_evaluate(). */
gboolean tf_field_move (TfField *self, const double *y);

/* Of TfSystemKind; on the central path. */
gboolean tf_field_begin_stages (TfSystem *system, const double *y, const double *dy, guint n_stages);
gboolean tf_field_evaluate_stage (TfSystem *system, guint stage, const double *weights);
void     tf_field_combine_stages (TfSystem *system, guint n, const double *weights, const double *y, double *out);

/* Joint flow, for the prepared g: V out of the right side, and V from the
 * solution for X; nothing on the central path. */
void tf_field_condense (TfField *self, double *b);
void tf_field_expand (TfField *self, double *b);

/* Factors X P X' + shift I into self->factor; returns an estimate of its condition. */
double tf_field_factor_second_moment (TfField *self, double shift);

G_END_DECLS
