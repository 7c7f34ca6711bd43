/* class-program.h: the logits of the minimizer at beta = 0, for classes of any sizes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A convex loss collapses each class. With p_k = n_k/N and theta = sqrt (lambda_W lambda_H/K)
 * the class means' logits are those of the convex problem of Hong and Ling 2023 (2309.09725),
 *
 *     min  sum p_k l (z_k + b, k) + theta |X|_* [+ lambda_b/2 |b|^2],  X = Z diag (sqrt p),
 *
 * solved over X = U V, U, V': K x K, with theta/2 (|U|^2 + |V|^2) in the place of the norm: of
 * full rank, so that its minima are global. There U'U = VV', and
 *
 *     W W' = sqrt (K lambda_H/lambda_W) U U',
 *     M'M  = sqrt (lambda_W/(K lambda_H)) D V'V D,  D = diag (1/sqrt p).
 *
 * f lies between `bound`, of the dual problem (dual-bound.h), and `objective`. Past a ratio
 * of class sizes the rows of W of the minority coincide: minority collapse, Fang et al. 2021.
 * It holds where the features have as many dimensions as X has rank.
 */
#pragma once

#include "newton-cg.h"
#include "parameters.h"

G_BEGIN_DECLS

typedef struct
{
  gsize   k_n;
  double *logits;      /* K x K: z_k, without the bias, as columns */
  double *bias;        /* K; 0 without one */
  double *gram;        /* K x K: M'M */
  double *weight_gram; /* K x K: W W' */
  guint   rank;        /* of X */
  double  objective, bound;
  TfNewtonCgResult counts;
} TfClassProgram;

/* sizes: K n_k. Fails with G_IO_ERROR_NOT_SUPPORTED where the loss is not convex, with
 * G_IO_ERROR_INVALID_ARGUMENT where lambda_H = 0, and when cancelled. */
TfClassProgram *tf_class_program_new (guint               n_classes,
                                      const gsize        *sizes,
                                      const TfParameters *parameters,
                                      GCancellable       *cancellable,
                                      GError            **error);
void            tf_class_program_free (TfClassProgram *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfClassProgram, tf_class_program_free)

G_END_DECLS
