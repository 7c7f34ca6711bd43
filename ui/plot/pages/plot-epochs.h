/* plot-epochs.h: metrics of a network in training, over its epochs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "chart.h"
#include "epochs.h"
#include "metric-set.h"
#include "trace.h"

G_BEGIN_DECLS

/* Borrowed; epochs, beside and trace may be NULL. */
typedef struct
{
  const TfEpochs *epochs;
  int             shown; /* the row that is on the display, or -1: its layer is drawn; else the first layer */
  const TfEpochs *beside;       /* of the other of two runs, or NULL */
  int             beside_shown; /* its row on the display, or -1 */
  TfCompanions    companions;   /* where that run is among them, with its name and its look; else it is not drawn */
  const TfTrace  *trace; /* of the flow from that row on: drawn over the epochs that follow, t = 1 an epoch */
  TfMetricSet     metrics;
  gboolean        log_x, log_y;
  gboolean        complexity; /* 1/beta from epoch to epoch was asked for */
} TfEpochsData;

/* NC1 to NC4, CDNV, accuracy; and where there are such sets, of those that are not trained on. */
TfMetricSet tf_plot_epochs_usual_metrics (void);

/* What a figure needs beside the parts of a survey to draw it, as TF_VIEW_PART_MAP (view.h). */
#define TF_VIEW_PART_EPOCHS (1 << 17)

/* Ids of the series: TfMetric, and these. */
#define TF_PLOT_EPOCHS_LOSS TF_N_METRICS
#define TF_PLOT_EPOCHS_COMPLEXITY (TF_N_METRICS + 1)
TfChart *tf_plot_epochs_new (const TfEpochsData *data, const TfPlotStyle *style);
void     tf_plot_epochs_draw (cairo_t *cr, double width, double height, const TfEpochsData *data,
                              const TfChartOptions *options, const TfPlotStyle *style);

/* A sentence or two below the plot, as markup. Caller frees. */
char *tf_plot_epochs_explain (const TfEpochsData *data);

extern const TfView tf_view_epochs;

G_END_DECLS
