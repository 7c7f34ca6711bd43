/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "theory-controls.h"

#include "plot-depth.h"
#include "plot-epochs.h"
#include "plot-response.h"
#include "symbol-choice.h"

#define MOST_LAYERS 100

struct _TfTheoryControls
{
  GtkBox parent_instance;

  GtkSpinButton    *n_layers;
  GtkDropDown      *kinds;   /* of perturbations */
  GtkDropDown      *metrics; /* of the map of layers and epochs */
  GtkWidget        *layers_box, *kinds_box, *metrics_box; /* with their names */
  TfEpochsControls *epochs;
};

enum
{
  ASKED,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TfTheoryControls, tf_theory_controls, GTK_TYPE_BOX)

static void
asked_cb (TfTheoryControls *self)
{
  g_signal_emit (self, signals[ASKED], 0);
}

static void
changed_cb (TfTheoryControls *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static GtkWidget *
add (TfTheoryControls *self, const char *mnemonic, GtkWidget *widget)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gtk_label_new_with_mnemonic (mnemonic);

  gtk_label_set_mnemonic_widget (GTK_LABEL (label), widget);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY, label, NULL, -1);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), widget);
  gtk_box_append (GTK_BOX (self), box);
  return box;
}

static void
add_layers (TfTheoryControls *self)
{
  self->n_layers = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (1, MOST_LAYERS, 1));
  gtk_spin_button_set_value (self->n_layers, TF_SURVEY_QUESTION_DEFAULT.n_layers);
  self->layers_box = add (self, "La_yers", GTK_WIDGET (self->n_layers));
  g_signal_connect_swapped (self->n_layers, "value-changed", G_CALLBACK (asked_cb), self);
}

static void
add_kinds (TfTheoryControls *self)
{
  static const char *const names[TF_N_PERTURBATIONS + 1] = {
    [TF_PERTURBATION_CLASS] = "Within one class",
    [TF_PERTURBATION_MEAN] = "One class mean",
    [TF_PERTURBATION_RANDOM] = "Every sample",
  };

  self->kinds = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (names));
  gtk_drop_down_set_selected (self->kinds, TF_SURVEY_QUESTION_DEFAULT.kind);
  self->kinds_box = add (self, "_Perturb", GTK_WIDGET (self->kinds));
  g_signal_connect_swapped (self->kinds, "notify::selected", G_CALLBACK (asked_cb), self);
}

static void
add_metrics (TfTheoryControls *self)
{
  const char *labels[TF_N_METRICS + 1] = { NULL };

  for (int m = 0; m < TF_N_METRICS; m++)
    labels[m] = tf_metric_get_info (m)->label;
  self->metrics = GTK_DROP_DOWN (tf_symbol_choice_new ((const char *const *) labels));
  gtk_drop_down_set_selected (self->metrics, TF_METRIC_NC1_RATIO);
  self->metrics_box = add (self, "_Map", GTK_WIDGET (self->metrics));
  g_signal_connect_swapped (self->metrics, "notify::selected", G_CALLBACK (changed_cb), self);
}

static void
add_epochs (TfTheoryControls *self)
{
  self->epochs = TF_EPOCHS_CONTROLS (tf_epochs_controls_new ());
  g_signal_connect_swapped (self->epochs, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->epochs, "changed", G_CALLBACK (asked_cb), self);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->epochs));
}

static void
tf_theory_controls_class_init (TfTheoryControlsClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  signals[ASKED] = g_signal_new ("asked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tf_theory_controls_init (TfTheoryControls *self)
{
  gtk_box_set_spacing (GTK_BOX (self), 18);
  gtk_widget_add_css_class (GTK_WIDGET (self), "theory-controls");
  add_layers (self);
  add_kinds (self);
  add_metrics (self);
  add_epochs (self);
}

/* public */

GtkWidget *
tf_theory_controls_new (void)
{
  return g_object_new (TF_TYPE_THEORY_CONTROLS, NULL);
}

void
tf_theory_controls_show_for (TfTheoryControls *self, const TfView *view)
{
  g_return_if_fail (TF_IS_THEORY_CONTROLS (self));
  gtk_widget_set_visible (self->layers_box, view == &tf_view_depth);
  gtk_widget_set_visible (self->kinds_box, view == &tf_view_response);
  gtk_widget_set_visible (GTK_WIDGET (self->epochs), view == &tf_view_epochs);
  gtk_widget_set_visible (GTK_WIDGET (self), view == &tf_view_depth || view == &tf_view_response || view == &tf_view_epochs);
}

void
tf_theory_controls_set_has_map (TfTheoryControls *self, gboolean has_map)
{
  g_return_if_fail (TF_IS_THEORY_CONTROLS (self));
  gtk_widget_set_visible (self->metrics_box, has_map);
}

guint
tf_theory_controls_get_n_layers (TfTheoryControls *self)
{
  return gtk_spin_button_get_value_as_int (self->n_layers);
}

TfPerturbationKind
tf_theory_controls_get_perturbation (TfTheoryControls *self)
{
  return (TfPerturbationKind) gtk_drop_down_get_selected (self->kinds);
}

TfMetric
tf_theory_controls_get_map_metric (TfTheoryControls *self)
{
  return (TfMetric) gtk_drop_down_get_selected (self->metrics);
}

TfEpochsControls *
tf_theory_controls_get_epochs (TfTheoryControls *self)
{
  return self->epochs;
}
