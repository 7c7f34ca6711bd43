/* limit.h: where a run at beta = 0 ends, in closed form
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * At beta = 0 every minimizer of f is collapsed, and all are alike up to a
 * rotation of the features. With the singular values s_j and vectors u_j, v_j of
 *
 *     D_n^(1/2)                                without a bias,
 *     D_n^(1/2) (I - sqrt (p) sqrt (p)')       with one,
 *
 * D_n = diag (n_k), p_k = n_k/N, and c' = sqrt (lambda_H lambda_W N/K),
 *
 *     m_k'm_l = sqrt (N lambda_W/(K lambda_H)) sum_j (s_j - c')+ v_jk v_jl / sqrt (n_k n_l),
 *     |w_k|^2 = sqrt (K lambda_H/(N lambda_W)) sum_j (s_j - c')+ u_jk^2.
 *
 * Balanced and without a bias this is Theorem 2.1 of [T23]: M'M = rho I; with
 * one M'M = rho (I - 11'/K). Unbalanced without a bias the means are orthogonal,
 * and class k vanishes when n_k <= c'^2 (minority collapse).
 *
 * All that is of f depends on the product Z = W H through its singular values once these
 * have the labels' vectors, and each has its own term: where d has no room for all of them,
 * the d longest stay (Eckart and Young). Of equal ones any d dimensional share of their
 * span will do: balanced classes then end in any tight frame.
 *
 * With M linear layers on top, W = W_M ... W_1, the cut is another (heads.h): from two on a
 * class vanishes by a jump.
 *
 * Other losses: of classes of equal size a simplex of the margin gamma (simplex-margin.h),
 * with any bias; of other sizes, where the loss is convex, the solution of a convex program
 * with its certificate (class-program.h).
 */
#pragma once

#include <gio/gio.h>

#include "moments.h"
#include "parameters.h"

G_BEGIN_DECLS

typedef enum
{
  TF_LIMIT_ORTHOGONAL,      /* balanced, no bias: an orthogonal frame; its centred means are a simplex */
  TF_LIMIT_SIMPLEX,         /* balanced, bias: a simplex frame */
  TF_LIMIT_UNBALANCED,      /* no bias: orthogonal, of different lengths */
  TF_LIMIT_UNBALANCED_BIAS,
  TF_LIMIT_DECAYED_BIAS,    /* balanced, bias with lambda_b > 0: from a simplex to an orthogonal frame */
  TF_LIMIT_TIGHT_FRAME,     /* balanced, and fewer dimensions than a frame needs: any tight frame */
  TF_LIMIT_CROWDED,         /* unbalanced, and fewer dimensions: room for the largest classes only */
  TF_LIMIT_CROSS_ENTROPY,   /* balanced: a simplex frame whose logits are gamma apart */
  TF_LIMIT_FOCAL,           /* balanced, the focal loss: the same, with its gamma */
  TF_LIMIT_PROGRAM,         /* unbalanced cross-entropy: found by a convex program, with a certificate */
} TfLimitKind;

typedef struct
{
  TfLimitKind kind;
  guint     n_classes;      /* K */
  guint     n_layers;       /* M */
  double   *layer_lengths;  /* rank: the singular values of each of W_1 ... W_M, longest first; NULL of other losses */
  guint     rank;           /* dimensions of what is left: 0 when the minimizer is 0 */
  double   *gram;           /* K x K: M'M */
  double   *weight_gram;    /* K x K: W W' */
  double   *logits;         /* K x K: W M, without the bias: those of a class as a column */
  double   *mean_squares;   /* K: |m_k|^2 */
  double   *weight_squares; /* K: |w_k|^2 */
  gboolean *vanished;       /* K: m_k = 0 */
  guint     n_vanished;
  double   *bias;           /* K: of a program; 0 elsewhere */
  gsize    *sizes;          /* K: n_k */
  guint     n_left_out;     /* directions that would be there had d room for them */
  gboolean  is_determined;  /* all minimizers are rotations of one; else gram is that of one among many */
  double    total_square;   /* the sum of |m_k|^2: the same of all */
  double    objective;      /* f at the minimizers */
  double    bound;          /* nothing is lower: less than the objective by the duality gap of a program; 0: not known */
} TfLimit;

/* Of more classes than this the program is not solved where a person waits for it. */
#define TF_LIMIT_QUICK_CLASSES 20

/* FALSE with G_IO_ERROR_INVALID_ARGUMENT and one sentence when the parameters
 * are not valid, or beta > 0 or lambda_H = 0. */
gboolean tf_limit_check (const TfParameters *parameters, GError **error);

/* For K classes of sizes n_k >= 1 in d dimensions. Fails as tf_limit_check()
 * does, and with G_IO_ERROR_NOT_SUPPORTED where there is no closed form. */
TfLimit *tf_limit_new (guint               n_classes,
                       const gsize        *sizes,
                       gsize               dim,
                       const TfParameters *parameters,
                       GError            **error);
/* The same with M = n_layers linear layers on top, 1 to TF_HEADS_MOST, whatever the parameters' are. */
TfLimit *tf_limit_new_with_layers (guint               n_classes,
                                   const gsize        *sizes,
                                   gsize               dim,
                                   guint               n_layers,
                                   const TfParameters *parameters,
                                   GError            **error);

/* As tf_limit_new(), but with TF_LIMIT_QUICK_CLASSES. */
TfLimit *tf_limit_new_for_moments (TfMoments *moments, const TfParameters *parameters, GError **error);
void     tf_limit_free (TfLimit *self);

/* By how much a class's own logit exceeds the largest other one, the bias of a program counted in. */
double tf_limit_get_margin (const TfLimit *self, guint k);

/* The cosine between the weights of the two smallest classes that have any: 1 where they have
 * collapsed on each other; NaN where less than two have. */
double tf_limit_get_minority_cosine (const TfLimit *self);

/* Without a bias, of a class of n_k samples: c_k = c'/sqrt (n_k), from 1 on it vanishes,
 * and rho_k = |m_k|^2, INFINITY at lambda_H = 0. Of balanced classes they are c and rho
 * of Theorem 2.1. */
double tf_limit_class_c (const TfParameters *parameters, guint n_classes, gsize n_samples, gsize size);
double tf_limit_class_rho (const TfParameters *parameters, guint n_classes, gsize n_samples, gsize size);

/* For a person: what it looks like and who says so; one sentence. */
const char *tf_limit_kind_meaning (TfLimitKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfLimit, tf_limit_free)

G_END_DECLS
