/* metrics.h: the neural collapse metrics, under the names and normalizations of
 * the papers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All there is to know of a metric stands in one row of the table in metric-table.c,
 * and its value comes from one function beside it. Columns of tables, legends,
 * read-outs, sessions, pages and tests go through that table.
 *
 * To add a metric: its name in the enumeration below, its row and its function in
 * metric-table.c.
 */
#pragma once

#include <glib.h>

#include "marker.h"

G_BEGIN_DECLS

/* In the order of the command line's columns. Scripts rely on it: a new metric
 * stands last. What each one is, and from which paper: `meaning` in its row. */
typedef enum
{
  TF_METRIC_OBJECTIVE,
  TF_METRIC_FIT,
  TF_METRIC_TR_SW,
  TF_METRIC_TR_SB,
  TF_METRIC_NC1_RATIO,
  TF_METRIC_NC1,
  TF_METRIC_NC2,
  TF_METRIC_NC2_OF,
  TF_METRIC_EQUINORM,
  TF_METRIC_EQUIANGLE,
  TF_METRIC_NC3,
  TF_METRIC_NC3_CENTRED,
  TF_METRIC_NC4,
  TF_METRIC_VICINITY,
  TF_METRIC_NORM_W,
  TF_METRIC_NORM_H,
  TF_METRIC_CDNV,
  TF_METRIC_NC3_STRUCTURE,
  TF_METRIC_W_EQUINORM,
  TF_METRIC_W_EQUIANGLE,
  TF_METRIC_COND,
  TF_METRIC_MARGIN,
  TF_METRIC_ACCURACY,
  TF_METRIC_TEST_NC1, /* these five: where such a set stands beside the features, and nowhere else */
  TF_METRIC_TEST_NC4,
  TF_METRIC_TEST_MARGIN,
  TF_METRIC_TEST_ACCURACY,
  TF_METRIC_OOD_COS,
  TF_N_METRICS
} TfMetric;

/* One value a metric. A metric without a value (NC3 at W = 0, NC1 at
 * Sigma_B = 0) holds NaN and is undefined; no defined metric is ever NaN. */
typedef struct
{
  double values[TF_N_METRICS];
  gsize  rank; /* of the centred class means, at the most K - 1, in the precision of the features */
} TfMetrics;

/* What its value is made of: from this follows where it is round-off. */
typedef enum
{
  TF_METRIC_AMOUNT = 1, /* has a size of its own: means nothing below a share of the first value it had */
  TF_METRIC_DIFFERENCE, /* of two things of size one: means nothing below an absolute value */
  TF_METRIC_SHARE,      /* of samples: a count, right to the last figure; its 0 is meant */
} TfMetricKind;

/* Where it stands beside tables and read-outs, which have every metric. */
typedef enum
{
  TF_METRIC_IN_TRACES = 1 << 0, /* has a line over time */
  TF_METRIC_IN_LIMIT = 1 << 1,  /* is compared with its value at the minimizer */
  TF_METRIC_IN_PATHS = 1 << 2,  /* has a line over beta, and one over layers */
  TF_METRIC_OF_TEST = 1 << 3,   /* is nowhere without a test set beside the features */
  TF_METRIC_OF_OOD = 1 << 4,    /* likewise, one out of distribution */
} TfMetricPlaces;

/* How its line is drawn. Colours are 0xrrggbb, no class's; lengths of dashes are
 * multiples of the line's width, 0 ends them, none is a solid line. */
typedef struct
{
  guint32  on_light, on_dark;
  TfMarker marker;
  double   dashes[4];
} TfMetricLine;

struct _TfMetricContext; /* measure.h */

/* Texts are UTF-8; `symbol` and `short_name` are Pango markup. */
typedef struct
{
  const char    *name;       /* the command line's: "nc1_ratio" */
  const char    *label;      /* in plain text: "NC1~" */
  const char    *symbol;     /* in a legend */
  const char    *short_name; /* where there is little room */
  const char    *meaning;    /* a sentence with the definition and its source */
  TfMetricKind   kind;
  TfMetricPlaces places;
  TfMetricLine   line;
  double       (*measure) (const struct _TfMetricContext *context); /* NaN: undefined */
} TfMetricInfo;

const TfMetricInfo *tf_metric_get_info (TfMetric metric);

const char *tf_metric_name (TfMetric metric); /* of its row */
gboolean    tf_metrics_is_defined (const TfMetrics *self, TfMetric metric);
void        tf_metrics_clear (TfMetrics *self); /* all undefined */

G_END_DECLS
