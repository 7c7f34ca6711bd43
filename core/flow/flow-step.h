/* flow-step.h: how large a step of gradient descent may be
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * H <- H - step N grad_H f multiplies a small deviation along an eigenvector of the
 * Hessian N d2f/dH2 (at W = W*(H)) by 1 - step lambda: it dies out where
 * step < 2/lambda for every lambda on the way.
 */
#pragma once

#include "flow.h"

G_BEGIN_DECLS

/* 2/lambda_max: lambda_max is the largest absolute eigenvalue of that Hessian met by
 * the gradient flow from H0 (which the descent follows while its steps are small) up to
 * time `until`, by power iteration at each of the flow's own steps. INFINITY where there
 * is no curvature. */
double tf_flow_find_largest_step (TfMoments          *moments,
                                  const TfParameters *parameters,
                                  double              until,
                                  GCancellable       *cancellable);

G_END_DECLS
