/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-epochs.h"

#include <math.h>
#include <string.h>

#include "number-format.h"
#include "traces-legend.h"

#define MOST_NAME_ROWS 3
#define MOST_POINTS 80 /* with a marker each */

TfMetricSet
tf_plot_epochs_usual_metrics (void)
{
  static const TfMetric usual[] = { TF_METRIC_NC1_RATIO, TF_METRIC_NC1, TF_METRIC_NC2, TF_METRIC_NC3,
                                    TF_METRIC_NC4, TF_METRIC_CDNV, TF_METRIC_ACCURACY,
                                    TF_METRIC_TEST_NC1, TF_METRIC_TEST_NC4, TF_METRIC_OOD_COS };
  TfMetricSet set = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    tf_metric_set_add (&set, usual[i]);
  return set;
}

/* The layer that is drawn. */
static const char *
get_layer (const TfEpochsData *data)
{
  if (data->shown >= 0 && data->shown < (int) data->epochs->n)
    return data->epochs->rows[data->shown].layer;
  return data->epochs->n > 0 ? data->epochs->rows[0].layer : "";
}

static gboolean
is_drawn (const TfEpochsData *data, guint i)
{
  const TfEpoch *row = &data->epochs->rows[i];

  return row->is_measured && strcmp (row->layer, get_layer (data)) == 0;
}

static void
add_measured (TfChart *chart, const TfEpochsData *data, TfMetric metric, const TfLineLook *look)
{
  guint n = 0;
  g_autofree double *xs = g_new (double, data->epochs->n), *ys = g_new (double, data->epochs->n);
  TfChartSeries *series;

  for (guint i = 0; i < data->epochs->n; i++)
    if (is_drawn (data, i))
      {
        xs[n] = data->epochs->rows[i].epoch;
        ys[n++] = data->epochs->rows[i].metrics.values[metric];
      }
  series = tf_chart_add_series (chart, metric, look, tf_metric_get_info (metric)->symbol, n, xs, ys);
  series->no_line = data->epochs->variants;
  series->show_points = series->no_line || n <= MOST_POINTS;
}

/* What a row has beside metrics, where any has it. */
static gboolean
add_extra (TfChart *chart, const TfEpochsData *data, guint id, gsize offset, const char *label, const TfLineLook *look)
{
  guint n = 0;
  gboolean any = FALSE;
  g_autofree double *xs = g_new (double, data->epochs->n), *ys = g_new (double, data->epochs->n);
  TfChartSeries *series;

  for (guint i = 0; i < data->epochs->n; i++)
    if (is_drawn (data, i))
      {
        xs[n] = data->epochs->rows[i].epoch;
        ys[n] = G_STRUCT_MEMBER (double, &data->epochs->rows[i], offset);
        any = any || !isnan (ys[n]);
        n++;
      }
  if (!any)
    return FALSE;
  series = tf_chart_add_series (chart, id, look, label, n, xs, ys);
  series->no_line = data->epochs->variants;
  series->show_points = series->no_line || n <= MOST_POINTS;
  return TRUE;
}

static void
add_extras (TfChart *chart, const TfEpochsData *data, const TfPlotStyle *style)
{
  TfLineLook look = tf_chart_palette (1, style);

  look.has_marker = TRUE;
  look.marker = TF_MARKER_DIAMOND;
  tf_chart_set_dotted (&look);
  add_extra (chart, data, TF_PLOT_EPOCHS_LOSS, G_STRUCT_OFFSET (TfEpoch, loss), "loss of the training", &look);
  look = tf_chart_palette (3, style);
  look.has_marker = TRUE;
  look.marker = TF_MARKER_SQUARE;
  tf_chart_set_dotted (&look);
  if (data->complexity)
    add_extra (chart, data, TF_PLOT_EPOCHS_COMPLEXITY, G_STRUCT_OFFSET (TfEpoch, complexity), "1/β from the epoch before", &look);
}

/* Where the last epoch is; what the flow does later has no place on this axis. */
static double
get_last (const TfEpochsData *data)
{
  return data->epochs->rows[data->epochs->n - 1].epoch;
}

static gboolean
has_flow (const TfEpochsData *data)
{
  return data->trace != NULL && !data->epochs->variants && data->shown >= 0 && data->shown < (int) data->epochs->n
         && tf_trace_get_n_rows (data->trace) > 1 && data->epochs->rows[data->shown].epoch < get_last (data);
}

static void
add_flow (TfChart *chart, const TfEpochsData *data, TfMetric metric, const TfLineLook *look)
{
  double from = data->epochs->rows[data->shown].epoch, last = get_last (data);
  guint n_rows = tf_trace_get_n_rows (data->trace), n = 0;
  g_autofree double *xs = g_new (double, n_rows), *ys = g_new (double, n_rows);
  TfChartSeries *series;

  for (guint i = 0; i < n_rows; i++)
    {
      const TfTraceRow *row = tf_trace_get_row (data->trace, i);

      if (from + row->t > last)
        break;
      xs[n] = from + row->t;
      ys[n++] = row->metrics.values[metric];
    }
  series = tf_chart_add_series (chart, metric, look, NULL, n, xs, ys);
  series->read_label = g_strdup_printf ("%s of the flow", tf_metric_get_info (metric)->symbol);
}

static void
add_metric (TfChart *chart, const TfEpochsData *data, TfMetric metric, const TfPlotStyle *style)
{
  TfLineLook look = tf_traces_get_look (metric, style);

  look.dashes[0] = 0;
  add_measured (chart, data, metric, &look);
  if (!has_flow (data))
    return;
  tf_chart_set_dashed (&look);
  add_flow (chart, data, metric, &look);
}

static void
add_flow_name (TfChart *chart, const TfPlotStyle *style)
{
  TfLineLook look = { .width = 1 };

  memcpy (look.rgb, style->foreground, sizeof look.rgb);
  tf_chart_set_dashed (&look);
  tf_chart_add_series (chart, TF_CHART_OTHER_ID, &look, "the model’s flow from here", 0, NULL, NULL);
}

/* What has no order has names in the place of numbers. */
static void
name_variants (TfChart *chart, const TfEpochs *epochs)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < epochs->n; i++)
    g_strv_builder_add (names, epochs->rows[i].name);
  chart->x_names = g_strv_builder_end (names);
  chart->x_name_rows = MOST_NAME_ROWS;
  chart->x_lo = -0.5;
  chart->x_hi = epochs->n - 0.5;
}

/* What is not trained on has a line where it stands beside an epoch. */
static gboolean
is_there (const TfEpochsData *data, TfMetric metric)
{
  if (tf_metric_set_has (tf_metric_set_there (FALSE, FALSE), metric))
    return TRUE;
  for (guint i = 0; i < data->epochs->n; i++)
    if (is_drawn (data, i) && tf_metrics_is_defined (&data->epochs->rows[i].metrics, metric))
      return TRUE;
  return FALSE;
}

static const TfCompanion *
find_beside (const TfEpochsData *data)
{
  for (guint i = 0; data->beside != NULL && i < data->companions.n; i++)
    if (data->companions.items[i].look == TF_COMPANION_BESIDE)
      return &data->companions.items[i];
  return NULL;
}

/* The other training, in the other run's look. */
static void
add_beside (TfChart *chart, const TfEpochsData *data, const TfPlotStyle *style)
{
  const TfCompanion *companion = find_beside (data);
  TfEpochsData other = { .epochs = data->beside, .shown = data->beside_shown, .metrics = data->metrics };
  g_autoptr (TfChart) beside = NULL;

  if (companion == NULL || data->beside->n == 0)
    return;
  beside = tf_chart_new (style, "epoch", data->log_x, data->log_y);
  for (int m = 0; m < TF_N_METRICS; m++)
    if (tf_metric_set_has (data->metrics, m) && is_there (&other, m))
      add_metric (beside, &other, m, style);
  tf_chart_add_companion (chart, beside, companion);
}

TfChart *
tf_plot_epochs_new (const TfEpochsData *data, const TfPlotStyle *style)
{
  gboolean any = data->epochs != NULL && data->epochs->n > 0, variants = any && data->epochs->variants;
  TfChart *chart = tf_chart_new (style, variants ? "variant" : "epoch", data->log_x && !variants, data->log_y);

  chart->x_whole = !data->log_x || variants;
  chart->x_zero = TRUE;
  tf_chart_take (&chart->message, g_strdup (any                    ? "The epochs appear here as they are measured."
                                            : data->epochs != NULL ? "There is no file of features in this folder yet: the first "
                                                                     "one that a training writes appears here."
                                                                   : "Open a folder with a feature file an epoch: the network’s "
                                                                     "training appears here."));
  if (!any)
    return chart;
  if (variants)
    name_variants (chart, data->epochs);
  for (int m = 0; m < TF_N_METRICS; m++)
    if (tf_metric_set_has (data->metrics, m) && is_there (data, m))
      add_metric (chart, data, m, style);
  add_extras (chart, data, style);
  if (!variants)
    add_beside (chart, data, style);
  if (has_flow (data))
    add_flow_name (chart, style);
  if (data->shown >= 0 && data->shown < (int) data->epochs->n)
    tf_chart_add_rule (chart, TRUE, data->epochs->rows[data->shown].epoch, NULL);
  return chart;
}

void
tf_plot_epochs_draw (cairo_t *cr, double width, double height, const TfEpochsData *data, const TfChartOptions *options,
                     const TfPlotStyle *style)
{
  g_autoptr (TfChart) chart = tf_plot_epochs_new (data, style);
  TfChartOptions alone = *options;

  alone.companions = (TfCompanions){ 0 }; /* other runs have a time, and no epoch */
  tf_chart_draw (cr, width, height, chart, &alone);
}

/* "NC1~ is least, 0.13, in seed_3, and largest, 0.3, in seed_1." */
static void
append_range (GString *text, const TfEpochsData *data)
{
  const TfEpoch *least = NULL, *most = NULL;
  g_autofree char *low = NULL, *high = NULL, *low_name = NULL, *high_name = NULL;

  for (guint i = 0; i < data->epochs->n; i++)
    {
      const TfEpoch *row = &data->epochs->rows[i];
      double value = row->metrics.values[TF_METRIC_NC1_RATIO];

      if (!is_drawn (data, i) || !tf_metrics_is_defined (&row->metrics, TF_METRIC_NC1_RATIO))
        continue;
      if (least == NULL || value < least->metrics.values[TF_METRIC_NC1_RATIO])
        least = row;
      if (most == NULL || value > most->metrics.values[TF_METRIC_NC1_RATIO])
        most = row;
    }
  if (least == NULL || least == most)
    return;
  low = tf_format_number_short (least->metrics.values[TF_METRIC_NC1_RATIO], 3);
  high = tf_format_number_short (most->metrics.values[TF_METRIC_NC1_RATIO], 3);
  low_name = g_markup_escape_text (least->name, -1);
  high_name = g_markup_escape_text (most->name, -1);
  g_string_append_printf (text, " Tr Σ<sub>W</sub>/Tr Σ<sub>B</sub> is least, %s, in %s and largest, %s, in %s.", low, low_name, high,
                          high_name);
}

static void
append_said (GString *text, const TfEpochs *epochs)
{
  g_autofree char *said = epochs->said != NULL ? g_markup_escape_text (epochs->said, -1) : NULL;

  if (said != NULL)
    g_string_append_printf (text, " <b>%s.</b>", said);
}

static char *
explain_variants (const TfEpochsData *data)
{
  GString *text = g_string_new ("Measured in each network, over all samples of its file, with its last layer where the file has "
                                "one. Variants have no order: dots, and no lines between them.");

  append_range (text, data);
  append_said (text, data->epochs);
  return g_string_free (text, FALSE);
}

/* "NC1~ went from 1.3 at epoch 1 to 0.13 at epoch 240." where: said before it. */
static void
append_course (GString *text, const char *where, const TfEpochsData *data)
{
  int first = -1, last = -1;

  for (guint i = 0; i < data->epochs->n; i++)
    if (is_drawn (data, i) && tf_metrics_is_defined (&data->epochs->rows[i].metrics, TF_METRIC_NC1_RATIO))
      {
        first = first < 0 ? (int) i : first;
        last = i;
      }
  if (first < last)
    {
      const TfEpoch *a = &data->epochs->rows[first], *b = &data->epochs->rows[last];
      g_autofree char *from = tf_format_number_short (a->metrics.values[TF_METRIC_NC1_RATIO], 3);
      g_autofree char *to = tf_format_number_short (b->metrics.values[TF_METRIC_NC1_RATIO], 3);

      g_string_append_printf (text, " %sTr Σ<sub>W</sub>/Tr Σ<sub>B</sub> went from %s at epoch %g to %s at epoch %g.", where, from,
                              a->epoch, to, b->epoch);
    }
}

static void
append_beside (GString *text, const TfEpochsData *data)
{
  const TfCompanion *companion = find_beside (data);
  TfEpochsData other = { .epochs = data->beside, .shown = data->beside_shown };
  g_autofree char *name = companion != NULL ? tf_companion_get_markup (companion) : NULL;
  g_autofree char *where = name != NULL ? g_strdup_printf ("In run %s, dashed and fainter, ", name) : NULL;

  if (companion == NULL)
    return;
  append_course (text, where, &other);
  append_said (text, data->beside);
}

/* What was chosen and no file tells: files of moments keep no samples. */
static void
append_untold (GString *text, const TfEpochsData *data)
{
  static const TfMetric metrics[] = { TF_METRIC_NC4, TF_METRIC_CDNV, TF_METRIC_MARGIN, TF_METRIC_ACCURACY };
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint m = 0; m < G_N_ELEMENTS (metrics) && data->epochs->n_measured > 0; m++)
    {
      gboolean told = !tf_metric_set_has (data->metrics, metrics[m]);

      for (guint i = 0; i < data->epochs->n; i++)
        told = told || tf_metrics_is_defined (&data->epochs->rows[i].metrics, metrics[m]);
      if (!told)
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", tf_metric_get_info (metrics[m])->symbol);
    }
  if (names->len > 0)
    g_string_append_printf (text, " Undefined here, as every sample is needed and files of moments keep none: %s.", names->str);
}

char *
tf_plot_epochs_explain (const TfEpochsData *data)
{
  GString *text;

  if (data->epochs != NULL && data->epochs->n > 0 && data->epochs->variants)
    return explain_variants (data);
  text = g_string_new ("Measured in the network, over all samples of each file, with its last layer where the file "
                                "has one; between epochs lines and moving means only lead the eye.");

  if (data->epochs == NULL || data->epochs->n == 0)
    {
      g_string_assign (text, "A network in training is a folder with a feature file an epoch. It is watched while it is open: "
                             "a training may write into it.");
      return g_string_free (text, FALSE);
    }
  append_course (text, "", data);
  append_beside (text, data);
  append_untold (text, data);
  if (data->complexity)
    g_string_append (text, " 1/β: as complex as what lies between an epoch and the one before is, at the sliders’ λ; none where "
                           "Tr Σ<sub>W</sub>/Tr Σ<sub>B</sub> did not fall, or no β has it.");
  if (has_flow (data))
    g_string_append (text, " Dashed: the flow of the model from the epoch shown, with time 1 for an epoch.");
  else
    g_string_append (text, " Space starts the model’s flow from the epoch shown; the read-outs below are the model’s, "
                           "with W*(H) at its start.");
  append_said (text, data->epochs);
  return g_string_free (text, FALSE);
}

/* --- the view --- */

static TfEpochsData
take (const TfViewData *data)
{
  return (TfEpochsData){ data->epochs, data->epoch_shown, data->epochs_beside, data->epoch_beside, data->companions, data->epochs_flow,
                         data->epochs_metrics, data->epochs_log_x, data->epochs_log_y, data->epochs_complexity };
}

static void
draw_view (cairo_t *cr, double width, double height, const TfViewData *data, const TfPlotStyle *style)
{
  TfEpochsData epochs = take (data);
  TfChartOptions options = tf_chart_options_of (data);

  tf_plot_epochs_draw (cr, width, height, &epochs, &options, style);
}

static char *
explain_view (const TfViewData *data)
{
  TfEpochsData epochs = take (data);

  return tf_plot_epochs_explain (&epochs);
}

const TfView tf_view_epochs = {
  .id = "epochs",
  .title = "Metrics over epochs",
  .tab = "Epochs",
  .meaning = "A network in training: metrics of each of its epochs",
  .aspect = TF_VIEW_ASPECT,
  .parts = TF_VIEW_PART_EPOCHS,
  .screen_only = TRUE, /* but where the folder is known (tf_view_is_drawn()) */
  .cites_metrics = TRUE,
  .caption = "metrics of a network in training over its epochs",
  .draw = draw_view,
  .explain = explain_view,
};
