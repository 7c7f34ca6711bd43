/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parameters-panel.h"

#include "runner.h"
#include "log-scale.h"

struct _TfParametersPanel
{
  GtkBox parent_instance;

  TfParameters parameters;
  gboolean     has_weights;
  gboolean     showing; /* the program is setting the rows: what they emit is no one's doing */

  TfLogScale        *lambda_w;
  TfLogScale        *lambda_h;
  TfLogScale        *beta;
  GtkSwitch         *bias;
  AdwComboRow       *flow;
  TfLogScale        *eta;
  TfLogScale        *step;
  AdwComboRow       *initial_w;
  TfLogScale        *pace;
};

G_DEFINE_FINAL_TYPE (TfParametersPanel, tf_parameters_panel, GTK_TYPE_BOX)

enum
{
  CHANGED,
  PACE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The choices of the first W, in the order of their row. */
static const TfInitialW initial_choices[] = { TF_INITIAL_W_ZERO, TF_INITIAL_W_RANDOM, TF_INITIAL_W_FILE };
static const char *const initial_names[] = { "Zero", "Random", "From the file", NULL };
static const char *const initial_names_without_file[] = { "Zero", "Random", NULL };

static const char *const flow_meanings[] = {
  "Features follow −N∇_H f while W is at its optimum W*(H) at every moment. [T23] Eq. 4",
  "Features and W descend together; η is the speed of W against H. For η → ∞ it is the central path.",
  "Explicit steps H ← H − step · N∇_H f at W = W*(H), as networks are trained. Too large a step diverges.",
};

static void
show_flow (TfParametersPanel *self)
{
  TfFlowKind flow = self->parameters.flow;

  gtk_widget_set_visible (GTK_WIDGET (self->eta), flow == TF_FLOW_JOINT);
  gtk_widget_set_visible (GTK_WIDGET (self->initial_w), flow == TF_FLOW_JOINT);
  gtk_widget_set_visible (GTK_WIDGET (self->step), flow == TF_FLOW_DESCENT);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->flow), flow_meanings[flow]);
}

static void
show_initial_w (TfParametersPanel *self)
{
  g_autoptr (GtkStringList) names
      = gtk_string_list_new (self->has_weights ? initial_names : initial_names_without_file);

  adw_combo_row_set_model (self->initial_w, G_LIST_MODEL (names));
  for (guint i = 0; i < G_N_ELEMENTS (initial_choices); i++)
    if (initial_choices[i] == self->parameters.initial_w)
      adw_combo_row_set_selected (self->initial_w, i);
}

static void
show_parameters (TfParametersPanel *self)
{
  const TfParameters *p = &self->parameters;

  self->showing = TRUE;
  tf_log_scale_set_value (self->lambda_w, p->lambda_w);
  tf_log_scale_set_value (self->lambda_h, p->lambda_h);
  tf_log_scale_set_value (self->beta, p->beta);
  tf_log_scale_set_value (self->eta, p->eta);
  tf_log_scale_set_value (self->step, p->step);
  gtk_switch_set_active (self->bias, p->bias);
  adw_combo_row_set_selected (self->flow, p->flow);
  show_initial_w (self);
  show_flow (self);
  self->showing = FALSE;
}

/* callbacks */

static void
row_changed_cb (TfParametersPanel *self)
{
  TfParameters before = self->parameters;
  guint initial = adw_combo_row_get_selected (self->initial_w);

  if (self->showing)
    return;
  self->parameters.lambda_w = tf_log_scale_get_value (self->lambda_w);
  self->parameters.lambda_h = tf_log_scale_get_value (self->lambda_h);
  self->parameters.beta = tf_log_scale_get_value (self->beta);
  self->parameters.eta = tf_log_scale_get_value (self->eta);
  self->parameters.step = tf_log_scale_get_value (self->step);
  self->parameters.bias = gtk_switch_get_active (self->bias);
  self->parameters.flow = adw_combo_row_get_selected (self->flow);
  if (initial < G_N_ELEMENTS (initial_choices))
    self->parameters.initial_w = initial_choices[initial];
  show_flow (self);
  if (!tf_parameters_equal (&before, &self->parameters))
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
pace_row_changed_cb (TfParametersPanel *self)
{
  g_signal_emit (self, signals[PACE_CHANGED], 0);
}

/* init */

static void
tf_parameters_panel_class_init (TfParametersPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[CHANGED]
      = g_signal_new ("changed", TF_TYPE_PARAMETERS_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PACE_CHANGED] = g_signal_new ("pace-changed", TF_TYPE_PARAMETERS_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/tightframe/Tightframe/ui/parameters-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, TfParametersPanel, lambda_w);
  gtk_widget_class_bind_template_child (widget_class, TfParametersPanel, lambda_h);
  gtk_widget_class_bind_template_child (widget_class, TfParametersPanel, beta);
  gtk_widget_class_bind_template_child (widget_class, TfParametersPanel, bias);
  gtk_widget_class_bind_template_child (widget_class, TfParametersPanel, flow);
  gtk_widget_class_bind_template_child (widget_class, TfParametersPanel, eta);
  gtk_widget_class_bind_template_child (widget_class, TfParametersPanel, step);
  gtk_widget_class_bind_template_child (widget_class, TfParametersPanel, initial_w);
  gtk_widget_class_bind_template_child (widget_class, TfParametersPanel, pace);
  gtk_widget_class_bind_template_callback (widget_class, row_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, pace_row_changed_cb);
}

static void
tf_parameters_panel_init (TfParametersPanel *self)
{
  self->parameters = TF_PARAMETERS_DEFAULT;
  self->showing = TRUE;
  g_type_ensure (TF_TYPE_LOG_SCALE);
  gtk_widget_init_template (GTK_WIDGET (self));
  tf_log_scale_set_value (self->pace, TF_RUNNER_DEFAULT_PACE);
  show_parameters (self);
}

/* public */

const TfParameters *
tf_parameters_panel_get_parameters (TfParametersPanel *self)
{
  g_return_val_if_fail (TF_IS_PARAMETERS_PANEL (self), NULL);
  return &self->parameters;
}

void
tf_parameters_panel_set_parameters (TfParametersPanel *self, const TfParameters *parameters)
{
  g_return_if_fail (TF_IS_PARAMETERS_PANEL (self));
  self->parameters = *parameters;
  show_parameters (self);
}

double
tf_parameters_panel_get_pace (TfParametersPanel *self)
{
  g_return_val_if_fail (TF_IS_PARAMETERS_PANEL (self), TF_RUNNER_DEFAULT_PACE);
  return tf_log_scale_get_value (self->pace);
}

void
tf_parameters_panel_set_pace (TfParametersPanel *self, double pace)
{
  g_return_if_fail (TF_IS_PARAMETERS_PANEL (self));
  tf_log_scale_set_value (self->pace, pace);
}

void
tf_parameters_panel_step_pace (TfParametersPanel *self, int tenths)
{
  g_return_if_fail (TF_IS_PARAMETERS_PANEL (self));
  tf_log_scale_step (self->pace, tenths);
}

void
tf_parameters_panel_set_has_weights (TfParametersPanel *self, gboolean has_weights)
{
  g_return_if_fail (TF_IS_PARAMETERS_PANEL (self));
  self->has_weights = has_weights;
  if (!has_weights && self->parameters.initial_w == TF_INITIAL_W_FILE)
    self->parameters.initial_w = TF_INITIAL_W_ZERO;
  show_parameters (self);
}
