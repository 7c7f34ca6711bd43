/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-map.h"

#include <math.h>

#include "map-heat.h"
#include "map-regions.h"
#include "number-format.h"

/* --- words --- */

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

/* Beside what Figure 3 says of a network: only where it is so here, or is not, for most cells. */
static const char *
compare_with_paper (guint more, guint n, double median)
{
  if (2 * more > n && median > 1)
    return ", as Figure 3 of the paper has it for the decays of a network";
  if (2 * more < n && median < 1)
    return ", other than in Figure 3 of the paper, where of a network’s decays that of the features has more to say";
  return "";
}

/* The statement of Figure 3: which decay has more say, as a number. NULL where the map does not tell. */
static char *
describe_decays (const TfMap *map)
{
  g_autoptr (GArray) ratios = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *number = NULL;
  double median;
  guint more = 0;

  for (guint i = 0; i < map->grid->axes[0].n_values; i++)
    for (guint j = 0; map->grid->n_axes > 1 && j < map->grid->axes[1].n_values; j++)
      {
        double ratio = tf_map_get_decay_ratio (map, i, j, NULL, NULL);

        if (!isfinite (ratio))
          continue;
        g_array_append_val (ratios, ratio);
        more += ratio > 1;
      }
  if (ratios->len == 0)
    return NULL;
  g_array_sort (ratios, compare_doubles);
  median = g_array_index (ratios, double, ratios->len / 2);
  number = tf_format_number_short (median, 3);
  return g_strdup_printf (" In %u %% of this map NC1 answers more to λ<sub>H</sub> than to λ<sub>W</sub> (|∂log NC1/∂log λ<sub>H</sub>| : "
                          "|∂log NC1/∂log λ<sub>W</sub>|, median %s)%s.",
                          (guint) lround (100.0 * more / ratios->len), number, compare_with_paper (more, ratios->len, median));
}

char *
tf_plot_map_explain (const TfMapPlot *data)
{
  const TfMap *map = data->map;
  g_autofree char *decays = NULL, *where = NULL, *filling = NULL;
  const char *start = "each cell from H<sub>0</sub> alone";

  if (map == NULL)
    return g_strdup ("The map appears here as its cells are worked out.");
  decays = describe_decays (map);
  if (map->at.on_flow)
    {
      g_autofree char *number = tf_format_number_short (map->at.t, 4);

      where = g_strdup_printf ("on the flow from H<sub>0</sub> at %s %s", map->at.iterations ? "iteration" : "t =", number);
    }
  else
    where = g_strdup ("at the minimizer in which flows from H<sub>0</sub> end");
  if (map->epochs != NULL)
    start = "each cell from the features of its epoch as H<sub>0</sub>";
  if (!tf_map_is_complete (map))
    filling = g_strdup_printf (" %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " cells are known%s.", map->n_known, map->grid->n_cells,
                               tf_map_is_slow (map->moments) ? "; with so many classes each takes seconds" : "");
  return g_strdup_printf ("%s %s, %s, so that none depends on another. Drag the cross: "
                          "the sliders and the run follow.%s%s",
                          tf_map_metric_symbol (data->metric), where, start, decays != NULL ? decays : "",
                          filling != NULL ? filling : "");
}
