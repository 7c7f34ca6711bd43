/* test-side.c: what stands beside a run: pins in every plot, steps of undo, the timeline
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <math.h>
#include <string.h>

#include "replay.h"
#include "synthetic.h"
#include "pins-panel.h"
#include "plot-depth.h"
#include "plot-geometry.h"
#include "plot-means.h"
#include "plot-monotone.h"
#include "plot-response.h"
#include "plot-spectrum.h"
#include "plot-traces.h"
#include "plot-vicinity.h"
#include "random-parameters.h"
#include "timeline.h"
#include "traces-marks.h"
#include "undo.h"

/* --- runs to be drawn --- */

static TfReplay *
replay (TfMoments *moments, double beta)
{
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;
  g_autoptr (TfCourse) course = NULL;
  g_autoptr (GError) error = NULL;
  TfReplay *replay;

  parameters.beta = beta;
  question.parts = TF_SURVEY_LIMIT | TF_SURVEY_VICINITY | TF_SURVEY_DEPTH | TF_SURVEY_RESPONSE;
  course = tf_course_new (&parameters);
  replay = tf_replay_new (moments, course, &(TfInstant){ 30, 0 }, &question, NULL, &error);
  g_assert_no_error (error);
  return replay;
}

static TfMoments *
make_moments (guint n_classes)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  g_autoptr (TfFeatures) features = NULL;

  synthetic.n_classes = n_classes;
  features = tf_synthetic_generate (&synthetic, NULL);
  return tf_moments_new (features, 100, NULL, NULL);
}

/* --- undo --- */

static TfParameters
with_beta (double beta)
{
  TfParameters p = TF_PARAMETERS_DEFAULT;

  p.beta = beta;
  return p;
}

static void
record (TfUndo *undo, guint run, const TfParameters *before, const TfParameters *after, gint64 now)
{
  tf_undo_record (undo, run, before, after, now);
}

static void
check_undo (TfUndo *undo, guint run, double beta, double lambda_h)
{
  TfParameters got;
  guint which;

  g_assert_true (tf_undo_undo (undo, &which, &got));
  g_assert_cmpuint (which, ==, run);
  g_assert_cmpfloat (got.beta, ==, beta);
  g_assert_cmpfloat (got.lambda_h, ==, lambda_h);
}

/* Whichever parameter it is: a change of it is a step of its own, can be taken back,
 * and is marked on the traces, unless it only says where a run starts. */
static void
test_undo_each_parameter (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);

  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    {
      const TfParameterInfo *info = tf_parameter_info (i);
      g_autoptr (TfUndo) undo = tf_undo_new ();
      TfParameters before = tf_random_parameters (rand), after = before, more, got;
      g_autofree char *mark = NULL;
      guint run;

      while (tf_parameter_agrees (info, &before, &after))
        tf_randomize_parameter (info, &after, rand);
      more = after;
      more.bias = !more.bias;
      record (undo, 1, &before, &after, 0);
      record (undo, 1, &after, &more, info->kind == TF_PARAMETER_FLAG ? TF_UNDO_PAUSE : 1);
      g_assert_true (tf_undo_undo (undo, &run, &got));
      g_assert_true (tf_parameters_equal (&got, &after));
      g_assert_true (tf_undo_undo (undo, &run, &got));
      g_assert_true (tf_parameters_equal (&got, &before));
      g_assert_true (tf_undo_redo (undo, &run, &got));
      g_assert_true (tf_parameters_equal (&got, &after));
      mark = tf_traces_describe_change (&before, &after);
      if (info->group == TF_GROUP_START)
        g_assert_null (mark);
      else
        g_assert_nonnull (strstr (mark, info->markup));
    }
}

/* A drag is one step, a pause or another value begins the next. */
static void
test_undo_steps (void)
{
  g_autoptr (TfUndo) undo = tf_undo_new ();
  TfParameters states[] = { with_beta (0), with_beta (1), with_beta (2), with_beta (3), with_beta (3) };
  double lambda_h = states[0].lambda_h;
  TfParameters got;
  guint run;

  states[4].lambda_h = 0.3;
  record (undo, 0, &states[0], &states[0], 1); /* nothing changed */
  g_assert_false (tf_undo_can_undo (undo));
  record (undo, 0, &states[0], &states[1], 1);
  record (undo, 0, &states[1], &states[2], TF_UNDO_PAUSE);
  record (undo, 0, &states[2], &states[3], 2 * TF_UNDO_PAUSE + 1);
  record (undo, 0, &states[3], &states[4], 2 * TF_UNDO_PAUSE + 2);
  g_assert_false (tf_undo_can_redo (undo));
  check_undo (undo, 0, 3, lambda_h);
  check_undo (undo, 0, 2, lambda_h);
  check_undo (undo, 0, 0, lambda_h);
  g_assert_false (tf_undo_undo (undo, &run, &got));
  for (int i = 0; i < 3; i++)
    g_assert_true (tf_undo_redo (undo, &run, &got));
  g_assert_true (tf_parameters_equal (&got, &states[4]));
  g_assert_false (tf_undo_redo (undo, &run, &got));
}

static void
test_undo_branches (void)
{
  g_autoptr (TfUndo) undo = tf_undo_new ();
  TfParameters a = with_beta (0), b = with_beta (1), c = with_beta (2);
  TfParameters got;
  guint run;

  /* Two runs do not share a step. */
  record (undo, 0, &a, &b, 1);
  record (undo, 1, &a, &b, 2);
  check_undo (undo, 1, 0, a.lambda_h);
  g_assert_true (tf_undo_can_redo (undo));
  /* Another change lets go of what was taken back, and is a step of its own however soon. */
  record (undo, 0, &b, &c, 3);
  g_assert_false (tf_undo_can_redo (undo));
  check_undo (undo, 0, 1, a.lambda_h);
  check_undo (undo, 0, 0, a.lambda_h);
  tf_undo_clear (undo);
  g_assert_false (tf_undo_redo (undo, &run, &got));

  /* A hand that comes back to where it began has done nothing. */
  record (undo, 0, &a, &b, 10);
  record (undo, 0, &b, &a, 11);
  g_assert_false (tf_undo_can_undo (undo));

  for (guint i = 0; i < TF_UNDO_MAX_STEPS + 5; i++)
    {
      TfParameters from = with_beta (i), to = with_beta (i + 1);

      record (undo, 0, &from, &to, 2 * (gint64) i * TF_UNDO_PAUSE);
    }
  for (guint i = 0; i < TF_UNDO_MAX_STEPS; i++)
    g_assert_true (tf_undo_undo (undo, &run, &got));
  g_assert_false (tf_undo_can_undo (undo));
  g_assert_cmpfloat (got.beta, ==, 5); /* the oldest five are forgotten */
}

/* --- pins --- */

static void
count_cb (gpointer instance, guint *n)
{
  (*n)++;
}

static void
test_pins (void)
{
  g_autoptr (TfPins) pins = tf_pins_new ();
  g_autoptr (TfMoments) moments = make_moments (4);
  g_autoptr (TfReplay) one = replay (moments, 0), two = replay (moments, 0.5);
  g_autoptr (GArray) companions = g_array_new (FALSE, FALSE, sizeof (TfCompanion));
  guint n_changes = 0, looks = 0;

  g_signal_connect (pins, "changed", G_CALLBACK (count_cb), &n_changes);
  g_assert_true (tf_pins_add (pins, NULL, FALSE, one->frame, one->trace, one->survey, NULL));
  g_assert_true (tf_pins_add (pins, NULL, FALSE, two->frame, two->trace, NULL, NULL));
  g_assert_true (tf_pins_add (pins, NULL, FALSE, one->frame, one->trace, NULL, NULL));
  g_assert_cmpuint (n_changes, ==, 3);
  /* Names say what matters, and no two are alike. */
  g_assert_nonnull (strstr (tf_pins_get (pins, 1)->name, "0.5"));
  g_assert_cmpstr (tf_pins_get (pins, 0)->name, !=, tf_pins_get (pins, 1)->name);
  g_assert_cmpstr (tf_pins_get (pins, 0)->name, !=, tf_pins_get (pins, 2)->name);

  /* A pin keeps its own trace. */
  g_assert_true (tf_pins_get (pins, 0)->trace != one->trace);
  g_assert_cmpuint (tf_trace_get_n_rows (tf_pins_get (pins, 0)->trace), ==, tf_trace_get_n_rows (one->trace));

  tf_pins_rename (pins, 1, "held");
  tf_pins_rename (pins, 1, "held");
  tf_pins_set_hidden (pins, 0, TRUE);
  tf_pins_set_hidden (pins, 0, TRUE);
  g_assert_cmpuint (n_changes, ==, 5);
  tf_pins_append_companions (pins, companions);
  g_assert_cmpuint (companions->len, ==, 2);
  g_assert_cmpstr (g_array_index (companions, TfCompanion, 0).name, ==, "held");

  tf_pins_remove (pins, 0);
  while (tf_pins_add (pins, "more", FALSE, two->frame, two->trace, NULL, NULL))
    ;
  g_assert_cmpuint (tf_pins_get_n (pins), ==, TF_PINS_MAX);
  for (guint i = 0; i < TF_PINS_MAX; i++)
    looks |= 1u << tf_pins_get (pins, i)->look;
  /* Each a look of its own, none that of the second run. */
  g_assert_cmphex (looks, ==, ((1u << TF_COMPANION_N_LOOKS) - 1) & ~(1u << TF_COMPANION_BESIDE));
  tf_pins_clear (pins);
  g_assert_cmpuint (tf_pins_get_n (pins), ==, 0);
}

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
  tf_replay_unref (scene->run);
  tf_replay_unref (scene->other);
  tf_replay_unref (scene->more);
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
  g_test_add_func ("/side/undo/steps", test_undo_steps);
  g_test_add_func ("/side/undo-each-parameter", test_undo_each_parameter);
  g_test_add_func ("/side/undo/branches", test_undo_branches);
  g_test_add_func ("/side/pins", test_pins);
  g_test_add_func ("/side/plots", test_plots);
  g_test_add_func ("/side/axes", test_axes);
  has_display = gtk_init_check ();
  if (has_display)
    adw_init ();
  g_test_add_func ("/side/timeline", has_display ? test_timeline : skip);
  g_test_add_func ("/side/panel", has_display ? test_panel : skip);
  return g_test_run ();
}
