/* window-runs.c: the past of a run, a second run beside it, pinned ones, and what can be undone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "window-showing.h"

/* Of the strip's length, for a key. */
#define KEY_SHARE 0.02

static const char *const names[TF_LAB_N_RUNS] = { "A", "B" };

/* --- parameters --- */

void
tf_window_take_parameters (TfWindow *self)
{
  g_autoptr (GError) error = NULL;

  if (tf_lab_take_parameters (self->lab, tf_parameters_panel_get_parameters (self->parameters_panel), &error))
    return;
  tf_window_toast (self, error->message);
  tf_parameters_panel_set_parameters (self->parameters_panel, tf_lab_get_parameters (self->lab));
}

static void
undo_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tf_lab_undo (TF_WINDOW (user_data)->lab);
}

static void
redo_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tf_lab_redo (TF_WINDOW (user_data)->lab);
}

/* --- the past --- */

static void
sought_cb (TfTimeline *timeline, double t, TfWindow *self)
{
  tf_lab_seek (self->lab, t);
}

static void
play_as_then_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tf_lab_play_as_then (TF_WINDOW (user_data)->lab);
}

static void
latest_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;

  if (tf_lab_is_past (self->lab))
    tf_lab_seek (self->lab, INFINITY);
}

static void
earlier_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tf_timeline_move (TF_WINDOW (user_data)->timeline, -KEY_SHARE);
}

static void
later_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;

  if (tf_lab_is_past (self->lab))
    tf_timeline_move (self->timeline, KEY_SHARE);
}

static void
show_past (TfWindow *self)
{
  gboolean past = tf_lab_is_past (self->lab);
  TfFrame *chosen = tf_lab_get_chosen_frame (self->lab), *frame = tf_lab_get_frame (self->lab);

  /* Its changes are marked; where it has only just been forked there are none yet. */
  tf_timeline_set_frame (self->timeline, chosen != NULL ? chosen : frame);
  tf_traces_view_set_cursor (self->traces_view, past ? frame->t : NAN);
  if (past != gtk_widget_get_visible (self->past_bar))
    {
      gtk_widget_set_visible (self->past_bar, past);
      tf_window_update (self);
    }
  if (past)
    gtk_widget_set_visible (self->as_then_button, tf_lab_differs_from_then (self->lab));
}

/* --- two runs --- */

static void
set_companions (TfWindow *self, TfCompanions all, TfCompanions pins)
{
  tf_traces_view_set_companions (self->traces_view, all);
  tf_theory_view_set_companions (self->theory_view, all);
  tf_means_view_set_companions (self->means_view, pins);
  tf_means_view_set_companions (self->means_beside, pins);
  tf_geometry_view_set_companions (self->geometry_view, pins);
  tf_geometry_view_set_companions (self->geometry_beside, pins);
}

/* Pins, and in the plots that have the chosen run alone the other one. */
static void
update_companions (TfWindow *self)
{
  guint other = 1 - tf_lab_get_chosen (self->lab);
  TfFrame *frame = tf_lab_get_frame_of (self->lab, 1) != NULL ? tf_lab_get_frame_of (self->lab, other) : NULL;
  TfCompanions pins, all;

  g_array_set_size (self->companions, 0);
  if (tf_lab_is_compared (self->lab) && frame != NULL)
    {
      TfCompanion beside
          = { names[other], TF_COMPANION_BESIDE, TF_COMPANION_BESIDE_FADE, tf_lab_get_trace (self->lab, other), frame, NULL };

      g_array_append_val (self->companions, beside);
    }
  pins.n = self->companions->len;
  tf_pins_append_companions (tf_lab_get_pins (self->lab), self->companions);
  all = (TfCompanions){ self->companions->len, (const TfCompanion *) (gpointer) self->companions->data };
  pins = (TfCompanions){ all.n - pins.n, all.items + pins.n };
  set_companions (self, all, pins);
}

static void
show_names (TfWindow *self)
{
  gboolean compared = tf_lab_is_compared (self->lab);

  tf_means_view_set_name (self->means_view, compared ? names[0] : NULL);
  tf_means_view_set_name (self->means_beside, names[1]);
  tf_geometry_view_set_name (self->geometry_view, compared ? names[0] : NULL);
  tf_geometry_view_set_name (self->geometry_beside, names[1]);
  tf_traces_view_set_name (self->traces_view, compared ? names[tf_lab_get_chosen (self->lab)] : NULL);
}

void
tf_window_show_runs (TfWindow *self)
{
  TfFrame *beside = tf_lab_is_compared (self->lab) ? tf_lab_get_frame_of (self->lab, 1) : NULL;

  tf_traces_view_set_trace (self->traces_view, tf_lab_get_chosen_trace (self->lab));
  tf_means_view_set_frame (self->means_beside, beside);
  tf_geometry_view_set_frame (self->geometry_beside, beside);
  update_companions (self);
  show_past (self);
}

static void
set_state (TfWindow *self, const char *action, GVariant *state)
{
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), action)), state);
}

/* Its room is kept, so that no slider moves under the pointer. */
static void
show_switch (TfWindow *self, gboolean shown)
{
  gtk_widget_set_opacity (self->run_switch, shown ? 1 : 0);
  gtk_widget_set_sensitive (self->run_switch, shown);
  gtk_widget_set_can_target (self->run_switch, shown);
}

static void
runs_changed_cb (TfWindow *self)
{
  gboolean compared = tf_lab_is_compared (self->lab);

  set_state (self, "compare", g_variant_new_boolean (compared));
  show_switch (self, compared);
  tf_stage_set_beside_shown (self->stage, compared);
  tf_means_view_set_follower (self->means_view, compared ? self->means_beside : NULL);
  set_state (self, "run", g_variant_new_string (names[tf_lab_get_chosen (self->lab)]));
  tf_parameters_panel_set_parameters (self->parameters_panel, tf_lab_get_parameters (self->lab));
  show_names (self);
}

static void
run_changed_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  tf_lab_choose (TF_WINDOW (user_data)->lab, g_strcmp0 (g_variant_get_string (state, NULL), names[1]) == 0 ? 1 : 0);
}

static void
other_run_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;

  tf_lab_choose (self->lab, 1 - tf_lab_get_chosen (self->lab));
}

static void
swap_runs_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tf_lab_swap (TF_WINDOW (user_data)->lab);
}

static void
model_beside_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;

  g_action_group_change_action_state (G_ACTION_GROUP (self), "page", g_variant_new_string (tf_page_get_id (TF_PAGE_RUN)));
  tf_lab_set_model_beside (self->lab);
}

static void
compare_changed_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  tf_lab_set_compared (TF_WINDOW (user_data)->lab, g_variant_get_boolean (state));
}

static void
update_actions (TfWindow *self)
{
  gboolean past = tf_lab_is_past (self->lab), compared = tf_lab_is_compared (self->lab);
  gboolean has_features = tf_lab_get_moments (self->lab) != NULL;
  const struct
  {
    const char *name;
    gboolean    enabled;
  } states[] = {
    { "undo", tf_lab_can_undo (self->lab) },
    { "redo", tf_lab_can_redo (self->lab) },
    { "play-as-then", past },
    { "latest", past },
    { "earlier", has_features },
    { "later", has_features },
    { "pin", has_features },
    { "compare", has_features },
    { "model-beside", has_features },
    { "other-run", compared },
    { "swap-runs", compared },
    { "pin-later", tf_lab_has_let_go (self->lab) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), states[i].name)),
                                 states[i].enabled);
}

/* --- from the window's birth to its end --- */

void
tf_window_make_runs (TfWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "undo", .activate = undo_activated_cb },
    { .name = "redo", .activate = redo_activated_cb },
    { .name = "play-as-then", .activate = play_as_then_activated_cb },
    { .name = "latest", .activate = latest_activated_cb },
    { .name = "earlier", .activate = earlier_activated_cb },
    { .name = "later", .activate = later_activated_cb },
    { .name = "compare", .state = "false", .change_state = compare_changed_cb },
    { .name = "model-beside", .activate = model_beside_activated_cb },
    { .name = "run", .parameter_type = "s", .state = "'A'", .change_state = run_changed_cb },
    { .name = "other-run", .activate = other_run_activated_cb },
    { .name = "swap-runs", .activate = swap_runs_activated_cb },
  };

  tf_parameters_panel_set_beside_heading (self->parameters_panel, self->run_switch);
  show_switch (self, FALSE);
  self->companions = g_array_new (FALSE, FALSE, sizeof (TfCompanion));
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self, "updated", G_CALLBACK (update_actions), self, 0);
  g_signal_connect_object (self->lab, "runs-changed", G_CALLBACK (runs_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tf_lab_get_pins (self->lab), "changed", G_CALLBACK (update_companions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->timeline, "sought", G_CALLBACK (sought_cb), self, 0);
}

/* While the views are still there: they borrow from what goes. */
void
tf_window_end_runs (TfWindow *self)
{
  if (self->companions == NULL)
    return;
  tf_means_view_set_follower (self->means_view, NULL);
  set_companions (self, (TfCompanions){ 0 }, (TfCompanions){ 0 });
  g_clear_pointer (&self->companions, g_array_unref);
}

/* public */

void
tf_window_set_parameters (TfWindow *self, const TfParameters *parameters)
{
  g_return_if_fail (TF_IS_WINDOW (self));
  tf_parameters_panel_set_parameters (self->parameters_panel, parameters);
  tf_window_take_parameters (self);
}
