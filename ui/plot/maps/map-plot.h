/* map-plot.h: what of a map is drawn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "chart.h"
#include "map-field.h"

G_BEGIN_DECLS

/* Borrowed; each pointer may be NULL. */
struct _TfMapPlot
{
  const TfMap        *map;
  guint               metric;    /* TfMetric, or TF_MAP_DECAY_RATIO: of two axes */
  gboolean            as_family; /* of two axes, too: curves, one for each of some values of the second */
  const TfParameters *now;       /* the present setting: where the lines cross */
  const TfSynthetic  *synthetic;
  const double       *epoch;     /* that is shown */
};

/* Whether curves over it have a logarithmic scale: epochs where they were saved ever more rarely, epoch 0 having
 * a place left of it. */
gboolean tf_map_axis_is_log (const TfSweepAxis *axis);

/* What an axis varies, as markup and in plain words; caller frees. */
char *tf_plot_map_axis_symbol (const TfSweepAxis *axis);

G_END_DECLS
