/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-epochs-map.h"

#include <math.h>
#include <string.h>

#include "map-field.h"
#include "number-format.h"
#include "plot-text.h"

#define MARGIN 0.6       /* ems */
#define FOOT 2.6         /* below the cells: epochs, and their word */
#define BAR 1.0          /* width of the bar of colours */
#define MOST_NAME 8.0    /* of a layer's name */

typedef struct
{
  const TfEpochsMap *data;
  const TfPlotStyle *style;
  double *epochs; /* different ones, ascending */
  guint   n, m;   /* epochs, layers */
  double *levels; /* m x n: log10 of values, or values; NaN: not known */
  double  lo, hi;
  gboolean log;
  double  x, y, width, height; /* of the cells */
} Map;

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
find_epochs (Map *map)
{
  const TfEpochs *epochs = map->data->epochs;

  map->epochs = g_new (double, epochs->n + 1);
  for (guint i = 0; i < epochs->n; i++)
    map->epochs[i] = epochs->rows[i].epoch;
  qsort (map->epochs, epochs->n, sizeof (double), compare_doubles);
  for (guint i = 0; i < epochs->n; i++)
    if (i == 0 || map->epochs[i] != map->epochs[map->n - 1])
      map->epochs[map->n++] = map->epochs[i];
}

static guint
find_column (const Map *map, double epoch)
{
  guint j = 0;

  while (map->epochs[j] != epoch)
    j++;
  return j;
}

static guint
find_layer (const Map *map, const char *layer)
{
  guint i = 0;

  while (strcmp (map->data->epochs->layers[i], layer) != 0)
    i++;
  return i;
}

/* Shares of samples are seen as they are, all else by their size. */
static void
find_levels (Map *map)
{
  const TfEpochs *epochs = map->data->epochs;

  map->log = tf_metric_get_info (map->data->metric)->kind != TF_METRIC_SHARE && map->data->metric != TF_METRIC_MARGIN;
  map->levels = g_new (double, MAX (map->m * map->n, 1));
  map->lo = INFINITY;
  map->hi = -INFINITY;
  for (guint i = 0; i < map->m * map->n; i++)
    map->levels[i] = NAN;
  for (guint i = 0; i < epochs->n; i++)
    {
      double value = epochs->rows[i].is_measured ? epochs->rows[i].metrics.values[map->data->metric] : NAN;
      double level = map->log ? log10 (value) : value;

      map->levels[find_layer (map, epochs->rows[i].layer) * map->n + find_column (map, epochs->rows[i].epoch)] = level;
      if (isfinite (level))
        {
          map->lo = MIN (map->lo, level);
          map->hi = MAX (map->hi, level);
        }
    }
}

static void
place (Map *map, double width, double height)
{
  double em = map->style->text_size, names = 0;
  TfPlotText text;

  tf_plot_text_init (&text, NULL, map->style);
  for (guint i = 0; i < map->m; i++)
    {
      g_autofree char *name = g_markup_escape_text (map->data->epochs->layers[i], -1);
      double wide;

      tf_plot_text_measure (&text, name, &wide, NULL);
      names = MAX (names, MIN (wide, MOST_NAME * em));
    }
  tf_plot_text_clear (&text);
  map->x = MARGIN * em + names + MARGIN * em;
  map->y = 2 * em;
  map->width = MAX (width - map->x - 6.5 * em, 1);
  map->height = MAX (height - map->y - FOOT * em, 1);
}

static void
map_init (Map *map, const TfEpochsMap *data, const TfPlotStyle *style, double width, double height)
{
  *map = (Map){ .data = data, .style = style, .m = data->epochs->n_layers };
  find_epochs (map);
  find_levels (map);
  place (map, width, height);
}

static void
map_clear (Map *map)
{
  g_free (map->epochs);
  g_free (map->levels);
}

static double
get_share (const Map *map, double level)
{
  return map->hi > map->lo ? CLAMP ((level - map->lo) / (map->hi - map->lo), 0, 1) : 0.5;
}

static void
draw_cells (const Map *map, cairo_t *cr)
{
  double rgb[3];

  for (guint i = 0; i < map->m; i++)
    for (guint j = 0; j < map->n; j++)
      {
        double x = map->x + map->width * j / map->n, next = map->x + map->width * (j + 1) / map->n;
        double y = map->y + map->height * i / map->m, below = map->y + map->height * (i + 1) / map->m;
        double level = map->levels[i * map->n + j];

        if (isnan (level))
          continue;
        tf_map_color (get_share (map, level), rgb);
        cairo_set_source_rgb (cr, rgb[0], rgb[1], rgb[2]);
        cairo_rectangle (cr, floor (x), floor (y), floor (next) - floor (x), floor (below) - floor (y));
        cairo_fill (cr);
      }
}

static void
frame_cell (const Map *map, cairo_t *cr, guint i, guint j, double line)
{
  tf_plot_set_color (cr, map->style->foreground, 1);
  cairo_set_line_width (cr, line * map->style->line_width);
  cairo_rectangle (cr, map->x + map->width * j / map->n, map->y + map->height * i / map->m, map->width / map->n, map->height / map->m);
  cairo_stroke (cr);
}

static void
mark_shown (const Map *map, cairo_t *cr)
{
  const TfEpochs *epochs = map->data->epochs;
  guint i, j;

  if (map->data->shown < 0 || map->data->shown >= (int) epochs->n)
    return;
  i = find_layer (map, epochs->rows[map->data->shown].layer);
  j = find_column (map, epochs->rows[map->data->shown].epoch);
  frame_cell (map, cr, i, j, 2);
}

/* The layer and the epoch at the pointer. */
static gboolean
find_cell (const Map *map, guint *i, guint *j)
{
  double x = (map->data->pointer_x - map->x) / map->width, y = (map->data->pointer_y - map->y) / map->height;

  if (!map->data->has_pointer || map->n == 0 || !(x >= 0 && x < 1 && y >= 0 && y < 1))
    return FALSE;
  *i = (guint) (y * map->m);
  *j = (guint) (x * map->n);
  return TRUE;
}

static char *
describe_cell (const Map *map, guint i, guint j)
{
  double level = map->levels[i * map->n + j];
  g_autofree char *number = tf_format_number (map->log ? pow (10, level) : level, 3);

  return g_strdup_printf ("%s, epoch %g: %s", map->data->epochs->layers[i], map->epochs[j], isnan (level) ? "not known" : number);
}

/* The metric, and its value where the pointer is. */
static void
draw_title (const Map *map, TfPlotText *text, double width)
{
  const char *symbol = tf_metric_get_info (map->data->metric)->symbol;
  double em = map->style->text_size, wide;
  guint i, j;

  tf_plot_set_color (text->cr, map->style->foreground, 1);
  tf_plot_text_draw (text, symbol, map->x, 0.5 * em, 0, 0);
  if (find_cell (map, &i, &j))
    {
      g_autofree char *words = describe_cell (map, i, j), *said = g_markup_escape_text (words, -1);

      tf_plot_text_measure (text, symbol, &wide, NULL);
      tf_plot_text_set_max_width (text, MAX (width - map->x - wide - em, em));
      tf_plot_text_draw (text, said, map->x + wide + em, 0.5 * em, 0, 0);
      tf_plot_text_set_max_width (text, 0);
      frame_cell (map, text->cr, i, j, 1);
    }
}

static void
draw_names (const Map *map, TfPlotText *text)
{
  double em = map->style->text_size;

  tf_plot_set_color (text->cr, map->style->dim, 1);
  tf_plot_text_set_max_width (text, MOST_NAME * em);
  for (guint i = 0; i < map->m; i++)
    {
      g_autofree char *name = g_markup_escape_text (map->data->epochs->layers[i], -1);

      if (map->height / map->m >= em || i == 0 || i + 1 == map->m)
        tf_plot_text_draw (text, name, map->x - MARGIN * em / 2, map->y + map->height * (i + 0.5) / map->m, 1, 0.5);
    }
  tf_plot_text_set_max_width (text, 0);
}

/* As many as there is room for. */
static void
draw_epochs (const Map *map, TfPlotText *text)
{
  double em = map->style->text_size, last = -INFINITY;

  for (guint j = 0; j < map->n; j++)
    {
      g_autofree char *label = g_strdup_printf ("%g", map->epochs[j]);
      double x = map->x + map->width * (j + 0.5) / map->n, wide;

      tf_plot_text_measure (text, label, &wide, NULL);
      if (x - wide / 2 < last + em / 2)
        continue;
      tf_plot_text_draw (text, label, x, map->y + map->height + 0.2 * em, 0.5, 0);
      last = x + wide / 2;
    }
  tf_plot_text_draw (text, "epoch", map->x + map->width / 2, map->y + map->height + 1.3 * em, 0.5, 0);
}

static void
draw_bar (const Map *map, TfPlotText *text)
{
  double em = map->style->text_size, x = map->x + map->width + em, rgb[3];
  double ends[] = { map->lo, map->hi };

  if (!(map->lo <= map->hi))
    return;
  for (guint k = 0; k < 64; k++)
    {
      tf_map_color ((63 - k) / 63.0, rgb);
      cairo_set_source_rgb (text->cr, rgb[0], rgb[1], rgb[2]);
      cairo_rectangle (text->cr, x, map->y + map->height * k / 64, BAR * em, map->height / 64 + 0.5);
      cairo_fill (text->cr);
    }
  tf_plot_set_color (text->cr, map->style->dim, 1);
  for (guint k = 0; k < 2; k++)
    {
      g_autofree char *label = tf_format_number_short (map->log ? pow (10, ends[k]) : ends[k], 2);

      tf_plot_text_draw (text, label, x + (BAR + 0.3) * em, map->y + (k == 0 ? map->height : 0), 0, k == 0 ? 1 : 0);
    }
}

void
tf_plot_epochs_map_draw (cairo_t *cr, double width, double height, const TfEpochsMap *data, const TfPlotStyle *style)
{
  TfPlotText text;
  Map map;

  tf_plot_text_init (&text, cr, style);
  tf_plot_set_color (cr, style->background, 1);
  cairo_paint (cr);
  map_init (&map, data, style, width, height);
  if (map.n == 0 || !(map.lo <= map.hi))
    tf_plot_text_draw_message (&text, "The layers’ epochs appear here as they are measured.", width, height);
  else
    {
      draw_cells (&map, cr);
      mark_shown (&map, cr);
      draw_names (&map, &text);
      draw_epochs (&map, &text);
      draw_bar (&map, &text);
      draw_title (&map, &text, width);
    }
  map_clear (&map);
  tf_plot_text_clear (&text);
}

char *
tf_plot_epochs_map_read_out (double width, double height, const TfEpochsMap *data, const TfPlotStyle *style)
{
  Map map;
  char *text = NULL;
  guint i, j;

  map_init (&map, data, style, width, height);
  if (find_cell (&map, &i, &j))
    text = describe_cell (&map, i, j);
  map_clear (&map);
  return text;
}

char *
tf_plot_epochs_map_explain (const TfEpochsMap *data)
{
  return g_strdup_printf ("Below: %s of %u layers over the epochs, as measured in the network.",
                          tf_metric_get_info (data->metric)->symbol, data->epochs->n_layers);
}
