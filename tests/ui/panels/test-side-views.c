/* test-side-views.c: companions in plots, axes, the timeline and the panel
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <math.h>
#include <string.h>

#include "replay.h"
#include "pins-panel.h"
#include "plot-depth.h"
#include "plot-geometry.h"
#include "plot-means.h"
#include "plot-monotone.h"
#include "plot-response.h"
#include "plot-spectrum.h"
#include "plot-traces.h"
#include "plot-vicinity.h"
#include "timeline-scale.h"
#include "timeline.h"
#include "traces-marks.h"
#include "side-kit.h"

/* --- plots --- */

typedef struct
{
  TfReplay *run, *other, *more; /* the last has other features */
  TfMonotoneCurves *curves;
  TfSpectrumPlot spectra;
  TfMeansCamera *camera;
  TfCompanion items[5];
} Scene;

static void
set_up (Scene *scene)
{
  g_autoptr (TfMoments) moments = make_moments (4), strange = make_moments (10);

  scene->run = replay (moments, 0);
  scene->other = replay (moments, 0.5);
  scene->more = replay (strange, 0.01);
  scene->curves = tf_monotone_curves_new ();
  tf_monotone_curves_update (scene->curves, scene->run->trace, &scene->run->frame->parameters, TRUE);
  scene->spectra = (TfSpectrumPlot){ 0 };
  tf_spectrum_plot_fill (&scene->spectra, moments, &scene->run->frame->parameters);
  scene->camera = tf_means_camera_new ();
  tf_means_camera_reset (scene->camera, scene->run->frame->view_dim, scene->run->frame->n_classes);
  tf_means_camera_fit (scene->camera, scene->run->frame);
  for (guint i = 0; i < G_N_ELEMENTS (scene->items); i++)
    {
      TfReplay *replay = i == 3 ? scene->more : scene->other;

      scene->items[i] = (TfCompanion){ "β <small> & a name that goes on and on", i + 1, 0.5, replay->trace, replay->frame,
                                       replay->survey };
    }
}

static void
tear_down (Scene *scene)
{
  tf_replay_free (scene->run);
  tf_replay_free (scene->other);
  tf_replay_free (scene->more);
  tf_monotone_curves_free (scene->curves);
  tf_spectrum_plot_clear (&scene->spectra);
  tf_means_camera_free (scene->camera);
}

enum { TRACES, MEANS, GEOMETRY, MONOTONE, VICINITY, DEPTH, SPECTRUM, RESPONSE, N_PLOTS };

static void
draw_chart (const Scene *scene, int plot, cairo_t *cr, double width, double height, const TfChartOptions *chart,
            const TfPlotStyle *style)
{
  const TfReplay *run = scene->run;
  TfVicinityOptions vicinity = TF_VICINITY_OPTIONS_DEFAULT;
  TfDepthOptions depth = TF_DEPTH_OPTIONS_DEFAULT;
  TfVicinityData data = { run->survey, run->trace, &run->frame->parameters };

  vicinity.chart = depth.chart = *chart;
  if (plot == MONOTONE)
    tf_plot_monotone_draw (cr, width, height, scene->curves, run->trace, chart, style);
  else if (plot == VICINITY)
    tf_plot_vicinity_draw (cr, width, height, &data, &vicinity, style);
  else if (plot == DEPTH)
    tf_plot_depth_draw (cr, width, height, &(TfDepthData){ run->survey, 0, NULL, NULL }, &depth, style);
  else if (plot == SPECTRUM)
    tf_plot_spectrum_draw (cr, width, height, &scene->spectra, chart, style);
  else
    tf_plot_response_draw (cr, width, height, run->survey, chart, style);
}

static void
draw (const Scene *scene, int plot, TfCompanions companions, cairo_t *cr, double width, double height,
      const TfPlotStyle *style)
{
  TfTracesOptions traces = TF_TRACES_OPTIONS_DEFAULT;
  TfMeansOptions means = TF_MEANS_OPTIONS_DEFAULT;
  TfGeometryOptions geometry = TF_GEOMETRY_OPTIONS_DEFAULT;
  TfChartOptions chart = TF_CHART_OPTIONS_DEFAULT;

  traces.companions = means.companions = geometry.companions = chart.companions = companions;
  if (plot == TRACES)
    tf_plot_traces_draw (cr, width, height, scene->run->trace, &traces, style);
  else if (plot == MEANS)
    tf_plot_means_draw (cr, width, height, scene->run->frame, scene->camera, &means, style);
  else if (plot == GEOMETRY)
    tf_plot_geometry_draw (cr, width, height, scene->run->frame, &geometry, style);
  else
    draw_chart (scene, plot, cr, width, height, &chart, style);
}

static cairo_surface_t *
render (const Scene *scene, int plot, TfCompanions companions, int width, int height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);
  TfPlotStyle style;

  tf_plot_style_screen (&style, FALSE, 1);
  draw (scene, plot, companions, cr, width, height, &style);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static guint
count_different (cairo_surface_t *a, cairo_surface_t *b)
{
  gsize n = (gsize) cairo_image_surface_get_stride (a) * cairo_image_surface_get_height (a) / 4;
  const guint32 *x = (const guint32 *) (gpointer) cairo_image_surface_get_data (a);
  const guint32 *y = (const guint32 *) (gpointer) cairo_image_surface_get_data (b);
  guint n_different = 0;

  for (gsize i = 0; i < n; i++)
    n_different += (x[i] & 0xffffff) != (y[i] & 0xffffff);
  return n_different;
}

/* Companions are seen in every plot, at every size nothing fails, and those of
 * other features keep out of a view space that is not theirs. */
static void
test_plots (void)
{
  static const int sizes[][2] = { { 1, 1 }, { 8, 300 }, { 300, 8 }, { 130, 100 }, { 420, 320 } };
  Scene scene;

  set_up (&scene);
  for (int plot = 0; plot < N_PLOTS; plot++)
    {
      cairo_surface_t *alone = render (&scene, plot, (TfCompanions){ 0, NULL }, 420, 320);
      cairo_surface_t *strange = render (&scene, plot, (TfCompanions){ 1, scene.items + 3 }, 420, 320);

      for (guint n = 1; n <= G_N_ELEMENTS (scene.items); n++)
        {
          cairo_surface_t *together = render (&scene, plot, (TfCompanions){ n, scene.items }, 420, 320);

          g_assert_cmpuint (count_different (alone, together), >, 40);
          cairo_surface_destroy (together);
        }
      if (plot == MEANS || plot == GEOMETRY)
        g_assert_cmpuint (count_different (alone, strange), ==, 0);
      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        cairo_surface_destroy (render (&scene, plot, (TfCompanions){ 5, scene.items }, sizes[i][0], sizes[i][1]));
      cairo_surface_destroy (alone);
      cairo_surface_destroy (strange);
    }
  tear_down (&scene);
}

/* The axes of the traces have room for a companion that came further. */
static void
test_axes (void)
{
  g_autoptr (TfTrace) short_trace = tf_trace_new (10);
  TfTracesOptions options = TF_TRACES_OPTIONS_DEFAULT;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 500, 300), *alone;
  cairo_t *cr = cairo_create (surface);
  TfPlotStyle style;
  Scene scene;

  set_up (&scene);
  tf_plot_style_screen (&style, FALSE, 1);
  tf_trace_append (short_trace, tf_trace_get_row (scene.other->trace, 0));
  tf_trace_append (short_trace, tf_trace_get_row (scene.other->trace, 1));
  options.companions = (TfCompanions){ 1, scene.items };
  options.show_legend = FALSE;
  /* With the whole trace beside it a short one is drawn in the axes of the whole one. */
  tf_plot_traces_draw (cr, 500, 300, short_trace, &options, &style);
  cairo_destroy (cr);
  alone = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 500, 300);
  cr = cairo_create (alone);
  options.companions.n = 0;
  tf_plot_traces_draw (cr, 500, 300, scene.other->trace, &options, &style);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  cairo_surface_flush (alone);
  {
    /* The scale of time, below the lines, is the same to the pixel. */
    int stride = cairo_image_surface_get_stride (alone);
    const guint8 *a = cairo_image_surface_get_data (alone), *b = cairo_image_surface_get_data (surface);

    g_assert_cmpint (memcmp (a + 284 * stride, b + 284 * stride, 16 * (gsize) stride), ==, 0);
  }
  cairo_surface_destroy (surface);
  cairo_surface_destroy (alone);
  tear_down (&scene);
}

/* --- widgets --- */

static void
sought_cb (TfTimeline *timeline, double t, double *sought)
{
  *sought = t;
}

static void
press (GtkWidget *widget, guint key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, 0, &handled);
    }
  g_assert_true (handled);
}

static TfCourse *
change (TfCourse *course, double t, double lambda_w, double lambda_h)
{
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  TfCourse *changed;

  parameters.lambda_w = lambda_w;
  parameters.lambda_h = lambda_h;
  changed = tf_course_change (course, &(TfInstant){ t, 0 }, &parameters);
  tf_course_unref (course);
  return changed;
}

/* What a parameter does on its way from one value to another is one stretch of the strip, and takes no more of it than
 * the same time between two changes does. */
static void
test_stretches (void)
{
  TfParameters start = TF_PARAMETERS_DEFAULT;
  TfCourse *course = tf_course_new (&start);
  g_autoptr (GArray) stretches = NULL;
  const TfStretch *all;

  course = change (course, 1000, 0.1, 0.1); /* both at once */
  for (guint i = 1; i <= 60; i++)
    course = change (course, 1000 + i, 0.1 + 0.01 * i, 0.1);
  course = change (course, 1061, 0.7, 0.2); /* soon after that, but of another parameter */
  course = change (course, 1062, 0.7, 0.3); /* too few to be a movement */
  stretches = tf_stretches_new (course, 2062);
  tf_course_unref (course);

  all = (const TfStretch *) (gconstpointer) stretches->data;
  g_assert_cmpuint (stretches->len, ==, 6);
  for (guint i = 0; i < stretches->len; i++)
    {
      g_assert_true (all[i].moving == (i == 2));
      g_assert_cmpfloat (all[i].from, ==, i > 0 ? all[i - 1].to : 0);
    }
  g_assert_cmpfloat (all[2].from, ==, 1001);
  g_assert_cmpfloat (all[2].to, ==, 1060);
  g_assert_cmpfloat (all[5].to, ==, 2062);
  g_assert_cmpfloat (tf_stretches_map (stretches, 1060) - tf_stretches_map (stretches, 1001), <, 0.25);
  g_assert_cmpfloat (tf_stretches_map (stretches, 2062), ==, 1);
  for (double t = 0; t < 2062; t += 10.3)
    g_assert_cmpfloat_with_epsilon (tf_stretches_unmap (stretches, tf_stretches_map (stretches, t)), t, 1e-6);
}

static void
test_timeline (void)
{
  GtkWidget *timeline = g_object_ref_sink (tf_timeline_new ());
  g_autoptr (TfFrame) frame = tf_frame_alloc (4, 3, 0);
  double sought = NAN, t;

  g_signal_connect (timeline, "sought", G_CALLBACK (sought_cb), &sought);
  press (timeline, GDK_KEY_Left); /* no run yet: nothing to go back in */
  g_assert_true (isnan (sought));

  frame->status = TF_RUN_PAUSED;
  frame->t = frame->latest.t = 1000;
  tf_timeline_set_frame (TF_TIMELINE (timeline), frame);
  press (timeline, GDK_KEY_Left);
  g_assert_cmpfloat (sought, <, 1000);
  g_assert_cmpfloat (sought, >, 500);
  /* The next key goes on from where the last one wanted to be, not from a frame
   * that has not come yet. */
  t = sought;
  press (timeline, GDK_KEY_Page_Down);
  g_assert_cmpfloat (sought, <, t / 2);
  press (timeline, GDK_KEY_Home);
  g_assert_cmpfloat (sought, ==, 0);
  press (timeline, GDK_KEY_Right);
  g_assert_cmpfloat (sought, >, 0);
  press (timeline, GDK_KEY_End);
  g_assert_cmpfloat (sought, ==, 1000);
  /* Logarithmic: half of the strip is far less than half of the time. */
  tf_timeline_move (TF_TIMELINE (timeline), -0.5);
  g_assert_cmpfloat (sought, <, 20);
  g_assert_cmpfloat (sought, >, 5);
  g_object_unref (timeline);
}

static guint
count_rows (GtkWidget *widget)
{
  guint n = ADW_IS_ENTRY_ROW (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count_rows (child);
  return n;
}

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

static void
test_panel (void)
{
  GtkWidget *panel = g_object_ref_sink (g_object_new (TF_TYPE_PINS_PANEL, NULL)), *row;
  g_autoptr (TfPins) pins = tf_pins_new ();
  g_autoptr (TfMoments) moments = make_moments (4);
  g_autoptr (TfReplay) run = replay (moments, 0);
  gpointer weak;

  tf_pins_panel_set_pins (TF_PINS_PANEL (panel), pins);
  tf_pins_add (pins, "first", FALSE, run->frame, run->trace, NULL, NULL);
  tf_pins_add (pins, "second", TRUE, run->frame, run->trace, NULL, NULL);
  g_assert_cmpuint (count_rows (panel), ==, 2);
  row = find (panel, ADW_TYPE_ENTRY_ROW);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "first");

  gtk_editable_set_text (GTK_EDITABLE (row), "held");
  g_assert_cmpstr (tf_pins_get (pins, 0)->name, ==, "held");
  g_assert_true (find (panel, ADW_TYPE_ENTRY_ROW) == row); /* typing goes on in it */
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find (row, GTK_TYPE_TOGGLE_BUTTON)), FALSE);
  g_assert_true (tf_pins_get (pins, 0)->hidden);

  weak = row;
  g_object_add_weak_pointer (G_OBJECT (row), &weak);
  tf_pins_remove (pins, 0);
  g_assert_cmpuint (count_rows (panel), ==, 1);
  g_assert_null (weak);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find (panel, ADW_TYPE_ENTRY_ROW))), ==, "second");
  g_object_unref (panel);
}

/* In the place of what needs widgets. */
static void
skip (void)
{
  g_test_skip ("there is no display to open windows on");
}

int
main (int argc, char *argv[])
{
  gboolean has_display;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/side/plots", test_plots);
  g_test_add_func ("/side/axes", test_axes);
  has_display = gtk_init_check ();
  if (has_display)
    adw_init ();
  g_test_add_func ("/side/stretches", test_stretches);
  g_test_add_func ("/side/timeline", has_display ? test_timeline : skip);
  g_test_add_func ("/side/panel", has_display ? test_panel : skip);
  return g_test_run ();
}
