/* window-on-stage.c: in front of a class: large letters, nothing else, controls that come when they are looked for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text and lines are as large as the window is high, so that the smallest letters of a
 * plot take TEXT_SHARE of it at the least. While the key of the spotlight is held all but
 * a circle around the pointer is darkened.
 */
#include <math.h>

#include "plot-hands.h"
#include "window-showing.h"

/* Of the window's height, for text of the usual size; the smallest words of a plot have three quarters of it. */
#define TEXT_SHARE 0.0335
#define IDLE_SECONDS 3  /* after which the controls go */
#define SPOT_SHARE 0.14 /* radius, of the height */

struct _TfOnStage
{
  GtkCssProvider *provider; /* the size of text */
  GtkWidget *controls;      /* a revealer over the views */
  GtkWidget *spot;
  GtkEventController *motion, *keys;
  GdkSurface *surface;      /* borrowed while it is on stage */
  gulong  resized, active_changed;
  guint   idle;             /* timeout, or 0 */
  double  x, y;             /* of the pointer */
  gboolean had_sidebar, was_locked, was_fullscreen;
};

static void
show_chrome (TfWindow *self, gboolean shown)
{
  GtkWidget *const parts[] = { self->header, self->timeline_row, self->readouts_line, GTK_WIDGET (self->readouts) };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    gtk_widget_set_visible (parts[i], shown);
  tf_stage_set_bare (self->stage, !shown);
  tf_theory_view_set_brief (self->theory_view, !shown);
  if (shown)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self), "on-stage");
      gtk_widget_remove_css_class (GTK_WIDGET (self), "in-hand");
    }
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "on-stage");
}

static void
fit_text (TfWindow *self)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  /* The sidebar keeps its letters: as large as these it would make the window wider on its way out. */
  g_autofree char *css = g_strdup_printf ("window.on-stage stage, window.on-stage .lesson-bar, window.on-stage toast, "
                                          "window.on-stage toast label { font-size: %dpx; }",
                                          MAX ((int) ceil (height * TEXT_SHARE), 12));

  gtk_css_provider_load_from_data (self->on_stage->provider, css, -1);
}

static gboolean
fit_text_cb (gpointer user_data)
{
  TfWindow *self = user_data;

  if (self->on_stage != NULL)
    fit_text (self);
  return G_SOURCE_REMOVE;
}

/* The window has its new height a moment later. */
static void
resized_cb (TfWindow *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, fit_text_cb, g_object_ref (self), g_object_unref);
}

/* --- controls under the pointer --- */

/* A page's own are seen and hidden with them, in the place that they keep. */
static void
show_controls (TfWindow *self, gboolean shown)
{
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->on_stage->controls), shown);
  if (shown)
    gtk_widget_add_css_class (GTK_WIDGET (self), "in-hand");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "in-hand");
}

static gboolean
idle_cb (gpointer user_data)
{
  TfWindow *self = user_data;

  self->on_stage->idle = 0;
  show_controls (self, FALSE);
  tf_plot_hands_rest (GTK_WIDGET (self->stage));
  gtk_widget_set_cursor_from_name (self->overlay, "none");
  return G_SOURCE_REMOVE;
}

static void
moved_cb (GtkEventControllerMotion *motion, double x, double y, TfWindow *self)
{
  TfOnStage *on_stage = self->on_stage;

  if (on_stage->x == x && on_stage->y == y)
    return;
  on_stage->x = x;
  on_stage->y = y;
  if (gtk_widget_get_visible (on_stage->spot))
    gtk_widget_queue_draw (on_stage->spot);
  gtk_widget_set_cursor (self->overlay, NULL);
  show_controls (self, TRUE);
  g_clear_handle_id (&on_stage->idle, g_source_remove);
  on_stage->idle = g_timeout_add_seconds (IDLE_SECONDS, idle_cb, self);
}

static GtkWidget *
make_button (const char *icon, const char *label, const char *action, const char *target, const char *tip)
{
  GtkWidget *button = target != NULL ? gtk_toggle_button_new () : gtk_button_new ();

  if (icon != NULL)
    gtk_button_set_icon_name (GTK_BUTTON (button), icon);
  else
    gtk_button_set_label (GTK_BUTTON (button), label);
  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  if (target != NULL)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static GtkWidget *
make_controls (void)
{
  static const struct
  {
    const char *icon, *label, *action, *target, *tip;
  } buttons[] = {
    { "media-playback-start-symbolic", NULL, "win.play", NULL, "Play or pause (Space)" },
    { "media-skip-backward-symbolic", NULL, "win.restart", NULL, "Restart (R)" },
    { NULL, "Means", "win.plots", "means", "One plot: the class means" },
    { NULL, "+ Traces", "win.plots", "means traces", "Two plots: means and traces" },
    { NULL, "+ Angles", "win.plots", "means geometry", "Two plots: means and angles" },
    { NULL, "All", "win.plots", TF_STAGE_ALL_PLOTS, "All plots" },
    { "weather-clear-symbolic", NULL, "win.high-contrast", NULL, "High contrast (Shift+F5)" },
    { "view-restore-symbolic", NULL, "win.on-stage", NULL, "Leave the stage (F5 or Escape)" },
  };
  GtkWidget *revealer = gtk_revealer_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    gtk_box_append (GTK_BOX (box), make_button (buttons[i].icon, buttons[i].label, buttons[i].action, buttons[i].target,
                                                buttons[i].tip));
  gtk_widget_add_css_class (box, "osd");
  gtk_widget_add_css_class (box, "toolbar");
  gtk_widget_add_css_class (box, "stage-controls");
  gtk_revealer_set_child (GTK_REVEALER (revealer), box);
  gtk_revealer_set_transition_type (GTK_REVEALER (revealer), GTK_REVEALER_TRANSITION_TYPE_CROSSFADE);
  gtk_widget_set_halign (revealer, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (revealer, GTK_ALIGN_START);
  return revealer;
}

/* --- the spotlight --- */

static void
draw_spot (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  TfWindow *self = user_data;
  double radius = SPOT_SHARE * height;

  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_new_sub_path (cr);
  cairo_arc (cr, self->on_stage->x, self->on_stage->y, radius, 0, 2 * G_PI);
  cairo_set_source_rgba (cr, 0, 0, 0, 0.6);
  cairo_fill (cr);
  cairo_arc (cr, self->on_stage->x, self->on_stage->y, radius, 0, 2 * G_PI);
  cairo_set_source_rgb (cr, 1, 0.84, 0.2);
  cairo_set_line_width (cr, MAX (height / 250.0, 2));
  cairo_stroke (cr);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, TfWindow *self)
{
  if (key != GDK_KEY_q || (state & gtk_accelerator_get_default_mod_mask ()) != 0
      || GTK_IS_EDITABLE (gtk_window_get_focus (GTK_WINDOW (self))))
    return GDK_EVENT_PROPAGATE;
  gtk_widget_set_visible (self->on_stage->spot, TRUE);
  return GDK_EVENT_STOP;
}

static void
key_released_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, TfWindow *self)
{
  if (key == GDK_KEY_q)
    gtk_widget_set_visible (self->on_stage->spot, FALSE);
}

/* The key is let go of in another window then, and nobody says so here. */
static void
active_changed_cb (TfWindow *self)
{
  if (!gtk_window_is_active (GTK_WINDOW (self)))
    gtk_widget_set_visible (self->on_stage->spot, FALSE);
}

/* --- on and off --- */

/* Where a second monitor is, that is the projector. But whoever has put a window on the whole of one
 * monitor has chosen that one. */
static void
go_fullscreen (TfWindow *self)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (self));
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self));
  GdkMonitor *here = surface != NULL ? gdk_display_get_monitor_at_surface (display, surface) : NULL;
  GListModel *monitors = gdk_display_get_monitors (display);

  if (self->on_stage->was_fullscreen)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (monitors); i++)
    {
      g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, i);

      if (here != NULL && monitor != here)
        {
          gtk_window_fullscreen_on_monitor (GTK_WINDOW (self), monitor);
          return;
        }
    }
  gtk_window_fullscreen (GTK_WINDOW (self));
}

static void
add_controllers (TfWindow *self)
{
  TfOnStage *on_stage = self->on_stage;

  on_stage->motion = gtk_event_controller_motion_new ();
  on_stage->keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (on_stage->motion, GTK_PHASE_CAPTURE);
  gtk_event_controller_set_propagation_phase (on_stage->keys, GTK_PHASE_CAPTURE);
  g_signal_connect (on_stage->motion, "motion", G_CALLBACK (moved_cb), self);
  g_signal_connect (on_stage->keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  g_signal_connect (on_stage->keys, "key-released", G_CALLBACK (key_released_cb), self);
  gtk_widget_add_controller (self->overlay, on_stage->motion);
  gtk_widget_add_controller (GTK_WIDGET (self), on_stage->keys);
  on_stage->active_changed = g_signal_connect (self, "notify::is-active", G_CALLBACK (active_changed_cb), NULL);
}

static void
add_overlays (TfWindow *self)
{
  TfOnStage *on_stage = self->on_stage;

  on_stage->spot = gtk_drawing_area_new ();
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (on_stage->spot), draw_spot, self, NULL);
  gtk_widget_set_can_target (on_stage->spot, FALSE);
  gtk_widget_set_visible (on_stage->spot, FALSE);
  on_stage->controls = make_controls ();
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), on_stage->spot);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), on_stage->controls);
}

static void
begin (TfWindow *self)
{
  TfOnStage *on_stage = self->on_stage = g_new0 (TfOnStage, 1);

  on_stage->x = on_stage->y = -1;
  on_stage->was_fullscreen = gtk_window_is_fullscreen (GTK_WINDOW (self));
  on_stage->had_sidebar = adw_flap_get_reveal_flap (self->flap);
  on_stage->provider = gtk_css_provider_new ();
  gtk_style_context_add_provider_for_display (gtk_widget_get_display (GTK_WIDGET (self)),
                                              GTK_STYLE_PROVIDER (on_stage->provider), GTK_STYLE_PROVIDER_PRIORITY_USER);
  /* Else a window that becomes wide enough for both brings the sidebar back. */
  on_stage->was_locked = adw_flap_get_locked (self->flap);
  adw_flap_set_locked (self->flap, TRUE);
  adw_flap_set_reveal_flap (self->flap, FALSE);
  show_chrome (self, FALSE);
  add_overlays (self);
  add_controllers (self);
  on_stage->surface = gtk_native_get_surface (GTK_NATIVE (self));
  if (on_stage->surface != NULL)
    on_stage->resized = g_signal_connect_swapped (on_stage->surface, "notify::height", G_CALLBACK (resized_cb), self);
  go_fullscreen (self);
  fit_text (self);
}

static void
end (TfWindow *self)
{
  TfOnStage *on_stage = self->on_stage;

  g_clear_handle_id (&on_stage->idle, g_source_remove);
  if (on_stage->resized != 0)
    g_signal_handler_disconnect (on_stage->surface, on_stage->resized);
  g_signal_handler_disconnect (self, on_stage->active_changed);
  gtk_widget_remove_controller (self->overlay, on_stage->motion);
  gtk_widget_remove_controller (GTK_WIDGET (self), on_stage->keys);
  gtk_overlay_remove_overlay (GTK_OVERLAY (self->overlay), on_stage->spot);
  gtk_overlay_remove_overlay (GTK_OVERLAY (self->overlay), on_stage->controls);
  gtk_style_context_remove_provider_for_display (gtk_widget_get_display (GTK_WIDGET (self)),
                                                 GTK_STYLE_PROVIDER (on_stage->provider));
  g_object_unref (on_stage->provider);
  gtk_widget_set_cursor (self->overlay, NULL);
  show_chrome (self, TRUE);
  adw_flap_set_reveal_flap (self->flap, on_stage->had_sidebar);
  adw_flap_set_locked (self->flap, on_stage->was_locked);
  if (!on_stage->was_fullscreen)
    gtk_window_unfullscreen (GTK_WINDOW (self));
  g_clear_pointer (&self->on_stage, g_free);
}

static void
on_stage_changed_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  TfWindow *self = user_data;

  if (g_variant_get_boolean (state) == (self->on_stage != NULL))
    return;
  if (self->on_stage == NULL)
    begin (self);
  else
    end (self);
  g_simple_action_set_state (action, state);
  tf_window_update (self);
}

static void
high_contrast_changed_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  if (g_variant_get_boolean (state))
    gtk_widget_add_css_class (user_data, "high-contrast");
  else
    gtk_widget_remove_css_class (user_data, "high-contrast");
  g_simple_action_set_state (action, state);
  tf_stage_redraw (TF_WINDOW (user_data)->stage);
}

static void
plots_changed_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  tf_stage_set_plots (TF_WINDOW (user_data)->stage, g_variant_get_string (state, NULL));
  g_simple_action_set_state (action, state);
}

/* shared with the other files */

void
tf_window_make_on_stage (TfWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "on-stage", .state = "false", .change_state = on_stage_changed_cb },
    { .name = "high-contrast", .state = "false", .change_state = high_contrast_changed_cb },
    { .name = "plots", .parameter_type = "s", .state = "'" TF_STAGE_ALL_PLOTS "'", .change_state = plots_changed_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

void
tf_window_leave_stage (TfWindow *self)
{
  if (self->on_stage != NULL)
    end (self);
}

void
tf_window_choose_plots (TfWindow *self, const char *plots)
{
  g_action_group_change_action_state (G_ACTION_GROUP (self), "plots",
                                      g_variant_new_string (plots != NULL ? plots : TF_STAGE_ALL_PLOTS));
}
