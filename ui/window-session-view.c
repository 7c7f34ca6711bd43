/* window-session-view.c: how a run is looked at, to and from the keys of a session
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "core/number-text.h"
#include "ui/window-private.h"

/* Directions of more dimensions than this are not worth their place in a text:
 * such a picture is seen from where every run is. */
#define MAX_DIM 64

/* Actions with a state that is part of the view: the key is the action's name. */
static const char *const toggles[] = { "sidebar", "show-weights", "show-samples", "show-trails", "show-limit",
                                       "touring", "log-x",        "log-y",        "since-change" };

static void
save_camera (TfWindow *self, TfSession *session)
{
  const TfMeansCamera *camera = tf_means_view_get_camera (self->means_view);
  double size[] = { camera->n_classes, camera->dim };

  if (camera->dim > MAX_DIM)
    return;
  tf_session_set_view_numbers (session, "camera-size", size, 2);
  tf_session_set_view_numbers (session, "camera", camera->rotation, (gsize) MIN (camera->dim, 3) * camera->dim);
  tf_session_set_view_numbers (session, "camera-zoom", &camera->zoom, 1);
  tf_session_set_view_numbers (session, "camera-relief", &camera->relief, 1);
}

static void
restore_camera (TfWindow *self, TfSession *session)
{
  g_autoptr (TfMeansCamera) camera = tf_means_camera_new ();
  double size[2], rows[3 * MAX_DIM], value;
  guint n_rows;

  if (!tf_session_get_view_numbers (session, "camera-size", size, 2) || !(size[0] >= 2 && size[0] <= 1e6)
      || !(size[1] >= 1 && size[1] <= MAX_DIM))
    return;
  tf_means_camera_reset (camera, size[1], size[0]);
  n_rows = MIN (camera->dim, 3);
  if (!tf_session_get_view_numbers (session, "camera", rows, (gsize) n_rows * camera->dim)
      || !tf_means_camera_look (camera, n_rows, rows))
    return;
  if (tf_session_get_view_numbers (session, "camera-zoom", &value, 1))
    tf_means_camera_zoom_by (camera, value / camera->zoom);
  if (tf_session_get_view_numbers (session, "camera-relief", &value, 1))
    camera->relief = CLAMP (value, 0, 1);
  tf_means_view_set_camera (self->means_view, g_steal_pointer (&camera));
}

static void
save_hidden (TfWindow *self, TfSession *session)
{
  const TfTracesOptions *options = tf_traces_view_get_options (self->traces_view);
  g_autoptr (GString) names = g_string_new (NULL);

  for (int i = 0; i < TF_N_METRICS; i++)
    if (options->hidden & 1u << i)
      g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", tf_metric_name (i));
  tf_session_set_view (session, "hidden-metrics", names->str);
}

static void
restore_hidden (TfWindow *self, TfSession *session)
{
  const char *text = tf_session_get_view (session, "hidden-metrics");
  g_auto (GStrv) names = text != NULL ? g_strsplit (text, " ", -1) : NULL;
  guint32 hidden = 0;

  if (names == NULL)
    return;
  for (int i = 0; i < TF_N_METRICS; i++)
    if (g_strv_contains ((const char *const *) names, tf_metric_name (i)))
      hidden |= 1u << i;
  tf_traces_view_set_hidden (self->traces_view, hidden);
}

static void
restore_toggle (TfWindow *self, TfSession *session, const char *name)
{
  const char *text = tf_session_get_view (session, name);

  if (g_strcmp0 (text, "true") == 0 || g_strcmp0 (text, "false") == 0)
    g_action_group_change_action_state (G_ACTION_GROUP (self), name, g_variant_new_boolean (*text == 't'));
}

/* shared with the other files */

void
tf_window_save_view (TfWindow *self, TfSession *session)
{
  g_autoptr (GVariant) page = g_action_group_get_action_state (G_ACTION_GROUP (self), "page");
  double pace = tf_parameters_panel_get_pace (self->parameters_panel);

  tf_session_set_view (session, "page", g_variant_get_string (page, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (toggles); i++)
    {
      g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self), toggles[i]);

      tf_session_set_view (session, toggles[i], g_variant_get_boolean (state) ? "true" : "false");
    }
  save_hidden (self, session);
  save_camera (self, session);
  tf_session_set_view_numbers (session, "pace", &pace, 1);
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
  if (tf_session_get_view_numbers (session, "pace", &pace, 1) && pace > 0)
    {
      tf_parameters_panel_set_pace (self->parameters_panel, CLAMP (pace, 1e-3, 1e3));
      tf_runner_set_pace (self->runner, tf_parameters_panel_get_pace (self->parameters_panel));
    }
}
