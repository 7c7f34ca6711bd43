/* test-window-storm.c: windows under everything at once, and GTK from one thread alone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parameters, files, restarts and closings come faster than anything is done with
 * them. That no thread but the first touches a widget is asserted in the functions
 * of GTK themselves, which this program puts its own in front of.
 *
 * TF_TEST_ACTIONS and TF_TEST_SEED make it longer, and another one.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>

#include "asked.h"
#include "application-private.h"
#include "display.h"
#include "thread.h"
#include "window-private.h"

#define DEADLINE (300 * G_USEC_PER_SEC)
#define MOST_WINDOWS 3

static TfApplication *application;
static GThread       *main_thread;
static guint          n_guarded; /* calls */

/* --- GTK's functions, guarded --- */

static void
check_thread (const char *function)
{
  if (main_thread != NULL && g_thread_self () != main_thread)
    g_error ("%s was called from another thread", function);
  n_guarded++;
}

#define GUARD(result, name, declaration, arguments)                                                                    \
  result name declaration;                                                                                             \
  result name declaration                                                                                              \
  {                                                                                                                    \
    static result (*real) declaration;                                                                                 \
                                                                                                                       \
    check_thread (#name);                                                                                              \
    if (real == NULL)                                                                                                  \
      real = (result (*) declaration) dlsym (RTLD_NEXT, #name);                                                        \
    return real arguments;                                                                                             \
  }

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wredundant-decls"
GUARD (void, gtk_widget_queue_draw, (GtkWidget * widget), (widget))
GUARD (void, gtk_widget_set_visible, (GtkWidget * widget, gboolean visible), (widget, visible))
GUARD (void, gtk_widget_set_sensitive, (GtkWidget * widget, gboolean sensitive), (widget, sensitive))
GUARD (void, gtk_label_set_text, (GtkLabel * label, const char *text), (label, text))
GUARD (void, gtk_label_set_label, (GtkLabel * label, const char *text), (label, text))
GUARD (void, gtk_widget_remove_tick_callback, (GtkWidget * widget, guint id), (widget, id))
GUARD (void, gtk_progress_bar_set_fraction, (GtkProgressBar * bar, double fraction), (bar, fraction))
GUARD (void, gtk_widget_action_set_enabled, (GtkWidget * widget, const char *action, gboolean enabled),
       (widget, action, enabled))
#pragma GCC diagnostic pop

/* --- the storm --- */

typedef struct
{
  GRand     *rand;
  GPtrArray *windows;  /* of TfWindow, open; borrowed of GTK */
  guint      n_alive;  /* windows: open, or closed with something of theirs still under way */
  GPtrArray *examples; /* paths: features that are well */
  GPtrArray *broken;   /* paths: that are not */
} Storm;

static void
window_gone_cb (gpointer storm, GObject *window)
{
  ((Storm *) storm)->n_alive--;
}

static void
close_window (Storm *storm, TfWindow *window)
{
  g_ptr_array_remove (storm->windows, window);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
open_window (Storm *storm)
{
  g_autoptr (GListModel) toplevels = g_object_ref (gtk_window_get_toplevels ());

  g_action_group_activate_action (G_ACTION_GROUP (application), "new-window", NULL);
  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (TF_IS_WINDOW (window) && !g_ptr_array_find (storm->windows, window, NULL))
        {
          g_ptr_array_add (storm->windows, window);
          g_object_weak_ref (G_OBJECT (window), window_gone_cb, storm);
          storm->n_alive++;
        }
    }
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static void
list_files (GPtrArray *paths, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)))
    if (g_str_has_suffix (name, ".npz") || g_str_has_suffix (name, ".npy") || g_str_has_suffix (name, ".csv"))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare_paths);
}

static const char *
draw_path (Storm *storm, GPtrArray *paths)
{
  return paths->pdata[g_rand_int_range (storm->rand, 0, (int) paths->len)];
}

static void
open_files (Storm *storm, TfWindow *window)
{
  guint n = g_rand_boolean (storm->rand) ? 1 : (guint) g_rand_int_range (storm->rand, 2, 6);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (files, g_file_new_for_path (draw_path (storm, g_rand_double (storm->rand) < 0.7 ? storm->examples
                                                                                                      : storm->broken)));
  tf_window_open_files (window, (GFile *const *) files->pdata, files->len);
}

static void
change_parameters (Storm *storm, TfWindow *window)
{
  TfParameters parameters = *tf_window_get_parameters (window);
  double value = pow (10, g_rand_double_range (storm->rand, -5, 1));

  switch (g_rand_int_range (storm->rand, 0, 4))
    {
    case 0:
      parameters.lambda_w = value;
      break;
    case 1:
      parameters.lambda_h = g_rand_int_range (storm->rand, 0, 5) == 0 ? 0 : value;
      break;
    case 2:
      parameters.beta = g_rand_boolean (storm->rand) ? 0 : value;
      break;
    default:
      parameters.bias = !parameters.bias;
    }
  tf_window_set_parameters (window, &parameters);
}

static void
activate (Storm *storm, TfWindow *window)
{
  static const char *const names[]
    = { "play",       "play",       "step",         "restart", "new-seed",  "cancel-loading", "escape",    "pin",
        "pin-later",  "undo",       "redo",         "latest",  "earlier",   "later",          "compare",   "other-run",
        "swap-runs",  "next-page",  "previous-page", "faster",  "slower",    "reset-view",     "play-as-then",
        "copy-command", "export-figure", "resume" };

  g_action_group_activate_action (G_ACTION_GROUP (window), names[g_rand_int_range (storm->rand, 0, G_N_ELEMENTS (names))],
                                  NULL);
}

/* Dialogs are not answered: they go. */
static void
close_dialogs (void)
{
  g_autolist (GObject) toplevels = gtk_window_list_toplevels ();

  g_list_foreach (toplevels, (GFunc) (void (*) (void)) g_object_ref, NULL);
  for (GList *l = toplevels; l != NULL; l = l->next)
    if (!TF_IS_WINDOW (l->data))
      gtk_window_destroy (l->data);
}

static void
act (Storm *storm)
{
  double kind = g_rand_double (storm->rand);
  TfWindow *window;

  if (storm->windows->len == 0 || (kind < 0.04 && storm->windows->len < MOST_WINDOWS))
    {
      open_window (storm);
      return;
    }
  window = storm->windows->pdata[g_rand_int_range (storm->rand, 0, (int) storm->windows->len)];
  if (kind < 0.08)
    close_window (storm, window);
  else if (kind < 0.11)
    close_dialogs ();
  else if (kind < 0.2)
    open_files (storm, window);
  else if (kind < 0.23)
    tf_window_open_default (window);
  else if (kind < 0.6)
    change_parameters (storm, window);
  else
    activate (storm, window);
}

/* As much of the main loop as there is time for: often none. */
static void
iterate (Storm *storm)
{
  gint64 end = g_get_monotonic_time () + (g_rand_boolean (storm->rand) ? 0 : g_rand_int_range (storm->rand, 0, 40000));

  do
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
  while (g_get_monotonic_time () < end);
}

/* Nothing of any window stays. */
static void
close_all (Storm *storm)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;

  close_dialogs ();
  while (storm->windows->len > 0)
    close_window (storm, storm->windows->pdata[0]);
  while (storm->n_alive > 0)
    {
      if (g_get_monotonic_time () > deadline)
        g_error ("%u windows stay", storm->n_alive);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (500);
    }
  g_assert_true (tf_thread_wait_for_work (DEADLINE)); /* a library that is taken away under it brings it down */
}

/* What is left works. */
static void
check_window (Storm *storm)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;
  TfWindow *window;

  open_window (storm);
  g_assert_cmpuint (storm->windows->len, ==, 1);
  window = storm->windows->pdata[0];
  while (tf_lab_get_frame (window->lab) == NULL || tf_lab_get_frame (window->lab)->t < 1)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (500);
    }
}

static void
test_storm (void)
{
  g_autofree char *examples = g_test_build_filename (G_TEST_DIST, "..", "resources", "examples", NULL);
  g_autofree char *broken = g_test_build_filename (G_TEST_DIST, "data", "malformed", NULL);
  guint n = asked_number ("TF_TEST_ACTIONS", 200);
  Storm storm = { .rand = g_rand_new_with_seed (asked_number ("TF_TEST_SEED", 1)),
                  .windows = g_ptr_array_new (),
                  .examples = g_ptr_array_new_with_free_func (g_free),
                  .broken = g_ptr_array_new_with_free_func (g_free) };

  list_files (storm.examples, examples);
  list_files (storm.broken, broken);
  for (guint i = 0; i < n; i++)
    {
      act (&storm);
      iterate (&storm);
    }
  close_all (&storm);
  check_window (&storm);
  close_all (&storm);
  g_test_message ("%u actions, %u guarded calls", n, n_guarded);
  g_assert_cmpuint (n_guarded, >, n);
  g_rand_free (storm.rand);
  g_ptr_array_unref (storm.windows);
  g_ptr_array_unref (storm.examples);
  g_ptr_array_unref (storm.broken);
}

/* That the guard is there: another thread is caught at it. */
static void
test_guard (void)
{
  if (g_test_subprocess ())
    {
      GtkWidget *label = g_object_ref_sink (gtk_label_new (NULL));

      g_thread_join (g_thread_new ("other", (GThreadFunc) (void (*) (void)) gtk_widget_queue_draw, label));
      g_object_unref (label);
      return;
    }
  g_test_trap_subprocess (NULL, DEADLINE, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*gtk_widget_queue_draw was called from another thread*");
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("tightframe-test-XXXXXX", NULL);
  int status;

  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  gsl_set_error_handler_off ();
  g_test_init (&argc, &argv, NULL);
  if (!test_has_display ())
    return 0;
  main_thread = g_thread_self ();
  application = tf_application_new (G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  g_application_hold (G_APPLICATION (application));
  g_test_add_func ("/window-storm/storm", test_storm);
  g_test_add_func ("/window-storm/guard", test_guard);
  status = g_test_run ();
  g_clear_object (&application);
  return status;
}
