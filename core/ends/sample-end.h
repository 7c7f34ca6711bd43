/* sample-end.h: the minimizer H_{1/beta} for any loss, on the samples themselves
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *   f = (1/N) sum l (z_i, y_i) + lambda_W/(2K) sum |W_l|^2 + lambda_b/2 |b|^2
 *       + lambda_H/(2N) |H|^2 + beta/(2N) |H - H0|^2,   Z = W_M ... W_1 H + b 1'.
 *
 * W starts at W*(H0); then the features follow exactly (partial.h), and Newton steps on the
 * layers alone (stack.h, newton-cg.h) go down to a minimum. At beta = 0 the samples of a
 * class are one. All of it in the principal axes of H0's span, which no minimizer that the
 * flows come to leaves. Belongs to one thread at a time.
 */
#pragma once

#include <gio/gio.h>

#include "metrics.h"
#include "moments.h"
#include "newton-cg.h"
#include "parameters.h"

G_BEGIN_DECLS

typedef struct
{
  TfMetrics start;       /* of H0, at W*(H0) */
  TfMetrics metrics;     /* of the minimizer */
  double    relative_gradient; /* |N grad_H f|/|H| at W*(H), solved for once more; NaN at H = 0 */
  double    objective;
  double    bound;       /* nothing is lower (dual-bound.h); 0 where nothing is known */
  gboolean  is_global;   /* the objective is the bound */
  double   *means;       /* d x K: its class means, in the coordinates of the features */
  TfNewtonCgResult counts;
} TfSampleEnd;

void tf_sample_end_clear (TfSampleEnd *self);

/* Whether it takes this to find the minimizer: else there is the reduced state (equilibrium.h). */
gboolean tf_sample_end_is_needed (const TfParameters *parameters);

/* FALSE with G_IO_ERROR_INVALID_ARGUMENT and one sentence when the parameters are not
 * valid, or f has no minimum: lambda_H = beta = 0. */
gboolean tf_sample_end_check (const TfParameters *parameters, GError **error);

/* moments: with their samples, or their features. n_layers: M. end: to be cleared. FALSE when the parameters are
 * not valid or have no minimum, when cancelled, or when it could not be reached. */
gboolean tf_sample_end_find (TfMoments          *moments,
                             const TfParameters *parameters,
                             guint               n_layers,
                             TfNewtonCgShow      show,
                             gpointer            user_data,
                             GCancellable       *cancellable,
                             TfSampleEnd        *end,
                             GError            **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TfSampleEnd, tf_sample_end_clear)

G_END_DECLS
