/* loss.h: the losses, as functions of the logits of one sample
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * With logits z (K), class y, p = softmax (z) and L = ln p_y:
 *
 *   squared        l = 1/2 |z - e_y|^2
 *   cross-entropy  l = -sum_k q_k ln p_k,  q = (1 - alpha) e_y + alpha/K
 *   focal          l = phi (L) = -(1 - p_y)^kappa L   (Lin et al., "Focal Loss for
 *                  Dense Object Detection", ICCV 2017)
 *
 * The Hessian of the last two is, with u = e_y - p,
 *
 *   a (diag p - p p') + c u u',   a = 1, c = 0 or a = -phi'(L), c = phi''(L),
 *
 * so that p, a and c, K + 2 numbers a sample, are all that products with it need.
 *
 * To add a loss: its name below, its row in loss.c, its choice in parameter-info.c.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TF_LOSS_SQUARED,
  TF_LOSS_CROSS_ENTROPY,
  TF_LOSS_FOCAL,
  TF_N_LOSSES
} TfLossKind;

/* A plain value. */
typedef struct
{
  TfLossKind kind;
  double     smoothing; /* alpha, in [0, 1]; of cross-entropy */
  double     exponent;  /* kappa >= 0; of the focal loss */
} TfLoss;

typedef struct
{
  const char *name;  /* the command line's word */
  const char *title; /* in the window */
  gboolean    is_quadratic; /* of the logits, with the identity as its Hessian */
  gboolean    is_convex;    /* in the logits */
} TfLossInfo;

const TfLossInfo *tf_loss_get_info (TfLossKind kind);

/* The curvature of the loss of n samples. */
typedef struct
{
  double *p; /* K x n; unused where the loss is quadratic */
  double *a; /* n */
  double *c; /* n */
} TfLossCurvature;

/* Sum of the losses of n samples. z: K x n, one column a sample; classes: n, below K.
 * gradient (K x n, may be z itself) and curvature are filled where they are not NULL.
 * No logits overflow that are finite. */
double tf_loss_evaluate (const TfLoss    *self,
                         gsize            k_n,
                         gsize            n,
                         const double    *z,
                         const guint32   *classes,
                         double          *gradient,
                         TfLossCurvature *curvature);

/* The gradient alone, in less time. FALSE where it is not finite. */
gboolean tf_loss_differentiate (const TfLoss *self, gsize k_n, gsize n, const double *z, const guint32 *classes, double *gradient);

/* hv = (d2l/dz2) v for each of the n samples; v and hv: K x n, may be one. */
void tf_loss_multiply (const TfLoss          *self,
                       gsize                  k_n,
                       gsize                  n,
                       const guint32         *classes,
                       const TfLossCurvature *curvature,
                       const double          *v,
                       double                *hv);

/* The Hessian of the i-th sample, K x K. */
void tf_loss_get_hessian (const TfLoss          *self,
                          gsize                  k_n,
                          gsize                  i,
                          const guint32         *classes,
                          const TfLossCurvature *curvature,
                          double                *hessian);

G_END_DECLS
