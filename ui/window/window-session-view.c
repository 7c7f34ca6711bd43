/* window-session-view.c: how a run is looked at, to and from the keys of a session
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "figure-view.h"
#include "window-private.h"

/* Actions with a state that is part of the view: the key is the action's name. */
static const char *const toggles[] = { "sidebar", "show-weights", "show-samples", "show-trails", "show-limit",
                                       "touring", "log-x",        "log-y",        "since-change", "fixed-view" };

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

/* shared with the other files */

void
tf_window_save_view (TfWindow *self, TfSession *session)
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
  tf_session_set_hidden_metrics (session, tf_traces_view_get_options (self->traces_view)->hidden);
  tf_session_set_camera (session, tf_means_view_get_camera (self->means_view));
  tf_session_set_view_numbers (session, "pace", &pace, 1);
  if (!g_str_equal (g_variant_get_string (plots, NULL), TF_STAGE_ALL_PLOTS))
    tf_session_set_view (session, "plots", g_variant_get_string (plots, NULL));
}

void
tf_window_restore_view (TfWindow *self, TfSession *session)
{
  const char *page = tf_session_get_view (session, "page");
  double pace;

  for (int i = 0; page != NULL && i < TF_N_PAGES; i++)
    if (strcmp (tf_page_id (i), page) == 0)
      g_action_group_change_action_state (G_ACTION_GROUP (self), "page", g_variant_new_string (page));
  for (guint i = 0; i < G_N_ELEMENTS (toggles); i++)
    restore_toggle (self, session, toggles[i]);
  restore_hidden (self, session);
  restore_camera (self, session);
  tf_window_choose_plots (self, tf_session_get_view (session, "plots"));
  if (tf_session_get_view_numbers (session, "pace", &pace, 1) && pace > 0)
    {
      tf_parameters_panel_set_pace (self->parameters_panel, CLAMP (pace, 1e-3, 1e3));
      tf_runner_set_pace (self->runner, tf_parameters_panel_get_pace (self->parameters_panel));
    }
}
