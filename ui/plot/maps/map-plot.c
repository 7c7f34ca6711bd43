/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "map-plot.h"

char *
tf_plot_map_axis_symbol (const TfSweepAxis *axis)
{
  static const char *const symbols[] = {
    [TF_SWEEP_CLASSES] = "<i>K</i>", [TF_SWEEP_PER_CLASS] = "<i>n</i>",
    [TF_SWEEP_DIM] = "<i>d</i>",     [TF_SWEEP_NOISE] = "noise",
    [TF_SWEEP_SPREAD] = "spread",    [TF_SWEEP_IMBALANCE] = "<i>n</i><sub>1</sub>/<i>n<sub>K</sub></i>",
    [TF_SWEEP_EPOCH] = "epoch",
  };

  return g_strdup (axis->parameter != NULL ? axis->parameter->markup : symbols[axis->number]);
}

#define RARER 4 /* times as far apart at the end as at the start */

gboolean
tf_map_axis_is_log (const TfSweepAxis *axis)
{
  const double *x = axis->values;
  guint n = axis->n_values;

  if (axis->number != TF_SWEEP_EPOCH)
    return axis->is_log;
  return n > 2 && x[0] >= 0 && x[n - 1] - x[n - 2] > RARER * (x[1] - x[0]);
}
