/* measure-head.h: the metrics of the last layer, and of what it says of the samples
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core: functions for the rows of the table in metric-table.c, whose
 * `meaning` defines them. NaN: undefined.
 */
#pragma once

#include "measure.h"

G_BEGIN_DECLS

double tf_measure_nc3_structure (const TfMetricContext *context); /* where W = 0, or no means differ */
double tf_measure_w_equinorm (const TfMetricContext *context);    /* where all rows of W are one */
double tf_measure_w_equiangle (const TfMetricContext *context);   /* where a row of W is their mean */
double tf_measure_cond (const TfMetricContext *context);          /* where M has fewer directions than it could */
double tf_measure_margin (const TfMetricContext *context);        /* without samples */
double tf_measure_accuracy (const TfMetricContext *context);      /* without samples */

/* | G/|G| - (diagonal I + off-diagonal) | for a K x K matrix, the target having unit norm. */
double tf_distance_to_frame (gsize k_n, const double *gram, double diagonal, double off_diagonal);

G_END_DECLS
