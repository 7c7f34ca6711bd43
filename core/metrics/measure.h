/* measure.h: the metrics of a state
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. How a metric is added: metrics.h.
 */
#pragma once

#include "margin.h"
#include "metrics.h"
#include "state.h"

G_BEGIN_DECLS

/* Directions of Sigma_B shorter than this share of the longest do not count. */
#define TF_METRIC_PSEUDO_INVERSE_CUT 1e-10

/* What the metrics are functions of. Borrowed. */
typedef struct
{
  const TfStart      *start;
  const TfParameters *parameters;
  const double       *x;        /* dim x q */
  double              outside;  /* of the start's space: state.h */
  const double       *weights;  /* W', dim x K */
  double              fit;      /* the mean of the loss */
  const double       *bias;     /* b, K */
  double              in_layers; /* sum |W_l|^2 - |W|^2 of several layers on top; else 0 */
} TfMeasured;

/* The same of samples that were not trained on: NaN where there are none. */
typedef struct
{
  gboolean is_known;
  double   nc4, margin, accuracy;
} TfHeldOutCounted;

/* What the last layer says of the samples, worked out when a metric first asks. */
typedef struct
{
  gboolean is_known;
  TfMargin margin;
  TfHeldOutCounted held_out[TF_N_HELD_OUT];
} TfJudged;

/* What several metrics need, computed once. Sizes as in state.h. */
typedef struct _TfMetricContext
{
  const TfMeasured *in;
  gsize             dim, q, k_n, r;
  const double     *noise;   /* dim x r: B */
  double           *means;   /* dim x K: M */
  double           *centred; /* dim x K: M - g 1' */
  double           *gram;    /* K x K: of the centred means */
  double           *directions; /* dim x min (dim, K): left singular vectors of the centred means */
  double           *lengths; /* their singular values */
  gsize             rank;    /* so many of them are more than round-off */
  double            shrunk;  /* what round-off of H0 has become, at the most: |H|/|H0|, or 1 */
  double            tr_sw, tr_sb; /* tr_sb: 0 where rank is */
  TfJudged         *judged;
} TfMetricContext;

/* v (dim), a difference of class means, is longer than what rounding of H0 makes of it. */
gboolean tf_metric_is_seen (const TfMetricContext *self, const double *v);

void tf_metrics_measure (const TfMeasured *measured, TfMetrics *metrics);

/* What else is to be had of that. */
typedef void (*TfMeasureFunc) (const TfMetricContext *context, gpointer user_data);
void tf_metrics_measure_with (const TfMeasured *measured, TfMeasureFunc func, gpointer user_data);

G_END_DECLS
