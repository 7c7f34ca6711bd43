/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The whole window, on a display: run it under a virtual one. Nothing here
 * sleeps; the main loop runs until something has happened, or far too long.
 */
#include <glib/gstdio.h>
#include <gsl/gsl_errno.h>
#include <math.h>

#include "application-private.h"
#include "display.h"
#include "flow.h"
#include "log-scale.h"
#include "plot-style.h"
#include "window-private.h"

#define DEADLINE (300 * G_USEC_PER_SEC) /* for machines under sanitizers with other things to do */

typedef gboolean (*Condition) (TfWindow *window, gpointer data);

/* wait_until (window, condition, data) */
#define wait_until(...) wait_here (G_STRLOC, __VA_ARGS__)

static TfApplication *application;

static void
wait_here (const char *where, TfWindow *window, Condition condition, gpointer data)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;

  while (!condition (window, data))
    {
      if (g_get_monotonic_time () > deadline)
        g_error ("waited too long at %s", where);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

static void
iterate (void)
{
  for (int i = 0; i < 200 && g_main_context_iteration (NULL, FALSE); i++)
    ;
}

/* conditions */

static gboolean
has_frame (TfWindow *window, gpointer data)
{
  return tf_window_get_frame (window) != NULL && !tf_window_is_loading (window);
}

static gboolean
has_status (TfWindow *window, gpointer data)
{
  TfFrame *frame = tf_window_get_frame (window);

  return frame != NULL && (int) frame->status == GPOINTER_TO_INT (data);
}

static gboolean
has_moved (TfWindow *window, gpointer data)
{
  return window->frame->serial > *(guint64 *) data;
}

static gboolean
has_other_run (TfWindow *window, gpointer data)
{
  return has_frame (window, NULL) && window->frame->run != *(guint64 *) data;
}

static gboolean
has_parameters (TfWindow *window, gpointer data)
{
  return window->frame != NULL && tf_parameters_equal (&window->frame->parameters, tf_window_get_parameters (window));
}

static gboolean
is_at_rest (TfWindow *window, gpointer data)
{
  return !tf_window_is_loading (window);
}

static gboolean
is_gone (TfWindow *window, gpointer data)
{
  return *(gpointer *) data == NULL;
}

static gboolean
has_toast (TfWindow *window, gpointer data)
{
  return tf_toasts_get_text (window->toasts) != NULL;
}

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

/* helpers */

static TfWindow *
open_window (void)
{
  TfWindow *window;

  g_action_group_activate_action (G_ACTION_GROUP (application), "new-window", NULL);
  window = TF_WINDOW (gtk_application_get_active_window (GTK_APPLICATION (application)));
  g_assert_nonnull (window);
  wait_until (window, has_frame, NULL);
  return window;
}

/* Closes it and makes sure that nothing of it stays. */
static void
close_window (TfWindow *window)
{
  gpointer weak = window;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  gtk_window_close (GTK_WINDOW (window));
  wait_until (NULL, is_gone, &weak);
}

static void
act (TfWindow *window, const char *name)
{
  g_action_group_activate_action (G_ACTION_GROUP (window), name, NULL);
}

static void
open_path (TfWindow *window, const char *path, const char *labels_path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) labels = labels_path != NULL ? g_file_new_for_path (labels_path) : NULL;
  g_autoptr (TfSource) source = tf_source_new_file (file, labels);

  tf_window_open (window, source);
}

static char *
write_file (const char *name, const char *content, gssize length)
{
  char *path = g_build_filename (g_get_user_config_dir (), name, NULL);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (g_get_user_config_dir (), 0700);
  g_file_set_contents (path, content, length, &error);
  g_assert_no_error (error);
  return path;
}

/* Three classes in two dimensions, as text. */
static char *
write_good_file (void)
{
  g_autoptr (GString) text = g_string_new ("a,b,label\n");

  for (int i = 0; i < 60; i++)
    g_string_append_printf (text, "%g,%g,%d\n", sin (2.1 * i) + 0.1 * cos (7.0 * i), cos (2.1 * i) + 0.1 * sin (5.0 * i),
                            i % 3);
  return write_file ("good.csv", text->str, text->len);
}

static TfSource *
synthetic_of (guint n_classes, guint dim, gsize per_class)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;

  synthetic.n_classes = n_classes;
  synthetic.dim = dim;
  synthetic.per_class = per_class;
  return tf_source_new_synthetic (&synthetic);
}

static GtkWidget *
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

static GtkWidget *
find_row (TfWindow *window, const char *title)
{
  GtkWidget *row = find (GTK_WIDGET (window->parameters_panel), TF_TYPE_LOG_SCALE, title);

  g_assert_nonnull (row);
  return row;
}

/* Whether a label that is to be seen has that text. */
static gboolean
says (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;
  return FALSE;
}

static void
type_into (GtkWidget *row, const char *text)
{
  GtkWidget *entry = find (row, GTK_TYPE_ENTRY, NULL);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "activate");
}

/* tests */

static void
test_opens_playing (void)
{
  TfWindow *window = open_window ();
  guint64 serial;

  wait_until (window, has_status, GINT_TO_POINTER (TF_RUN_PLAYING));
  serial = window->frame->serial;
  wait_until (window, has_moved, &serial);
  g_assert_cmpstr (adw_window_title_get_subtitle (window->title), ==, "K = 4, N = 200, d = 16");
  g_assert_cmpstr (tf_window_get_status (window), ==, "Playing");
  g_assert_cmpuint (tf_trace_get_n_rows (tf_window_get_trace (window)), >, 0);
  close_window (window);
}

static void
test_play_pause_step (void)
{
  TfWindow *window = open_window ();
  guint64 serial, n_steps;

  wait_until (window, has_status, GINT_TO_POINTER (TF_RUN_PLAYING));
  act (window, "play");
  wait_until (window, has_status, GINT_TO_POINTER (TF_RUN_PAUSED));
  n_steps = window->frame->n_steps;
  serial = window->frame->serial;
  act (window, "step");
  wait_until (window, has_moved, &serial);
  wait_until (window, has_status, GINT_TO_POINTER (TF_RUN_PAUSED));
  g_assert_cmpuint (window->frame->n_steps, ==, n_steps + 1);
  act (window, "play");
  wait_until (window, has_status, GINT_TO_POINTER (TF_RUN_PLAYING));
  close_window (window);
}

/* From the start again, so slowly that no machine is at the end before the test is. */
static void
play_slowly (TfWindow *window)
{
  guint64 run = window->frame->run;

  tf_parameters_panel_set_pace (window->parameters_panel, 0.05);
  g_signal_emit_by_name (window->parameters_panel, "pace-changed");
  act (window, "restart");
  wait_until (window, has_other_run, &run);
}

/* It settles where Theorem 2.1 says, tells so, and goes on under other parameters. */
static void
test_settles (void)
{
  TfWindow *window = open_window ();
  guint64 run = window->frame->run;

  tf_parameters_panel_set_pace (window->parameters_panel, 10);
  g_signal_emit_by_name (window->parameters_panel, "pace-changed");
  wait_until (window, has_status, GINT_TO_POINTER (TF_RUN_SETTLED));
  g_assert_cmpfloat (window->frame->metrics.values[TF_METRIC_NC1_RATIO], <, 1e-6);
  g_assert_cmpfloat (window->frame->metrics.values[TF_METRIC_NC2], <, 1e-3);
  g_assert_nonnull (strstr (tf_window_get_status (window), "Settled"));

  act (window, "play");
  wait_until (window, has_toast, NULL);

  type_into (find_row (window, "features"), "0.02");
  wait_until (window, has_parameters, NULL);
  wait_until (window, has_status, GINT_TO_POINTER (TF_RUN_SETTLED));
  g_assert_cmpuint (window->frame->run, ==, run);
  g_assert_cmpuint (tf_trace_get_n_marks (window->trace), >=, 1);
  close_window (window);
}

static void
test_typed_values (void)
{
  TfWindow *window = open_window ();
  const TfParameters *parameters = tf_window_get_parameters (window);
  GtkWidget *lambda_w = find_row (window, "last layer"), *lambda_h = find_row (window, "features");
  GtkWidget *entry = find (lambda_w, GTK_TYPE_ENTRY, NULL);

  type_into (lambda_w, "5e-4");
  g_assert_cmpfloat (parameters->lambda_w, ==, 5e-4);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "5×10⁻⁴");
  /* The keyboard has left the text, so that the space bar is free for the run. */
  g_assert_true (gtk_root_get_focus (GTK_ROOT (window)) == find (lambda_w, GTK_TYPE_SCALE, NULL));
  type_into (lambda_w, "2·10⁻³");
  g_assert_cmpfloat (parameters->lambda_w, ==, 2e-3);
  type_into (lambda_w, "1e-9"); /* far beyond the slider */
  g_assert_cmpfloat (parameters->lambda_w, ==, 1e-9);
  type_into (lambda_w, "0,005");
  g_assert_cmpfloat (parameters->lambda_w, ==, 5e-3);

  type_into (lambda_w, "0"); /* not allowed here */
  g_assert_cmpfloat (parameters->lambda_w, ==, 5e-3);
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  g_assert_true (says (lambda_w, "The value must be more than 0."));
  type_into (lambda_w, "much");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "mu");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));

  type_into (lambda_h, "0");
  g_assert_cmpfloat (parameters->lambda_h, ==, 0);
  type_into (lambda_h, "-1");
  g_assert_cmpfloat (parameters->lambda_h, ==, 0);
  wait_until (window, has_parameters, NULL);
  g_assert_true (isinf (tf_parameters_rho (&window->frame->parameters)));
  close_window (window);
}

/* A slider reaches exact zero, both ends, and steps by tenths of decades. */
static void
test_slider (void)
{
  TfWindow *window = open_window ();
  const TfParameters *parameters = tf_window_get_parameters (window);
  GtkWidget *row = find_row (window, "features");
  GtkRange *scale = GTK_RANGE (find (row, GTK_TYPE_SCALE, NULL));
  GtkAdjustment *adjustment = gtk_range_get_adjustment (scale);
  gboolean handled;

  g_signal_emit_by_name (scale, "change-value", GTK_SCROLL_JUMP, gtk_adjustment_get_lower (adjustment) + 0.05, &handled);
  g_assert_cmpfloat (parameters->lambda_h, ==, 0);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, gtk_adjustment_get_lower (adjustment));
  tf_log_scale_step (TF_LOG_SCALE (row), 1);
  g_assert_cmpfloat (parameters->lambda_h, ==, 1e-5);
  tf_log_scale_step (TF_LOG_SCALE (row), -1);
  g_assert_cmpfloat (parameters->lambda_h, ==, 0);
  g_signal_emit_by_name (scale, "change-value", GTK_SCROLL_END, 1.0, &handled);
  g_assert_cmpfloat (parameters->lambda_h, ==, 10);
  g_signal_emit_by_name (scale, "change-value", GTK_SCROLL_STEP_LEFT, 0.9, &handled);
  g_assert_cmpfloat_with_epsilon (parameters->lambda_h, 7.9, 1e-12);
  g_signal_emit_by_name (scale, "change-value", GTK_SCROLL_PAGE_LEFT, -0.1, &handled);
  g_assert_cmpfloat_with_epsilon (parameters->lambda_h, 0.79, 1e-12);
  wait_until (window, has_parameters, NULL);
  close_window (window);
}

static void
test_flows (void)
{
  TfWindow *window = open_window ();
  AdwComboRow *flow = ADW_COMBO_ROW (find (GTK_WIDGET (window->parameters_panel), ADW_TYPE_COMBO_ROW, "Kind"));
  AdwComboRow *first_w = ADW_COMBO_ROW (find (GTK_WIDGET (window->parameters_panel), ADW_TYPE_COMBO_ROW, "First W"));
  GtkSwitch *bias = GTK_SWITCH (find (GTK_WIDGET (window->parameters_panel), GTK_TYPE_SWITCH, NULL));
  guint64 run = window->frame->run;

  for (guint kind = 0; kind < 3; kind++)
    {
      adw_combo_row_set_selected (flow, kind);
      g_assert_cmpint (tf_window_get_parameters (window)->flow, ==, kind);
      g_assert_cmpint (gtk_widget_get_visible (find_row (window, "Step")), ==, kind == TF_FLOW_DESCENT);
      wait_until (window, has_parameters, NULL);
      gtk_switch_set_active (bias, !gtk_switch_get_active (bias));
      wait_until (window, has_parameters, NULL);
    }
  type_into (find_row (window, "stay near H₀"), "0.5");
  adw_combo_row_set_selected (flow, TF_FLOW_JOINT);
  adw_combo_row_set_selected (first_w, 1);
  type_into (find_row (window, "speed of W"), "20");
  wait_until (window, has_parameters, NULL);
  g_assert_cmpint (window->frame->parameters.initial_w, ==, TF_INITIAL_W_RANDOM);
  g_assert_cmpuint (window->frame->run, ==, run); /* nothing of this was a restart */
  act (window, "new-seed");
  wait_until (window, has_other_run, &run);
  close_window (window);
}

/* Too large a step diverges, with a sentence; a smaller one and a restart mend it. */
static void
test_diverges (void)
{
  TfWindow *window = open_window ();
  TfParameters parameters = *tf_window_get_parameters (window);

  parameters.flow = TF_FLOW_DESCENT;
  parameters.lambda_h = 1;
  parameters.step = 50;
  tf_window_set_parameters (window, &parameters);
  wait_until (window, has_status, GINT_TO_POINTER (TF_RUN_DIVERGED));
  g_assert_nonnull (window->frame->message);
  g_assert_nonnull (strstr (tf_window_get_status (window), window->frame->message));
  parameters.step = 0.1;
  tf_window_set_parameters (window, &parameters);
  act (window, "restart");
  wait_until (window, has_status, GINT_TO_POINTER (TF_RUN_PLAYING));
  close_window (window);
}

static void
test_restart_and_seed (void)
{
  TfWindow *window = open_window ();
  guint64 run = window->frame->run;
  guint32 seed = tf_source_get_synthetic (window->source)->seed;

  act (window, "restart");
  wait_until (window, has_other_run, &run);
  g_assert_cmpuint (tf_source_get_synthetic (window->source)->seed, ==, seed);
  run = window->frame->run;
  act (window, "new-seed");
  wait_until (window, has_other_run, &run);
  g_assert_cmpuint (tf_source_get_synthetic (window->source)->seed, ==, seed + 1);
  close_window (window);
}

static void
test_synthetic_sizes (void)
{
  static const guint sizes[][2] = { { 2, 1 }, { 2, 16 }, { 3, 2 }, { 7, 16 }, { 10, 64 }, { 10, 4 }, { 30, 40 } };
  TfWindow *window = open_window ();

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (TfSource) source = synthetic_of (sizes[i][0], sizes[i][1], 20);
      guint64 run = window->frame->run, serial;

      tf_window_open (window, source);
      wait_until (window, has_other_run, &run);
      serial = window->frame->serial + 5;
      wait_until (window, has_moved, &serial);
      g_assert_cmpuint (window->frame->n_classes, ==, sizes[i][0]);
    }
  close_window (window);
}

static void
test_every_action (void)
{
  TfWindow *window = open_window ();
  g_auto (GStrv) names = g_action_group_list_actions (G_ACTION_GROUP (window));

  for (guint round = 0; round < 2; round++)
    for (guint i = 0; names[i] != NULL; i++)
      {
        const GVariantType *type = g_action_group_get_action_parameter_type (G_ACTION_GROUP (window), names[i]);

        g_test_message ("win.%s", names[i]);
        if (type == NULL)
          act (window, names[i]);
        for (TfPage k = 0; type != NULL && g_variant_type_equal (type, G_VARIANT_TYPE_STRING) && k < tf_page_count (); k++)
          {
            g_action_group_activate_action (G_ACTION_GROUP (window), names[i], g_variant_new_string (tf_page_get_id (k)));
            iterate ();
          }
        for (int k = 0; type != NULL && g_variant_type_equal (type, G_VARIANT_TYPE_INT32) && k < 20; k++)
          g_action_group_activate_action (G_ACTION_GROUP (window), names[i], g_variant_new_int32 (k));
        iterate ();
        wait_until (window, is_at_rest, NULL);
      }
  for (guint i = 0; i < 3; i++)
    {
      static const char *const schemes[] = { "dark", "light", "system" };
      static const char *const sizes[] = { "text-larger", "text-smaller", "text-normal" };

      g_action_group_activate_action (G_ACTION_GROUP (application), "color-scheme", g_variant_new_string (schemes[i]));
      g_action_group_activate_action (G_ACTION_GROUP (application), sizes[i], NULL);
      iterate ();
    }
  g_action_group_activate_action (G_ACTION_GROUP (application), "about", NULL);
  iterate ();
  close_window (window);
}

static void
test_good_file (void)
{
  g_autofree char *path = write_good_file ();
  TfWindow *window = open_window ();
  guint64 run = window->frame->run;

  open_path (window, path, NULL);
  wait_until (window, has_other_run, &run);
  g_assert_cmpuint (window->moments->n_classes, ==, 3);
  g_assert_cmpstr (adw_window_title_get_title (window->title), ==, "good.csv");
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "new-seed"));
  close_window (window);
}

static gboolean
has_depth (TfWindow *window, gpointer data)
{
  return window->survey != NULL && window->survey->moments == window->moments
         && (window->survey->complete & TF_SURVEY_DEPTH) != 0;
}

/* Bundled layers of one network: in order, measured like any single file; and a
 * page of the theory that shows them. */
static void
test_network (void)
{
  TfWindow *window = open_window ();
  guint64 run = window->frame->run;
  TfParameters parameters = *tf_window_get_parameters (window);
  TfMetrics measured, alone;
  TfLayers *layers;

  g_assert_null (tf_window_get_layers (window));
  g_action_group_activate_action (G_ACTION_GROUP (window), "features", g_variant_new_int32 (1));
  wait_until (window, has_other_run, &run);
  layers = tf_window_get_layers (window);
  g_assert_nonnull (layers);
  g_assert_cmpuint (layers->n_layers, ==, 6);
  g_assert_cmpstr (layers->layers[0].name, ==, "L1");
  g_assert_cmpstr (layers->layers[5].name, ==, "L6");
  g_assert_true (layers->layers[0].moments == window->moments);
  tf_layers_measure (layers, &parameters, 3, &measured);
  tf_moments_get_metrics (layers->layers[3].moments, &parameters, FALSE, &alone);
  g_assert_cmpmem (&measured, sizeof measured, &alone, sizeof alone);

  parameters.beta = 1;
  tf_window_set_parameters (window, &parameters);
  g_action_group_activate_action (G_ACTION_GROUP (window), "page", g_variant_new_string ("depth"));
  wait_until (window, has_depth, NULL);
  g_assert_cmpuint (window->survey->n_layers, ==, TF_SURVEY_QUESTION_DEFAULT.n_layers);
  g_assert_nonnull (strstr (tf_theory_view_get_explanation (window->theory_view), "Figure 2"));
  close_window (window);
}

/* Several files at once, of which one is no layer of the others' network. */
static void
test_no_network (void)
{
  g_autofree char *path = write_good_file ();
  g_autoptr (GFile) first = g_file_new_for_path (path);
  g_autoptr (GFile) second = g_file_new_build_filename (g_test_get_dir (G_TEST_DIST), "..", "resources", "examples",
                                                            "mnist_mlp6_mse_L1.npz", NULL);
  GFile *const files[] = { first, second };
  g_autoptr (TfSource) source = tf_source_new_files (files, 2);
  TfWindow *window = open_window ();
  TfMoments *before = window->moments;

  g_assert_cmpuint (tf_source_get_n_layers (source), ==, 2);
  tf_window_open (window, source);
  while (tf_window_is_loading (window))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (window->moments == before);
  g_assert_null (tf_window_get_layers (window));
  close_window (window);
}

static void
test_bad_files (void)
{
  static const struct
  {
    const char *name;
    const char *content;
    gssize      length;
  } files[] = {
    { "empty.npz", "", 0 },
    { "torn.npz", "PK\x03\x04 and no more", -1 },
    { "words.csv", "there is, nothing\nto be, read here\n", -1 },
    { "odd & <strange>.npy", "\x93NUMPY\x09\x09 of the future", -1 },
  };
  TfWindow *window = open_window ();
  TfSource *source = window->source;
  guint64 run;

  play_slowly (window);
  run = window->frame->run;
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = write_file (files[i].name, files[i].content, files[i].length);

      open_path (window, path, NULL);
      wait_until (window, is_at_rest, NULL);
      iterate ();
    }
  open_path (window, "/nowhere/at/all.npz", NULL);
  wait_until (window, is_at_rest, NULL);
  g_assert_true (window->source == source);
  g_assert_cmpuint (window->frame->run, ==, run);
  run = window->frame->serial;
  wait_until (window, has_moved, &run); /* the run goes on */
  close_window (window);
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
  guint64 run = window->frame->run;

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
  g_assert_cmpuint (window->moments->n_samples, ==, 4);
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
  guint64 run = window->frame->run;
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
  g_assert_cmpuint (window->moments->dim, ==, 2);
  options = tf_source_get_options (window->source);
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
  options = tf_source_get_options (window->source);
  g_assert_cmpstr (options.labels_key, ==, "site");
  g_assert_cmpstr (options.features_columns[0], ==, "b");
  g_assert_cmpstr (options.features_columns[1], ==, "c");
  g_assert_null (options.features_columns[2]);
  g_assert_cmpuint (window->moments->dim, ==, 2);
  g_assert_cmpstr (window->moments->class_names[0], ==, "n");
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
  guint64 run = window->frame->run;

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
  guint64 run = window->frame->run;

  open_path (window, path, NULL);
  wait_until (window, has_other_run, &run);
  g_assert_cmpuint (window->moments->n_classes, ==, 3);
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (GTK_WIDGET (window->title)), "labels from column 'label', 2 features"));
  wait_until (window, has_toast, NULL);
  g_assert_nonnull (strstr (tf_toasts_get_text (window->toasts), "2 samples have the label -100"));
  button = find_button (GTK_WIDGET (window->toasts), "_Columns and Classes…");
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  choose_class (window, "-100 · 2 samples", FALSE, "2 of 3 classes, 4 samples");
  g_assert_cmpuint (window->moments->n_classes, ==, 2);
  g_assert_cmpuint (window->moments->n_samples, ==, 4);
  g_action_group_activate_action (G_ACTION_GROUP (window), "columns", NULL); /* and back */
  choose_class (window, "-100 · left out now", TRUE, "3 of 3 classes");
  g_assert_cmpuint (window->moments->n_classes, ==, 3);
  close_window (window);
}

static GtkEventController *
find_drop_target (TfWindow *window)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (window->overlay);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        return controller;
    }
  g_assert_not_reached ();
}

static void
test_drop (void)
{
  g_autofree char *path = write_good_file ();
  g_autoptr (GFile) file = g_file_new_for_path (path);
  TfWindow *window = open_window ();
  GSList both = { file, &(GSList){ file, NULL } };
  GValue value = G_VALUE_INIT;
  guint64 run = window->frame->run;
  gboolean taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, &both);
  g_signal_emit_by_name (find_drop_target (window), "drop", &value, 10.0, 10.0, &taken);
  g_value_unset (&value);
  g_assert_true (taken);
  wait_until (window, has_other_run, &run);
  g_assert_cmpuint (window->moments->n_classes, ==, 3);
  /* The same file twice is that file, and no network. */
  g_assert_null (tf_window_get_layers (window));
  close_window (window);
}

/* A newer fetch takes the place of an older one, whose result is dropped; a
 * cancelled one changes nothing. */
static void
test_cancel (void)
{
  g_autoptr (TfSource) slow = synthetic_of (10, 200, 2000);
  g_autoptr (TfSource) quick = synthetic_of (5, 8, 10);
  TfWindow *window = open_window ();
  TfSource *source = window->source;
  guint64 run = window->frame->run;

  tf_window_open (window, slow);
  g_assert_true (tf_window_is_loading (window));
  act (window, "cancel-loading");
  g_assert_false (tf_window_is_loading (window));
  g_assert_true (window->source == source);

  tf_window_open (window, slow);
  tf_window_open (window, quick);
  wait_until (window, has_other_run, &run);
  g_assert_true (window->source == quick);
  run = window->frame->serial + 30;
  wait_until (window, has_moved, &run); /* time for the older ones to come, and be dropped */
  g_assert_true (window->source == quick);
  close_window (window);
}

static void
test_close_at_any_moment (void)
{
  g_autoptr (TfSource) slow = synthetic_of (10, 200, 1000);

  for (int i = 0; i < 6; i++)
    {
      TfWindow *window = tf_window_new (GTK_APPLICATION (application));

      gtk_window_present (GTK_WINDOW (window));
      tf_window_open_default (window);
      if (i % 3 > 0)
        wait_until (window, has_frame, NULL);
      if (i % 3 == 2)
        tf_window_open (window, slow);
      if (i >= 3)
        iterate ();
      close_window (window);
    }
}

static void
test_examples (void)
{
  TfWindow *window = open_window ();
  guint n_seen = 0;

  for (int i = 1; tf_features_panel_choose (window->features_panel, i); i++, n_seen++)
    {
      guint64 serial;

      wait_until (window, is_at_rest, NULL);
      g_assert_true (tf_source_get_n_layers (window->source) > 1 || tf_source_get_file (window->source) != NULL);
      g_assert_cmpuint (window->moments->n_classes, ==, 10);
      serial = window->frame->serial + 2;
      wait_until (window, has_moved, &serial);
    }
  if (n_seen == 0)
    g_test_skip ("no examples are here");
  close_window (window);
}

/* --- The log of frames --- */

typedef struct
{
  double time, drawing, frame, cpu, t, steps;
  guint plots;
  guint64 wanted, shown;
} LoggedFrame;

static double
number_in (const char *field)
{
  char *end;
  double value = g_ascii_strtod (field, &end);

  g_assert_true (end != field && *end == '\0');
  return value;
}

/* Every row, checked by itself and against the one before. */
static GArray *
read_log (const char *path)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GArray *rows = g_array_new (FALSE, TRUE, sizeof (LoggedFrame));
  LoggedFrame last = { .time = -1 };

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_suffix (text, "\n"));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpstr (lines[0], ==, "time,drawing_ms,t,steps,frame_ms,cpu_ms,plots,wanted,shown");
  for (guint i = 1; lines[i + 1] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], ",", -1);
      gboolean has_state = fields[2][0] != '\0';
      LoggedFrame row = { .time = number_in (fields[0]), .drawing = number_in (fields[1]),
                          .frame = number_in (fields[4]), .cpu = number_in (fields[5]) };

      g_assert_cmpuint (g_strv_length (fields), ==, 9);
      g_assert_true ((fields[3][0] != '\0') == has_state && (fields[8][0] != '\0') == has_state);
      row.t = has_state ? number_in (fields[2]) : 0;
      row.steps = has_state ? number_in (fields[3]) : 0;
      row.plots = (guint) number_in (fields[6]);
      row.wanted = (guint64) number_in (fields[7]);
      row.shown = has_state ? (guint64) number_in (fields[8]) : 0;
      g_assert_cmpfloat (row.time, >, last.time);
      g_assert_cmpfloat (row.drawing, >=, 0);
      g_assert_cmpfloat (row.drawing, <=, row.frame);
      g_assert_true (row.plots == 0 || row.drawing > 0);
      g_assert_cmpfloat (row.t, >=, last.t);
      g_assert_cmpfloat (row.steps, >=, last.steps);
      g_assert_cmpuint (row.wanted, >=, row.shown);
      g_assert_cmpuint (row.shown, >=, last.shown);
      g_array_append_val (rows, row);
      last = row;
    }
  return rows;
}

static void
test_frame_log (void)
{
  TfWindow *window = open_window ();
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "frames.csv", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) rows = NULL;
  TfParameters parameters = *tf_window_get_parameters (window);
  TfFrameLog *log;
  guint most = 0;
  guint64 serial, n_changes;

  g_mkdir_with_parents (g_get_user_config_dir (), 0700);
  log = tf_frame_log_new (path, &error);
  g_assert_no_error (error);
  tf_window_set_frame_log (window, log);
  for (int i = 0; i < 3; i++)
    {
      parameters.beta = 0.01 * (i + 1);
      tf_window_set_parameters (window, &parameters);
      wait_until (window, has_parameters, NULL);
      serial = window->frame->serial + 3;
      wait_until (window, has_moved, &serial);
    }
  n_changes = tf_runner_get_n_changes (window->runner);
  iterate ();
  close_window (window);
  g_assert_true (tf_frame_log_finish (log, &error));
  g_assert_no_error (error);

  rows = read_log (path);
  g_assert_cmpuint (rows->len, >, 5);
  for (guint i = 0; i < rows->len; i++)
    most = MAX (most, g_array_index (rows, LoggedFrame, i).plots);
  g_assert_cmpuint (most, ==, 4); /* the timeline is one of them */
  g_assert_cmpuint (g_array_index (rows, LoggedFrame, rows->len - 1).shown, ==, n_changes);
}

/* Finished before its window goes, and when nothing is left to write to. */
static void
test_frame_log_ends (void)
{
  TfWindow *window = open_window ();
  g_autoptr (GError) error = NULL;
  TfFrameLog *log = tf_frame_log_new ("/dev/full", &error);
  guint64 serial;

  if (log == NULL)
    {
      close_window (window);
      g_test_skip ("there is no full device");
      return;
    }
  tf_frame_log_follow (log, GTK_WIDGET (window));
  serial = window->frame->serial + 3;
  wait_until (window, has_moved, &serial);
  g_assert_false (tf_frame_log_finish (log, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  serial = window->frame->serial + 3;
  wait_until (window, has_moved, &serial);
  close_window (window);
}

static GString *printed;

static void
print_cb (const char *text)
{
  g_string_append (printed, text);
}

static void
test_frame_log_unwritable (void)
{
  g_autoptr (TfApplication) other = tf_application_new (G_APPLICATION_NON_UNIQUE);
  char *words[] = { "tightframe", "--frame-log", "/nowhere/frames.csv", NULL };
  GPrintFunc before;

  printed = g_string_new (NULL);
  before = g_set_printerr_handler (print_cb);
  g_assert_cmpint (g_application_run (G_APPLICATION (other), 3, words), ==, 1);
  g_set_printerr_handler (before);
  g_assert_true (g_str_has_prefix (printed->str, "tightframe: /nowhere/frames.csv: could not be written: "));
  g_assert_true (strchr (printed->str, '\n') == printed->str + printed->len - 1);
  g_string_free (printed, TRUE);
}

#define CONTRAST_ZOOM 4 /* so that even the thinnest stem fills a pixel */
#define MIN_CONTRAST 4.5

/* The window's picture, at CONTRAST_ZOOM times its size. */
static cairo_surface_t *
take_picture (GtkWidget *widget)
{
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  cairo_surface_t *surface
    = cairo_image_surface_create (CAIRO_FORMAT_RGB24, CONTRAST_ZOOM * width, CONTRAST_ZOOM * height);
  cairo_t *cr = cairo_create (surface);
  GskRenderNode *node;

  gdk_paintable_snapshot (paintable, GDK_SNAPSHOT (snapshot), width, height);
  node = gtk_snapshot_to_node (snapshot);
  g_assert_nonnull (node);
  cairo_scale (cr, CONTRAST_ZOOM, CONTRAST_ZOOM);
  gsk_render_node_draw (node, cr);
  gsk_render_node_unref (node);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static void
get_rgb (guint32 pixel, double rgb[3])
{
  for (int i = 0; i < 3; i++)
    rgb[i] = (pixel >> (16 - 8 * i) & 0xff) / 255.0;
}

/* Of the pixel that differs most to the one there is most of. */
static double
measure_contrast (cairo_surface_t *picture, const graphene_rect_t *bounds)
{
  int stride = cairo_image_surface_get_stride (picture) / 4;
  int x0 = MAX (bounds->origin.x, 0) * CONTRAST_ZOOM, y0 = MAX (bounds->origin.y, 0) * CONTRAST_ZOOM;
  int x1 = MIN ((bounds->origin.x + bounds->size.width) * CONTRAST_ZOOM, cairo_image_surface_get_width (picture));
  int y1 = MIN ((bounds->origin.y + bounds->size.height) * CONTRAST_ZOOM, cairo_image_surface_get_height (picture));
  const guint32 *pixels = (const guint32 *) (void *) cairo_image_surface_get_data (picture);
  g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);
  double best = 1, back[3], rgb[3];
  guint most = 0;
  GHashTableIter iter;
  gpointer key, count;

  for (int y = y0; y < y1; y++)
    for (int x = x0; x < x1; x++)
      {
        gpointer pixel = GUINT_TO_POINTER (pixels[y * stride + x] & 0xffffff);

        g_hash_table_insert (counts, pixel, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, pixel)) + 1));
      }
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &key, &count))
    if (GPOINTER_TO_UINT (count) > most)
      {
        most = GPOINTER_TO_UINT (count);
        get_rgb (GPOINTER_TO_UINT (key), back);
      }
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &key, &count))
    {
      get_rgb (GPOINTER_TO_UINT (key), rgb);
      best = MAX (best, tf_plot_contrast (rgb, back));
    }
  return best;
}

static guint
check_labels (GtkWidget *window, GtkWidget *widget, cairo_surface_t *picture)
{
  guint n = 0;

  if (!gtk_widget_get_mapped (widget) || !gtk_widget_is_sensitive (widget))
    return 0;
  if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0')
    {
      graphene_rect_t bounds, whole = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (window), gtk_widget_get_height (window));
      double contrast;

      g_assert_true (gtk_widget_compute_bounds (widget, window, &bounds));
      /* One that is scrolled away or has not unfolded is not there to be read. */
      if (bounds.size.width > 2 && bounds.size.height > 4 && graphene_rect_contains_rect (&whole, &bounds))
        {
          contrast = measure_contrast (picture, &bounds);
          if (contrast > 1.01 && contrast < MIN_CONTRAST)
            g_error ("“%s” has a contrast of %.2f", gtk_label_get_text (GTK_LABEL (widget)), contrast);
          n += contrast > 1.01;
        }
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += check_labels (window, child, picture);
  return n;
}

/* Every label of the window is read in both themes: measured in its picture. */
static void
test_contrast (void)
{
  TfWindow *window = open_window ();
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (window));

  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
  for (int dark = 0; dark < 2; dark++)
    {
      cairo_surface_t *picture;
      guint64 serial;
      guint n;

      adw_style_manager_set_color_scheme (manager, dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
      gtk_widget_unset_state_flags (GTK_WIDGET (window), GTK_STATE_FLAG_BACKDROP);
      serial = window->frame->serial;
      wait_until (window, has_moved, &serial);
      picture = take_picture (GTK_WIDGET (window));
      n = check_labels (GTK_WIDGET (window), GTK_WIDGET (window), picture);
      g_test_message ("%u labels", n);
      g_assert_cmpuint (n, >, 40);
      cairo_surface_destroy (picture);
    }
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_DEFAULT);
  g_object_set (settings, "gtk-enable-animations", TRUE, NULL);
  close_window (window);
}

/* The key of the application's table as one of the window's own. */
static char *
name_key (guint key, GdkModifierType modifiers)
{
  return gtk_accelerator_name (gdk_keyval_to_lower (key), modifiers);
}

static void
add_own_key (TfWindow *window, GtkShortcut *shortcut, GHashTable *keys)
{
  GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);
  const char *action = GTK_IS_NAMED_ACTION (gtk_shortcut_get_action (shortcut))
                           ? gtk_named_action_get_action_name (GTK_NAMED_ACTION (gtk_shortcut_get_action (shortcut)))
                           : "";
  char *key;

  if (!g_str_has_prefix (action, "win."))
    return;
  g_assert_true (GTK_IS_KEYVAL_TRIGGER (trigger));
  key = name_key (gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)),
                  gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)));
  if (!g_action_group_has_action (G_ACTION_GROUP (window), action + strlen ("win.")))
    g_error ("%s is %s, which there is not", key, action);
  if (g_hash_table_contains (keys, key))
    g_error ("%s is %s and %s", key, (char *) g_hash_table_lookup (keys, key), action);
  g_hash_table_insert (keys, key, g_strdup (action));
}

/* Those that the window's class binds: action by key. */
static GHashTable *
list_own_keys (TfWindow *window)
{
  GHashTable *keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (window));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GListModel) shortcuts = g_list_model_get_item (controllers, i);
      const char *name = gtk_event_controller_get_name (GTK_EVENT_CONTROLLER (shortcuts));

      for (guint j = 0; g_strcmp0 (name, "gtk-widget-class-shortcuts") == 0 && j < g_list_model_get_n_items (shortcuts); j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (shortcuts, j);

          add_own_key (window, shortcut, keys);
        }
    }
  return keys;
}

/* Each key stands for one action, and for one that there is. */
static void
test_keys (void)
{
  TfWindow *window = open_window ();
  GtkApplication *app = GTK_APPLICATION (application);
  g_auto (GStrv) actions = gtk_application_list_action_descriptions (app);
  g_autoptr (GHashTable) own = list_own_keys (window);
  guint n_keys = 0;

  g_assert_cmpuint (g_hash_table_size (own), >, 40);
  for (guint i = 0; actions[i] != NULL; i++)
    {
      g_auto (GStrv) keys = gtk_application_get_accels_for_action (app, actions[i]);

      for (guint j = 0; keys[j] != NULL; j++, n_keys++)
        {
          g_auto (GStrv) of_key = gtk_application_get_actions_for_accel (app, keys[j]);
          g_autofree char *name = NULL;
          guint key;
          GdkModifierType modifiers;

          if (g_strv_length (of_key) != 1)
            g_error ("%s is %s and %s", keys[j], of_key[0], of_key[1]);
          g_assert_true (gtk_accelerator_parse (keys[j], &key, &modifiers));
          name = name_key (key, modifiers);
          if (g_hash_table_contains (own, name))
            g_error ("%s is %s and %s", name, of_key[0], (char *) g_hash_table_lookup (own, name));
        }
    }
  g_assert_cmpuint (n_keys, >, 20);
  close_window (window);
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
  application = tf_application_new (G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  g_application_hold (G_APPLICATION (application));

  g_test_add_func ("/window/opens-playing", test_opens_playing);
  g_test_add_func ("/window/play-pause-step", test_play_pause_step);
  g_test_add_func ("/window/settles", test_settles);
  g_test_add_func ("/window/typed-values", test_typed_values);
  g_test_add_func ("/window/slider", test_slider);
  g_test_add_func ("/window/flows", test_flows);
  g_test_add_func ("/window/contrast", test_contrast);
  g_test_add_func ("/window/diverges", test_diverges);
  g_test_add_func ("/window/restart-and-seed", test_restart_and_seed);
  g_test_add_func ("/window/synthetic-sizes", test_synthetic_sizes);
  g_test_add_func ("/window/every-action", test_every_action);
  g_test_add_func ("/window/good-file", test_good_file);
  g_test_add_func ("/window/bad-files", test_bad_files);
  g_test_add_func ("/window/labels-asked-for", test_labels_asked_for);
  g_test_add_func ("/window/keys-asked-for", test_keys_asked_for);
  g_test_add_func ("/window/columns", test_columns);
  g_test_add_func ("/window/ignored-labels", test_ignored_labels);
  g_test_add_func ("/window/drop", test_drop);
  g_test_add_func ("/window/cancel", test_cancel);
  g_test_add_func ("/window/examples", test_examples);
  g_test_add_func ("/window/network", test_network);
  g_test_add_func ("/window/network/mismatch", test_no_network);
  g_test_add_func ("/window/frame-log", test_frame_log);
  g_test_add_func ("/window/frame-log/ends", test_frame_log_ends);
  g_test_add_func ("/window/frame-log/unwritable", test_frame_log_unwritable);
  g_test_add_func ("/window/close-at-any-moment", test_close_at_any_moment);
  g_test_add_func ("/window/keys", test_keys);
  status = g_test_run ();
  g_clear_object (&application);
  return status;
}
