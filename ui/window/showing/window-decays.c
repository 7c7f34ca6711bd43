/* window-decays.c: Figure 3 of the paper in the model: runs with one of the decays doubled or zeroed, as pins
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "decays.h"
#include "window-showing.h"

#define UNTIL 1e4 /* time, or iterations, that the pinned runs are followed for */

/* All that is shown of it. */
static const TfMetric metrics[] = { TF_METRIC_NC1, TF_METRIC_NC2 };

static TfInstant
get_end (const TfParameters *parameters)
{
  if (tf_parameters_count_iterations (parameters))
    return (TfInstant){ UNTIL * tf_parameters_iteration_length (parameters), UNTIL };
  return (TfInstant){ UNTIL, 0 };
}

static void
add_pins (TfSession *session, const TfParameters *parameters)
{
  const TfInstant end = get_end (parameters);

  for (guint i = 1; i < TF_N_DECAYS; i++) /* the first is the run itself */
    {
      const TfDecays *decays = tf_decays_get (i);
      const TfParameters changed = tf_decays_apply (decays, parameters);
      g_autoptr (TfCourse) course = tf_course_new (&changed);

      tf_session_add_pin (session, decays->title, FALSE, NULL, course, &end);
    }
}

static void
show_alone (TfWindow *self)
{
  TfMetricSet hidden = tf_metric_set_all ();

  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
    hidden = tf_metric_set_without (hidden, tf_metric_set_one (metrics[i]));
  tf_traces_view_set_hidden (self->traces_view, hidden);
  g_action_group_change_action_state (G_ACTION_GROUP (self), "page", g_variant_new_string (tf_page_get_id (TF_PAGE_RUN)));
}

/* From the same features, under the present parameters: the run begins again. */
static void
pin_decays_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  g_autoptr (TfSession) session = tf_lab_make_session (self->lab);

  if (session == NULL)
    return;
  if (tf_pins_get_n (tf_lab_get_pins (self->lab)) + TF_N_DECAYS - 1 > TF_PINS_MAX)
    {
      tf_window_toast (self, "Figure 3 takes four pins: remove some of those that are there first");
      return;
    }
  tf_lab_set_compared (self->lab, FALSE);
  add_pins (session, tf_window_get_parameters (self));
  tf_lab_restore_pins (self->lab, session);
  show_alone (self);
  tf_lab_restart (self->lab);
  tf_lab_set_playing (self->lab, TRUE);
  tf_window_toast (self, tf_parameters_count_iterations (tf_window_get_parameters (self))
                             ? "The run begins again; beside it, each of the decays doubled and zeroed, for 10⁴ iterations"
                             : "The run begins again; beside it, each of the decays doubled and zeroed, followed to t = 10⁴");
}

/* shared with the other files */

void
tf_window_make_decays (TfWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "pin-decays", .activate = pin_decays_activated_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
