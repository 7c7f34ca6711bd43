/* window-session-view.c: how a run is looked at, to and from the keys of a session
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "figure-view.h"
#include "window-showing.h"

/* Actions with a state that is part of the view: the key is the action's name. */
static const char *const toggles[] = { "sidebar", "show-weights", "show-samples", "show-trails", "show-limit",
                                       "touring", "log-x",        "log-y",        "fixed-view",  "hold-scale" };

#define SINCE_CHANGE "since-change"
#define BY_HAND "since-change-chosen" /* false: the axis turned by itself, and will again */

static void
restore_hidden (TfWindow *self, TfSession *session)
{
  TfMetricSet hidden = tf_traces_view_get_options (self->traces_view)->hidden;

  tf_session_get_hidden_metrics (session, &hidden);
  tf_traces_view_set_hidden (self->traces_view, hidden);
}

static void
restore_camera (TfWindow *self, TfSession *session)
{
  TfMeansCamera *camera = tf_session_get_camera (session);

  if (camera != NULL)
    tf_means_view_set_camera (self->means_view, camera);
}

static void
restore_toggle (TfWindow *self, TfSession *session, const char *name)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self), name);
  gboolean flag = g_variant_get_boolean (state);

  tf_session_get_flag (session, name, &flag);
  g_action_group_change_action_state (G_ACTION_GROUP (self), name, g_variant_new_boolean (flag));
}

static void
save_since_change (TfWindow *self, TfSession *session)
{
  tf_session_set_flag (session, SINCE_CHANGE, tf_traces_view_get_options (self->traces_view)->since_change);
  tf_session_set_flag (session, BY_HAND, tf_traces_view_is_axis_chosen (self->traces_view));
}

/* What was chosen holds while the run is followed, until its next change. */
static void
restore_since_change (TfWindow *self, TfSession *session)
{
  gboolean since_change, by_hand = TRUE;

  tf_session_get_flag (session, BY_HAND, &by_hand);
  if (by_hand && tf_session_get_view (session, SINCE_CHANGE) != NULL)
    {
      since_change = tf_traces_view_get_options (self->traces_view)->since_change;
      tf_session_get_flag (session, SINCE_CHANGE, &since_change);
      tf_traces_view_restore_since_change (self->traces_view, since_change, session->course);
    }
  else
    tf_traces_view_let_axis_follow (self->traces_view);
}

static void
saving_cb (TfWindow *self, TfSession *session)
{
  g_autoptr (GVariant) page = g_action_group_get_action_state (G_ACTION_GROUP (self), "page");
  g_autoptr (GVariant) plots = g_action_group_get_action_state (G_ACTION_GROUP (self), "plots");
  double pace = tf_parameters_panel_get_pace (self->parameters_panel);

  tf_session_set_view (session, "page", g_variant_get_string (page, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (toggles); i++)
    {
      g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self), toggles[i]);

      tf_session_set_flag (session, toggles[i], g_variant_get_boolean (state));
    }
  save_since_change (self, session);
  tf_session_set_hidden_metrics (session, tf_traces_view_get_options (self->traces_view)->hidden);
  tf_session_set_camera (session, tf_means_view_get_camera (self->means_view));
  tf_session_set_view_numbers (session, "pace", &pace, 1);
  if (!g_str_equal (g_variant_get_string (plots, NULL), TF_STAGE_ALL_PLOTS))
    tf_session_set_view (session, "plots", g_variant_get_string (plots, NULL));
}

static void
restoring_cb (TfWindow *self, TfSession *session)
{
  const char *page = tf_session_get_view (session, "page");
  double pace;

  for (TfPage i = 0; page != NULL && i < tf_page_count (); i++)
    if (strcmp (tf_page_get_id (i), page) == 0)
      g_action_group_change_action_state (G_ACTION_GROUP (self), "page", g_variant_new_string (page));
  for (guint i = 0; i < G_N_ELEMENTS (toggles); i++)
    restore_toggle (self, session, toggles[i]);
  restore_since_change (self, session);
  restore_hidden (self, session);
  restore_camera (self, session);
  tf_window_choose_plots (self, tf_session_get_view (session, "plots"));
  if (tf_session_get_view_numbers (session, "pace", &pace, 1) && pace > 0)
    {
      tf_parameters_panel_set_pace (self->parameters_panel, CLAMP (pace, 1e-3, 1e3));
      tf_lab_set_pace (self->lab, tf_parameters_panel_get_pace (self->parameters_panel));
    }
}

/* shared with the other files */

void
tf_window_make_session_view (TfWindow *self)
{
  g_signal_connect_object (self->lab, "saving", G_CALLBACK (saving_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lab, "restoring", G_CALLBACK (restoring_cb), self, G_CONNECT_SWAPPED);
}
