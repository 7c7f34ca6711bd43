/* fit.h: which beta given features are at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For features H0 (a layer, an early epoch) and a number that the features after them
 * have, their NC1~ = Tr Sigma_W / Tr Sigma_B: the beta whose minimizer H_{1/beta} has
 * it. 1/beta is the complexity of what lies between the two [T23 Sec. 3].
 * NC1~ (H_{1/beta}) grows with beta towards NC1~ (H0) where Corollary 3.2 applies; where it
 * does not, several beta may have that number.
 */
#pragma once

#include <gio/gio.h>

#include "metrics.h"
#include "moments.h"
#include "parameters.h"

G_BEGIN_DECLS

typedef enum
{
  TF_FIT_FOUND,
  TF_FIT_NOT_BELOW,  /* NC1~ is no less than that of H0: no beta, however large */
  TF_FIT_OUT_OF_RANGE, /* no beta down to TF_FIT_LEAST_BETA brings NC1~ down to it */
  TF_FIT_NOT_MONOTONE, /* coming from large beta, NC1~ began to rise before it came down to it */
  TF_FIT_UNDEFINED,  /* NC1~ has no value */
} TfFitOutcome;

#define TF_FIT_LEAST_BETA 1e-9
#define TF_FIT_LARGEST_BETA 1e9

typedef struct
{
  TfFitOutcome outcome;
  double       beta;    /* NaN but where it was found */
  TfMetrics    from;    /* of H0 */
  TfMetrics    fit;     /* of H_{1/beta}; undefined but where it was found */
} TfFit;

/* The largest such beta. parameters: all but beta. FALSE when a minimizer cannot be reached, or cancelled. */
gboolean tf_fit_beta (TfMoments          *moments,
                      const TfParameters *parameters,
                      double              nc1_ratio,
                      GCancellable       *cancellable,
                      TfFit              *fit,
                      GError            **error);

/* Each of them (TfFit), from the largest on; where there is none, one with its outcome. For losses that need
 * the samples the first only. */
gboolean tf_fit_betas (TfMoments          *moments,
                       const TfParameters *parameters,
                       double              nc1_ratio,
                       GCancellable       *cancellable,
                       GArray            **fits,
                       GError            **error);

/* Metrics that do not depend on the scale and the dimension of the features: of two layers they can be held
 * against each other. Static; n of them. */
const TfMetric *tf_fit_get_compared (guint *n);

/* Of such a list (one or more) the one whose compared metrics are nearest, in factors, to those of the features after. */
const TfFit *tf_fit_choose (const GArray *fits, const TfMetrics *to);

/* The beta between features and those after them, of which the metrics are known: of all that have their NC1~ the one
 * at which the others agree best. As tf_fit_beta() else. */
gboolean tf_fit_between (TfMoments          *from,
                         const TfParameters *parameters,
                         const TfMetrics    *to,
                         GCancellable       *cancellable,
                         TfFit              *fit,
                         GError            **error);

/* One sentence without a period for an outcome, or NULL where beta was found. */
const char *tf_fit_explain (TfFitOutcome outcome);

G_END_DECLS
