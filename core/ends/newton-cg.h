/* newton-cg.h: the minimum of a smooth function by Newton steps in a trust region
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. Each step minimizes the quadratic model by preconditioned conjugate
 * gradients, ended at the region's edge or where f curves downwards (Steihaug 1983; Nocedal
 * and Wright, Numerical Optimization, 2nd ed., algorithms 4.1 and 7.2). Where the slope is
 * zero, conjugate gradients with an arbitrary right side look for a direction in which f
 * curves downwards still: a saddle is left along it.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  gsize n;
  gpointer data;

  /* f at x, and its gradient (n). Products that follow are those with the Hessian there. */
  double (*evaluate) (gpointer data, const double *x, double *gradient);
  void   (*multiply) (gpointer data, const double *v, double *hv);

  /* The positive diagonal of something like the Hessian where f was last evaluated, n. */
  void   (*scale)    (gpointer data, double *diagonal);

  /* Whether that gradient, at x, is as good as zero. */
  gboolean (*is_flat) (gpointer data, const double *x, const double *gradient);
} TfNewtonCgProblem;

typedef struct
{
  guint64  n_iterations, n_evaluations, n_products;
  gboolean is_flat;    /* is_flat() was satisfied; else rounding left no better point */
  gboolean is_minimum; /* and f was seen to curve upwards there */
  double   f;
} TfNewtonCgResult;

/* Called after each iteration; may be NULL. */
typedef void (*TfNewtonCgShow) (const TfNewtonCgResult *result, double gradient_norm, gpointer user_data);

/* From x to a minimum, in place. FALSE when cancelled, or after max_iterations (then with
 * TF_FLOW_ERROR_ACCURACY); x is the best point so far. */
gboolean tf_newton_cg_minimize (const TfNewtonCgProblem *problem,
                                double                  *x,
                                guint64                  max_iterations,
                                TfNewtonCgShow           show,
                                gpointer                 user_data,
                                TfNewtonCgResult        *result,
                                GCancellable            *cancellable,
                                GError                 **error);

G_END_DECLS
