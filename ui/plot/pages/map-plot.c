/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "map-plot.h"

char *
tf_plot_map_axis_symbol (const TfSweepAxis *axis)
{
  static const char *const symbols[] = {
    [TF_SWEEP_CLASSES] = "<i>K</i>", [TF_SWEEP_PER_CLASS] = "<i>n</i>",
    [TF_SWEEP_DIM] = "<i>d</i>",     [TF_SWEEP_NOISE] = "noise",
    [TF_SWEEP_SPREAD] = "spread",    [TF_SWEEP_IMBALANCE] = "<i>n</i><sub>1</sub>/<i>n<sub>K</sub></i>",
  };

  return g_strdup (axis->parameter != NULL ? axis->parameter->markup : symbols[axis->number]);
}
