/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cairo.h>
#include <math.h>
#include <string.h>

#include "plot-epochs-map.h"
#include "plot-epochs.h"

/* Layers a and b at epochs 0, 1, 10, 100; b's last one cannot be read. */
static TfEpochs *
make_epochs (guint n_layers)
{
  static const double epochs[] = { 0, 1, 10, 100 };
  TfEpochs *self = tf_epochs_new (4 * n_layers);

  self->n_layers = n_layers;
  self->layers = g_new0 (char *, n_layers + 1);
  for (guint k = 0; k < n_layers; k++)
    self->layers[k] = g_strdup_printf ("layer<%u>", k);
  for (guint i = 0; i < self->n; i++)
    {
      TfEpoch *row = &self->rows[i];

      row->path = g_strdup_printf ("/nowhere/%u", i);
      row->epoch = epochs[i / n_layers];
      row->name = g_strdup_printf ("epoch %g", row->epoch);
      row->layer = g_strdup (self->layers[i % n_layers]);
      row->is_measured = n_layers == 1 || i + 1 < self->n;
      for (int m = 0; m < TF_N_METRICS; m++)
        row->metrics.values[m] = 1 / (1.0 + i);
    }
  return self;
}

static guint
count_points (const TfChart *chart, guint id, guint *n_series)
{
  guint n = 0;

  *n_series = 0;
  for (guint s = 0; s < chart->series->len; s++)
    {
      const TfChartSeries *series = g_ptr_array_index (chart->series, s);

      if (series->id != id)
        continue;
      n += series->n;
      (*n_series)++;
    }
  return n;
}

/* A line a metric that was chosen, of the layer shown alone. */
static void
test_chart (void)
{
  g_autoptr (TfEpochs) epochs = make_epochs (2);
  TfEpochsData data = { .epochs = epochs, .shown = 1, .metrics = tf_metric_set_one (TF_METRIC_NC1), .log_x = FALSE, .log_y = TRUE };
  TfPlotStyle style;
  guint n_series;

  tf_plot_style_screen (&style, FALSE, 1);
  {
    g_autoptr (TfChart) chart = tf_plot_epochs_new (&data, &style);

    g_assert_cmpuint (count_points (chart, TF_METRIC_NC1, &n_series), ==, 3); /* b's fourth is not there */
    g_assert_cmpuint (n_series, ==, 1);
    count_points (chart, TF_METRIC_NC2, &n_series);
    g_assert_cmpuint (n_series, ==, 0);
    g_assert_cmpuint (chart->rules->len, ==, 1);
  }
}

/* The other of two runs' training: in its look, with its name, where that run is among those beside. */
static void
test_beside (void)
{
  g_autoptr (TfEpochs) epochs = make_epochs (1), other = make_epochs (1);
  const TfCompanion run = { .name = "B", .look = TF_COMPANION_BESIDE, .fade = 0.3 };
  TfEpochsData data = { .epochs = epochs, .shown = 1, .beside = other, .beside_shown = 2, .log_y = TRUE,
                        .metrics = tf_metric_set_one (TF_METRIC_NC1) };
  TfPlotStyle style;
  guint n_series;

  tf_plot_style_screen (&style, FALSE, 1);
  {
    g_autoptr (TfChart) chart = tf_plot_epochs_new (&data, &style);
    g_autofree char *text = tf_plot_epochs_explain (&data);

    g_assert_cmpuint (count_points (chart, TF_METRIC_NC1, &n_series), ==, 4);
    g_assert_null (strstr (text, "In run"));
  }
  data.companions = (TfCompanions){ 1, &run };
  {
    g_autoptr (TfChart) chart = tf_plot_epochs_new (&data, &style);
    g_autofree char *text = tf_plot_epochs_explain (&data);

    g_assert_cmpuint (count_points (chart, TF_METRIC_NC1, &n_series), ==, 8);
    g_assert_cmpuint (n_series, ==, 2);
    count_points (chart, TF_CHART_COMPANION_ID, &n_series);
    g_assert_cmpuint (n_series, ==, 1);
    g_assert_nonnull (strstr (text, "In run B"));
  }
}

/* The flow from an epoch, over those that follow and no further. */
static void
test_flow (void)
{
  g_autoptr (TfEpochs) epochs = make_epochs (1);
  g_autoptr (TfTrace) trace = tf_trace_new (100);
  TfEpochsData data = { .epochs = epochs, .shown = 1, .trace = trace,
                        .metrics = tf_metric_set_one (TF_METRIC_NC1), .log_x = FALSE, .log_y = TRUE };
  TfPlotStyle style;
  guint n_series;
  g_autofree char *text = NULL;

  tf_plot_style_screen (&style, FALSE, 1);
  for (guint i = 0; i < 4; i++)
    tf_trace_append (trace, &(TfTraceRow){ .t = i * 50, .metrics.values = { 1 } });
  {
    g_autoptr (TfChart) chart = tf_plot_epochs_new (&data, &style);

    /* t = 0 and 50, at the epochs 1 and 51; 101 is beyond the last. */
    g_assert_cmpuint (count_points (chart, TF_METRIC_NC1, &n_series), ==, 4 + 2);
    g_assert_cmpuint (n_series, ==, 2);
  }
  text = tf_plot_epochs_explain (&data);
  g_assert_nonnull (strstr (text, "Dashed"));
  g_assert_nonnull (strstr (text, "at epoch 100"));
}

static void
test_nothing (void)
{
  TfEpochsData data = { .shown = -1, .metrics = tf_plot_epochs_usual_metrics (), .log_x = TRUE, .log_y = FALSE };
  TfPlotStyle style;
  g_autofree char *text = tf_plot_epochs_explain (&data);

  tf_plot_style_screen (&style, TRUE, 1);
  {
    g_autoptr (TfChart) chart = tf_plot_epochs_new (&data, &style);

    g_assert_false (tf_chart_has_points (chart));
    g_assert_nonnull (chart->message);
  }
  g_assert_nonnull (strstr (text, "folder"));
}

/* A folder that a training has not written into yet is no reason to ask for one. */
static void
test_empty (void)
{
  g_autoptr (TfEpochs) epochs = tf_epochs_new (0);
  TfEpochsData data = { .epochs = epochs, .shown = -1, .metrics = tf_plot_epochs_usual_metrics () };
  g_autoptr (TfChart) chart = NULL;
  TfPlotStyle style;

  tf_plot_style_screen (&style, FALSE, 1);
  chart = tf_plot_epochs_new (&data, &style);
  g_assert_nonnull (strstr (chart->message, "the first one that a training writes"));
}

/* What sums of samples do not tell is said, where it was chosen. */
static void
test_untold (void)
{
  g_autoptr (TfEpochs) epochs = make_epochs (1);
  TfEpochsData data = { .epochs = epochs, .shown = 0, .metrics = tf_metric_set_one (TF_METRIC_NC1) };
  g_autofree char *none = NULL, *untold = NULL, *told = NULL;

  epochs->n_measured = epochs->n;
  for (guint i = 0; i < epochs->n; i++)
    epochs->rows[i].metrics.values[TF_METRIC_CDNV] = NAN;
  none = tf_plot_epochs_explain (&data);
  tf_metric_set_add (&data.metrics, TF_METRIC_CDNV);
  untold = tf_plot_epochs_explain (&data);
  epochs->rows[2].metrics.values[TF_METRIC_CDNV] = 1;
  told = tf_plot_epochs_explain (&data);
  g_assert_null (strstr (none, "Undefined here"));
  g_assert_nonnull (strstr (untold, "keep none: CDNV."));
  g_assert_null (strstr (told, "Undefined here"));
}

/* Cells where they belong, at any size. */
static void
test_map (void)
{
  g_autoptr (TfEpochs) epochs = make_epochs (2);
  TfEpochsMap data = { .epochs = epochs, .metric = TF_METRIC_NC1, .shown = 3 };
  TfPlotStyle style;

  tf_plot_style_screen (&style, FALSE, 1);
  for (int size = 1; size <= 1600; size *= 40)
    {
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, size, size);
      cairo_t *cr = cairo_create (surface);

      for (data.metric = 0; data.metric < TF_N_METRICS; data.metric++)
        tf_plot_epochs_map_draw (cr, size, size, &data, &style);
      g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
}

/* What the map looks like: bytes of 800 x 400 pixels. */
static GBytes *
draw_map (const TfEpochsMap *data, const TfPlotStyle *style)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 800, 400);
  cairo_t *cr = cairo_create (surface);
  GBytes *bytes;

  tf_plot_epochs_map_draw (cr, 800, 400, data, style);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  bytes = g_bytes_new (cairo_image_surface_get_data (surface), 400 * cairo_image_surface_get_stride (surface));
  cairo_surface_destroy (surface);
  return bytes;
}

/* The value at the pointer is read out, and seen. */
static void
test_map_pointer (void)
{
  static const struct
  {
    double x, y;
    const char *said;
  } points[] = {
    { 140, 60, "layer<0>, epoch 0: 1.00" }, { 690, 300, "layer<1>, epoch 100: not known" }, { 1, 1, NULL },
  };
  g_autoptr (TfEpochs) epochs = make_epochs (2);
  TfEpochsMap data = { .epochs = epochs, .metric = TF_METRIC_NC1, .shown = -1 };
  g_autoptr (GBytes) plain = NULL;
  TfPlotStyle style;

  tf_plot_style_screen (&style, FALSE, 1);
  plain = draw_map (&data, &style);
  data.has_pointer = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    {
      g_autofree char *said = NULL;
      g_autoptr (GBytes) drawn = NULL;

      data.pointer_x = points[i].x;
      data.pointer_y = points[i].y;
      said = tf_plot_epochs_map_read_out (800, 400, &data, &style);
      drawn = draw_map (&data, &style);
      g_assert_cmpstr (said, ==, points[i].said);
      g_assert_cmpint (g_bytes_equal (plain, drawn), ==, points[i].said == NULL);
    }
}

/* Variants have names in the place of numbers, and no lines. */
static void
test_variants (void)
{
  g_autoptr (TfEpochs) epochs = make_epochs (1);
  TfEpochsData data = { .epochs = epochs, .shown = 1, .metrics = tf_metric_set_one (TF_METRIC_NC1), .log_x = TRUE, .log_y = TRUE };
  TfPlotStyle style;
  g_autoptr (TfChart) chart = NULL;
  g_autofree char *text = NULL;

  epochs->variants = TRUE;
  tf_plot_style_screen (&style, FALSE, 1);
  chart = tf_plot_epochs_new (&data, &style);
  g_assert_false (chart->x_log);
  g_assert_cmpuint (g_strv_length (chart->x_names), ==, epochs->n);
  for (guint s = 0; s < chart->series->len; s++)
    {
      const TfChartSeries *series = g_ptr_array_index (chart->series, s);

      g_assert_true (series->no_line);
      g_assert_true (series->show_points);
    }
  text = tf_plot_epochs_explain (&data);
  g_assert_nonnull (strstr (text, "no lines"));
  g_assert_nonnull (strstr (text, "least, 0.25, in epoch 100"));
}

/* Loss and 1/beta are drawn where there are some. */
static void
test_extras (void)
{
  g_autoptr (TfEpochs) epochs = make_epochs (1);
  TfEpochsData data = { .epochs = epochs, .shown = 1, .metrics = tf_metric_set_one (TF_METRIC_NC1), .log_x = TRUE, .log_y = TRUE };
  TfPlotStyle style;
  guint n_series;

  tf_plot_style_screen (&style, FALSE, 1);
  epochs->rows[1].loss = 2;
  epochs->rows[2].complexity = 0.5;
  for (guint asked = 0; asked < 2; asked++)
    {
      g_autoptr (TfChart) chart = NULL;

      data.complexity = asked;
      chart = tf_plot_epochs_new (&data, &style);
      count_points (chart, TF_PLOT_EPOCHS_LOSS, &n_series);
      g_assert_cmpuint (n_series, ==, 1);
      count_points (chart, TF_PLOT_EPOCHS_COMPLEXITY, &n_series);
      g_assert_cmpuint (n_series, ==, asked);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/epochs-plot/chart", test_chart);
  g_test_add_func ("/epochs-plot/flow", test_flow);
  g_test_add_func ("/epochs-plot/beside", test_beside);
  g_test_add_func ("/epochs-plot/nothing", test_nothing);
  g_test_add_func ("/epochs-plot/empty", test_empty);
  g_test_add_func ("/epochs-plot/untold", test_untold);
  g_test_add_func ("/epochs-plot/variants", test_variants);
  g_test_add_func ("/epochs-plot/extras", test_extras);
  g_test_add_func ("/epochs-plot/map", test_map);
  g_test_add_func ("/epochs-plot/map-pointer", test_map_pointer);
  return g_test_run ();
}
