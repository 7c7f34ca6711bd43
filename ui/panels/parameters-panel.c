/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parameters-panel.h"

#include <string.h>

#include "log-scale.h"
#include "parameter-info.h"
#include "runner.h"
#include "word-popover.h"

struct _TfParametersPanel
{
  GtkBox parent_instance;

  TfParameters parameters;
  gboolean     has_weights;
  gboolean     showing; /* the program is setting the rows: what they emit is no one's doing */

  AdwPreferencesGroup *numbers; /* the objective's */
  AdwPreferencesGroup *flow;    /* all else */
  GtkWidget           *rows[TF_N_PARAMETERS];     /* by place; NULL where the window has none */
  GtkSwitch           *switches[TF_N_PARAMETERS]; /* in the rows of flags */
  TfLogScale          *pace;
};

G_DEFINE_FINAL_TYPE (TfParametersPanel, tf_parameters_panel, GTK_TYPE_BOX)

enum
{
  CHANGED,
  PACE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- a row of choices: those that need something of the file come last --- */

static gboolean
is_offered (TfParametersPanel *self, const TfParameterChoice *choice)
{
  return self->has_weights || !choice->from_file;
}

/* The choice shown at an index of the row, or the end of the list. */
static const TfParameterChoice *
find_choice (TfParametersPanel *self, const TfParameterInfo *info, guint index)
{
  const TfParameterChoice *choice;

  for (int from_file = 0; from_file < 2; from_file++)
    for (choice = info->choices; choice->word != NULL; choice++)
      if (!choice->from_file == !from_file && is_offered (self, choice) && index-- == 0)
        return choice;
  return choice;
}

static void
show_choices (TfParametersPanel *self, const TfParameterInfo *info, AdwComboRow *row)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const TfParameterChoice *now = info->choices + tf_parameter_get_whole (info, &self->parameters), *choice;
  guint selected = GTK_INVALID_LIST_POSITION, before = 0;

  for (guint i = 0; (choice = find_choice (self, info, i))->word != NULL; i++)
    {
      gtk_string_list_append (names, choice->title);
      if (choice == now)
        selected = i;
    }
  if (adw_combo_row_get_model (row) != NULL)
    before = g_list_model_get_n_items (adw_combo_row_get_model (row));
  if (before != g_list_model_get_n_items (G_LIST_MODEL (names)))
    adw_combo_row_set_model (row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (row, selected);
}

/* --- a row of text: whole numbers, and lists of them --- */

static gboolean
is_text (const TfParameterInfo *info)
{
  return info->kind == TF_PARAMETER_WHOLE || info->kind == TF_PARAMETER_WIDTHS;
}

static void
show_text (TfParametersPanel *self, const TfParameterInfo *info, GtkEditable *row)
{
  g_autofree char *text = tf_parameter_get_text (info, &self->parameters);

  if (strcmp (gtk_editable_get_text (row), text) != 0)
    gtk_editable_set_text (row, text);
  gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
}

/* What is no value leaves the parameter as it was, and is seen to. */
static void
take_text (TfParametersPanel *self, const TfParameterInfo *info, GtkEditable *row)
{
  TfParameters taken = self->parameters;
  gboolean good = tf_parameter_set_text (info, &taken, gtk_editable_get_text (row)) && tf_parameters_validate (&taken, NULL);

  if (good)
    self->parameters = taken;
  if (good)
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
}

/* --- all rows --- */

/* Those that have no say now are not seen; a row of choices says what its choice means. */
static void
show_relevant (TfParametersPanel *self)
{
  for (guint place = 0; place < TF_N_PARAMETERS; place++)
    {
      const TfParameterInfo *info = tf_parameter_at_place (place);
      const char *meaning = info->meaning;

      if (!info->has_row)
        continue;
      if (info->kind == TF_PARAMETER_CHOICE)
        {
          const char *of_choice = info->choices[tf_parameter_get_whole (info, &self->parameters)].meaning;

          meaning = *of_choice != '\0' ? of_choice : meaning;
        }
      gtk_widget_set_visible (self->rows[place], tf_parameter_applies (info, &self->parameters));
      gtk_widget_set_tooltip_text (self->rows[place], meaning);
    }
}

static void
show_parameters (TfParametersPanel *self)
{
  const TfParameters *p = &self->parameters;

  self->showing = TRUE;
  for (guint place = 0; place < TF_N_PARAMETERS; place++)
    {
      const TfParameterInfo *info = tf_parameter_at_place (place);

      if (!info->has_row)
        continue;
      if (info->kind == TF_PARAMETER_REAL)
        tf_log_scale_set_value (TF_LOG_SCALE (self->rows[place]), tf_parameter_get_real (info, p));
      else if (info->kind == TF_PARAMETER_FLAG)
        gtk_switch_set_active (self->switches[place], tf_parameter_get_whole (info, p));
      else if (is_text (info))
        show_text (self, info, GTK_EDITABLE (self->rows[place]));
      else
        show_choices (self, info, ADW_COMBO_ROW (self->rows[place]));
    }
  show_relevant (self);
  self->showing = FALSE;
}

/* callbacks */

static void
take_row (TfParametersPanel *self, guint place)
{
  const TfParameterInfo *info = tf_parameter_at_place (place);
  TfParameters *p = &self->parameters;
  const TfParameterChoice *choice;

  if (!info->has_row)
    return;
  if (info->kind == TF_PARAMETER_REAL)
    tf_parameter_set_real (info, p, tf_log_scale_get_value (TF_LOG_SCALE (self->rows[place])));
  else if (info->kind == TF_PARAMETER_FLAG)
    tf_parameter_set_whole (info, p, gtk_switch_get_active (self->switches[place]));
  else if (is_text (info))
    take_text (self, info, GTK_EDITABLE (self->rows[place]));
  else
    {
      choice = find_choice (self, info, adw_combo_row_get_selected (ADW_COMBO_ROW (self->rows[place])));
      if (choice->word != NULL)
        tf_parameter_set_whole (info, p, choice - info->choices);
    }
}

static void
row_changed_cb (TfParametersPanel *self)
{
  TfParameters before = self->parameters;

  if (self->showing)
    return;
  for (guint place = 0; place < TF_N_PARAMETERS; place++)
    take_row (self, place);
  show_relevant (self);
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
  gtk_widget_class_bind_template_child (widget_class, TfParametersPanel, numbers);
  gtk_widget_class_bind_template_child (widget_class, TfParametersPanel, flow);
  gtk_widget_class_bind_template_child (widget_class, TfParametersPanel, pace);
  gtk_widget_class_bind_template_callback (widget_class, pace_row_changed_cb);
}

/* A symbol, which a screen reader and the row itself set apart from the title. */
static GtkWidget *
make_number_row (TfParametersPanel *self, const TfParameterInfo *info)
{
  gboolean has_symbol = g_ascii_strcasecmp (info->symbol, info->title) != 0;
  GtkWidget *row = g_object_new (TF_TYPE_LOG_SCALE, "symbol", has_symbol ? info->markup : NULL, "title", info->title,
                                 "lower", (double) info->slider_lower, "upper", (double) info->slider_upper, "has-zero",
                                 info->min == 0 && !info->is_open, "tooltip-text", info->meaning, NULL);

  g_signal_connect_swapped (row, "changed", G_CALLBACK (row_changed_cb), self);
  return row;
}

static GtkWidget *
make_flag_row (TfParametersPanel *self, const TfParameterInfo *info, GtkSwitch **flag)
{
  AdwActionRow *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", info->title, "subtitle", info->note, NULL);

  *flag = g_object_new (GTK_TYPE_SWITCH, "valign", GTK_ALIGN_CENTER, NULL);
  g_signal_connect_swapped (*flag, "notify::active", G_CALLBACK (row_changed_cb), self);
  adw_action_row_add_suffix (row, GTK_WIDGET (*flag));
  adw_action_row_set_activatable_widget (row, GTK_WIDGET (*flag));
  return GTK_WIDGET (row);
}

static GtkWidget *
make_choice_row (TfParametersPanel *self, const TfParameterInfo *info)
{
  GtkWidget *row = g_object_new (ADW_TYPE_COMBO_ROW, "title", info->title, NULL);

  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (row_changed_cb), self);
  return row;
}

static GtkWidget *
make_text_row (TfParametersPanel *self, const TfParameterInfo *info)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ENTRY_ROW, "title", info->title, "show-apply-button", TRUE, NULL);

  g_signal_connect_swapped (row, "apply", G_CALLBACK (row_changed_cb), self);
  return row;
}

static void
add_rows (TfParametersPanel *self)
{
  for (guint place = 0; place < TF_N_PARAMETERS; place++)
    {
      const TfParameterInfo *info = tf_parameter_at_place (place);

      if (!info->has_row)
        continue;
      if (info->kind == TF_PARAMETER_REAL)
        self->rows[place] = make_number_row (self, info);
      else if (info->kind == TF_PARAMETER_FLAG)
        self->rows[place] = make_flag_row (self, info, &self->switches[place]);
      else if (is_text (info))
        self->rows[place] = make_text_row (self, info);
      else
        self->rows[place] = make_choice_row (self, info);
      tf_word_attach (self->rows[place], info->name);
      adw_preferences_group_add (info->group == TF_GROUP_OBJECTIVE ? self->numbers : self->flow, self->rows[place]);
    }
}

static void
tf_parameters_panel_init (TfParametersPanel *self)
{
  self->parameters = TF_PARAMETERS_DEFAULT;
  self->showing = TRUE;
  g_type_ensure (TF_TYPE_LOG_SCALE);
  gtk_widget_init_template (GTK_WIDGET (self));
  tf_log_scale_set_value (self->pace, TF_RUNNER_DEFAULT_PACE);
  add_rows (self);
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

void
tf_parameters_panel_set_beside_heading (TfParametersPanel *self, GtkWidget *widget)
{
  adw_preferences_group_set_header_suffix (self->numbers, widget);
}

void
tf_parameters_panel_mark (TfParametersPanel *self, const char *name)
{
  g_return_if_fail (TF_IS_PARAMETERS_PANEL (self));
  for (guint place = 0; place < TF_N_PARAMETERS; place++)
    if (self->rows[place] != NULL && name == NULL)
      gtk_widget_remove_css_class (self->rows[place], "marked");
    else if (self->rows[place] != NULL && g_str_equal (tf_parameter_at_place (place)->name, name))
      gtk_widget_add_css_class (self->rows[place], "marked");
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
