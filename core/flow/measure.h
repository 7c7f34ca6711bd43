/* measure.h: the metrics of a state
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. How a metric is added: metrics.h.
 */
#pragma once

#include "metrics.h"
#include "state.h"

G_BEGIN_DECLS

/* What the metrics are functions of. Borrowed. */
typedef struct
{
  const TfStart      *start;
  const TfParameters *parameters;
  const double       *x;        /* dim x q */
  double              outside;  /* of the start's space: state.h */
  const double       *weights;  /* W', dim x K */
  const double       *residual; /* R, K x q */
  const double       *bias;     /* b, K */
} TfMeasured;

void tf_metrics_measure (const TfMeasured *measured, TfMetrics *metrics);

G_END_DECLS
