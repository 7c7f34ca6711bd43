/* window-series-kept.c: a network in training in sessions and figures: its folder, and how its page is looked at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "figure-view.h"
#include "session-training.h"
#include "window-open-series.h"
#include "window-opening.h"

#define METRICS "epochs-metrics"
#define LOG_X "epochs-log-x"
#define LOG_Y "epochs-log-y"

const char *const *
tf_window_get_series_paths (TfWindow *self, guint run)
{
  TfOpenSeries *open = tf_window_get_open_series (self, run);

  return open != NULL && tf_open_series_get_kind (open) != TF_SERIES_VARIANTS ? tf_open_series_get_paths (open) : NULL;
}

/* The folder that is open as a run's series, or NULL. */
static const char *
get_folder (TfWindow *self, guint run)
{
  const char *const *paths = tf_window_get_series_paths (self, run);
  gboolean is_one = paths != NULL && paths[0] != NULL && paths[1] == NULL;

  return is_one && g_file_test (paths[0], G_FILE_TEST_IS_DIR) ? paths[0] : NULL;
}

static void
save_held_out (TfWindow *self, TfSession *session, guint run)
{
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    {
      g_autofree char *path = NULL;

      if (tf_epoch_reader_get_held_out (tf_open_series_get_reader (tf_window_get_open_series (self, run)), kind, &path))
        tf_session_set_training_held_out (session, run == 1, kind, path);
    }
}

static void
saving_cb (TfWindow *self, TfSession *session)
{
  TfEpochsControls *controls = tf_theory_view_get_epochs_controls (self->theory_view);
  TfMetricSet metrics = tf_epochs_controls_get_metrics (controls);
  g_autoptr (GString) names = g_string_new (NULL);
  gboolean any = FALSE;

  for (guint run = 0; run < TF_LAB_N_RUNS; run++)
    {
      const char *folder = get_folder (self, run);

      if (folder == NULL)
        continue;
      tf_session_set_training (session, run == 1, folder);
      save_held_out (self, session, run);
      any = TRUE;
    }
  if (!any)
    return;
  for (int m = 0; m < TF_N_METRICS; m++)
    if (tf_metric_set_has (metrics, m))
      g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", tf_metric_name (m));
  tf_session_set_view (session, METRICS, names->str);
  tf_session_set_flag (session, LOG_X, tf_epochs_controls_get_log_x (controls));
  tf_session_set_flag (session, LOG_Y, tf_epochs_controls_get_log_y (controls));
}

static void
restore_controls (TfWindow *self, TfSession *session)
{
  TfEpochsControls *controls = tf_theory_view_get_epochs_controls (self->theory_view);
  gboolean log_x = tf_epochs_controls_get_log_x (controls), log_y = tf_epochs_controls_get_log_y (controls);
  const char *metrics = tf_session_get_view (session, METRICS);
  g_auto (GStrv) names = metrics != NULL ? g_strsplit (metrics, " ", -1) : NULL;
  TfMetricSet set = { 0 };

  tf_session_get_flag (session, LOG_X, &log_x);
  tf_session_get_flag (session, LOG_Y, &log_y);
  tf_epochs_controls_set_log_x (controls, log_x);
  tf_epochs_controls_set_log_y (controls, log_y);
  for (int m = 0; names != NULL && m < TF_N_METRICS; m++)
    if (g_strv_contains ((const char *const *) names, tf_metric_name (m)))
      tf_metric_set_add (&set, m);
  if (names != NULL)
    tf_epochs_controls_set_metrics (controls, set);
}

/* As it was opened by hand, where it is still there. */
static void
restore_held_out (TfWindow *self, TfSession *session, guint run)
{
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    {
      g_autofree char *path = NULL;

      if (tf_session_get_training_held_out (session, run == 1, kind, &path)
          && (path == NULL || g_file_test (path, G_FILE_TEST_EXISTS)))
        tf_epoch_reader_hold_out (tf_open_series_get_reader (tf_window_get_open_series (self, run)), kind, path);
    }
}

/* The runs are there again; now what they are epochs of. */
static void
source_changed_cb (TfWindow *self, TfSession *session)
{
  for (guint run = 0; session != NULL && run < TF_LAB_N_RUNS; run++)
    {
      g_autofree char *folder = tf_session_has_training (session, run == 1) ? tf_session_get_training (session, run == 1) : NULL;

      if (folder == NULL || !g_file_test (folder, G_FILE_TEST_IS_DIR))
        continue;
      restore_controls (self, session);
      tf_window_come_back_to_series (self, run, folder);
      restore_held_out (self, session, run);
    }
}

void
tf_window_make_series_kept (TfWindow *self)
{
  g_signal_connect_object (self->lab, "saving", G_CALLBACK (saving_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "source-changed", G_CALLBACK (source_changed_cb), self, 0);
}
