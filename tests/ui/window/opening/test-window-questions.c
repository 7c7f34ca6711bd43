/* test-window-questions.c: what a window asks about files that can be read in two ways
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "application-private.h"
#include "window-private.h"
#include "window-fixture.h"

static gboolean
has_dialog (TfWindow *window, gpointer data)
{
  g_autoptr (GListModel) toplevels = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) toplevel = g_list_model_get_item (toplevels, i);

      if (ADW_IS_MESSAGE_DIALOG (toplevel) && gtk_window_get_transient_for (toplevel) == GTK_WINDOW (window))
        {
          *(GtkWindow **) data = toplevel;
          return TRUE;
        }
    }
  return FALSE;
}

/* A .npy of features alone asks for its labels. */
static void
test_labels_asked_for (void)
{
  static const char header[] = "\x93NUMPY\x01\x00\x76\x00{'descr': '<f8', 'fortran_order': False, 'shape': (4, 2), }";
  double values[8] = { 1, 2, 3, 4, 5, 6, 7, 9 };
  char file[128 + sizeof values];
  g_autofree char *path = NULL;
  TfWindow *window = open_window ();
  GtkWindow *dialog = NULL;

  memset (file, ' ', 128);
  memcpy (file, header, sizeof header - 1);
  file[127] = '\n';
  memcpy (file + 128, values, sizeof values);
  path = write_file ("alone.npy", file, sizeof file);
  open_path (window, path, NULL);
  wait_until (window, is_at_rest, NULL);
  wait_until (window, has_dialog, &dialog);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "labels");
  iterate ();
  g_assert_nonnull (window->chooser);
  close_window (window); /* with the chooser open */
}

typedef struct
{
  GMutex   lock;
  GCond    cond;
  gboolean released;
  gint     waiting;
} Gate;

static void
wait_at (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Gate *gate = data;

  g_mutex_lock (&gate->lock);
  while (!gate->released)
    g_cond_wait (&gate->cond, &gate->lock);
  g_mutex_unlock (&gate->lock);
  g_task_return_boolean (task, TRUE);
}

static void
passed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Gate *) data)->waiting--;
}

static gboolean
all_passed (TfWindow *window, gpointer data)
{
  return ((Gate *) data)->waiting == 0;
}

static gboolean
has_drawn (TfWindow *window, gpointer data)
{
  g_autoptr (GListModel) toplevels = g_object_ref (gtk_window_get_toplevels ());
  guint *frames = data;

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      if (GTK_IS_FILE_CHOOSER (toplevel) && gtk_widget_get_mapped (toplevel))
        {
          GdkFrameClock *clock = gtk_widget_get_frame_clock (toplevel);

          if (frames[0] == 0)
            frames[0] = 1 + (guint) gdk_frame_clock_get_frame_counter (clock);
          gtk_widget_queue_draw (toplevel);
          return gdk_frame_clock_get_frame_counter (clock) > frames[0] + 3;
        }
    }
  return FALSE;
}

/* A chooser is drawn while nothing has come of its folder yet. */
static void
test_slow_folder (void)
{
  TfWindow *window = open_window ();
  Gate gate = { .waiting = 16 };
  guint frames[] = { 0 };

  for (int i = 0; i < 16; i++) /* more than GIO takes at once */
    {
      g_autoptr (GTask) task = g_task_new (NULL, NULL, passed_cb, &gate);

      g_task_set_task_data (task, &gate, NULL);
      g_task_run_in_thread (task, wait_at);
    }
  act (window, "save-session-as");
  wait_until (window, has_drawn, frames);
  g_mutex_lock (&gate.lock);
  gate.released = TRUE;
  g_cond_broadcast (&gate.cond);
  g_mutex_unlock (&gate.lock);
  wait_until (window, all_passed, &gate);
  close_window (window);
}

static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_get_visible (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

typedef struct
{
  GtkWindow  *dialog;
  const char *column, *role;
  GtkWidget  *button; /* once it is there */
} Role;

static GtkWidget *
find_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
has_role (TfWindow *window, gpointer data)
{
  Role *role = data;
  GtkWidget *label = find_label (GTK_WIDGET (role->dialog), role->column);

  role->button = label != NULL ? find_button (gtk_widget_get_parent (gtk_widget_get_parent (label)), role->role) : NULL;
  return role->button != NULL;
}

static GtkWidget *
wait_for_role (TfWindow *window, GtkWindow *dialog, const char *column, const char *name)
{
  Role role = { dialog, column, name, NULL };

  wait_until (window, has_role, &role);
  return role.button;
}

static void
choose_role (TfWindow *window, GtkWindow *dialog, const char *column, const char *name)
{
  GtkToggleButton *button = GTK_TOGGLE_BUTTON (wait_for_role (window, dialog, column, name));

  g_assert_false (gtk_toggle_button_get_active (button));
  gtk_toggle_button_set_active (button, TRUE);
}

static void
read_so (TfWindow *window, GtkWindow *dialog)
{
  guint64 run = tf_lab_get_frame (window->lab)->run;

  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "keys");
  gtk_window_close (dialog);
  wait_until (window, has_other_run, &run);
}

/* Two columns that may be the labels: the one that is meant can be chosen. */
static void
test_keys_asked_for (void)
{
  static const char text[] = "x,y,label\n1,2,0\n2,3,0\n5,4,1\n6,6,1\n";
  g_autofree char *path = write_file ("two.csv", text, -1);
  TfWindow *window = open_window ();
  GtkWindow *dialog = NULL;

  type_into (find_row (window, "stay near H₀"), "0.5");
  open_path (window, path, NULL);
  wait_until (window, has_dialog, &dialog);
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "keys"));
  choose_role (window, dialog, "label", "Labels");
  g_assert_true (says (GTK_WIDGET (dialog), "1 feature, labels from 'label'"));
  g_assert_true (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "keys"));
  read_so (window, dialog);
  g_assert_cmpuint (tf_lab_get_moments (window->lab)->n_samples, ==, 4);
  g_assert_nonnull (strstr (adw_window_title_get_subtitle (window->title), "labels from column 'label', 1 feature"));
  g_assert_cmpfloat (tf_window_get_parameters (window)->beta, ==, 0); /* it was chosen for others */
  close_window (window);
}

/* The columns stand there with what they were taken for; what is chosen instead is read. */
static void
test_columns (void)
{
  static const char text[] = "a,b,c,kind,site\n1,2,3,x,n\n2,3,4,x,s\n5,4,3.5,y,n\n6,6,1,y,s\n";
  g_autofree char *path = write_file ("columns.csv", text, -1);
  TfWindow *window = open_window ();
  GtkWindow *dialog = NULL;
  TfFeaturesOptions options;
  guint64 run = tf_lab_get_frame (window->lab)->run;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  const TfFeaturesOptions by_kind = { .labels_key = "kind" };
  g_autoptr (TfSource) plain = tf_source_new_file (file, NULL);
  g_autoptr (TfSource) source = tf_source_new_with_options (plain, &by_kind);

  tf_window_open (window, source);
  wait_until (window, has_other_run, &run);
  g_action_group_activate_action (G_ACTION_GROUP (window), "columns", NULL);
  wait_until (window, has_dialog, &dialog);
  g_assert_true (says (GTK_WIDGET (dialog), "3 features, labels from 'kind'"));
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (wait_for_role (window, dialog, "b", "Feature"))));
  choose_role (window, dialog, "b", "Left Out");
  g_assert_true (says (GTK_WIDGET (dialog), "2 features, labels from 'kind'"));
  read_so (window, dialog);
  g_assert_cmpuint (tf_lab_get_moments (window->lab)->dim, ==, 2);
  options = tf_source_get_options (tf_lab_get_source (window->lab));
  g_assert_cmpstr (options.leave_out[0], ==, "b");
  g_assert_null (options.leave_out[1]);

  dialog = NULL;
  g_action_group_activate_action (G_ACTION_GROUP (window), "columns", NULL);
  wait_until (window, has_dialog, &dialog);
  choose_role (window, dialog, "site", "Labels");
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (wait_for_role (window, dialog, "kind", "Left Out"))));
  choose_role (window, dialog, "b", "Feature");
  choose_role (window, dialog, "a", "Left Out");
  read_so (window, dialog);
  options = tf_source_get_options (tf_lab_get_source (window->lab));
  g_assert_cmpstr (options.labels_key, ==, "site");
  g_assert_cmpstr (options.features_columns[0], ==, "b");
  g_assert_cmpstr (options.features_columns[1], ==, "c");
  g_assert_null (options.features_columns[2]);
  g_assert_cmpuint (tf_lab_get_moments (window->lab)->dim, ==, 2);
  g_assert_cmpstr (tf_lab_get_moments (window->lab)->class_names[0], ==, "n");
  close_window (window);
}

typedef struct
{
  GtkWindow      *dialog;
  const char     *label;
  GtkCheckButton *check; /* once it is there */
} Check;

static GtkCheckButton *
find_check (GtkWidget *widget, const char *label)
{
  if (GTK_IS_CHECK_BUTTON (widget) && g_strcmp0 (gtk_check_button_get_label (GTK_CHECK_BUTTON (widget)), label) == 0)
    return GTK_CHECK_BUTTON (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkCheckButton *found = find_check (child, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
has_check (TfWindow *window, gpointer data)
{
  Check *check = data;

  check->check = find_check (GTK_WIDGET (check->dialog), check->label);
  return check->check != NULL;
}

/* In the dialog that is open, the class of that row gets a check or loses it; the file is read so. */
static void
choose_class (TfWindow *window, const char *label, gboolean kept, const char *summary)
{
  Check check = { .label = label };
  guint64 run = tf_lab_get_frame (window->lab)->run;

  wait_until (window, has_dialog, &check.dialog);
  wait_until (window, has_check, &check);
  g_assert_true (gtk_check_button_get_active (check.check) != kept);
  gtk_check_button_set_active (check.check, kept);
  g_assert_true (says (GTK_WIDGET (check.dialog), summary));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (check.dialog), "keys");
  gtk_window_close (check.dialog);
  wait_until (window, has_other_run, &run);
}

/* Labels to be ignored are told of, and the note leads to where their class can be left out. */
static void
test_ignored_labels (void)
{
  static const char text[] = "a,b,label\n1,2,0\n2,3,0\n5,4,1\n6,6,1\n8,8,-100\n9,7,-100\n";
  g_autofree char *path = write_file ("ignored.csv", text, -1);
  TfWindow *window = open_window ();
  GtkWidget *button;
  guint64 run = tf_lab_get_frame (window->lab)->run;

  open_path (window, path, NULL);
  wait_until (window, has_other_run, &run);
  g_assert_cmpuint (tf_lab_get_moments (window->lab)->n_classes, ==, 3);
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (GTK_WIDGET (window->title)), "labels from column 'label', 2 features"));
  wait_until (window, has_toast, NULL);
  g_assert_nonnull (strstr (tf_toasts_get_text (window->toasts), "2 samples have the label -100"));
  button = find_button (GTK_WIDGET (window->toasts), "_Columns and Classes…");
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  choose_class (window, "-100 · 2 samples", FALSE, "2 of 3 classes, 4 samples");
  g_assert_cmpuint (tf_lab_get_moments (window->lab)->n_classes, ==, 2);
  g_assert_cmpuint (tf_lab_get_moments (window->lab)->n_samples, ==, 4);
  g_action_group_activate_action (G_ACTION_GROUP (window), "columns", NULL); /* and back */
  choose_class (window, "-100 · left out now", TRUE, "3 of 3 classes");
  g_assert_cmpuint (tf_lab_get_moments (window->lab)->n_classes, ==, 3);
  close_window (window);
}

int
main (int argc, char **argv)
{
  if (!begin_tests (&argc, &argv))
    return 0;
  g_test_add_func ("/window/labels-asked-for", test_labels_asked_for);
  g_test_add_func ("/window/slow-folder", test_slow_folder);
  g_test_add_func ("/window/keys-asked-for", test_keys_asked_for);
  g_test_add_func ("/window/columns", test_columns);
  g_test_add_func ("/window/ignored-labels", test_ignored_labels);
  return run_tests ();
}
