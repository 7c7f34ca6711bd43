/* equilibrium.h: the minimizer H_{1/beta} of f (W, H; H0), without a flow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For beta > 0 it is where the flows end, and an implicit Euler step of length
 * 1/beta of the central path of beta = 0 [T23 Sec. 3]; repeated, H0 <- H_{1/beta},
 * it is a picture of depth. At beta = 0 it is one of the collapsed minimizers of
 * Theorem 2.1. The kind of flow in the parameters has no say in it.
 *
 * Of the squared error (of others: sample-end.h), on the reduced state: no cost depends on
 * the number of samples. Belongs to one thread at a time.
 */
#pragma once

#include <gio/gio.h>

#include "metrics.h"
#include "moments.h"
#include "parameters.h"

G_BEGIN_DECLS

typedef struct _TfEquilibrium TfEquilibrium;

/* Reached is |N grad_H f| <= this |H|, or what round-off allows where that is more. */
#define TF_EQUILIBRIUM_TOLERANCE 1e-12

typedef struct
{
  guint64 n_iterations;  /* since the last start */
  guint64 n_newton;      /* those of them that were Newton steps */
  guint64 n_products;    /* Jacobian-vector products in them */
  guint64 n_evaluations; /* of the gradient, W being solved for in each */
} TfEquilibriumCounts;

/* FALSE with G_IO_ERROR_INVALID_ARGUMENT and one sentence when the parameters are not valid,
 * of another loss, or f has no minimum: lambda_H = beta = 0. */
gboolean tf_equilibrium_check (const TfParameters *parameters, GError **error);

/* At H = H0. Fails as tf_equilibrium_check() does. */
TfEquilibrium *tf_equilibrium_new (TfMoments *moments, const TfParameters *parameters, GError **error);
void           tf_equilibrium_free (TfEquilibrium *self);

/* Other parameters; the present H is where the search goes on from. */
gboolean tf_equilibrium_set_parameters (TfEquilibrium *self, const TfParameters *parameters, GError **error);

/* Back to H = H0. */
void tf_equilibrium_restart (TfEquilibrium *self);

/* The same with other parameters. */
gboolean tf_equilibrium_restart_with (TfEquilibrium *self, const TfParameters *parameters, GError **error);

/* H0 <- H: the next layer. The present H is then its own H0. */
void tf_equilibrium_next_layer (TfEquilibrium *self);

/* Searches until the minimizer is reached, or max_iterations more are made (0:
 * no such limit). FALSE with TF_FLOW_ERROR_ACCURACY when it cannot be reached,
 * or with G_IO_ERROR_CANCELLED; the best H so far is kept. */
gboolean tf_equilibrium_advance (TfEquilibrium *self, guint64 max_iterations, GCancellable *cancellable, GError **error);
gboolean tf_equilibrium_is_reached (TfEquilibrium *self);

/* |N grad_H f| / |H| at W = W*(H); undefined (NaN) at H = 0. */
double tf_equilibrium_get_relative_gradient (TfEquilibrium *self);

/* What stands for a flow's tolerance (metric-floor.h) of a minimizer that is reached to
 * such a gradient: N f curves by lambda_H + beta at least in nearly all directions. */
double tf_equilibrium_get_accuracy (const TfParameters *parameters, double relative_gradient);
void   tf_equilibrium_get_metrics (TfEquilibrium *self, TfMetrics *metrics);
const TfEquilibriumCounts *tf_equilibrium_get_counts (TfEquilibrium *self);
const TfParameters        *tf_equilibrium_get_parameters (TfEquilibrium *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfEquilibrium, tf_equilibrium_free)

G_END_DECLS
