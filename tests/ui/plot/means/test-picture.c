/* test-picture.c: where class means are drawn is where they are in the frame
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "features-load.h"
#include "plot-means.h"
#include "replay.h"
#include "simplex.h"
#include "synthetic.h"
#include "means-scene.h"

/* As a window of 1920 x 1080 has it. */
#define WIDTH 1100
#define HEIGHT 900

static TfMoments *
make_synthetic (guint n_classes, guint dim, double noise, guint32 seed)
{
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  g_autoptr (TfFeatures) features = NULL;

  synthetic.n_classes = n_classes;
  synthetic.dim = dim;
  synthetic.noise = noise;
  synthetic.seed = seed;
  features = tf_synthetic_generate (&synthetic, NULL);
  return tf_moments_new (features, 200, NULL, NULL);
}

static TfMoments *
load_example (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "resources", "examples", name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TfFeatures) features = tf_features_load (path, NULL, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return tf_moments_new (features, 200, NULL, NULL);
}

static TfReplay *
follow (TfMoments *moments, const TfParameters *parameters, double until)
{
  g_autoptr (TfCourse) course = tf_course_new (parameters);
  g_autoptr (GError) error = NULL;
  TfInstant at = { until, 0 };
  TfReplay *replay = tf_replay_new (moments, course, isfinite (until) ? &at : NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return replay;
}

static const guint classes[] = { 2, 3, 4, 7, 10 };

typedef struct
{
  TfMeansSpot dot, corner;
} Pair;

/* A class mean and its vertex of the ghost, in pixels. */
static void
find_pair (const TfFrame *frame, const TfMeansCamera *camera, const TfPlotStyle *style, guint k, Pair *pair)
{
  const TfMeansOptions options = TF_MEANS_OPTIONS_DEFAULT;
  TfMeansScene scene = { .frame = frame, .camera = camera, .options = &options, .style = style, .width = WIDTH,
                         .height = HEIGHT };
  guint k_n = frame->n_classes;
  g_autofree double *simplex = tf_simplex_new (k_n);
  g_autofree double *vertex = g_new0 (double, frame->view_dim);

  tf_means_scene_set_geometry (&scene);
  for (guint j = 0; j < k_n - 1; j++)
    vertex[j] = frame->ghost_radius * sqrt (k_n / (k_n - 1.0)) * simplex[j + (gsize) k * (k_n - 1)];
  g_assert_true (tf_means_scene_project (&scene, vertex, &pair->corner));
  g_assert_true (
    tf_means_scene_project (&scene, tf_means_camera_get_means (camera, frame) + (gsize) k * frame->view_dim, &pair->dot));
}

static TfMeansCamera *
make_camera (const TfFrame *frame, gboolean fixed)
{
  TfMeansCamera *camera = tf_means_camera_new ();

  tf_means_camera_reset (camera, frame->view_dim, frame->n_classes);
  camera->fixed = fixed;
  tf_means_camera_fit (camera, frame);
  return camera;
}

static double
measure_through (const TfFrame *frame, const TfMeansCamera *camera)
{
  TfPlotStyle style;
  double farthest = 0;

  tf_plot_style_screen (&style, FALSE, 1);
  for (guint k = 0; k < frame->n_classes; k++)
    {
      Pair pair;

      find_pair (frame, camera, &style, k, &pair);
      farthest = MAX (farthest, hypot (pair.dot.x - pair.corner.x, pair.dot.y - pair.corner.y));
    }
  return farthest;
}

/* Pixels from the dot that is farthest from its vertex of the ghost. */
static double
measure_farthest (const TfFrame *frame, gboolean fixed)
{
  g_autoptr (TfMeansCamera) camera = make_camera (frame, fixed);

  return measure_through (frame, camera);
}

static double
measure_share (const TfFrame *frame, gboolean fixed)
{
  const double *means = fixed ? frame->fixed_means : frame->view_means;
  double seen = 0, all = 0;

  for (guint i = 0; i < frame->view_dim * frame->n_classes; i++)
    seen += means[i] * means[i];
  for (guint k = 0; k < frame->n_classes; k++)
    all += frame->norms[k] * frame->norms[k];
  return sqrt (seen / all);
}

/* At the end of a collapsed run every dot is on its vertex, to a pixel; and in the
 * fixed view the same means are drawn inside by what they lost of their length. */
static void
test_ends_on_vertices (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    for (guint32 seed = 1; seed <= 3; seed++)
      for (int bias = 0; bias <= 1; bias++)
        {
          g_autoptr (TfMoments) moments = make_synthetic (classes[i], 16 + 8 * (seed - 1), 20, seed);
          g_autoptr (TfReplay) replay = NULL;
          TfParameters p = TF_PARAMETERS_DEFAULT;

          p.bias = bias;
          replay = follow (moments, &p, INFINITY);
          g_assert_cmpfloat (measure_farthest (replay->frame, FALSE), <=, 1);
          g_assert_cmpfloat_with_epsilon (measure_share (replay->frame, FALSE), 1, 1e-9);
          g_assert_cmpfloat (measure_share (replay->frame, TRUE), <, 1);
          g_test_message ("K = %u, seed %u: %.3f px following, %.1f px fixed, share %.4f", classes[i], seed,
                          measure_farthest (replay->frame, FALSE), measure_farthest (replay->frame, TRUE),
                          measure_share (replay->frame, TRUE));
        }
}

static void
test_real_ends_on_vertices (void)
{
  const char *const names[] = { "mnist_mlp6_mse_L1.npz", "mnist_mlp6_mse_L4.npz", "mnist_cnn_ce_epoch001_penult.npz" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (TfMoments) moments = load_example (names[i]);
      const TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfReplay) replay = follow (moments, &p, INFINITY);

      g_assert_cmpfloat (measure_farthest (replay->frame, FALSE), <=, 1);
      g_test_message ("%s: %.3f px following, %.1f px fixed", names[i], measure_farthest (replay->frame, FALSE),
                      measure_farthest (replay->frame, TRUE));
    }
}

/* Two runs of other parameters are seen through one camera: each on the vertices of its own ghost. */
static void
test_two_runs (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      g_autoptr (TfMoments) moments = make_synthetic (classes[i], 24, 20, 4);
      g_autoptr (TfReplay) a = NULL, b = NULL;
      g_autoptr (TfMeansCamera) camera = NULL;
      TfParameters p = TF_PARAMETERS_DEFAULT;

      a = follow (moments, &p, INFINITY);
      p.lambda_w *= 4;
      p.lambda_h /= 3;
      b = follow (moments, &p, INFINITY);
      g_assert_cmpfloat (b->frame->ghost_radius, >, 1.5 * a->frame->ghost_radius);
      camera = make_camera (a->frame, FALSE);
      tf_means_camera_fit (camera, b->frame);
      g_assert_cmpfloat (measure_through (a->frame, camera), <=, 1);
      g_assert_cmpfloat (measure_through (b->frame, camera), <=, 1);
    }
}

/* On the way there, gone back to: a dot is as far from its vertex as the tightness of the frame says. */
static void
test_past (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      g_autoptr (TfMoments) moments = make_synthetic (classes[i], 24, 20, 5);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfRun) run = tf_run_new (moments, &p, NULL);
      g_autoptr (TfFrame) past = NULL, early = NULL;
      const TfInstant start = { 1, 0 };
      TfInstant at;

      g_assert_true (tf_run_advance (run, 3000, 0, NULL, NULL));
      at = tf_run_get_instant (run);
      g_assert_true (tf_run_advance (run, 1e5, 0, NULL, NULL));
      g_assert_true (tf_run_seek (run, &at, NULL, NULL));
      past = tf_run_take_frame (run);
      g_assert_true (tf_run_is_past (run));
      g_assert_cmpfloat (past->metrics.values[TF_METRIC_NC2], <, 1e-4);
      g_assert_cmpfloat (measure_farthest (past, FALSE), <=, 1);
      g_assert_true (tf_run_seek (run, &start, NULL, NULL));
      early = tf_run_take_frame (run);
      if (classes[i] > 2) /* two are always a simplex */
        g_assert_cmpfloat (measure_farthest (early, FALSE), >, 3);
    }
}

/* The middle of the pixels of that colour about a place. */
static gboolean
find_blob (cairo_surface_t *surface, const double rgb[3], const TfMeansSpot *about, double radius, double middle[2])
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface), n = 0;

  middle[0] = middle[1] = 0;
  for (int y = about->y - radius; y <= about->y + radius; y++)
    for (int x = about->x - radius; x <= about->x + radius; x++)
      {
        guint32 pixel = *(const guint32 *) (gconstpointer) (data + (gsize) y * stride + 4 * (gsize) x);
        gboolean same = TRUE;

        for (int c = 0; c < 3; c++)
          same = same && fabs ((pixel >> (16 - 8 * c) & 255) - 255 * rgb[c]) < 2;
        n += same;
        middle[0] += same ? x + 0.5 : 0;
        middle[1] += same ? y + 0.5 : 0;
      }
  middle[0] /= n;
  middle[1] /= n;
  return n > 10;
}

/* What is really painted, on screen and on paper: the dots' middles are the vertices. */
static void
check_painted (const TfFrame *frame, const TfPlotStyle *style)
{
  g_autoptr (TfMeansCamera) camera = make_camera (frame, FALSE);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  TfMeansOptions options = TF_MEANS_OPTIONS_DEFAULT;

  options.show_samples = FALSE;
  tf_plot_means_draw (cr, WIDTH, HEIGHT, frame, camera, &options, style);
  cairo_surface_flush (surface);
  for (guint k = 0; k < frame->n_classes; k++)
    {
      double rgb[3], middle[2];
      Pair pair;

      find_pair (frame, camera, style, k, &pair);
      tf_plot_class_color (style, k, frame->n_classes, rgb);
      tf_plot_mix (style->background, rgb, tf_means_spot_get_strength (&pair.dot) + 0.1 * (1 - camera->relief), rgb);
      g_assert_true (find_blob (surface, rgb, &pair.corner, 1.5 * style->marker_radius, middle));
      g_assert_cmpfloat (hypot (middle[0] - pair.corner.x, middle[1] - pair.corner.y), <=, 1);
    }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
test_painted (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      g_autoptr (TfMoments) moments = make_synthetic (classes[i], 24, 20, 6);
      const TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfReplay) replay = follow (moments, &p, INFINITY);
      TfPlotStyle style;

      for (int dark = 0; dark <= 1; dark++)
        {
          tf_plot_style_screen (&style, dark, 1);
          check_painted (replay->frame, &style);
        }
      tf_plot_style_paper (&style, 12);
      check_painted (replay->frame, &style);
    }
}

typedef struct
{
  double *before; /* the means of the row before, D x K */
  double  largest; /* step of the means between rows, as a share of their length */
} Steps;

static gboolean
stepped_cb (TfRun *run, const TfTraceRow *row, const TfTraceMark *mark, gpointer user_data)
{
  Steps *steps = user_data;
  g_autoptr (TfFrame) frame = tf_run_take_frame (run);
  gsize n = (gsize) frame->view_dim * frame->n_classes;
  double step = 0, length = 0;

  for (gsize i = 0; steps->before != NULL && i < n; i++)
    {
      step += pow (frame->view_means[i] - steps->before[i], 2);
      length += pow (frame->view_means[i], 2);
    }
  if (length > 0)
    steps->largest = MAX (steps->largest, sqrt (step / length));
  g_free (steps->before);
  steps->before = g_memdup2 (frame->view_means, n * sizeof (double));
  return TRUE;
}

/* No jumps: at ten rows a decade the means never move by more than a part of
 * their length, where a flip would be twice its own. */
static void
test_continuous (void)
{
  for (guint32 seed = 1; seed <= 12; seed++)
    {
      g_autoptr (TfMoments) moments = make_synthetic (2 + seed % 6, 8 + seed, 1 + 2 * seed, seed);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfCourse) course = tf_course_new (&p);
      g_autoptr (TfRun) run = tf_run_new (moments, &p, NULL);
      Steps steps = { 0 };

      g_assert_true (tf_run_follow (run, course, NULL, stepped_cb, &steps, NULL, NULL));
      g_assert_cmpfloat (steps.largest, <, 0.5);
      g_free (steps.before);
    }
}

/* The same instant is seen alike whether it was come to in large strides or small,
 * or gone back to. */
static void
test_no_history (void)
{
  g_autoptr (TfMoments) moments = make_synthetic (5, 20, 10, 3);
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfRun) run = NULL, other = NULL;
  g_autoptr (TfFrame) first = NULL, second = NULL, third = NULL;
  TfInstant at;

  p.tolerance = 1e-9;
  run = tf_run_new (moments, &p, NULL);
  other = tf_run_new (moments, &p, NULL);
  for (double t = 0.5; t < 30; t += 0.5)
    {
      g_assert_true (tf_run_advance (run, t, 0, NULL, NULL));
      g_clear_pointer (&first, tf_frame_unref);
      first = tf_run_take_frame (run);
    }
  at = tf_run_get_instant (run);
  g_assert_true (tf_run_advance (run, 1000, 0, NULL, NULL));
  g_assert_true (tf_run_seek (run, &at, NULL, NULL));
  second = tf_run_take_frame (run);
  g_assert_true (tf_run_advance (other, at.t, 0, NULL, NULL));
  third = tf_run_take_frame (other);
  for (guint i = 0; i < first->view_dim * first->n_classes; i++)
    {
      g_assert_cmpfloat_with_epsilon (first->view_means[i], second->view_means[i], 1e-6);
      g_assert_cmpfloat_with_epsilon (first->view_means[i], third->view_means[i], 1e-6);
    }
}

/* Means that have gone to zero have no directions any more, and so no cosines. */
static void
test_no_cosines_of_nothing (void)
{
  g_autoptr (TfMoments) moments = make_synthetic (4, 16, 1, 1);
  TfParameters p = TF_PARAMETERS_DEFAULT;

  p.lambda_w = p.lambda_h = 1.5;
  for (int late = 0; late <= 1; late++)
    {
      g_autoptr (TfReplay) replay = follow (moments, &p, late ? 60 : 0.5);

      for (guint i = 0; i < 16; i++)
        g_assert_true (isnan (replay->frame->cosines[i]) == late);
    }
}

/* Where means vanish, all or some of them, what is left of the picture is sound. */
static void
test_degenerate (void)
{
  const gsize sizes[] = { 400, 300, 20, 4, 4 };
  TfSynthetic synthetic = TF_SYNTHETIC_DEFAULT;
  g_autoptr (TfFeatures) features = NULL;
  g_autoptr (TfMoments) moments = NULL;

  synthetic.n_classes = G_N_ELEMENTS (sizes);
  synthetic.sizes = (gsize *) sizes;
  features = tf_synthetic_generate (&synthetic, NULL);
  moments = tf_moments_new (features, 100, NULL, NULL);
  for (int i = 0; i < 3; i++)
    {
      TfParameters p = TF_PARAMETERS_DEFAULT;
      g_autoptr (TfReplay) replay = NULL;

      p.lambda_w = p.lambda_h = (double[]){ 0.05, 0.3, 2 }[i];
      replay = follow (moments, &p, 200);
      for (guint k = 0; k < synthetic.n_classes; k++)
        {
          double length = 0;

          for (guint j = 0; j < replay->frame->view_dim; j++)
            length = hypot (length, replay->frame->view_means[j + k * replay->frame->view_dim]);
          g_assert_cmpfloat_with_epsilon (length, replay->frame->norms[k], 1e-6 * replay->frame->norms[k] + 1e-9);
        }
    }
}

int
main (int argc, char **argv)
{
  gsl_set_error_handler_off ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture/ends-on-vertices", test_ends_on_vertices);
  g_test_add_func ("/picture/real-ends-on-vertices", test_real_ends_on_vertices);
  g_test_add_func ("/picture/two-runs", test_two_runs);
  g_test_add_func ("/picture/past", test_past);
  g_test_add_func ("/picture/painted", test_painted);
  g_test_add_func ("/picture/continuous", test_continuous);
  g_test_add_func ("/picture/no-history", test_no_history);
  g_test_add_func ("/picture/degenerate", test_degenerate);
  g_test_add_func ("/picture/no-cosines-of-nothing", test_no_cosines_of_nothing);
  return g_test_run ();
}
