/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window-fixture.h"

#include <gsl/gsl_errno.h>
#include <math.h>

#include "display.h"
#include "log-scale.h"

#define DEADLINE (300 * G_USEC_PER_SEC) /* for machines under sanitizers with other things to do */

TfApplication *application;
char *folder;

/* GTK 4.8 warns of the two arrows beside the folders of its file chooser where a frame is drawn before the folder was
 * read: on a busy machine, or with a slow disk. They are not of this program; of its own widgets the warning is fatal. */
static gboolean
is_of_chooser (const char *message)
{
  GtkWidget *widget = NULL;

  return sscanf (message, "Trying to snapshot GtkButton %p without a current allocation", (void **) &widget) == 1
         && g_str_equal (G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)), "GtkPathBar");
}

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") && is_of_chooser (fields[i].value))
      return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, data);
}

gboolean
begin_tests (int *argc, char ***argv)
{
  folder = g_dir_make_tmp ("tightframe-test-XXXXXX", NULL);
  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  g_setenv ("XDG_DATA_HOME", folder, TRUE); /* where the list of recent files is */
  g_log_set_writer_func (write_log, NULL, NULL);
  gsl_set_error_handler_off ();
  g_test_init (argc, argv, NULL);
  if (!test_has_display ())
    return FALSE;
  application = tf_application_new (G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  g_application_hold (G_APPLICATION (application));
  return TRUE;
}

int
run_tests (void)
{
  int status = g_test_run ();

  g_clear_object (&application);
  g_clear_pointer (&folder, g_free);
  return status;
}

/* What a window is at, where it was waited for in vain. */
static char *
describe (TfWindow *window)
{
  const TfFrame *frame = window != NULL ? tf_window_get_frame (window) : NULL;

  if (window == NULL)
    return g_strdup ("no window");
  return g_strdup_printf ("t %g, status %d, wants play %d, busy %d, loading %d, ticks %u, mapped %d", frame != NULL ? frame->t : NAN,
                          frame != NULL ? (int) frame->status : -1, tf_lab_wants_play (window->lab), tf_lab_is_busy (window->lab),
                          tf_window_is_loading (window), window->tick, gtk_widget_get_mapped (GTK_WIDGET (window)));
}

void
wait_here (const char *where, TfWindow *window, Condition condition, gpointer data)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;

  while (!condition (window, data))
    {
      if (g_get_monotonic_time () > deadline)
        {
          g_autofree char *state = describe (window);

          g_error ("waited too long at %s: %s", where, state);
        }
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

void
iterate (void)
{
  for (int i = 0; i < 200 && g_main_context_iteration (NULL, FALSE); i++)
    ;
}

/* conditions */

gboolean
has_frame (TfWindow *window, gpointer data)
{
  return tf_window_get_frame (window) != NULL && !tf_window_is_loading (window);
}

gboolean
has_own_frame (TfWindow *window, gpointer data)
{
  return has_frame (window, NULL) && tf_lab_get_frame (window->lab)->owner == tf_lab_get_moments (window->lab);
}

gboolean
has_moved (TfWindow *window, gpointer data)
{
  return tf_lab_get_frame (window->lab)->serial > *(guint64 *) data;
}

gboolean
has_other_run (TfWindow *window, gpointer data)
{
  return has_frame (window, NULL) && tf_lab_get_frame (window->lab)->run != *(guint64 *) data;
}

gboolean
has_parameters (TfWindow *window, gpointer data)
{
  return tf_lab_get_frame (window->lab) != NULL
         && tf_parameters_equal (&tf_lab_get_frame (window->lab)->parameters, tf_window_get_parameters (window));
}

gboolean
is_at_rest (TfWindow *window, gpointer data)
{
  return !tf_window_is_loading (window);
}

gboolean
is_gone (TfWindow *window, gpointer data)
{
  return *(gpointer *) data == NULL;
}

gboolean
has_toast (TfWindow *window, gpointer data)
{
  return tf_toasts_get_text (window->toasts) != NULL;
}

/* helpers */

TfWindow *
open_window (void)
{
  TfWindow *window;

  g_action_group_activate_action (G_ACTION_GROUP (application), "new-window", NULL);
  window = TF_WINDOW (gtk_application_get_active_window (GTK_APPLICATION (application)));
  g_assert_nonnull (window);
  wait_until (window, has_own_frame, NULL);
  return window;
}

void
close_window (TfWindow *window)
{
  gpointer weak = window;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  gtk_window_close (GTK_WINDOW (window));
  wait_until (NULL, is_gone, &weak);
}

void
act (TfWindow *window, const char *name)
{
  g_action_group_activate_action (G_ACTION_GROUP (window), name, NULL);
}

void
open_path (TfWindow *window, const char *path, const char *labels_path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) labels = labels_path != NULL ? g_file_new_for_path (labels_path) : NULL;
  g_autoptr (TfSource) source = tf_source_new_file (file, labels);

  tf_window_open (window, source);
}

static gboolean
has_answered (TfWindow *window, gpointer data)
{
  return has_own_frame (window, NULL) && !tf_lab_is_busy (window->lab) && window->tick == 0;
}

void
go_beyond (TfWindow *window, double t)
{
  double before = -1, now;

  act (window, "step");
  wait_until (window, has_answered, NULL);
  while ((now = tf_lab_get_frame (window->lab)->t) <= t)
    {
      if (now <= before)
        g_error ("the run rests at t = %g, before %g", now, t);
      before = now;
      act (window, "step");
      wait_until (window, has_answered, NULL);
    }
}

char *
write_file (const char *name, const char *content, gssize length)
{
  char *path = g_build_filename (g_get_user_config_dir (), name, NULL);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (g_get_user_config_dir (), 0700);
  g_file_set_contents (path, content, length, &error);
  g_assert_no_error (error);
  return path;
}

TfSource *
synthetic_of (guint n_classes, guint dim, gsize per_class)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;

  synthetic.n_classes = n_classes;
  synthetic.dim = dim;
  synthetic.per_class = per_class;
  return tf_source_new_synthetic (&synthetic);
}

GtkWidget *
find (GtkWidget *widget, GType type, const char *title)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type)
      && (title == NULL || g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, title);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
find_row (TfWindow *window, const char *title)
{
  GtkWidget *row = find (GTK_WIDGET (window->parameters_panel), TF_TYPE_LOG_SCALE, title);

  g_assert_nonnull (row);
  return row;
}

gboolean
says (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;
  return FALSE;
}

void
type_into (GtkWidget *row, const char *text)
{
  GtkWidget *entry = find (row, GTK_TYPE_ENTRY, NULL);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "activate");
}
