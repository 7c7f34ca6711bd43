/* test-window-frames.c: what a window tells of its frames, its contrast and its keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "application-private.h"
#include "flow.h"
#include "plot-style.h"
#include "window-private.h"
#include "window-fixture.h"

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
      serial = tf_lab_get_frame (window->lab)->serial + 3;
      wait_until (window, has_moved, &serial);
    }
  n_changes = tf_lab_get_n_changes (window->lab);
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
  serial = tf_lab_get_frame (window->lab)->serial + 3;
  wait_until (window, has_moved, &serial);
  g_assert_false (tf_frame_log_finish (log, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  serial = tf_lab_get_frame (window->lab)->serial + 3;
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
      serial = tf_lab_get_frame (window->lab)->serial;
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
  if (!begin_tests (&argc, &argv))
    return 0;
  g_test_add_func ("/window/contrast", test_contrast);
  g_test_add_func ("/window/frame-log", test_frame_log);
  g_test_add_func ("/window/frame-log/ends", test_frame_log_ends);
  g_test_add_func ("/window/frame-log/unwritable", test_frame_log_unwritable);
  g_test_add_func ("/window/keys", test_keys);
  return run_tests ();
}
