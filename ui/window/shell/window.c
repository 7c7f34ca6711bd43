/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chooser.h"
#include "window-private.h"

G_DEFINE_FINAL_TYPE (TfWindow, tf_window, ADW_TYPE_APPLICATION_WINDOW)

static void
log_state (TfWindow *self)
{
  if (self->frame_log != NULL)
    tf_frame_log_set_state (self->frame_log, tf_lab_get_frame (self->lab), tf_lab_get_n_changes (self->lab));
}

static void
show_frame (TfWindow *self)
{
  gint64 begun = tf_frame_log_begin_drawing (GTK_WIDGET (self));
  TfFrame *frame = tf_lab_get_frame (self->lab), *chosen = tf_lab_get_chosen_frame (self->lab);

  tf_means_view_set_frame (self->means_view, frame);
  tf_geometry_view_set_frame (self->geometry_view, frame);
  tf_traces_view_set_there (self->traces_view, tf_frame_list_metrics (frame));
  tf_window_show_runs (self);
  tf_frame_log_end_drawing (GTK_WIDGET (self), begun, 0);
  log_state (self);
  tf_readouts_set_frame (self->readouts, frame, tf_lab_get_trace (self->lab, 0), tf_lab_get_trace (self->lab, 1),
                         chosen != NULL ? &chosen->parameters : NULL);
  tf_window_show_theory (self);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  TfWindow *self = TF_WINDOW (widget);

  if (tf_lab_poll (self->lab) || tf_window_go_on_teaching (self))
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
watch (TfWindow *self)
{
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

static void
show_playing (TfWindow *self)
{
  gboolean playing = tf_lab_wants_play (self->lab) && !tf_lab_is_over (self->lab);

  gtk_button_set_icon_name (GTK_BUTTON (self->play_button),
                            playing ? "media-playback-pause-symbolic" : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->play_button, playing ? "Pause (Space)" : "Play (Space)");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  playing ? "Pause" : "Play", -1);
  tf_readouts_set_wish (self->readouts, tf_lab_wants_play (self->lab), tf_lab_get_frame (self->lab));
}

static void
problem_changed_cb (TfWindow *self)
{
  const TfParameters *parameters = tf_lab_get_parameters (self->lab);

  if (!tf_parameters_equal (tf_parameters_panel_get_parameters (self->parameters_panel), parameters))
    tf_parameters_panel_set_parameters (self->parameters_panel, parameters);
  tf_window_update (self);
  log_state (self);
}

static void
parameters_changed_cb (TfWindow *self)
{
  tf_window_take_parameters (self);
}

static void
pace_changed_cb (TfWindow *self)
{
  tf_lab_set_pace (self->lab, tf_parameters_panel_get_pace (self->parameters_panel));
}

static void
features_chosen_cb (TfWindow *self)
{
  g_autoptr (TfSource) source = tf_features_panel_get_chosen (self->features_panel);

  tf_window_open_for_chosen (self, source);
}

static void
run_chosen_cb (TfWindow *self, GFile *session)
{
  tf_window_open_files (self, &session, 1);
}

static gboolean
is_for_typing (GtkWidget *focus)
{
  return focus != NULL
         && (GTK_IS_EDITABLE (focus) || GTK_IS_TEXT_VIEW (focus)
             || gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL);
}

/* Space plays and pauses wherever the focus is, a button included (Return still
 * presses it), but for a place where a space is typed or chooses from a list. */
static gboolean
key_pressed_cb (TfWindow *self, guint keyval, guint keycode, GdkModifierType state)
{
  /* So is what a clicker sends while there is a lesson. */
  if (self->teaching != NULL && (keyval == GDK_KEY_Page_Down || keyval == GDK_KEY_Page_Up)
      && (state & gtk_accelerator_get_default_mod_mask ()) == 0)
    {
      tf_lesson_bar_move (self->lesson_bar, keyval == GDK_KEY_Page_Down ? 1 : -1);
      return GDK_EVENT_STOP;
    }
  if (keyval != GDK_KEY_space || (state & gtk_accelerator_get_default_mod_mask ()) != 0
      || is_for_typing (gtk_window_get_focus (GTK_WINDOW (self))))
    return GDK_EVENT_PROPAGATE;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.play", NULL);
  return GDK_EVENT_STOP;
}

/* overrides */

/* What is read or worked out for a window holds a reference to it: one that is closed is
 * not disposed of before that has ended. */
static void
tf_window_unrealize (GtkWidget *widget)
{
  TfWindow *self = TF_WINDOW (widget);

  tf_window_cancel_opening (self);
  tf_window_cancel_loading (self);
  if (self->lab != NULL)
    tf_lab_give_up (self->lab);
  GTK_WIDGET_CLASS (tf_window_parent_class)->unrealize (widget);
}

static void
tf_window_dispose (GObject *object)
{
  TfWindow *self = TF_WINDOW (object);

  tf_window_leave_stage (self);
  tf_window_end_lessons (self);
  for (guint run = 0; run < TF_LAB_N_RUNS; run++)
    tf_window_close_series (self, run);
  tf_window_end_keeping (self);
  tf_window_end_exporting (self);
  tf_window_cancel_opening (self);
  tf_window_cancel_loading (self);
  tf_window_end_runs (self);
  tf_window_end_map (self);
  tf_window_end_theory (self);
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  tf_chooser_close (&self->chooser);
  if (self->traces_view != NULL)
    tf_traces_view_set_trace (self->traces_view, NULL);
  self->traces_view = NULL;
  if (self->lab != NULL)
    g_object_run_dispose (G_OBJECT (self->lab)); /* its threads end now, whoever else may hold it */
  g_clear_object (&self->lab);
  G_OBJECT_CLASS (tf_window_parent_class)->dispose (object);
}

static void
tf_window_finalize (GObject *object)
{
  TfWindow *self = TF_WINDOW (object);

  g_clear_object (&self->opened);
  g_clear_pointer (&self->several, g_strfreev);
  g_clear_pointer (&self->listing, g_ptr_array_unref);
  g_free (self->lesson_path);
  G_OBJECT_CLASS (tf_window_parent_class)->finalize (object);
}

/* init */

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, TfWindow, title);
  gtk_widget_class_bind_template_child (widget_class, TfWindow, play_button);
  gtk_widget_class_bind_template_child (widget_class, TfWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, TfWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, TfWindow, overlay);
  gtk_widget_class_bind_template_child (widget_class, TfWindow, loading_bar);
  gtk_widget_class_bind_template_child (widget_class, TfWindow, loading_label);
  gtk_widget_class_bind_template_child (widget_class, TfWindow, loading_progress);
  gtk_widget_class_bind_template_child (widget_class, TfWindow, stage);
  gtk_widget_class_bind_template_child (widget_class, TfWindow, readouts);
  gtk_widget_class_bind_template_child (widget_class, TfWindow, features_panel);
  gtk_widget_class_bind_template_child (widget_class, TfWindow, parameters_panel);
  gtk_widget_class_bind_template_child (widget_class, TfWindow, timeline);
  gtk_widget_class_bind_template_child (widget_class, TfWindow, epoch_bar);
  gtk_widget_class_bind_template_child (widget_class, TfWindow, past_bar);
  gtk_widget_class_bind_template_child (widget_class, TfWindow, as_then_button);
  gtk_widget_class_bind_template_child (widget_class, TfWindow, run_switch);
  gtk_widget_class_bind_template_child (widget_class, TfWindow, pins_panel);
  gtk_widget_class_bind_template_child (widget_class, TfWindow, lesson_bar);
  gtk_widget_class_bind_template_child (widget_class, TfWindow, header);
  gtk_widget_class_bind_template_child (widget_class, TfWindow, timeline_row);
  gtk_widget_class_bind_template_child (widget_class, TfWindow, readouts_line);
  gtk_widget_class_bind_template_child (widget_class, TfWindow, lessons_menu);
  gtk_widget_class_bind_template_child (widget_class, TfWindow, recent_menu);
}

static void
tf_window_class_init (TfWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tf_window_dispose;
  object_class->finalize = tf_window_finalize;
  widget_class->unrealize = tf_window_unrealize;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/tightframe/Tightframe/ui/window.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, parameters_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, pace_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, features_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, run_chosen_cb);
  tf_window_class_add_keys (widget_class);
  tf_window_class_add_signals (klass);
}

static void
make_lab (TfWindow *self)
{
  static const struct
  {
    const char *signal;
    void (*callback) (TfWindow *self);
  } heard[] = {
    { "stirred", watch },
    { "frame", show_frame },
    { "playing-changed", show_playing },
    { "problem-changed", problem_changed_cb },
  };

  self->lab = tf_lab_new ();
  tf_lab_set_pace (self->lab, tf_parameters_panel_get_pace (self->parameters_panel));
  for (guint i = 0; i < G_N_ELEMENTS (heard); i++)
    g_signal_connect_object (self->lab, heard[i].signal, G_CALLBACK (heard[i].callback), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lab, "runs-changed", G_CALLBACK (show_frame), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->lab, "noted", G_CALLBACK (tf_window_toast), self, G_CONNECT_SWAPPED);
}

static void
make_views (TfWindow *self)
{
  static const char *const shared[] = { "show-weights", "show-samples", "show-trails", "show-limit" };

  self->means_view = TF_MEANS_VIEW (g_object_new (TF_TYPE_MEANS_VIEW, NULL));
  self->traces_view = TF_TRACES_VIEW (g_object_new (TF_TYPE_TRACES_VIEW, NULL));
  self->geometry_view = TF_GEOMETRY_VIEW (g_object_new (TF_TYPE_GEOMETRY_VIEW, NULL));
  tf_traces_view_set_trace (self->traces_view, tf_lab_get_trace (self->lab, 0));
  g_object_bind_property (self->means_view, "show-limit", self->traces_view, "show-levels", G_BINDING_SYNC_CREATE);
  tf_stage_set_views (self->stage, GTK_WIDGET (self->means_view), GTK_WIDGET (self->traces_view),
                      GTK_WIDGET (self->geometry_view));
  self->means_beside = TF_MEANS_VIEW (g_object_new (TF_TYPE_MEANS_VIEW, NULL));
  self->geometry_beside = TF_GEOMETRY_VIEW (g_object_new (TF_TYPE_GEOMETRY_VIEW, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (shared); i++)
    g_object_bind_property (self->means_view, shared[i], self->means_beside, shared[i], G_BINDING_SYNC_CREATE);
  tf_stage_set_beside (self->stage, GTK_WIDGET (self->means_beside), GTK_WIDGET (self->geometry_beside));
}

static void
tf_window_init (TfWindow *self)
{
  g_type_ensure (TF_TYPE_EPOCH_BAR);
  g_type_ensure (TF_TYPE_FEATURES_PANEL);
  g_type_ensure (TF_TYPE_PARAMETERS_PANEL);
  g_type_ensure (TF_TYPE_READOUTS);
  g_type_ensure (TF_TYPE_STAGE);
  g_type_ensure (TF_TYPE_TIMELINE);
  g_type_ensure (TF_TYPE_TOASTS);
  g_type_ensure (TF_TYPE_PINS_PANEL);
  g_type_ensure (TF_TYPE_LESSON_BAR);
  gtk_widget_init_template (GTK_WIDGET (self));

  make_lab (self);
  make_views (self);
  tf_window_make_theory (self);
  tf_window_make_map (self);
  tf_window_make_decays (self);
  tf_window_make_pins (self);
  tf_window_make_runs (self);
  tf_window_add_figures (self);
  tf_window_make_series (self);
  tf_window_make_series_kept (self);
  tf_window_make_held_out (self);
  tf_window_make_second (self);
  tf_window_make_recent (self);
  tf_window_make_kinds (self);
  tf_window_add_actions (self);
  tf_window_make_fetch (self);
  tf_window_make_opening (self);
  tf_window_make_columns (self);
  tf_window_make_files (self);
  tf_window_make_drop (self);
  tf_window_make_on_stage (self);
  tf_window_make_lessons (self);
  tf_window_show_lesson_values (self);
  tf_window_make_lesson_maker (self);
  tf_window_add_words (self);
  tf_window_make_links (self);
  tf_window_begin_keeping (self);
  tf_window_make_session_view (self);
  tf_window_begin_exporting (self);
  show_playing (self);
  tf_window_update (self);
}

/* public */

TfWindow *
tf_window_new (GtkApplication *application)
{
  return g_object_new (TF_TYPE_WINDOW, "application", application, NULL);
}

TfFrame *
tf_window_get_frame (TfWindow *self)
{
  g_return_val_if_fail (TF_IS_WINDOW (self), NULL);
  return tf_lab_get_frame (self->lab);
}

const TfTrace *
tf_window_get_trace (TfWindow *self)
{
  g_return_val_if_fail (TF_IS_WINDOW (self), NULL);
  return tf_lab_get_trace (self->lab, 0);
}

TfLayers *
tf_window_get_layers (TfWindow *self)
{
  g_return_val_if_fail (TF_IS_WINDOW (self), NULL);
  return tf_lab_get_layers (self->lab);
}

gboolean
tf_window_is_loading (TfWindow *self)
{
  g_return_val_if_fail (TF_IS_WINDOW (self), FALSE);
  return self->loading != NULL;
}

const char *
tf_window_get_status (TfWindow *self)
{
  g_return_val_if_fail (TF_IS_WINDOW (self), NULL);
  return tf_readouts_get_status (self->readouts);
}

void
tf_window_set_frame_log (TfWindow *self, TfFrameLog *frame_log)
{
  g_return_if_fail (TF_IS_WINDOW (self) && (self->frame_log == NULL || frame_log == NULL));
  self->frame_log = frame_log;
  if (frame_log == NULL)
    return;
  log_state (self);
  tf_frame_log_follow (frame_log, GTK_WIDGET (self));
}

TfSession *
tf_window_make_session (TfWindow *self)
{
  g_return_val_if_fail (TF_IS_WINDOW (self), NULL);
  return tf_lab_make_session (self->lab);
}
