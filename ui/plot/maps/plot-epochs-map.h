/* plot-epochs-map.h: a metric over layers and epochs, as colours
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A row a layer, the first on top; a column an epoch, each as wide as the others.
 */
#pragma once

#include "epochs.h"
#include "plot-style.h"

#include <cairo.h>

G_BEGIN_DECLS

/* Borrowed. */
typedef struct
{
  const TfEpochs *epochs;
  TfMetric        metric;
  int             shown; /* the row on the display, marked; or -1 */
  gboolean        has_pointer;
  double          pointer_x, pointer_y; /* the cell there is framed, and its value read out above */
} TfEpochsMap;

void tf_plot_epochs_map_draw (cairo_t *cr, double width, double height, const TfEpochsMap *data, const TfPlotStyle *style);

/* What is read out: "L3, epoch 10: 0.12", as plain text; NULL where the pointer is on no cell. Caller frees. */
char *tf_plot_epochs_map_read_out (double width, double height, const TfEpochsMap *data, const TfPlotStyle *style);

/* One sentence on what is seen, as markup. Caller frees. */
char *tf_plot_epochs_map_explain (const TfEpochsMap *data);

G_END_DECLS
