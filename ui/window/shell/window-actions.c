/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window-private.h"

#include "measured-dialog.h"

/* Keys without Ctrl work wherever the focus has no use for them itself; those
 * with Ctrl, and the function keys, are the application's. */
void
tf_window_class_add_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint           key;
    GdkModifierType modifiers;
    const char     *action;
  } keys[] = {
    { GDK_KEY_s, 0, "win.step" },
    { GDK_KEY_r, 0, "win.restart" },
    { GDK_KEY_n, 0, "win.new-seed" },
    { GDK_KEY_w, 0, "win.show-weights" },
    { GDK_KEY_p, 0, "win.show-samples" },
    { GDK_KEY_h, 0, "win.show-trails" },
    { GDK_KEY_t, 0, "win.touring" },
    { GDK_KEY_f, 0, "win.fixed-view" },
    { GDK_KEY_f, GDK_SHIFT_MASK, "win.hold-scale" },
    { GDK_KEY_l, 0, "win.log-x" },
    { GDK_KEY_l, GDK_SHIFT_MASK, "win.log-y" },
    { GDK_KEY_c, 0, "win.since-change" },
    { GDK_KEY_k, GDK_CONTROL_MASK, "win.columns" },
    { GDK_KEY_l, GDK_CONTROL_MASK, "win.copy-link" },
    { GDK_KEY_v, GDK_CONTROL_MASK, "win.paste-link" },
    { GDK_KEY_e, 0, "win.show-limit" },
    { GDK_KEY_0, 0, "win.reset-view" },
    { GDK_KEY_Page_Down, GDK_CONTROL_MASK, "win.next-page" },
    { GDK_KEY_Page_Up, GDK_CONTROL_MASK, "win.previous-page" },
    { GDK_KEY_m, 0, "win.all-numbers" },
    { GDK_KEY_e, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.record" },
    { GDK_KEY_i, 0, "win.glossary" },
    { GDK_KEY_F1, GDK_SHIFT_MASK, "win.ask" },
    { GDK_KEY_bracketleft, 0, "win.slower" },
    { GDK_KEY_bracketright, 0, "win.faster" },
    { GDK_KEY_Escape, 0, "win.escape" },
    { GDK_KEY_b, 0, "win.pin" },
    { GDK_KEY_b, GDK_SHIFT_MASK, "win.pin-later" },
    { GDK_KEY_d, 0, "win.compare" },
    { GDK_KEY_d, GDK_CONTROL_MASK, "win.open-beside" },
    { GDK_KEY_d, GDK_SHIFT_MASK, "win.model-beside" },
    { GDK_KEY_x, 0, "win.other-run" },
    { GDK_KEY_x, GDK_SHIFT_MASK, "win.swap-runs" },
    { GDK_KEY_comma, 0, "win.earlier" },
    { GDK_KEY_period, 0, "win.later" },
    { GDK_KEY_End, 0, "win.latest" },
    { GDK_KEY_g, 0, "win.play-epochs" },
    { GDK_KEY_less, 0, "win.previous-epoch" },
    { GDK_KEY_greater, 0, "win.next-epoch" },
    { GDK_KEY_space, GDK_SHIFT_MASK, "win.play-as-then" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].key, keys[i].modifiers, keys[i].action, NULL);
  for (int i = 0; i <= 9; i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0 + i, GDK_ALT_MASK, "win.features", "i", i);
  for (TfPage i = 0; i < tf_page_count (); i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + i, GDK_CONTROL_MASK, "win.page", "s",
                                         tf_page_get_id (i));
}

static void
explain_end (TfWindow *self)
{
  tf_toasts_show (self->toasts, "The run has come to its end. Change a parameter, or:", "Restart", "win.restart",
                  TF_WINDOW_TOAST_SECONDS);
}

static void
play_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;

  if (!tf_lab_toggle (self->lab))
    explain_end (self);
}

static void
step_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tf_lab_step (TF_WINDOW (user_data)->lab);
}

static void
restart_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tf_lab_restart (TF_WINDOW (user_data)->lab);
}

/* Another draw of the features, where they are drawn; of the first W, where that is. */
static void
new_seed_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  TfParameters parameters = *tf_window_get_parameters (self);
  TfSource *old = tf_lab_get_chosen_features (self->lab)->source;
  const TfSynthetic *synthetic = old != NULL ? tf_source_get_synthetic (old) : NULL;

  parameters.initial_w_seed++;
  tf_window_set_parameters (self, &parameters);
  if (synthetic != NULL)
    {
      TfSynthetic next = *synthetic;
      g_autoptr (TfSource) source = NULL;

      next.seed++;
      source = tf_source_new_synthetic (&next);
      tf_window_open (self, source);
    }
  else
    tf_lab_restart (self->lab);
}

static void
open_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tf_window_choose_file (user_data);
}

static void
columns_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tf_window_choose_columns (user_data);
}

static void
cancel_loading_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tf_window_cancel_loading (user_data);
  tf_window_open_default_at_last (user_data);
}

/* What is under way ends, or the past is left for the present, or the stage for the desk. */
static void
escape_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;

  if (self->loading != NULL || tf_lab_is_past (self->lab))
    g_action_group_activate_action (G_ACTION_GROUP (self), self->loading != NULL ? "cancel-loading" : "latest", NULL);
  else
    g_action_group_change_action_state (G_ACTION_GROUP (self), "on-stage", g_variant_new_boolean (FALSE));
}

static void
features_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;

  if (!tf_features_panel_choose (self->features_panel, g_variant_get_int32 (parameter)))
    gtk_widget_error_bell (GTK_WIDGET (self));
}

static void
what_is_measured_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;

  gtk_window_present (tf_measured_dialog_new (GTK_WINDOW (self), tf_lab_get_chosen_features (self->lab)->moments,
                                              tf_lab_get_parameters (self->lab)));
}

static void
slower_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tf_parameters_panel_step_pace (TF_WINDOW (user_data)->parameters_panel, -1);
}

static void
faster_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tf_parameters_panel_step_pace (TF_WINDOW (user_data)->parameters_panel, 1);
}

static void
reset_view_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tf_means_view_reset (TF_WINDOW (user_data)->means_view);
}

static void
fullscreen_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  if (gtk_window_is_fullscreen (user_data))
    gtk_window_unfullscreen (user_data);
  else
    gtk_window_fullscreen (user_data);
}

static void
enable (TfWindow *self, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), name)), enabled);
}

static void
update_actions (TfWindow *self)
{
  const TfParameters *parameters = tf_window_get_parameters (self);
  gboolean has_features = tf_lab_get_moments (self->lab) != NULL;
  gboolean random_w = parameters->flow == TF_FLOW_NETWORK
                      || (parameters->flow == TF_FLOW_JOINT && parameters->initial_w == TF_INITIAL_W_RANDOM);
  TfSource *source = tf_lab_get_chosen_features (self->lab)->source;
  gboolean synthetic = source != NULL && tf_source_get_synthetic (source) != NULL;

  enable (self, "play", has_features);
  enable (self, "step", has_features);
  enable (self, "restart", has_features);
  enable (self, "new-seed", has_features && (synthetic || random_w));
  enable (self, "columns", has_features && !synthetic);
  enable (self, "cancel-loading", self->loading != NULL);
  enable (self, "escape", self->loading != NULL || tf_lab_is_past (self->lab) || self->on_stage != NULL);
  enable (self, "export-figure", has_features);
  enable (self, "record", has_features);
}

/* An action whose state is a property of one of the parts, which it holds: never
 * of the window itself, which holds the action. */
static void
add_property (TfWindow *self, const char *name, gpointer object, const char *property)
{
  g_autoptr (GPropertyAction) action = g_property_action_new (name, object, property);

  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
}

void
tf_window_add_actions (TfWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "play", .activate = play_activated_cb },
    { .name = "step", .activate = step_activated_cb },
    { .name = "restart", .activate = restart_activated_cb },
    { .name = "new-seed", .activate = new_seed_activated_cb },
    { .name = "open", .activate = open_activated_cb },
    { .name = "columns", .activate = columns_activated_cb },
    { .name = "cancel-loading", .activate = cancel_loading_activated_cb },
    { .name = "escape", .activate = escape_activated_cb },
    { .name = "features", .activate = features_activated_cb, .parameter_type = "i" },
    { .name = "what-is-measured", .activate = what_is_measured_activated_cb },
    { .name = "slower", .activate = slower_activated_cb },
    { .name = "faster", .activate = faster_activated_cb },
    { .name = "fullscreen", .activate = fullscreen_activated_cb },
    { .name = "reset-view", .activate = reset_view_activated_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  add_property (self, "sidebar", self->flap, "reveal-flap");
  add_property (self, "all-numbers", self->readouts, "all-numbers");
  add_property (self, "show-weights", self->means_view, "show-weights");
  add_property (self, "show-samples", self->means_view, "show-samples");
  add_property (self, "show-trails", self->means_view, "show-trails");
  add_property (self, "show-limit", self->means_view, "show-limit");
  add_property (self, "touring", self->means_view, "touring");
  add_property (self, "fixed-view", self->means_view, "fixed-view");
  add_property (self, "hold-scale", self->means_view, "hold-scale");
  add_property (self, "log-x", self->traces_view, "log-x");
  add_property (self, "log-y", self->traces_view, "log-y");
  add_property (self, "since-change", self->traces_view, "since-change");
  g_signal_connect_object (self, "updated", G_CALLBACK (update_actions), self, 0);
}
