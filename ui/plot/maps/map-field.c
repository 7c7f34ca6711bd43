/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "map-field.h"

#include <math.h>
#include <string.h>

#include "axis.h"

/* Of a logarithmic scale: what is smaller than this share of the largest is the smallest. */
#define DECADES 16
#define MOST_CONTOURS 9

static const struct
{
  const char *id, *label, *symbol;
} decay_ratio = {
  "decay-ratio", "λ_H : λ_W in NC1",
  "|∂log <i>NC</i>1/∂log λ<sub>H</sub>| : |∂log <i>NC</i>1/∂log λ<sub>W</sub>|",
};

const char *
tf_map_metric_id (guint metric)
{
  return metric == TF_MAP_DECAY_RATIO ? decay_ratio.id : tf_metric_name (metric);
}

const char *
tf_map_metric_label (guint metric)
{
  return metric == TF_MAP_DECAY_RATIO ? decay_ratio.label : tf_metric_get_info (metric)->label;
}

const char *
tf_map_metric_symbol (guint metric)
{
  return metric == TF_MAP_DECAY_RATIO ? decay_ratio.symbol : tf_metric_get_info (metric)->symbol;
}

gboolean
tf_map_metric_from_id (const char *id, guint *metric)
{
  for (guint i = 0; i < TF_N_MAP_METRICS; i++)
    if (g_strcmp0 (tf_map_metric_id (i), id) == 0)
      {
        *metric = i;
        return TRUE;
      }
  return FALSE;
}

static double
get_value (const TfMap *map, guint metric, guint i, guint j)
{
  if (metric == TF_MAP_DECAY_RATIO)
    return tf_map_get_decay_ratio (map, i, j, NULL, NULL);
  return map->metrics[tf_map_cell (map, i, j)].values[metric];
}

static gboolean
is_known_at (const TfMap *map, guint m, guint n, guint stride)
{
  for (guint i = 0; i < m; i += stride)
    for (guint j = 0; j < n; j += stride)
      if (map->states[tf_map_cell (map, i, j)] == TF_MAP_UNKNOWN)
        return FALSE;
  return TRUE;
}

static void
find_range (TfMapField *self)
{
  double lo = INFINITY, hi = -INFINITY;

  for (gsize k = 0; k < (gsize) self->m * self->n; k++)
    if (isfinite (self->levels[k]))
      {
        lo = fmin (lo, self->levels[k]);
        hi = fmax (hi, self->levels[k]);
      }
  self->has_levels = lo <= hi;
  self->hi = self->has_levels ? hi : 0;
  self->lo = self->has_levels ? (self->log ? fmax (lo, hi - DECADES) : lo) : 0;
}

void
tf_map_field_init (TfMapField *self, const TfMap *map, guint metric)
{
  self->m = map->grid->axes[0].n_values;
  self->n = map->grid->n_axes > 1 ? map->grid->axes[1].n_values : 1;
  self->log = metric == TF_MAP_DECAY_RATIO || tf_metric_get_info (metric)->kind != TF_METRIC_SHARE;
  self->levels = g_new (double, (gsize) self->m * self->n);
  for (guint i = 0; i < self->m; i++)
    for (guint j = 0; j < self->n; j++)
      {
        double value = get_value (map, metric, i, j);

        self->levels[(gsize) i * self->n + j] = self->log ? (value >= 0 ? log10 (value) : NAN) : value;
      }
  find_range (self);
  for (self->stride = 1; self->stride <= TF_MAP_STRIDE && !is_known_at (map, self->m, self->n, self->stride);)
    self->stride *= 2;
  if (self->stride > TF_MAP_STRIDE)
    self->stride = 0;
}

void
tf_map_field_clear (TfMapField *self)
{
  g_clear_pointer (&self->levels, g_free);
}

double
tf_map_field_share (const TfMapField *self, double level)
{
  if (!(self->hi > self->lo))
    return level < self->lo ? 0 : 0.5;
  return CLAMP ((level - self->lo) / (self->hi - self->lo), 0, 1);
}

void
tf_map_color (double share, double rgb[3])
{
  /* Lightness rises evenly. */
  static const double stops[][3] = {
    { 0.13, 0.11, 0.35 }, { 0.15, 0.30, 0.54 }, { 0.15, 0.50, 0.56 }, { 0.40, 0.69, 0.49 }, { 0.76, 0.83, 0.46 }, { 0.99, 0.95, 0.74 },
  };
  double place = CLAMP (share, 0, 1) * (G_N_ELEMENTS (stops) - 1);
  guint k = MIN ((guint) place, G_N_ELEMENTS (stops) - 2);

  for (int c = 0; c < 3; c++)
    rgb[c] = stops[k][c] + (place - k) * (stops[k + 1][c] - stops[k][c]);
}

/* --- contour lines --- */

/* Where the level is between two corners. */
static double
cross (double a, double b, double level)
{
  return (level - a) / (b - a);
}

/* Marching squares; in a saddle the middle decides. */
static void
contour_square (double x, double y, double side_x, double side_y, const double v[4], double level, TfMapSegment segment,
                gpointer user_data)
{
  /* Corners (0, 0), (1, 0), (1, 1), (0, 1); the crossing on the side after each. */
  double px[4], py[4];
  guint crossed[4], n = 0;

  for (guint k = 0; k < 4; k++)
    {
      double a = v[k], b = v[(k + 1) % 4], t;

      if ((a < level) == (b < level))
        continue;
      t = cross (a, b, level);
      px[n] = x + side_x * (k == 0 ? t : k == 1 ? 1 : k == 2 ? 1 - t : 0);
      py[n] = y + side_y * (k == 0 ? 0 : k == 1 ? t : k == 2 ? 1 : 1 - t);
      crossed[n++] = k;
    }
  if (n == 2)
    segment (px[0], py[0], px[1], py[1], user_data);
  if (n == 4)
    {
      gboolean joins = ((v[0] + v[1] + v[2] + v[3]) / 4 < level) == (v[0] < level);
      guint first = joins ? 1 : 3; /* the corner (1, 0) is cut off by sides 0 and 1, or (0, 0) by sides 0 and 3 */

      g_assert (crossed[3] == 3);
      segment (px[0], py[0], px[first], py[first], user_data);
      segment (px[joins ? 2 : 1], py[joins ? 2 : 1], px[joins ? 3 : 2], py[joins ? 3 : 2], user_data);
    }
}

void
tf_map_contour (guint m, guint n, guint stride, const double *values, double level, TfMapSegment segment, gpointer user_data)
{
  for (guint i = 0; i + stride < m; i += stride)
    for (guint j = 0; j + stride < n; j += stride)
      {
        double v[4] = { values[(gsize) i * n + j], values[(gsize) (i + stride) * n + j],
                        values[(gsize) (i + stride) * n + j + stride], values[(gsize) i * n + j + stride] };

        if (isfinite (v[0] + v[1] + v[2] + v[3]))
          contour_square (i, j, stride, stride, v, level, segment, user_data);
      }
}

GArray *
tf_map_field_choose_contours (const TfMapField *self)
{
  GArray *levels = g_array_new (FALSE, FALSE, sizeof (double));
  double span = self->hi - self->lo;

  if (!(span > 0))
    return levels;
  if (self->log && span >= 2) /* whole powers of ten, or every so many */
    {
      int every = MAX (1, (int) ceil (span / MOST_CONTOURS));

      for (int k = (int) ceil (self->lo); k <= self->hi; k++)
        if (k % every == 0)
          {
            double level = k;

            g_array_append_val (levels, level);
          }
    }
  else
    {
      TfAxis axis = { self->log ? pow (10, self->lo) : self->lo, self->log ? pow (10, self->hi) : self->hi, FALSE };
      g_autoptr (GArray) ticks = tf_axis_get_ticks (&axis, MOST_CONTOURS);

      for (guint i = 0; i < ticks->len; i++)
        {
          const TfTick *tick = &g_array_index (ticks, TfTick, i);
          double level = self->log ? log10 (tick->value) : tick->value;

          if (tick->label[0] != '\0' && isfinite (level))
            g_array_append_val (levels, level);
        }
    }
  return levels;
}
