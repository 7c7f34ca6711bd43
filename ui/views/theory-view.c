/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "theory-view.h"

#include "epochs-controls.h"
#include "plot-area.h"
#include "layer-fits.h"
#include "plot-depth.h"
#include "plot-epochs-map.h"
#include "plot-epochs.h"
#include "plot-map.h"
#include "plot-response.h"
#include "theory-facts.h"
#include "theory-layout.h"
#include "theory-words.h"

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
  GtkWidget *words; /* around the explanation */
  GtkLabel *explanation;
  gboolean  unexplained;
  TfMapView *map;

  TfPage page;
  const TfView *view; /* the page's */

  /* What is drawn: of run, features and epochs references; the trace is borrowed. */
  TfViewData data;
  TfParameters parameters; /* of the sliders */
  TfTheoryFacts *facts;

  GCancellable *fitting;  /* of the layers, under way; or NULL */
  GArray *fits;           /* TfFit of each layer against the next, or NULL */
  const TfView *fitted_view; /* layers are only fitted while they are seen */
};

enum
{
  QUESTION_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TfTheoryView, tf_theory_view, GTK_TYPE_WIDGET)

/* --- what is drawn --- */

static gboolean
has_map (TfTheoryView *self)
{
  return self->view == &tf_view_depth && self->data.epochs != NULL && self->data.epochs->n_layers > 1;
}

static TfEpochsMap
map_data (TfTheoryView *self)
{
  return (TfEpochsMap){ self->data.epochs, gtk_drop_down_get_selected (self->map_metrics), self->data.epoch_shown };
}

/* As the controls are now. */
static TfViewData
get_data (TfTheoryView *self, const TfPlotPointer *pointer)
{
  TfViewData data = self->data;

  data.parameters = &self->parameters;
  data.facts = self->facts;
  data.epochs_metrics = tf_epochs_controls_get_metrics (self->epochs_control);
  data.epochs_log_x = tf_epochs_controls_get_log_x (self->epochs_control);
  data.epochs_log_y = tf_epochs_controls_get_log_y (self->epochs_control);
  data.epochs_complexity = tf_epochs_controls_get_complexity (self->epochs_control);
  if (pointer != NULL)
    {
      data.has_pointer = pointer->present;
      data.pointer_x = pointer->x;
      data.pointer_y = pointer->y;
    }
  return data;
}

static char *
explain (TfTheoryView *self)
{
  TfViewData data = get_data (self, NULL);
  TfEpochsMap map = map_data (self);

  return tf_theory_explain (self->view, &data, self->fits, has_map (self) ? &map : NULL);
}

static void
draw_upper (cairo_t *cr, double width, double height, const TfPlotPointer *pointer, const TfPlotStyle *style,
            gpointer user_data)
{
  TfTheoryView *self = user_data;
  TfViewData data = get_data (self, pointer);
  const TfView *view = self->view;

  if (view != NULL && view != &tf_view_map)
    (view->above != NULL ? view->above : view)->draw (cr, width, height, &data, style);
}

static void
draw_lower (cairo_t *cr, double width, double height, const TfPlotPointer *pointer, const TfPlotStyle *style,
            gpointer user_data)
{
  TfTheoryView *self = user_data;
  TfViewData data = get_data (self, pointer);

  if (has_map (self))
    {
      TfEpochsMap map = map_data (self);

      tf_plot_epochs_map_draw (cr, width, height, &map, style);
      return;
    }
  if (self->view != NULL && self->view->above != NULL)
    self->view->draw (cr, width, height, &data, style);
}

static void
refresh (TfTheoryView *self)
{
  g_autofree char *markup = NULL;

  if (self->view == NULL || self->view == &tf_view_map)
    return;
  markup = explain (self);
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
  if (self->data.layers == NULL || self->view != &tf_view_depth)
    return;
  self->fitting = g_cancellable_new ();
  tf_layer_fits_async (self->data.layers, &self->parameters, self->fitting, fitted_cb, g_object_ref (self));
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
  g_signal_connect_swapped (self->epochs_control, "changed", G_CALLBACK (asked_cb), self);
  gtk_box_append (GTK_BOX (self->controls), GTK_WIDGET (self->epochs_control));
}

/* Last, for the words below. Where they are long they are scrolled. */
static void
make_explanation (TfTheoryView *self)
{
  GtkScrolledWindow *scrolled = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());

  self->explanation = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->explanation, TRUE);
  gtk_label_set_xalign (self->explanation, 0);
  gtk_label_set_yalign (self->explanation, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->explanation), "explanation");
  gtk_scrolled_window_set_policy (scrolled, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (scrolled, TRUE);
  gtk_scrolled_window_set_child (scrolled, GTK_WIDGET (self->explanation));
  self->words = GTK_WIDGET (scrolled);
  gtk_widget_set_parent (self->words, GTK_WIDGET (self));
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
  tf_theory_view_update (self, &(TfViewData){ 0 });
  stop_fitting (self);
  g_clear_pointer (&self->facts, tf_theory_facts_unref);
  G_OBJECT_CLASS (tf_theory_view_parent_class)->dispose (object);
}

static void
tf_theory_view_class_init (TfTheoryViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tf_theory_view_dispose;
  signals[QUESTION_CHANGED] = g_signal_new ("question-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "theoryview");
}

static void
tf_theory_view_init (TfTheoryView *self)
{
  gtk_widget_set_layout_manager (GTK_WIDGET (self), tf_theory_layout_new ());
  self->parameters = TF_PARAMETERS_DEFAULT;
  self->facts = tf_theory_facts_new ();
  make_controls (self);
  self->upper = TF_PLOT_AREA (tf_plot_area_new ("Theory"));
  self->lower = TF_PLOT_AREA (tf_plot_area_new ("Prediction and truth"));
  tf_plot_area_set_draw (self->upper, draw_upper, self);
  tf_plot_area_set_draw (self->lower, draw_lower, self);
  gtk_widget_set_parent (GTK_WIDGET (self->upper), GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->lower), GTK_WIDGET (self));
  self->map = TF_MAP_VIEW (tf_map_view_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->map), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->map), FALSE);
  gtk_widget_set_parent (GTK_WIDGET (self->map), GTK_WIDGET (self));
  make_explanation (self);
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

  gtk_widget_set_visible (GTK_WIDGET (self->lower), (self->view != NULL && self->view->above != NULL) || map);
  gtk_widget_set_visible (self->map_control, map);
  tf_plot_area_set_label (self->lower, map ? "Layers over epochs" : "Prediction and truth");
}

void
tf_theory_view_set_page (TfTheoryView *self, TfPage page)
{
  const TfView *view = tf_page_get_view (page);

  g_return_if_fail (TF_IS_THEORY_VIEW (self) && page < tf_page_count ());
  self->page = page;
  self->view = view;
  gtk_widget_set_visible (self->layers_control, view == &tf_view_depth);
  gtk_widget_set_visible (self->kind_control, view == &tf_view_response);
  gtk_widget_set_visible (GTK_WIDGET (self->epochs_control), view == &tf_view_epochs);
  gtk_widget_set_visible (self->controls, view == &tf_view_depth || view == &tf_view_response || view == &tf_view_epochs);
  gtk_widget_set_visible (GTK_WIDGET (self->upper), view != &tf_view_map);
  show_lower (self);
  gtk_widget_set_visible (self->words, view != &tf_view_map && !self->unexplained);
  gtk_widget_set_visible (GTK_WIDGET (self->map), view == &tf_view_map);
  tf_plot_area_set_label (self->upper, tf_page_get_title (page));
  refresh (self);
}

TfPage
tf_theory_view_get_page (TfTheoryView *self)
{
  return self->page;
}

/* Takes the new references before it gives up the old ones, which may be the same. */
static void
keep (TfTheoryView *self, const TfViewData *data)
{
  TfViewData old = self->data, *now = &self->data;

  now->frame = data->frame != NULL ? tf_frame_ref (data->frame) : NULL;
  now->survey = data->survey != NULL ? tf_survey_ref (data->survey) : NULL;
  now->moments = data->moments != NULL ? tf_moments_ref (data->moments) : NULL;
  now->layers = data->layers != NULL ? tf_layers_ref (data->layers) : NULL;
  now->epochs = data->epochs != NULL ? tf_epochs_ref ((TfEpochs *) data->epochs) : NULL;
  now->epoch_shown = data->epochs != NULL ? data->epoch_shown : -1;
  now->epochs_beside = data->epochs_beside != NULL ? tf_epochs_ref ((TfEpochs *) data->epochs_beside) : NULL;
  now->epoch_beside = data->epochs_beside != NULL ? data->epoch_beside : -1;
  now->epochs_flow = data->epochs_flow;
  if (data->epochs != NULL)
    tf_epochs_controls_set_variants (self->epochs_control, data->epochs->variants);
  now->trace = data->trace;
  if (data->parameters != NULL)
    self->parameters = *data->parameters;
  g_clear_pointer (&old.frame, tf_frame_unref);
  g_clear_pointer (&old.survey, tf_survey_unref);
  g_clear_pointer (&old.moments, tf_moments_unref);
  g_clear_pointer (&old.layers, tf_layers_unref);
  if (old.epochs != NULL)
    tf_epochs_unref ((TfEpochs *) old.epochs);
  if (old.epochs_beside != NULL)
    tf_epochs_unref ((TfEpochs *) old.epochs_beside);
}

void
tf_theory_view_update (TfTheoryView *self, const TfViewData *data)
{
  gboolean other = data->moments != self->data.moments || data->layers != self->data.layers
                   || (data->parameters != NULL && !tf_parameters_equal (data->parameters, &self->parameters));

  g_return_if_fail (TF_IS_THEORY_VIEW (self));
  keep (self, data);
  if (self->upper == NULL)
    return;
  if (other || (self->view == &tf_view_depth) != (self->fitted_view == &tf_view_depth))
    fit_layers (self);
  self->fitted_view = self->view;
  show_lower (self);
  refresh (self);
}

void
tf_theory_view_fill_question (TfTheoryView *self, TfSurveyQuestion *question)
{
  if (self->view != NULL)
    question->parts |= self->view->parts & ~(TF_VIEW_PART_MAP | TF_VIEW_PART_EPOCHS);
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
  return self->view == &tf_view_map ? tf_map_view_get_explanation (self->map) : gtk_label_get_text (self->explanation);
}

void
tf_theory_view_set_explained (TfTheoryView *self, gboolean explained)
{
  g_return_if_fail (TF_IS_THEORY_VIEW (self));
  self->unexplained = !explained;
  gtk_widget_set_visible (self->words, self->view != &tf_view_map && explained);
}

void
tf_theory_view_set_companions (TfTheoryView *self, TfCompanions companions)
{
  g_return_if_fail (TF_IS_THEORY_VIEW (self));
  self->data.companions = companions;
}

TfEpochsControls *
tf_theory_view_get_epochs_controls (TfTheoryView *self)
{
  g_return_val_if_fail (TF_IS_THEORY_VIEW (self), NULL);
  return self->epochs_control;
}

void
tf_theory_view_set_log_epochs (TfTheoryView *self, gboolean log_epochs)
{
  g_return_if_fail (TF_IS_THEORY_VIEW (self));
  tf_epochs_controls_set_log_x (self->epochs_control, log_epochs);
}

gboolean
tf_theory_view_wants_complexity (TfTheoryView *self)
{
  return self->view == &tf_view_epochs && tf_epochs_controls_get_complexity (self->epochs_control);
}
