/* test-map-plot.c: contour lines, regions and pictures of maps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "map-private.h"
#include "map-regions.h"
#include "plot-axes.h"
#include "plot-map.h"

#include <pango/pango.h>

typedef struct
{
  double (*value) (double x, double y);
  double level, worst, length;
} Line;

static void
segment_cb (double x0, double y0, double x1, double y1, gpointer user_data)
{
  Line *line = user_data;

  line->worst = fmax (line->worst, fabs (line->value (x0, y0) - line->level));
  line->worst = fmax (line->worst, fabs (line->value (x1, y1) - line->level));
  line->length += hypot (x1 - x0, y1 - y0);
}

static double
plane (double x, double y)
{
  return 2 * x - 3 * y + 0.5;
}

static double
hill (double x, double y)
{
  return hypot (x - 20, y - 20);
}

static double
saddle (double x, double y)
{
  return (x - 9.5) * (y - 9.5);
}

static Line
follow (double (*value) (double, double), guint m, guint n, guint stride, double level)
{
  Line line = { value, level, 0, 0 };
  g_autofree double *values = g_new (double, m * n);

  for (guint i = 0; i < m; i++)
    for (guint j = 0; j < n; j++)
      values[i * n + j] = value (i, j);
  tf_map_contour (m, n, stride, values, level, segment_cb, &line);
  return line;
}

static void
test_contours (void)
{
  Line line = follow (plane, 31, 21, 1, 7);

  g_assert_cmpfloat (line.worst, <, 1e-12);
  g_assert_cmpfloat_with_epsilon (line.length, hypot (26.75, 26.75 * 2 / 3), 1e-9);
  line = follow (hill, 41, 41, 1, 12.3);
  g_assert_cmpfloat (line.worst, <, 0.05);
  g_assert_cmpfloat_with_epsilon (line.length, 2 * G_PI * 12.3, 0.1);
  line = follow (hill, 41, 41, 4, 12.3);
  g_assert_cmpfloat (line.worst, <, 0.5);
  line = follow (saddle, 20, 20, 1, 0.2);
  g_assert_cmpfloat (line.worst, <, 0.3);
  g_assert_cmpfloat (follow (hill, 41, 41, 1, 100).length, ==, 0);
}

static TfMap *
make_map (const char *axes, double beta, const gsize *sizes)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  g_autoptr (TfFeatures) features = NULL;
  g_autoptr (TfMoments) moments = NULL;
  TfMapQuestion question = { .axes = axes, .parameters = TF_PARAMETERS_DEFAULT, .synthetic = &synthetic };

  synthetic.sizes = (gsize *) sizes;
  features = tf_synthetic_generate (&synthetic, NULL);
  question.moments = moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  question.parameters.beta = beta;
  return tf_map_work_out (&question, NULL, NULL);
}

/* The border that the theory draws is where the minimizers really become 0. */
static void
test_regions (void)
{
  g_autoptr (TfMap) map = make_map ("lambda-w=0.0123:12.3:13:log lambda-h=0.01:10:13:log", 0, NULL);
  g_autoptr (GPtrArray) regions = tf_map_find_regions (map);
  const TfMapRegion *region;
  guint n = 0;

  g_assert_cmpuint (regions->len, ==, 1);
  region = regions->pdata[0];
  for (gsize cell = 0; cell < map->grid->n_cells; cell++)
    {
      g_assert_cmpint (map->metrics[cell].values[TF_METRIC_NORM_H] < 1e-5, ==, region->values[cell] > 0);
      n += region->values[cell] > 0;
    }
  g_assert_true (n > 10 && n < 100);
}

static void
test_minority (void)
{
  const gsize sizes[] = { 60, 30, 15, 5 };
  g_autoptr (TfMap) map = make_map ("lambda-w=0.01:10:7:log lambda-h=0.01:10:7:log", 0, sizes);
  g_autoptr (GPtrArray) regions = tf_map_find_regions (map);
  g_autoptr (TfMap) held = make_map ("lambda-w=0.01:10:3:log lambda-h=0.01:10:3:log", 0.1, sizes);
  g_autoptr (GPtrArray) none = tf_map_find_regions (held);

  g_assert_cmpuint (regions->len, ==, 2);
  g_assert_cmpuint (none->len, ==, 0);
  for (gsize cell = 0; cell < map->grid->n_cells; cell++)
    {
      const TfMapRegion *all = regions->pdata[0], *some = regions->pdata[1];

      g_assert_cmpfloat_with_epsilon (some->values[cell] - all->values[cell], log (12), 1e-12);
      g_assert_cmpint (map->metrics[cell].values[TF_METRIC_NORM_H] < 1e-5, ==, all->values[cell] > 0);
    }
}

/* Over beta, H is as good as H0 from some beta on, and the map says so there. */
static void
test_held (void)
{
  g_autoptr (TfMap) map = make_map ("beta=0.01:1000:11:log lambda-h=0.01:1:5:log", 0.1, NULL);
  g_autoptr (GPtrArray) regions = tf_map_find_regions (map);
  const TfMapRegion *region;
  guint n = 0;

  g_assert_cmpuint (regions->len, ==, 1);
  region = regions->pdata[0];
  g_assert_nonnull (strstr (region->name, "∞"));
  for (gsize cell = 0; cell < map->grid->n_cells; cell++)
    {
      g_assert_cmpint (map->metrics[cell].values[TF_METRIC_VICINITY] < 1e-2, ==, region->values[cell] > 0);
      g_assert_true (region->values[cell] <= 0 || cell / 5 > 5); /* beta > 3 */
      n += region->values[cell] > 0;
    }
  g_assert_true (n > 5 && n < 40);
  map->states[0] = TF_MAP_UNKNOWN;
  g_clear_pointer (&regions, g_ptr_array_unref);
  regions = tf_map_find_regions (map);
  g_assert_true (isnan (((TfMapRegion *) regions->pdata[0])->values[0]));
}

/* What a map of NC1 = lambda_H^a lambda_W^b says of the two decays. */
static char *
explain_powers (double a, double b)
{
  g_autoptr (TfMap) map = make_map ("lambda-w=0.01:0.1:5:log lambda-h=0.01:0.1:5:log", 0.1, NULL);
  const TfMapPlot plot = { .map = map, .metric = 0 };

  for (guint i = 0; i < 5; i++)
    for (guint j = 0; j < 5; j++)
      map->metrics[tf_map_cell (map, i, j)].values[TF_METRIC_NC1] = pow (10, a * (j / 4.0 - 2) + b * (i / 4.0 - 2));
  return tf_plot_map_explain (&plot);
}

/* The paper's statement is called to witness where the map says the same, and nowhere else. */
static void
test_statement (void)
{
  g_autofree char *same = explain_powers (-2, 1), *other = explain_powers (-1, 2), *equal = explain_powers (1, 1);

  g_assert_nonnull (strstr (same, "In 100 %"));
  g_assert_nonnull (strstr (same, "as Figure 3 of the paper has it"));
  g_assert_nonnull (strstr (other, "In 0 %"));
  g_assert_null (strstr (other, "as Figure 3"));
  g_assert_nonnull (strstr (other, "other than in Figure 3"));
  g_assert_null (strstr (equal, "as Figure 3"));
}

/* Of a map none of whose cells is known yet. */
static char *
explain_beginning (guint n_classes)
{
  TfSynthetic synthetic = { .n_classes = n_classes, .per_class = 2, .dim = 4, .seed = 1, .spread = 1, .noise = 0.5 };
  g_autoptr (TfFeatures) features = tf_synthetic_generate (&synthetic, NULL);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  const TfMapQuestion question = { .axes = "beta=0.1;1", .parameters = TF_PARAMETERS_DEFAULT, .moments = moments };
  g_autoptr (TfMap) map = tf_map_new (&question, NULL);
  const TfMapPlot plot = { .map = map, .metric = 0 };

  return tf_plot_map_explain (&plot);
}

/* Where the wait is one of minutes that is said, and nowhere else. */
static void
test_wait (void)
{
  g_autofree char *few = explain_beginning (10), *many = explain_beginning (300);

  g_assert_nonnull (strstr (few, "0 of 2 cells are known."));
  g_assert_nonnull (strstr (many, "0 of 2 cells are known; with so many classes each takes seconds."));
}

/* Each kind of map, known in part or whole, in every size: a picture, and the point that it stands for. */
static void
test_draw (void)
{
  g_autoptr (TfMap) heat = make_map ("beta=0.01:10:9:log lambda-h=0.01:1:9:log", 0.1, NULL);
  g_autoptr (TfMap) curve = make_map ("lambda-h=0:1:9:linear", 0.1, NULL);
  const TfMap *maps[] = { NULL, curve, heat };
  TfParameters now = TF_PARAMETERS_DEFAULT;
  TfPlotStyle style;

  for (guint k = 0; k < 3 * 4 * 2 * TF_N_MAP_METRICS; k++)
    {
      static const double sides[][2] = { { 640, 400 }, { 60, 40 }, { 5, 5 }, { 300, 900 } };
      const double *side = sides[k / 3 % 4];
      TfMapPlot plot = { .map = maps[k % 3], .metric = k / 24, .as_family = k / 12 % 2, .now = &now };
      TfChartOptions options = TF_CHART_OPTIONS_DEFAULT;
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 640, 900);
      cairo_t *cr = cairo_create (surface);
      g_autofree char *text = tf_plot_map_explain (&plot);
      double x = 0, y = 0;

      options.has_pointer = TRUE;
      options.pointer_x = side[0] / 2;
      options.pointer_y = side[1] / 2;
      tf_plot_style_screen (&style, k % 2, 1);
      tf_plot_map_draw (cr, side[0], side[1], &plot, &options, &style);
      g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
      g_assert_true (pango_parse_markup (text, -1, 0, NULL, NULL, NULL, NULL));
      g_assert_cmpint (tf_plot_map_unmap (side[0], side[1], &plot, &style, 1e9, -1e9, &x, &y), ==, plot.map != NULL);
      if (plot.map == heat)
        g_assert_cmpfloat (x, ==, 10);
      if (plot.map == heat && !plot.as_family)
        g_assert_cmpfloat (y, ==, 1);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
}

/* At epochs 0, 1, 10 and 100, of files that no one looks into, falling. */
static TfMap *
make_epochs_map (void)
{
  static const double numbers[] = { 0, 1, 10, 100 };
  g_autoptr (TfEpochs) series = tf_epochs_new (G_N_ELEMENTS (numbers));
  g_autoptr (TfSweepEpochs) epochs = NULL;
  TfMapQuestion question = { .axes = "epoch", .parameters = TF_PARAMETERS_DEFAULT };
  TfMap *map;

  for (guint i = 0; i < series->n; i++)
    {
      series->rows[i].path = g_strdup_printf ("/nowhere/%u.npz", i);
      series->rows[i].layer = g_strdup ("");
      series->rows[i].epoch = numbers[i];
    }
  question.epochs = epochs = tf_sweep_epochs_new_of_series (series, 0);
  map = tf_map_new (&question, NULL);
  for (gsize i = 0; i < map->grid->n_cells; i++)
    {
      TfSweepCell cell = { .relative_gradient = 0 };

      for (int m = 0; m < TF_N_METRICS; m++)
        cell.metrics.values[m] = 1 / (1.0 + i);
      tf_map_take (map, i, &cell);
    }
  return map;
}

static char *
draw_epochs (const TfMap *map, const double *epoch)
{
  const TfParameters now = TF_PARAMETERS_DEFAULT;
  const TfMapPlot plot = { .map = map, .metric = TF_METRIC_NC1, .now = &now, .epoch = epoch };
  const TfChartOptions options = TF_CHART_OPTIONS_DEFAULT;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 640, 400);
  cairo_t *cr = cairo_create (surface);
  TfPlotStyle style;
  char *digest;

  tf_plot_style_screen (&style, FALSE, 1);
  tf_plot_map_draw (cr, 640, 400, &plot, &options, &style);
  cairo_surface_flush (surface);
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, cairo_image_surface_get_data (surface),
                                        (gsize) cairo_image_surface_get_stride (surface) * 400);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return digest;
}

/* Epochs that grow rarer are on a logarithmic scale also where the first is epoch 0, which stands left of it, and
 * the line of the epoch shown with it. */
static void
test_from_zero (void)
{
  g_autoptr (TfMap) map = make_epochs_map ();
  const TfMapPlot plot = { .map = map, .metric = TF_METRIC_NC1 };
  const double width = 640, height = 400, zero = 0;
  g_autofree char *without = NULL, *with = NULL;
  TfPlotStyle style;
  TfBox area;

  tf_plot_style_screen (&style, FALSE, 1);
  g_assert_true (tf_map_axis_is_log (&map->grid->axes[0]));
  area = tf_plot_axes_find_area (width, height, style.text_size, 0, 0);
  for (guint i = 0; i < 4; i++)
    {
      static const double shares[] = { 0, 0.1, 0.5, 1 };
      double x, y;

      g_assert_true (tf_plot_map_unmap (width, height, &plot, &style, area.x + shares[i] * area.width, 100, &x, &y));
      g_assert_cmpfloat (x, ==, map->grid->axes[0].values[i]);
    }
  without = draw_epochs (map, NULL);
  with = draw_epochs (map, &zero);
  g_assert_cmpstr (with, !=, without);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map-plot/contours", test_contours);
  g_test_add_func ("/map-plot/regions", test_regions);
  g_test_add_func ("/map-plot/minority", test_minority);
  g_test_add_func ("/map-plot/held", test_held);
  g_test_add_func ("/map-plot/statement", test_statement);
  g_test_add_func ("/map-plot/wait", test_wait);
  g_test_add_func ("/map-plot/from-zero", test_from_zero);
  g_test_add_func ("/map-plot/draw", test_draw);
  return g_test_run ();
}
