/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "map-regions.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Features that moved by no more than this share of themselves are as good as H0. */
#define NEAR 1e-2

static void
region_free (gpointer data)
{
  TfMapRegion *region = data;

  g_free (region->values);
  g_free (region->name);
  g_free (region);
}

static gboolean
varies (const TfMap *map, const char *name)
{
  for (guint i = 0; i < map->grid->n_axes; i++)
    if (map->grid->axes[i].parameter != NULL && strcmp (map->grid->axes[i].parameter->name, name) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_theory (const TfMap *map)
{
  for (guint i = 0; i < map->grid->n_axes; i++)
    if (tf_sweep_axis_makes_features (&map->grid->axes[i]))
      return FALSE;
  return map->moments != NULL && !map->at.on_flow && map->grid->n_axes == 2 && map->parameters.beta == 0
         && map->parameters.loss == TF_LOSS_SQUARED && !varies (map, "beta") && !varies (map, "loss");
}

typedef double (*Measure) (const TfMoments *moments, const TfParameters *p);

/* log c'^2 */
static double
get_log_cut (const TfMoments *moments, const TfParameters *p)
{
  return log (p->lambda_h) + log (p->lambda_w) + log ((double) moments->n_samples / moments->n_classes);
}

static gsize
get_size (const TfMoments *moments, gboolean largest)
{
  gsize size = moments->sizes[0];

  for (guint k = 1; k < moments->n_classes; k++)
    size = largest ? MAX (size, moments->sizes[k]) : MIN (size, moments->sizes[k]);
  return size;
}

static double
measure_all (const TfMoments *moments, const TfParameters *p)
{
  return get_log_cut (moments, p) - log (get_size (moments, TRUE));
}

static double
measure_smallest (const TfMoments *moments, const TfParameters *p)
{
  return get_log_cut (moments, p) - log (get_size (moments, FALSE));
}

/* lambda_b <= c/(1 - c) */
static double
measure_simplex (const TfMoments *moments, const TfParameters *p)
{
  double c = tf_parameters_c (p);

  return c < 1 && c > 0 && p->bias ? log (c / (1 - c)) - log (p->bias_decay) : NAN;
}

static void
add_region (GPtrArray *regions, const TfMap *map, Measure measure, const char *name)
{
  TfMapRegion *region = g_new0 (TfMapRegion, 1);

  region->values = g_new (double, map->grid->n_cells);
  region->name = g_strdup (name);
  for (gsize cell = 0; cell < map->grid->n_cells; cell++)
    {
      TfParameters p = map->parameters;

      tf_sweep_grid_apply (map->grid, cell, &p, NULL);
      region->values[cell] = measure (map->moments, &p);
    }
  g_ptr_array_add (regions, region);
}

/* Towards beta = infinity every minimizer is H0: how far it is from there was measured. */
static void
add_held (GPtrArray *regions, const TfMap *map)
{
  TfMapRegion *region;

  if (map->at.on_flow || map->grid->n_axes != 2 || !varies (map, "beta"))
    return;
  region = g_new0 (TfMapRegion, 1);
  region->values = g_new (double, map->grid->n_cells);
  region->name = g_strdup ("β → ∞: <i>H</i> stays at <i>H</i><sub>0</sub>");
  for (gsize cell = 0; cell < map->grid->n_cells; cell++)
    region->values[cell] = map->states[cell] == TF_MAP_VALUE
                               ? log (NEAR) - log (MAX (map->metrics[cell].values[TF_METRIC_VICINITY], DBL_MIN))
                               : NAN;
  g_ptr_array_add (regions, region);
}

GPtrArray *
tf_map_find_regions (const TfMap *map)
{
  GPtrArray *regions = g_ptr_array_new_with_free_func (region_free);
  gboolean balanced, decays;

  add_held (regions, map);
  if (!has_theory (map))
    return regions;
  balanced = tf_sizes_are_balanced (map->moments->n_classes, map->moments->sizes);
  decays = varies (map, "bias-decay") || (map->parameters.bias && map->parameters.bias_decay > 0);
  if (balanced)
    add_region (regions, map, measure_all, "<i>c</i> ≥ 1: everything vanishes");
  else if (!map->parameters.bias && !decays)
    {
      add_region (regions, map, measure_all, "every class vanishes");
      add_region (regions, map, measure_smallest, "the smallest classes vanish");
    }
  if (balanced && decays)
    add_region (regions, map, measure_simplex, "λ<sub>b</sub> ≤ <i>c</i>/(1 − <i>c</i>): a simplex");
  return regions;
}
