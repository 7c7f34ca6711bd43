/* traces-legend.h: which line is which metric
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/plot-legend.h"
#include "ui/plot-traces.h"

G_BEGIN_DECLS

/* Colour, dashes and the marker the metric's line ends in; the colours are no class's. */
TfLineLook tf_traces_get_look (TfMetric metric, const TfPlotStyle *style);

/* Entries of the legend and the metric of each; room for TF_N_METRICS. Returns how many. */
guint tf_traces_get_legend (const TfTracesOptions *options,
                            const TfPlotStyle     *style,
                            TfLegendEntry         *entries,
                            TfMetric              *metrics);

G_END_DECLS
