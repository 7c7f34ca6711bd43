/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "theory-view.h"

#include "layer-fits.h"
#include "plot-area.h"
#include "plot-depth.h"
#include "plot-epochs-map.h"
#include "plot-epochs.h"
#include "plot-map.h"
#include "plot-response.h"
#include "theory-controls.h"
#include "theory-facts.h"
#include "theory-layout.h"
#include "theory-words.h"

#define BRIEF 250 /* characters, which the third of a projector's height has room for */

struct _TfTheoryView
{
  GtkWidget parent_instance;

  /* Parts, from top to bottom. */
  TfTheoryControls *controls;
  TfPlotArea *upper, *lower;
  GtkWidget *words; /* around the explanation */
  GtkLabel *explanation;
  gboolean  unexplained, is_brief;
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
  return (TfEpochsMap){ .epochs = self->data.epochs, .metric = tf_theory_controls_get_map_metric (self->controls),
                        .shown = self->data.epoch_shown };
}

/* As the controls are now. */
static TfViewData
get_data (TfTheoryView *self, const TfPlotPointer *pointer)
{
  TfEpochsControls *epochs = tf_theory_controls_get_epochs (self->controls);
  TfViewData data = self->data;

  data.parameters = &self->parameters;
  data.facts = self->facts;
  data.epochs_metrics = tf_epochs_controls_get_metrics (epochs);
  data.epochs_log_x = tf_epochs_controls_get_log_x (epochs);
  data.epochs_log_y = tf_epochs_controls_get_log_y (epochs);
  data.epochs_complexity = tf_epochs_controls_get_complexity (epochs);
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

      map.has_pointer = pointer->present;
      map.pointer_x = pointer->x;
      map.pointer_y = pointer->y;
      tf_plot_epochs_map_draw (cr, width, height, &map, style);
      return;
    }
  if (self->view != NULL && self->view->above != NULL)
    self->view->draw (cr, width, height, &data, style);
}

static void
refresh (TfTheoryView *self)
{
  g_autofree char *whole = NULL, *markup = NULL;

  if (self->view == NULL || self->view == &tf_view_map)
    return;
  whole = explain (self);
  markup = self->is_brief ? tf_theory_shorten (whole, BRIEF) : g_strdup (whole);
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

/* First, above the plots. */
static void
make_controls (TfTheoryView *self)
{
  self->controls = TF_THEORY_CONTROLS (tf_theory_controls_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->controls), GTK_WIDGET (self));
  g_signal_connect_swapped (self->controls, "changed", G_CALLBACK (refresh), self);
  g_signal_connect_swapped (self->controls, "asked", G_CALLBACK (asked_cb), self);
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
  tf_theory_controls_set_has_map (self->controls, map);
  tf_plot_area_set_label (self->lower, map ? "Layers over epochs" : "Prediction and truth");
}

void
tf_theory_view_set_page (TfTheoryView *self, TfPage page)
{
  const TfView *view = tf_page_get_view (page);

  g_return_if_fail (TF_IS_THEORY_VIEW (self) && page < tf_page_count ());
  self->page = page;
  self->view = view;
  tf_theory_controls_show_for (self->controls, view);
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
    tf_epochs_controls_set_variants (tf_theory_controls_get_epochs (self->controls), data->epochs->variants);
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
  question->n_layers = tf_theory_controls_get_n_layers (self->controls);
  question->kind = tf_theory_controls_get_perturbation (self->controls);
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
  return tf_theory_controls_get_epochs (self->controls);
}

void
tf_theory_view_set_brief (TfTheoryView *self, gboolean brief)
{
  g_return_if_fail (TF_IS_THEORY_VIEW (self));
  self->is_brief = brief;
  refresh (self);
}

void
tf_theory_view_set_log_epochs (TfTheoryView *self, gboolean log_epochs)
{
  g_return_if_fail (TF_IS_THEORY_VIEW (self));
  tf_epochs_controls_set_log_x (tf_theory_controls_get_epochs (self->controls), log_epochs);
}

gboolean
tf_theory_view_wants_complexity (TfTheoryView *self)
{
  return self->view == &tf_view_epochs && tf_epochs_controls_get_complexity (tf_theory_controls_get_epochs (self->controls));
}
