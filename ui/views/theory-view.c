/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "theory-view.h"

#include "epochs-controls.h"
#include "plot-area.h"
#include "plot-depth.h"
#include "layer-fits.h"
#include "plot-epochs-map.h"
#include "plot-epochs.h"
#include "plot-limit.h"
#include "plot-monotone.h"
#include "plot-response.h"
#include "plot-spectrum.h"
#include "plot-vicinity.h"
#include "theory-text.h"

#define MOST_LAYERS 100

struct _TfTheoryView
{
  GtkWidget parent_instance;

  /* Parts, from top to bottom. */
  GtkWidget *controls;
  GtkWidget *layers_control, *kind_control;
  GtkSpinButton *n_layers;
  GtkDropDown *kinds;
  TfEpochsControls *epochs_control;
  GtkWidget *map_control;
  GtkDropDown *map_metrics; /* of the map of layers and epochs */
  TfPlotArea *upper, *lower;
  GtkLabel *explanation;
  TfMapView *map;

  TfPage page;
  TfFrame *frame;
  const TfTrace *trace;
  TfSurvey *survey;
  TfMoments *moments;
  TfLayers *layers;
  TfEpochs *epochs;
  GCancellable *fitting;  /* of the layers, under way; or NULL */
  GArray *fits;           /* TfFit of each layer against the next, or NULL */
  int epoch_shown;
  TfParameters parameters;

  /* Made of these. */
  TfLimit *closed; /* NULL: there is no closed form */
  char *no_form;   /* why, or NULL */
  TfSpectrumPlot spectra;
  GPtrArray *names;    /* of the layers, borrowed; empty where there are none */
  TfMetrics *measured; /* of each, or NULL */
  TfPage measured_page; /* they are only measured while they are seen */
  TfCompanions companions;
  TfMonotoneCurves *curves;
  guint64 run;     /* the curves' */
};

enum
{
  QUESTION_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TfTheoryView, tf_theory_view, GTK_TYPE_WIDGET)

static const struct
{
  const char *id, *title, *meaning;
} pages[TF_N_PAGES] = {
  [TF_PAGE_RUN] = { "run", "Run", "Metrics over time and angles between class means" },
  [TF_PAGE_LIMIT] = { "limit", "Limit", "Where the flow will end, in numbers beside those of now" },
  [TF_PAGE_MONOTONE] = { "monotone", "Monotone", "What must fall and rise along the run (Theorem 3.1)" },
  [TF_PAGE_VICINITY] = { "vicinity", "Vicinity", "Minimizers H_{1/β} over β beside the flow at t = 1/β (Section 3)" },
  [TF_PAGE_DEPTH] = { "depth", "Depth", "Layer after layer: H₀ ← H_{1/β} (Figure 2)" },
  [TF_PAGE_EPOCHS] = { "epochs", "Epochs", "A network in training: metrics of each of its epochs" },
  [TF_PAGE_RESPONSE] = { "response", "Response", "How a minimizer answers to its features (Theorems 4.1, 4.2; Figure 1)" },
  [TF_PAGE_MAP] = { "map", "Map", "Metrics at the minimizer over one parameter or two, the sliders being a cross in it" },
};

const char *
tf_page_id (TfPage page)
{
  return pages[page].id;
}

const char *
tf_page_title (TfPage page)
{
  return pages[page].title;
}

const char *
tf_page_meaning (TfPage page)
{
  return pages[page].meaning;
}

/* --- what is drawn --- */

static TfLimitPlot
limit_data (TfTheoryView *self)
{
  return (TfLimitPlot){ self->frame, self->survey, self->closed, self->no_form };
}

static TfVicinityData
vicinity_data (TfTheoryView *self)
{
  return (TfVicinityData){ self->survey, self->trace, &self->parameters };
}

static TfDepthData
depth_data (TfTheoryView *self)
{
  return (TfDepthData){ self->survey, self->names->len, (const char *const *) self->names->pdata, self->measured };
}

static gboolean
has_map (TfTheoryView *self)
{
  return self->page == TF_PAGE_DEPTH && self->epochs != NULL && self->epochs->n_layers > 1;
}

static TfEpochsMap
map_data (TfTheoryView *self)
{
  return (TfEpochsMap){ self->epochs, gtk_drop_down_get_selected (self->map_metrics), self->epoch_shown };
}

static TfEpochsData
epochs_data (TfTheoryView *self)
{
  return (TfEpochsData){ self->epochs, self->epoch_shown, self->trace, tf_epochs_controls_get_metrics (self->epochs_control),
                         tf_epochs_controls_get_log_x (self->epochs_control),
                         tf_epochs_controls_get_log_y (self->epochs_control) };
}

static TfChartOptions
chart_options (TfTheoryView *self, const TfPlotPointer *pointer)
{
  TfChartOptions options = TF_CHART_OPTIONS_DEFAULT;

  options.companions = self->companions;

  options.has_pointer = pointer->present;
  options.pointer_x = pointer->x;
  options.pointer_y = pointer->y;
  return options;
}

static void
draw_limit (TfTheoryView *self, cairo_t *cr, double width, double height, const TfChartOptions *chart,
            const TfPlotStyle *style)
{
  TfLimitPlot data = limit_data (self);

  tf_plot_limit_draw (cr, width, height, &data, style);
}

static void
draw_monotone (TfTheoryView *self, cairo_t *cr, double width, double height, const TfChartOptions *chart,
               const TfPlotStyle *style)
{
  tf_plot_monotone_draw (cr, width, height, self->curves, self->trace, chart, style);
}

static void
draw_vicinity (TfTheoryView *self, cairo_t *cr, double width, double height, const TfChartOptions *chart,
               const TfPlotStyle *style)
{
  TfVicinityData data = vicinity_data (self);
  TfVicinityOptions options = TF_VICINITY_OPTIONS_DEFAULT;

  options.chart = *chart;
  tf_plot_vicinity_draw (cr, width, height, &data, &options, style);
}

static void
draw_depth (TfTheoryView *self, cairo_t *cr, double width, double height, const TfChartOptions *chart,
            const TfPlotStyle *style)
{
  TfDepthData data = depth_data (self);
  TfDepthOptions options = TF_DEPTH_OPTIONS_DEFAULT;

  options.chart = *chart;
  tf_plot_depth_draw (cr, width, height, &data, &options, style);
}

static void
draw_epochs (TfTheoryView *self, cairo_t *cr, double width, double height, const TfChartOptions *chart,
             const TfPlotStyle *style)
{
  TfEpochsData data = epochs_data (self);

  tf_plot_epochs_draw (cr, width, height, &data, chart, style);
}

static void
draw_spectrum (TfTheoryView *self, cairo_t *cr, double width, double height, const TfChartOptions *chart,
               const TfPlotStyle *style)
{
  tf_plot_spectrum_draw (cr, width, height, &self->spectra, chart, style);
}

static char *
explain_limit (TfTheoryView *self)
{
  TfLimitPlot data = limit_data (self);

  return tf_plot_limit_explain (&data);
}

static char *
explain_monotone (TfTheoryView *self)
{
  return tf_plot_monotone_explain (self->curves);
}

static char *
explain_vicinity (TfTheoryView *self)
{
  TfVicinityData data = vicinity_data (self);

  return tf_plot_vicinity_explain (&data);
}

static char *
explain_depth (TfTheoryView *self)
{
  TfDepthData data = depth_data (self);
  g_autofree char *text = tf_plot_depth_explain (&data);
  GString *all = g_string_new (text);

  if (self->fits != NULL)
    {
      g_autofree char *list = tf_layer_fits_describe (self->layers, self->fits);

      g_string_append_printf (all, " With these λ, what lies between the measured layers is as complex as 1/β = %s.", list);
    }
  if (has_map (self))
    {
      TfEpochsMap map = map_data (self);
      g_autofree char *sentence = tf_plot_epochs_map_explain (&map);

      g_string_append_printf (all, " %s", sentence);
    }
  return g_string_free (all, FALSE);
}

static char *
explain_epochs (TfTheoryView *self)
{
  TfEpochsData data = epochs_data (self);

  return tf_plot_epochs_explain (&data);
}

static char *
explain_response (TfTheoryView *self)
{
  g_autofree char *spectrum = tf_plot_spectrum_explain (&self->spectra);
  g_autofree char *response = tf_plot_response_explain (self->survey);

  return g_strdup_printf ("%s %s", spectrum, response);
}

static const struct
{
  void (*draw) (TfTheoryView *self, cairo_t *cr, double width, double height, const TfChartOptions *chart,
                const TfPlotStyle *style);
  char *(*explain) (TfTheoryView *self);
} plots[TF_N_PAGES] = {
  [TF_PAGE_LIMIT] = { draw_limit, explain_limit },
  [TF_PAGE_MONOTONE] = { draw_monotone, explain_monotone },
  [TF_PAGE_VICINITY] = { draw_vicinity, explain_vicinity },
  [TF_PAGE_DEPTH] = { draw_depth, explain_depth },
  [TF_PAGE_RESPONSE] = { draw_spectrum, explain_response },
  [TF_PAGE_EPOCHS] = { draw_epochs, explain_epochs },
};

static void
draw_upper (cairo_t *cr, double width, double height, const TfPlotPointer *pointer, const TfPlotStyle *style,
            gpointer user_data)
{
  TfTheoryView *self = user_data;
  TfChartOptions chart = chart_options (self, pointer);

  if (plots[self->page].draw != NULL)
    plots[self->page].draw (self, cr, width, height, &chart, style);
}

static void
draw_lower (cairo_t *cr, double width, double height, const TfPlotPointer *pointer, const TfPlotStyle *style,
            gpointer user_data)
{
  TfTheoryView *self = user_data;
  TfChartOptions chart = chart_options (self, pointer);

  if (has_map (self))
    {
      TfEpochsMap map = map_data (self);

      tf_plot_epochs_map_draw (cr, width, height, &map, style);
      return;
    }
  tf_plot_response_draw (cr, width, height, self->survey, &chart, style);
}

static void
refresh (TfTheoryView *self)
{
  g_autofree char *markup = NULL;

  if (self->page == TF_PAGE_RUN || self->page == TF_PAGE_MAP)
    return;
  markup = plots[self->page].explain (self);
  if (g_strcmp0 (markup, gtk_label_get_label (self->explanation)) != 0)
    {
      gtk_label_set_markup (self->explanation, markup);
      tf_plot_area_describe (self->upper, gtk_label_get_text (self->explanation));
    }
  gtk_widget_queue_draw (GTK_WIDGET (self->upper));
  gtk_widget_queue_draw (GTK_WIDGET (self->lower));
}

/* --- the measured layers' 1/beta --- */

static void
fitted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TfTheoryView) self = user_data;
  GArray *fits = tf_layer_fits_finish (result, NULL);

  if (fits == NULL)
    return;
  if (g_task_get_cancellable (G_TASK (result)) != self->fitting)
    {
      g_array_unref (fits);
      return;
    }
  g_clear_object (&self->fitting);
  g_clear_pointer (&self->fits, g_array_unref);
  self->fits = fits;
  refresh (self);
}

static void
stop_fitting (TfTheoryView *self)
{
  if (self->fitting != NULL)
    g_cancellable_cancel (self->fitting);
  g_clear_object (&self->fitting);
  g_clear_pointer (&self->fits, g_array_unref);
}

static void
fit_layers (TfTheoryView *self)
{
  stop_fitting (self);
  if (self->layers == NULL || self->page != TF_PAGE_DEPTH)
    return;
  self->fitting = g_cancellable_new ();
  tf_layer_fits_async (self->layers, &self->parameters, self->fitting, fitted_cb, g_object_ref (self));
}

/* --- what is asked --- */

static void
asked_cb (TfTheoryView *self)
{
  g_signal_emit (self, signals[QUESTION_CHANGED], 0);
}

static GtkWidget *
make_control (TfTheoryView *self, const char *mnemonic, GtkWidget *widget)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gtk_label_new_with_mnemonic (mnemonic);

  gtk_label_set_mnemonic_widget (GTK_LABEL (label), widget);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY, label, NULL, -1);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), widget);
  gtk_box_append (GTK_BOX (self->controls), box);
  return box;
}

static void
make_controls (TfTheoryView *self)
{
  static const char *const names[TF_N_PERTURBATIONS + 1] = {
    [TF_PERTURBATION_CLASS] = "Within one class",
    [TF_PERTURBATION_MEAN] = "One class mean",
    [TF_PERTURBATION_RANDOM] = "Every sample",
  };
  const char *labels[TF_N_METRICS + 1] = { NULL };

  for (int m = 0; m < TF_N_METRICS; m++)
    labels[m] = tf_metric_get_info (m)->label;

  self->controls = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  gtk_widget_add_css_class (self->controls, "theory-controls");
  gtk_widget_set_parent (self->controls, GTK_WIDGET (self));

  self->n_layers = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (1, MOST_LAYERS, 1));
  gtk_spin_button_set_value (self->n_layers, TF_SURVEY_QUESTION_DEFAULT.n_layers);
  self->layers_control = make_control (self, "La_yers", GTK_WIDGET (self->n_layers));
  g_signal_connect_swapped (self->n_layers, "value-changed", G_CALLBACK (asked_cb), self);

  self->kinds = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (names));
  gtk_drop_down_set_selected (self->kinds, TF_SURVEY_QUESTION_DEFAULT.kind);
  self->kind_control = make_control (self, "_Perturb", GTK_WIDGET (self->kinds));
  g_signal_connect_swapped (self->kinds, "notify::selected", G_CALLBACK (asked_cb), self);

  self->map_metrics = GTK_DROP_DOWN (gtk_drop_down_new_from_strings ((const char *const *) labels));
  gtk_drop_down_set_selected (self->map_metrics, TF_METRIC_NC1_RATIO);
  self->map_control = make_control (self, "_Map", GTK_WIDGET (self->map_metrics));
  g_signal_connect_swapped (self->map_metrics, "notify::selected", G_CALLBACK (refresh), self);

  self->epochs_control = TF_EPOCHS_CONTROLS (tf_epochs_controls_new ());
  g_signal_connect_swapped (self->epochs_control, "changed", G_CALLBACK (refresh), self);
  gtk_box_append (GTK_BOX (self->controls), GTK_WIDGET (self->epochs_control));
}

/* overrides */

static void
tf_theory_view_dispose (GObject *object)
{
  TfTheoryView *self = TF_THEORY_VIEW (object);
  GtkWidget *child;

  if (self->upper != NULL)
    {
      tf_plot_area_set_draw (self->upper, NULL, NULL);
      tf_plot_area_set_draw (self->lower, NULL, NULL);
    }
  self->upper = self->lower = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->frame, tf_frame_unref);
  g_clear_pointer (&self->survey, tf_survey_unref);
  g_clear_pointer (&self->moments, tf_moments_unref);
  g_clear_pointer (&self->layers, tf_layers_unref);
  stop_fitting (self);
  g_clear_pointer (&self->epochs, tf_epochs_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->measured, g_free);
  g_clear_pointer (&self->closed, tf_limit_free);
  g_clear_pointer (&self->no_form, g_free);
  g_clear_pointer (&self->curves, tf_monotone_curves_free);
  tf_spectrum_plot_clear (&self->spectra);
  G_OBJECT_CLASS (tf_theory_view_parent_class)->dispose (object);
}

static void
tf_theory_view_class_init (TfTheoryViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tf_theory_view_dispose;
  signals[QUESTION_CHANGED] = g_signal_new ("question-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "theoryview");
}

static void
tf_theory_view_init (TfTheoryView *self)
{
  GtkOrientable *layout = GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  gtk_orientable_set_orientation (layout, GTK_ORIENTATION_VERTICAL);
  self->parameters = TF_PARAMETERS_DEFAULT;
  self->curves = tf_monotone_curves_new ();
  self->names = g_ptr_array_new ();
  make_controls (self);
  self->upper = TF_PLOT_AREA (tf_plot_area_new ("Theory"));
  self->lower = TF_PLOT_AREA (tf_plot_area_new ("Prediction and truth"));
  tf_plot_area_set_draw (self->upper, draw_upper, self);
  tf_plot_area_set_draw (self->lower, draw_lower, self);
  gtk_widget_set_parent (GTK_WIDGET (self->upper), GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->lower), GTK_WIDGET (self));
  self->explanation = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->explanation, TRUE);
  gtk_label_set_xalign (self->explanation, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->explanation), "explanation");
  gtk_widget_set_parent (GTK_WIDGET (self->explanation), GTK_WIDGET (self));
  self->map = TF_MAP_VIEW (tf_map_view_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->map), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->map), FALSE);
  gtk_widget_set_parent (GTK_WIDGET (self->map), GTK_WIDGET (self));
}

/* public */

GtkWidget *
tf_theory_view_new (void)
{
  return g_object_new (TF_TYPE_THEORY_VIEW, NULL);
}

/* A second plot, and what it can be asked. */
static void
show_lower (TfTheoryView *self)
{
  gboolean map = has_map (self);

  gtk_widget_set_visible (GTK_WIDGET (self->lower), self->page == TF_PAGE_RESPONSE || map);
  gtk_widget_set_visible (self->map_control, map);
  tf_plot_area_set_label (self->lower, map ? "Layers over epochs" : "Prediction and truth");
}

void
tf_theory_view_set_page (TfTheoryView *self, TfPage page)
{
  g_return_if_fail (TF_IS_THEORY_VIEW (self) && page < TF_N_PAGES);
  self->page = page;
  gtk_widget_set_visible (self->layers_control, page == TF_PAGE_DEPTH);
  gtk_widget_set_visible (self->kind_control, page == TF_PAGE_RESPONSE);
  gtk_widget_set_visible (GTK_WIDGET (self->epochs_control), page == TF_PAGE_EPOCHS);
  gtk_widget_set_visible (self->controls, page == TF_PAGE_DEPTH || page == TF_PAGE_RESPONSE || page == TF_PAGE_EPOCHS);
  gtk_widget_set_visible (GTK_WIDGET (self->upper), page != TF_PAGE_MAP);
  show_lower (self);
  gtk_widget_set_visible (GTK_WIDGET (self->explanation), page != TF_PAGE_MAP);
  gtk_widget_set_visible (GTK_WIDGET (self->map), page == TF_PAGE_MAP);
  tf_plot_area_set_label (self->upper, tf_page_title (page));
  refresh (self);
}

TfPage
tf_theory_view_get_page (TfTheoryView *self)
{
  return self->page;
}

/* What the network's own layers measure, under the present parameters. */
static void
measure_layers (TfTheoryView *self)
{
  guint n = self->layers != NULL && self->page == TF_PAGE_DEPTH ? self->layers->n_layers : 0;

  g_ptr_array_set_size (self->names, 0);
  g_clear_pointer (&self->measured, g_free);
  self->measured = g_new (TfMetrics, n);
  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (self->names, self->layers->layers[i].name);
      tf_layers_measure (self->layers, &self->parameters, i, self->measured + i);
    }
}

/* Another run begins with other curves. */
static void
follow_run (TfTheoryView *self)
{
  if (self->frame != NULL && self->frame->run != self->run)
    {
      tf_monotone_curves_clear (self->curves);
      self->run = self->frame->run;
    }
  if (self->page == TF_PAGE_MONOTONE && self->moments != NULL)
    tf_monotone_curves_update (self->curves, self->trace, &self->parameters, tf_theory_is_balanced (self->moments));
}

static void
take_closed_forms (TfTheoryView *self)
{
  g_autoptr (GError) error = NULL;

  tf_spectrum_plot_fill (&self->spectra, self->moments, &self->parameters);
  g_clear_pointer (&self->closed, tf_limit_free);
  g_clear_pointer (&self->no_form, g_free);
  if (self->moments == NULL || self->parameters.beta > 0)
    return;
  self->closed = tf_limit_new_for_moments (self->moments, &self->parameters, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    self->no_form = g_strdup (error->message);
}

void
tf_theory_view_update (TfTheoryView *self, const TfTheoryData *data)
{
  gboolean other = data->moments != self->moments
                   || (data->parameters != NULL && !tf_parameters_equal (data->parameters, &self->parameters));

  g_return_if_fail (TF_IS_THEORY_VIEW (self));
  if (data->frame != self->frame)
    {
      g_clear_pointer (&self->frame, tf_frame_unref);
      self->frame = data->frame != NULL ? tf_frame_ref (data->frame) : NULL;
    }
  if (data->survey != self->survey)
    {
      g_clear_pointer (&self->survey, tf_survey_unref);
      self->survey = data->survey != NULL ? tf_survey_ref (data->survey) : NULL;
    }
  if (data->moments != self->moments)
    {
      g_clear_pointer (&self->moments, tf_moments_unref);
      self->moments = data->moments != NULL ? tf_moments_ref (data->moments) : NULL;
    }
  if (data->layers != self->layers)
    {
      g_clear_pointer (&self->layers, tf_layers_unref);
      self->layers = data->layers != NULL ? tf_layers_ref (data->layers) : NULL;
      other = TRUE;
    }
  if (data->epochs != self->epochs)
    {
      g_clear_pointer (&self->epochs, tf_epochs_unref);
      self->epochs = data->epochs != NULL ? tf_epochs_ref (data->epochs) : NULL;
    }
  self->epoch_shown = data->epochs != NULL ? data->epoch_shown : -1;
  if (data->parameters != NULL)
    self->parameters = *data->parameters;
  self->trace = data->trace;
  if (other)
    take_closed_forms (self);
  if (other || (self->page == TF_PAGE_DEPTH) != (self->measured_page == TF_PAGE_DEPTH))
    {
      measure_layers (self);
      fit_layers (self);
    }
  show_lower (self);
  self->measured_page = self->page;
  follow_run (self);
  refresh (self);
}

void
tf_theory_view_fill_question (TfTheoryView *self, TfSurveyQuestion *question)
{
  static const TfSurveyParts parts[TF_N_PAGES] = {
    [TF_PAGE_VICINITY] = TF_SURVEY_VICINITY,
    [TF_PAGE_DEPTH] = TF_SURVEY_DEPTH,
    [TF_PAGE_RESPONSE] = TF_SURVEY_RESPONSE,
  };

  question->parts |= parts[self->page];
  question->n_layers = gtk_spin_button_get_value_as_int (self->n_layers);
  question->kind = gtk_drop_down_get_selected (self->kinds);
}

TfMapView *
tf_theory_view_get_map_view (TfTheoryView *self)
{
  return self->map;
}

const char *
tf_theory_view_get_explanation (TfTheoryView *self)
{
  return self->page == TF_PAGE_MAP ? tf_map_view_get_explanation (self->map) : gtk_label_get_text (self->explanation);
}

void
tf_theory_view_set_companions (TfTheoryView *self, TfCompanions companions)
{
  g_return_if_fail (TF_IS_THEORY_VIEW (self));
  self->companions = companions;
}

void
tf_theory_view_set_log_epochs (TfTheoryView *self, gboolean log_epochs)
{
  g_return_if_fail (TF_IS_THEORY_VIEW (self));
  tf_epochs_controls_set_log_x (self->epochs_control, log_epochs);
}
