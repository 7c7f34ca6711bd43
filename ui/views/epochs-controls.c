/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epochs-controls.h"

#include "plot-epochs.h"
#include "symbol-markup.h"

struct _TfEpochsControls
{
  GtkWidget parent_instance;

  GtkCheckButton *metrics[TF_N_METRICS];
  GtkCheckButton *log_x, *log_y, *complexity;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TfEpochsControls, tf_epochs_controls, GTK_TYPE_WIDGET)

static void
toggled_cb (TfEpochsControls *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* NULL: it has none. */
static GtkLabel *
get_words (GtkCheckButton *check)
{
  GtkWidget *last = gtk_widget_get_last_child (GTK_WIDGET (check));

  return GTK_IS_LABEL (last) ? GTK_LABEL (last) : NULL;
}

/* Its words take two lines where letters are large. */
static GtkCheckButton *
make_check (TfEpochsControls *self, const char *label, const char *tip, gboolean active)
{
  GtkCheckButton *check = GTK_CHECK_BUTTON (gtk_check_button_new_with_mnemonic (label));
  GtkLabel *words = get_words (check);

  if (words != NULL)
    {
      gtk_label_set_wrap (words, TRUE);
      gtk_label_set_natural_wrap_mode (words, GTK_NATURAL_WRAP_NONE);
    }
  gtk_check_button_set_active (check, active);
  gtk_widget_set_tooltip_text (GTK_WIDGET (check), tip);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (toggled_cb), self);
  return check;
}

static GtkCheckButton *
make_metric_check (TfEpochsControls *self, TfMetric metric, gboolean active)
{
  const TfMetricInfo *info = tf_metric_get_info (metric);
  GtkCheckButton *check = make_check (self, info->label, info->meaning, active);
  g_autofree char *markup = tf_symbol_markup (info->label);

  gtk_check_button_set_use_underline (check, FALSE);
  if (get_words (check) != NULL)
    gtk_label_set_markup (get_words (check), markup);
  return check;
}

/* A box for each metric, in three columns. */
static GtkWidget *
make_choice (TfEpochsControls *self)
{
  GtkWidget *button = gtk_menu_button_new (), *popover = gtk_popover_new (), *grid = gtk_grid_new ();
  TfMetricSet usual = tf_plot_epochs_usual_metrics ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  for (int m = 0; m < TF_N_METRICS; m++)
    {
      self->metrics[m] = make_metric_check (self, m, tf_metric_set_has (usual, m));
      gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (self->metrics[m]), m / 10, m % 10, 1, 1);
    }
  self->complexity
      = make_check (self, "1/_β from epoch to epoch",
                    "How complex what lies between an epoch and the next is, at these λ [T23 Sec. 3]", FALSE);
  gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (self->complexity), 0, 10, 3, 1);
  gtk_popover_set_child (GTK_POPOVER (popover), grid);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), "Metrics");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_set_tooltip_text (button, "Which metrics are drawn over the epochs");
  return button;
}

static void
tf_epochs_controls_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (tf_epochs_controls_parent_class)->dispose (object);
}

static void
tf_epochs_controls_class_init (TfEpochsControlsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tf_epochs_controls_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
tf_epochs_controls_init (TfEpochsControls *self)
{
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 12);
  gtk_widget_set_parent (make_choice (self), GTK_WIDGET (self));
  self->log_x = make_check (self, "Log _epochs", "Epochs on a logarithmic scale", FALSE);
  self->log_y = make_check (self, "Log _values", "Metrics on a logarithmic scale", TRUE);
  gtk_widget_set_parent (GTK_WIDGET (self->log_x), GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->log_y), GTK_WIDGET (self));
}

GtkWidget *
tf_epochs_controls_new (void)
{
  return g_object_new (TF_TYPE_EPOCHS_CONTROLS, NULL);
}

TfMetricSet
tf_epochs_controls_get_metrics (TfEpochsControls *self)
{
  TfMetricSet set = { 0 };

  for (int m = 0; m < TF_N_METRICS; m++)
    if (gtk_check_button_get_active (self->metrics[m]))
      tf_metric_set_add (&set, m);
  return set;
}

gboolean
tf_epochs_controls_get_log_x (TfEpochsControls *self)
{
  return gtk_check_button_get_active (self->log_x);
}

void
tf_epochs_controls_set_log_x (TfEpochsControls *self, gboolean log_x)
{
  gtk_check_button_set_active (self->log_x, log_x);
}

void
tf_epochs_controls_set_log_y (TfEpochsControls *self, gboolean log_y)
{
  gtk_check_button_set_active (self->log_y, log_y);
}

void
tf_epochs_controls_set_metrics (TfEpochsControls *self, TfMetricSet metrics)
{
  for (int m = 0; m < TF_N_METRICS; m++)
    gtk_check_button_set_active (self->metrics[m], tf_metric_set_has (metrics, m));
}

void
tf_epochs_controls_set_variants (TfEpochsControls *self, gboolean variants)
{
  gtk_widget_set_visible (GTK_WIDGET (self->log_x), !variants);
}

gboolean
tf_epochs_controls_get_log_y (TfEpochsControls *self)
{
  return gtk_check_button_get_active (self->log_y);
}

gboolean
tf_epochs_controls_get_complexity (TfEpochsControls *self)
{
  return gtk_check_button_get_active (self->complexity);
}
