/* test-views.c: the widgets around the plots, on a display where there is one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <math.h>

#include "display.h"
#include "geometry-view.h"
#include "means-view.h"
#include "plot-hands.h"
#include "plot-widget.h"
#include "stage.h"
#include "theory-view.h"
#include "theory-words.h"
#include "traces-view.h"

static TfFrame *
make_frame (guint64 run, guint k, guint dim, double t)
{
  TfFrame *frame = tf_frame_alloc (k, dim, 0);

  frame->run = run;
  frame->t = t;
  for (guint i = 0; i < k * dim; i++)
    frame->view_means[i] = sin (i + 1 + t);
  for (guint i = 0; i < k * k; i++)
    frame->cosines[i] = cos (i);
  return frame;
}

#define DEADLINE (300 * G_USEC_PER_SEC)

/* Runs the loop until it is so, or far too long. */
#define wait_until(condition) \
  for (gint64 deadline = g_get_monotonic_time () + DEADLINE; !(condition); iterate (#condition, deadline))

static void
iterate (const char *condition, gint64 deadline)
{
  if (g_get_monotonic_time () > deadline)
    g_error ("waited too long for %s", condition);
  if (!g_main_context_iteration (NULL, FALSE))
    g_usleep (1000);
}

/* Until the widget has been drawn once more. */
static void
draw (gpointer widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gint64 n_drawn = gdk_frame_clock_get_frame_counter (clock);

  gtk_widget_queue_draw (widget);
  wait_until (gdk_frame_clock_get_frame_counter (clock) > n_drawn || !gtk_widget_get_mapped (widget));
}

static GtkWidget *
show (GtkWidget *view)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 300, 200);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  wait_until (gtk_widget_get_mapped (view) && gtk_widget_get_width (view) > 0);
  draw (view);
  return window;
}

/* A view lets go of its frame, and of itself. */
static void
close_window (GtkWidget *window, gpointer view)
{
  g_object_add_weak_pointer (view, &view);
  gtk_window_destroy (GTK_WINDOW (window));
  wait_until (view == NULL);
}

static void
test_means_view (void)
{
  TfMeansView *view = TF_MEANS_VIEW (tf_means_view_new ());
  g_autoptr (TfFrame) first = make_frame (1, 4, 3, 0), second = make_frame (1, 4, 3, 1), other = make_frame (2, 7, 8, 0);
  GtkWidget *window = show (GTK_WIDGET (view));
  double turned;

  tf_means_view_set_frame (view, first);
  draw (view);
  tf_means_view_rotate (view, 0.5, 0.2);
  tf_means_view_zoom_by (view, 2);
  turned = tf_means_view_get_camera (view)->rotation[0];
  tf_means_view_set_frame (view, second);
  g_assert_cmpfloat (tf_means_view_get_camera (view)->rotation[0], ==, turned);
  g_assert_cmpfloat (tf_means_view_get_camera (view)->zoom, ==, 2);
  tf_means_view_reset (view);
  g_assert_cmpfloat (tf_means_view_get_camera (view)->zoom, ==, 1);
  g_assert_cmpfloat (tf_means_view_get_camera (view)->rotation[0], !=, turned);

  tf_means_view_set_frame (view, other);
  g_assert_cmpuint (tf_means_view_get_camera (view)->dim, ==, 8);
  turned = tf_means_view_get_camera (view)->rotation[0];
  g_object_set (view, "touring", TRUE, "show-weights", TRUE, "show-trails", TRUE, "show-samples", FALSE, NULL);
  wait_until (tf_means_view_get_options (view)->trail != NULL
              && tf_means_view_get_camera (view)->rotation[0] != turned);
  g_assert_true (tf_means_view_get_options (view)->show_weights);
  g_assert_false (tf_means_view_get_options (view)->show_samples);

  tf_means_view_set_frame (view, NULL);
  draw (view);
  g_assert_null (tf_means_view_get_frame (view));
  close_window (window, view);
}

static void
test_traces_view (void)
{
  TfTracesView *view = TF_TRACES_VIEW (tf_traces_view_new ());
  g_autoptr (TfTrace) trace = tf_trace_new (100);
  GtkWidget *window = show (GTK_WIDGET (view));
  gboolean log_x = TRUE;

  tf_traces_view_set_trace (view, trace);
  for (int i = 0; i < 20; i++)
    {
      TfTraceRow row = { .t = i };
      tf_metrics_clear (&row.metrics);
      row.metrics.values[TF_METRIC_NC1] = exp (-i);
      tf_trace_append (trace, &row);
      tf_traces_view_update (view);
    }
  draw (view);
  tf_traces_view_toggle (view, TF_METRIC_NC1);
  g_assert_true (tf_metric_set_equal (tf_traces_view_get_options (view)->hidden, tf_metric_set_one (TF_METRIC_NC1)));
  tf_traces_view_toggle (view, TF_METRIC_NC1);
  g_assert_true (tf_metric_set_equal (tf_traces_view_get_options (view)->hidden, (TfMetricSet){ 0 }));
  g_object_set (view, "log-x", FALSE, NULL);
  g_object_get (view, "log-x", &log_x, NULL);
  g_assert_false (log_x);
  draw (view);
  close_window (window, view);
}

static void
test_geometry_view (void)
{
  TfGeometryView *view = TF_GEOMETRY_VIEW (tf_geometry_view_new ());
  g_autoptr (TfFrame) frame = make_frame (1, 5, 4, 0);
  GtkWidget *window = show (GTK_WIDGET (view));

  tf_geometry_view_set_frame (view, frame);
  draw (view);
  g_assert_true (tf_geometry_view_get_frame (view) == frame);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  draw (view);
  close_window (window, view);
}

/* The desktop's large text is large in the plots, too. */
static void
test_text_scaling (void)
{
  GtkWidget *view = tf_means_view_new (), *window = show (view);
  GtkSettings *settings = gtk_widget_get_settings (view);
  TfPlotStyle usual, large;
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  tf_plot_widget_get_style (view, &usual);
  g_object_set (settings, "gtk-xft-dpi", 2 * (dpi > 0 ? dpi : 96 * 1024), NULL);
  draw (view);
  tf_plot_widget_get_style (view, &large);
  /* Pango keeps sizes in 1024ths of a pixel. */
  g_assert_cmpfloat_with_epsilon (large.text_size / usual.text_size, 2, 0.01);
  g_assert_cmpfloat_with_epsilon (large.marker_radius / usual.marker_radius, 2, 0.01);
  gtk_settings_reset_property (settings, "gtk-xft-dpi");
  close_window (window, view);
}

/* The scale comes to rest after the last frame, without another. */
static void
test_means_view_settles (void)
{
  TfMeansView *view = TF_MEANS_VIEW (tf_means_view_new ());
  g_autoptr (TfFrame) first = make_frame (1, 4, 3, 0), small = make_frame (1, 4, 3, 1);
  GtkWidget *window = show (GTK_WIDGET (view));

  for (guint i = 0; i < 12; i++)
    small->view_means[i] *= 0.6;
  tf_means_view_set_frame (view, first);
  tf_means_view_set_frame (view, small);
  g_assert_true (tf_means_view_get_camera (view)->shrinking);
  wait_until (!tf_means_view_get_camera (view)->shrinking);
  close_window (window, view);
}

/* A scale that is held stays while the means become shorter, into the next run from the same features, and no longer. */
static void
test_held_scale (void)
{
  TfMeansView *view = TF_MEANS_VIEW (tf_means_view_new ());
  g_autoptr (TfFrame) first = make_frame (1, 4, 3, 0), small = make_frame (1, 4, 3, 1), again = make_frame (2, 4, 3, 0);
  g_autoptr (TfFrame) other = make_frame (3, 4, 3, 0);
  GtkWidget *window = show (GTK_WIDGET (view));
  const TfMeansCamera *camera = tf_means_view_get_camera (view);
  double extent;

  for (guint i = 0; i < 12; i++)
    {
      small->view_means[i] *= 0.3;
      again->view_means[i] *= 0.3;
      other->view_means[i] *= 0.3;
    }
  other->owner = &extent; /* other features */
  g_object_set (view, "hold-scale", TRUE, NULL);
  tf_means_view_set_frame (view, first);
  extent = camera->extent;
  tf_means_view_set_frame (view, small);
  g_assert_false (camera->shrinking);
  g_assert_cmpfloat (camera->wanted, <, 0.5 * extent);
  tf_means_view_set_frame (view, again);
  g_assert_cmpfloat (camera->extent, ==, extent);
  tf_means_view_set_frame (view, other);
  g_assert_cmpfloat (camera->extent, <, 0.5 * extent);
  tf_means_view_set_frame (view, first);
  tf_means_view_set_frame (view, small);
  g_object_set (view, "hold-scale", FALSE, NULL);
  g_assert_true (camera->shrinking);
  close_window (window, view);
}

/* With the desktop's motion turned off it is there at once. */
static void
test_reduced_motion (void)
{
  TfMeansView *view = TF_MEANS_VIEW (tf_means_view_new ());
  g_autoptr (TfFrame) first = make_frame (1, 4, 3, 0), small = make_frame (1, 4, 3, 1);
  GtkWidget *window = show (GTK_WIDGET (view));
  GtkSettings *settings = gtk_widget_get_settings (window);
  const TfMeansCamera *camera = tf_means_view_get_camera (view);

  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
  for (guint i = 0; i < 12; i++)
    small->view_means[i] *= 0.6;
  tf_means_view_set_frame (view, first);
  tf_means_view_set_frame (view, small);
  g_assert_false (camera->shrinking);
  g_assert_cmpfloat (camera->extent, ==, camera->wanted);
  g_object_set (settings, "gtk-enable-animations", TRUE, NULL);
  close_window (window, view);
}

/* Words below a page have the height that they need in its width, up to a part of it; plots have the rest. */
static void
test_theory_words (void)
{
  static const int widths[] = { 300, 500, 900 };
  GtkWidget *view = tf_theory_view_new (), *words, *label;

  g_object_ref_sink (view);
  tf_theory_view_set_page (TF_THEORY_VIEW (view), tf_page_find ("limit"));
  words = gtk_widget_get_last_child (view);
  label = gtk_viewport_get_child (GTK_VIEWPORT (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (words))));
  gtk_label_set_label (GTK_LABEL (label), "This is said in a sentence that is longer than one line of the page, and in a second one: "
                                          "so that it takes several lines where the page is narrow, and fewer where it is wide.");
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      int needed, least;

      gtk_widget_measure (view, GTK_ORIENTATION_VERTICAL, widths[i], &least, NULL, NULL, NULL);
      gtk_widget_allocate (view, widths[i], 700, -1, NULL);
      gtk_widget_measure (label, GTK_ORIENTATION_VERTICAL, widths[i], NULL, &needed, NULL, NULL);
      g_assert_cmpint (gtk_widget_get_height (words), >=, needed);
      gtk_widget_allocate (view, widths[i], MAX (300, least), -1, NULL);
      g_assert_cmpint (gtk_widget_get_height (words), <=, 300 * 0.4);
    }
  g_object_unref (view);
}

/* Two plots stand one above the other where each is high enough to be read, or one beside the other in a wide place; else
 * the first has the place of both. */
static void
test_theory_plots (void)
{
  GtkWidget *view = tf_theory_view_new (), *plots[2] = { NULL };
  TfPlotStyle style;
  int n = 0;

  g_object_ref_sink (view);
  tf_theory_view_set_page (TF_THEORY_VIEW (view), tf_page_find ("response"));
  for (GtkWidget *child = gtk_widget_get_first_child (view); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (n < 2 && gtk_widget_get_visible (child) && gtk_widget_get_focusable (child))
      plots[n++] = child;
  g_assert_cmpint (n, ==, 2);
  tf_plot_widget_get_style (view, &style);
  for (int height = 160; height < 1000; height += 30)
    {
      gtk_widget_allocate (view, 600, height, -1, NULL);
      g_assert_true (gtk_widget_get_child_visible (plots[0]));
      if (gtk_widget_get_child_visible (plots[1]))
        {
          g_assert_cmpfloat (gtk_widget_get_height (plots[1]), >=, 11 * style.text_size);
          g_assert_cmpint (gtk_widget_get_height (plots[0]), ==, gtk_widget_get_height (plots[1]));
        }
      g_assert_true (gtk_widget_get_child_visible (plots[1]) || height < 700);
    }
  gtk_widget_allocate (view, 2 * 600, 300, -1, NULL);
  for (int i = 0; i < 2; i++)
    {
      double x = -1;

      gtk_widget_translate_coordinates (plots[i], view, 0, 0, &x, NULL);
      g_assert_true (gtk_widget_get_child_visible (plots[i]));
      g_assert_cmpint (gtk_widget_get_width (plots[i]), ==, 600);
      g_assert_cmpfloat (x, ==, i * 600);
    }
  g_assert_cmpint (gtk_widget_get_height (plots[0]), ==, gtk_widget_get_height (plots[1]));
  g_object_unref (view);
}

static int shown, said;

static void
say_cb (GtkWidget *widget)
{
  said = shown;
}

/* What is said of a view in the end is what it shows in the end, however fast that came. */
static void
test_last_is_described (void)
{
  GtkWidget *view = tf_means_view_new (), *window = show (view);

  for (shown = 1; shown < 8; shown++)
    tf_plot_widget_keep_described (view, say_cb);
  tf_plot_widget_keep_described (view, say_cb);
  wait_until (said == 8);
  close_window (window, view);
}

static GtkAllocation
get_place (GtkWidget *view)
{
  GtkAllocation place;

  gtk_widget_get_allocation (view, &place);
  return place;
}

/* Beside one another where that leaves more of each, else one under the other; all within what there is. */
static void
test_stage (void)
{
  const struct
  {
    int      width, height;
    gboolean beside, low;
  } sizes[] = { { 1200, 800, TRUE },  { 641, 900, TRUE },        { 634, 380, TRUE },       { 634, 230, TRUE, TRUE },
                { 634, 600, FALSE },  { 400, 260, FALSE, TRUE }, { 400, 430, FALSE, TRUE }, { 400, 900, FALSE } };
  GtkWidget *stage = g_object_ref_sink (g_object_new (TF_TYPE_STAGE, NULL));
  GtkWidget *means = gtk_label_new (""), *traces = gtk_label_new (""), *geometry = gtk_label_new ("");

  tf_stage_set_views (TF_STAGE (stage), means, traces, geometry);
  tf_stage_set_theory (TF_STAGE (stage), gtk_label_new (""), gtk_label_new (""));
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      GtkAllocation first, second, third;

      gtk_widget_measure (stage, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      gtk_widget_allocate (stage, sizes[i].width, sizes[i].height, -1, NULL);
      first = get_place (means);
      second = get_place (traces);
      third = get_place (geometry);
      g_assert_cmpint (first.x + first.width <= second.x, ==, sizes[i].beside);
      g_assert_cmpint (first.y + first.height <= second.y, ==, !sizes[i].beside);
      if (gtk_widget_get_child_visible (geometry))
        {
          g_assert_cmpint (second.y + second.height, <=, third.y);
          g_assert_cmpint (third.y + third.height, <=, sizes[i].height);
        }
      /* Neither is so low that it cannot be read. */
      g_assert_cmpint (gtk_widget_get_child_visible (geometry), !=, sizes[i].low);
      g_assert_cmpint (second.x + second.width, <=, sizes[i].width);
      g_assert_cmpint (second.y + second.height, <=, sizes[i].height);
    }
  g_object_unref (stage);
}

static guint n_pointed, n_left;

static void
count_pointing (GtkWidget *widget, gboolean present, double x, double y)
{
  *(present ? &n_pointed : &n_left) += 1;
}

static gboolean
press_nothing (GtkWidget *widget, guint key)
{
  return GDK_EVENT_PROPAGATE;
}

static GtkEventController *
find_motion (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_MOTION (controller))
        return controller; /* the widget holds it */
    }
  return NULL;
}

/* A pointer at rest is gone, for every plot of the window, once, and there again when it moves. */
static void
test_rest (void)
{
  static const TfPlotHands hands = { .point = count_pointing, .press_key = press_nothing };
  GtkWidget *box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0)), *plot = gtk_label_new ("");
  GtkEventController *motion;

  gtk_box_append (GTK_BOX (box), plot);
  tf_plot_hands_attach (plot, &hands);
  motion = find_motion (plot);
  tf_plot_hands_rest (box);
  g_assert_cmpuint (n_left, ==, 0);
  for (guint i = 1; i <= 2; i++)
    {
      g_signal_emit_by_name (motion, "motion", 3.0 + i, 4.0);
      g_assert_cmpuint (n_pointed, ==, i);
      tf_plot_hands_rest (box);
      tf_plot_hands_rest (box);
      g_assert_cmpuint (n_left, ==, i);
    }
  g_object_unref (box);
}

static void
check_short (const char *markup, guint most, const char *expected)
{
  g_autofree char *text = tf_theory_shorten (markup, most);

  g_assert_cmpstr (text, ==, expected);
  g_assert_true (pango_parse_markup (text, -1, 0, NULL, NULL, NULL, NULL));
}

/* Words end with a sentence, and no element is left open. */
static void
test_shorten (void)
{
  check_short ("One two. Three four. Five.", 100, "One two. Three four. Five.");
  check_short ("One two. Three four. Five.", 20, "One two. Three four.");
  check_short ("One two. Three four. Five.", 19, "One two.");
  check_short ("One two. Three four.", 3, "One two.");
  check_short ("Of Σ<sub>W</sub>. Five. ‖H‖", 100, "Of Σ<sub>W</sub>. Five. ‖H‖");
  check_short ("Of Σ<sub>W</sub>. Five.", 6, "Of Σ<sub>W</sub>.");
  check_short ("At <i>one. Two</i> three. Four.", 5, "At <i>one. Two</i> three.");
  check_short ("Theorem 4. 2 of cf. it. Then.", 12, "Theorem 4. 2 of cf. it.");
  check_short ("", 10, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!test_has_display ())
    return 0;
  adw_init ();
  g_test_add_func ("/views/means", test_means_view);
  g_test_add_func ("/views/means/settles", test_means_view_settles);
  g_test_add_func ("/views/means/held-scale", test_held_scale);
  g_test_add_func ("/views/means/reduced-motion", test_reduced_motion);
  g_test_add_func ("/views/text-scaling", test_text_scaling);
  g_test_add_func ("/views/traces", test_traces_view);
  g_test_add_func ("/views/geometry", test_geometry_view);
  g_test_add_func ("/views/stage", test_stage);
  g_test_add_func ("/views/rest", test_rest);
  g_test_add_func ("/views/theory-words", test_theory_words);
  g_test_add_func ("/views/theory-plots", test_theory_plots);
  g_test_add_func ("/views/last-is-described", test_last_is_described);
  g_test_add_func ("/views/shorten", test_shorten);
  return g_test_run ();
}
