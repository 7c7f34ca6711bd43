/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs-window.h"

/* --- conditions --- */

gboolean
is_beyond (TfWindow *window, gpointer data)
{
  return has_frame (window, NULL) && tf_lab_get_frame (window->lab)->t > *(double *) data;
}

gboolean
is_still (TfWindow *window, gpointer data)
{
  return has_frame (window, NULL) && !tf_lab_is_busy (window->lab) && window->tick == 0;
}

gboolean
is_past (TfWindow *window, gpointer data)
{
  return tf_lab_is_past (window->lab) && is_still (window, NULL);
}

gboolean
is_compared (TfWindow *window, gpointer data)
{
  return tf_lab_get_frame (window->lab)->beside != NULL;
}

gboolean
is_alone (TfWindow *window, gpointer data)
{
  return tf_lab_get_frame (window->lab)->beside == NULL;
}

gboolean
has_both_betas (TfWindow *window, gpointer data)
{
  const double *betas = data;

  return tf_lab_get_frame (window->lab)->beside != NULL && tf_lab_get_frame (window->lab)->parameters.beta == betas[0]
         && tf_lab_get_frame (window->lab)->beside->parameters.beta == betas[1];
}

/* --- helpers --- */

TfWindow *
open_moving_window (void)
{
  TfWindow *window = open_window ();

  go_beyond (window, 3);
  act (window, "play");
  return window;
}

void
press (TfWindow *window, guint key, GdkModifierType modifiers)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (window));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GListModel) shortcuts = g_list_model_get_item (controllers, i);

      for (guint j = 0; GTK_IS_SHORTCUT_CONTROLLER (shortcuts) && j < g_list_model_get_n_items (shortcuts); j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (shortcuts, j);
          GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

          if (GTK_IS_NAMED_ACTION (gtk_shortcut_get_action (shortcut)) && GTK_IS_KEYVAL_TRIGGER (trigger)
              && gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key
              && gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == modifiers)
            {
              gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, GTK_WIDGET (window),
                                            gtk_shortcut_get_arguments (shortcut));
              return;
            }
        }
    }
  g_assert_not_reached ();
}

void
set_beta (TfWindow *window, double beta)
{
  TfParameters parameters = *tf_window_get_parameters (window);

  parameters.beta = beta;
  tf_parameters_panel_set_parameters (window->parameters_panel, &parameters);
  tf_window_take_parameters (window);
}

double
get_beta (TfWindow *window)
{
  return tf_window_get_parameters (window)->beta;
}

void
hold (TfWindow *window)
{
  g_action_group_activate_action (G_ACTION_GROUP (window), "play", NULL);
  wait_until (window, is_still, NULL);
  g_assert_cmpint (tf_lab_get_frame (window->lab)->status, ==, TF_RUN_PAUSED);
}
