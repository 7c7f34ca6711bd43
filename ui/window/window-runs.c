/* window-runs.c: the past of a run, a second run beside it, pinned ones, and what can be undone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "scene.h"
#include "number-format.h"
#include "thread.h"
#include "window-private.h"

/* Of the strip's length, for a key. */
#define KEY_SHARE 0.02

/* Of the background in the other run's colours. */
#define BESIDE_FADE 0.35

static const char *const names[TF_N_RUNS] = { "A", "B" };

/* --- parameters, to be undone --- */

static void
send_parameters (TfWindow *self, guint run)
{
  if (run == 0)
    tf_runner_set_parameters (self->runner, &self->parameters[0]);
  else
    tf_runner_set_beside_parameters (self->runner, &self->parameters[1]);
}

void
tf_window_leave_past (TfWindow *self)
{
  tf_window_offer_later (self);
  send_parameters (self, 0);
  if (self->compared)
    send_parameters (self, 1);
}

static void
apply_parameters (TfWindow *self, guint run)
{
  if (tf_window_is_past (self))
    tf_window_leave_past (self);
  else
    send_parameters (self, run);
  if (self->wants_play && tf_window_is_over (self))
    tf_runner_play (self->runner);
  tf_window_watch_runner (self);
  tf_window_update_actions (self);
  tf_window_ask (self);
}

void
tf_window_take_parameters (TfWindow *self)
{
  const TfParameters *after = tf_parameters_panel_get_parameters (self->parameters_panel);
  g_autoptr (GError) error = NULL;

  if (!tf_parameters_validate (after, &error))
    {
      tf_window_toast (self, error->message);
      tf_parameters_panel_set_parameters (self->parameters_panel, &self->parameters[self->chosen]);
      return;
    }
  tf_undo_record (self->undo, self->chosen, &self->parameters[self->chosen], after, g_get_monotonic_time ());
  self->parameters[self->chosen] = *after;
  tf_window_touch_lesson (self);
  apply_parameters (self, self->chosen);
}

/* Without a step of undo. */
static void
set_parameters_of (TfWindow *self, guint run, const TfParameters *parameters)
{
  self->parameters[run] = *parameters;
  if (run == self->chosen)
    tf_parameters_panel_set_parameters (self->parameters_panel, parameters);
}

void
tf_window_apply_parameters (TfWindow *self, guint run, const TfParameters *parameters)
{
  set_parameters_of (self, run, parameters);
  apply_parameters (self, run);
}

static void
go_through_steps (TfWindow *self, gboolean (*take) (TfUndo *undo, guint *run, TfParameters *parameters))
{
  TfParameters parameters;
  guint run;

  if (!take (self->undo, &run, &parameters))
    return;
  tf_window_apply_parameters (self, run, &parameters);
}

static void
undo_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  go_through_steps (user_data, tf_undo_undo);
}

static void
redo_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  go_through_steps (user_data, tf_undo_redo);
}

/* --- the past --- */

gboolean
tf_window_is_past (TfWindow *self)
{
  return self->frame != NULL && tf_frame_is_past (self->frame);
}

static TfFrame *
get_frame (TfWindow *self, guint run)
{
  return run == 0 || self->frame == NULL ? self->frame : self->frame->beside;
}

/* Whether the sliders say something else than what was in force then. */
static gboolean
differs_from_then (TfWindow *self)
{
  for (guint run = 0; run < TF_N_RUNS; run++)
    {
      TfFrame *frame = get_frame (self, run);

      if (frame != NULL && (run == 0 || self->compared) && !tf_parameters_equal (&self->parameters[run], &frame->parameters))
        return TRUE;
    }
  return FALSE;
}

static void
seek (TfWindow *self, double t)
{
  if (self->frame == NULL)
    return;
  self->wants_play = FALSE;
  tf_runner_seek (self->runner, &(TfInstant){ t, 0 });
  tf_window_show_playing (self);
  tf_window_watch_runner (self);
}

static void
sought_cb (TfTimeline *timeline, double t, TfWindow *self)
{
  seek (self, t);
}

static void
play_as_then_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;

  if (!tf_window_is_past (self))
    return;
  tf_undo_end_step (self->undo);
  for (guint run = 0; run < TF_N_RUNS; run++)
    if (get_frame (self, run) != NULL)
      {
        TfParameters then = get_frame (self, run)->parameters;

        tf_undo_record (self->undo, run, &self->parameters[run], &then, g_get_monotonic_time ());
        set_parameters_of (self, run, &then);
      }
  tf_undo_end_step (self->undo);
  tf_window_leave_past (self);
  self->wants_play = TRUE;
  tf_runner_play (self->runner);
  tf_window_show_playing (self);
  tf_window_watch_runner (self);
  tf_window_update_actions (self);
  tf_window_ask (self);
}

static void
latest_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  if (tf_window_is_past (user_data))
    seek (user_data, INFINITY);
}

static void
earlier_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tf_timeline_move (TF_WINDOW (user_data)->timeline, -KEY_SHARE);
}

static void
later_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  if (tf_window_is_past (user_data))
    tf_timeline_move (TF_WINDOW (user_data)->timeline, KEY_SHARE);
}

static void
show_past (TfWindow *self)
{
  gboolean past = tf_window_is_past (self);
  TfFrame *chosen = tf_window_get_chosen_frame (self);

  if (!past)
    {
      g_clear_pointer (&self->latest_frame, tf_frame_unref);
      self->latest_frame = self->frame != NULL ? tf_frame_ref (self->frame) : NULL;
    }
  /* Its changes are marked; where it has only just been forked there are none yet. */
  tf_timeline_set_frame (self->timeline, chosen != NULL ? chosen : self->frame);
  tf_traces_view_set_cursor (self->traces_view, past ? self->frame->t : NAN);
  if (past != gtk_widget_get_visible (self->past_bar))
    {
      gtk_widget_set_visible (self->past_bar, past);
      tf_window_update_actions (self);
    }
  if (past)
    gtk_widget_set_visible (self->as_then_button, differs_from_then (self));
}

/* --- two runs --- */

TfFrame *
tf_window_get_chosen_frame (TfWindow *self)
{
  return get_frame (self, self->compared ? self->chosen : 0);
}

const TfTrace *
tf_window_get_chosen_trace (TfWindow *self)
{
  return self->compared && self->chosen == 1 ? self->beside_trace : self->trace;
}

/* Pins, and in the plots that have the chosen run alone the other one. */
static void
update_companions (TfWindow *self)
{
  TfCompanions pins, all;

  g_array_set_size (self->companions, 0);
  if (self->compared && self->frame != NULL && self->frame->beside != NULL)
    {
      guint other = 1 - self->chosen;
      TfCompanion beside = { names[other], TF_COMPANION_BESIDE, BESIDE_FADE, other == 1 ? self->beside_trace : self->trace,
                             get_frame (self, other), NULL };

      g_array_append_val (self->companions, beside);
    }
  pins.n = self->companions->len;
  tf_pins_append_companions (self->pins, self->companions);
  all = (TfCompanions){ self->companions->len, (const TfCompanion *) (gpointer) self->companions->data };
  pins = (TfCompanions){ all.n - pins.n, all.items + pins.n };
  tf_traces_view_set_companions (self->traces_view, all);
  tf_theory_view_set_companions (self->theory_view, all);
  tf_means_view_set_companions (self->means_view, pins);
  tf_means_view_set_companions (self->means_beside, pins);
  tf_geometry_view_set_companions (self->geometry_view, pins);
  tf_geometry_view_set_companions (self->geometry_beside, pins);
}

static void
show_names (TfWindow *self)
{
  tf_means_view_set_name (self->means_view, self->compared ? names[0] : NULL);
  tf_means_view_set_name (self->means_beside, names[1]);
  tf_geometry_view_set_name (self->geometry_view, self->compared ? names[0] : NULL);
  tf_geometry_view_set_name (self->geometry_beside, names[1]);
  tf_traces_view_set_name (self->traces_view, self->compared ? names[self->chosen] : NULL);
}

void
tf_window_show_runs (TfWindow *self)
{
  TfFrame *beside = self->compared ? get_frame (self, 1) : NULL;

  tf_traces_view_set_trace (self->traces_view, tf_window_get_chosen_trace (self));
  tf_means_view_set_frame (self->means_beside, beside);
  tf_geometry_view_set_frame (self->geometry_beside, beside);
  update_companions (self);
  show_past (self);
}

static void
choose_run (TfWindow *self, guint run)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "run");

  self->chosen = run;
  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (names[run]));
  tf_parameters_panel_set_parameters (self->parameters_panel, &self->parameters[run]);
  show_names (self);
  tf_window_show_frame (self);
  tf_window_ask (self);
}

static void
run_changed_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  TfWindow *self = user_data;

  if (self->compared)
    choose_run (self, g_strcmp0 (g_variant_get_string (state, NULL), names[1]) == 0 ? 1 : 0);
}

static void
other_run_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;

  if (self->compared)
    choose_run (self, 1 - self->chosen);
}

static void
show_compared (TfWindow *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "compare");

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (self->compared));
  gtk_widget_set_visible (self->run_switch, self->compared);
  tf_stage_set_beside_shown (self->stage, self->compared);
  tf_means_view_set_follower (self->means_view, self->compared ? self->means_beside : NULL);
  tf_window_update_actions (self);
}

void
tf_window_begin_comparing (TfWindow *self, const TfParameters *beside)
{
  self->compared = TRUE;
  self->parameters[1] = *beside;
  show_compared (self);
}

static void
swap_runs_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  TfParameters held = self->parameters[0];

  if (!self->compared)
    return;
  tf_runner_swap (self->runner);
  self->parameters[0] = self->parameters[1];
  self->parameters[1] = held;
  tf_undo_swap_runs (self->undo);
  g_clear_pointer (&self->latest_frame, tf_frame_unref); /* where the past is looked at: it has them the other way round */
  choose_run (self, self->chosen);
  tf_window_watch_runner (self);
}

static void
compare_changed_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  TfWindow *self = user_data;

  if (g_variant_get_boolean (state) == self->compared || self->frame == NULL)
    return;
  if (!self->compared)
    {
      if (tf_window_is_past (self))
        tf_window_leave_past (self);
      tf_runner_fork (self->runner);
      tf_window_begin_comparing (self, &self->parameters[0]);
      choose_run (self, 1);
    }
  else
    {
      tf_window_offer_beside (self);
      self->compared = FALSE;
      tf_undo_drop_run (self->undo, 1);
      tf_runner_end_beside (self->runner);
      show_compared (self);
      choose_run (self, 0);
    }
  tf_window_watch_runner (self);
}

/* --- pins --- */

static void
pins_changed_cb (TfWindow *self)
{
  update_companions (self);
  tf_window_show_theory (self);
}

/* --- sessions --- */

static void
save_pins (TfWindow *self, TfSession *session)
{
  for (guint i = 0; i < tf_pins_get_n (self->pins); i++)
    {
      const TfPin *pin = tf_pins_get (self->pins, i);
      TfInstant at = { pin->frame->t, pin->frame->iteration };

      tf_session_add_pin (session, pin->name, pin->hidden, pin->source == self->source ? NULL : pin->source,
                          pin->frame->course, &at);
    }
}

/* Pins are had again on a thread of their own. */
typedef struct
{
  TfMoments *moments;
  TfSession *session;
} Restoring;

static void
restoring_free (gpointer data)
{
  Restoring *restoring = data;

  tf_moments_unref (restoring->moments);
  tf_session_free (restoring->session);
  g_free (restoring);
}

static void
restore_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Restoring *restoring = task_data;
  TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;
  GError *error = NULL;
  TfScene *scene;

  scene = tf_scene_new (restoring->moments, restoring->session, TF_SCENE_PINS, &question, cancellable, &error);
  tf_thread_end_work ();
  if (scene != NULL)
    g_task_return_pointer (task, scene, (GDestroyNotify) tf_scene_unref);
  else
    g_task_return_error (task, error);
}

static void
restored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  TfWindow *self = TF_WINDOW (object);
  g_autoptr (TfScene) scene = g_task_propagate_pointer (G_TASK (result), NULL);

  if (scene == NULL || self->pins == NULL)
    return;
  for (guint i = 0; i < scene->pins->len; i++)
    {
      const TfScenePin *pin = scene->pins->pdata[i];
      TfSource *source = tf_source_has_same_files (pin->source, self->source) ? self->source : pin->source;

      tf_pins_add (self->pins, pin->name, pin->hidden, pin->replay->frame, pin->replay->trace, pin->replay->survey, source);
    }
  if (scene->n_lost > 0)
    tf_window_toast (self, "The features of a pinned run are not there any more");
}

void
tf_window_restore_pins (TfWindow *self, TfSession *session)
{
  g_autoptr (GTask) task = NULL;
  Restoring *restoring;

  tf_pins_clear (self->pins);
  if (session->pins->len == 0)
    return;
  g_cancellable_cancel (self->restoring);
  g_set_object (&self->restoring, NULL);
  self->restoring = g_cancellable_new ();
  restoring = g_new0 (Restoring, 1);
  restoring->moments = tf_moments_ref (self->moments);
  restoring->session = tf_session_copy (session);
  task = g_task_new (self, self->restoring, restored_cb, NULL);
  g_task_set_task_data (task, restoring, restoring_free);
  tf_thread_begin_work (); /* which the thread ends */
  g_task_run_in_thread (task, restore_thread);
}

/* The runner is about to follow the session's courses. */
static void
restore_runs (TfWindow *self, TfSession *session)
{
  tf_undo_clear (self->undo);
  self->compared = FALSE;
  self->chosen = 0;
  self->parameters[0] = *tf_course_get_parameters (session->course, &session->latest);
  if (session->beside != NULL)
    tf_window_begin_comparing (self, tf_course_get_parameters (session->beside, &session->latest));
  else
    show_compared (self);
  choose_run (self, 0);
  tf_window_restore_pins (self, session);
}

static const TfSessionPart session_part = { save_pins, restore_runs };

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
    { .name = "run", .parameter_type = "s", .state = "'A'", .change_state = run_changed_cb },
    { .name = "other-run", .activate = other_run_activated_cb },
    { .name = "swap-runs", .activate = swap_runs_activated_cb },
  };

  self->undo = tf_undo_new ();
  tf_window_make_pins (self);
  self->companions = g_array_new (FALSE, FALSE, sizeof (TfCompanion));
  self->parameters[0] = self->parameters[1] = *tf_parameters_panel_get_parameters (self->parameters_panel);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  tf_window_add_session_part (self, &session_part);
  g_signal_connect_object (self->pins, "changed", G_CALLBACK (pins_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->timeline, "sought", G_CALLBACK (sought_cb), self, 0);
}

/* While the views are still there: they borrow from what goes. */
void
tf_window_end_runs (TfWindow *self)
{
  g_cancellable_cancel (self->restoring);
  g_clear_object (&self->restoring);
  if (self->companions != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->pins, self);
      tf_means_view_set_follower (self->means_view, NULL);
      tf_pins_clear (self->pins);
      self->compared = FALSE;
      update_companions (self);
    }
  g_clear_pointer (&self->companions, g_array_unref);
  tf_window_end_pins (self);
  g_clear_pointer (&self->undo, tf_undo_free);
}

void
tf_window_update_run_actions (TfWindow *self)
{
  const struct
  {
    const char *name;
    gboolean    enabled;
  } states[] = {
    { "undo", tf_undo_can_undo (self->undo) },
    { "redo", tf_undo_can_redo (self->undo) },
    { "play-as-then", tf_window_is_past (self) },
    { "latest", tf_window_is_past (self) },
    { "earlier", self->moments != NULL },
    { "later", self->moments != NULL },
    { "pin", self->moments != NULL },
    { "compare", self->moments != NULL },
    { "other-run", self->compared },
    { "swap-runs", self->compared },
    { "pin-later", self->later != NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), states[i].name)),
                                 states[i].enabled);
}
