/* test-picture.c: where class means are drawn is where they are in the frame
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "features-load.h"
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

/* Pixels from the dot that is farthest from its vertex of the ghost. */
static double
measure_farthest (const TfFrame *frame, gboolean fixed)
{
  g_autoptr (TfMeansCamera) camera = tf_means_camera_new ();
  g_autofree double *simplex = tf_simplex_new (frame->n_classes);
  g_autofree double *vertex = g_new0 (double, frame->view_dim);
  const TfMeansOptions options = TF_MEANS_OPTIONS_DEFAULT;
  TfPlotStyle style;
  TfMeansScene scene = { .frame = frame, .camera = camera, .options = &options, .style = &style, .width = WIDTH,
                         .height = HEIGHT };
  guint k_n = frame->n_classes;
  double farthest = 0;

  tf_plot_style_screen (&style, FALSE, 1);
  tf_means_camera_reset (camera, frame->view_dim, k_n);
  camera->fixed = fixed;
  tf_means_camera_fit (camera, frame);
  tf_means_scene_set_geometry (&scene);
  for (guint k = 0; k < k_n; k++)
    {
      TfMeansSpot dot, corner;

      for (guint j = 0; j < k_n - 1; j++)
        vertex[j] = frame->ghost_radius * sqrt (k_n / (k_n - 1.0)) * simplex[j + (gsize) k * (k_n - 1)];
      g_assert_true (tf_means_scene_project (&scene, vertex, &corner));
      g_assert_true (tf_means_scene_project (
        &scene, tf_means_camera_get_means (camera, frame) + (gsize) k * frame->view_dim, &dot));
      farthest = MAX (farthest, hypot (dot.x - corner.x, dot.y - corner.y));
    }
  return farthest;
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
  const guint classes[] = { 2, 3, 4, 7, 10 };

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
  g_test_add_func ("/picture/continuous", test_continuous);
  g_test_add_func ("/picture/no-history", test_no_history);
  g_test_add_func ("/picture/degenerate", test_degenerate);
  g_test_add_func ("/picture/no-cosines-of-nothing", test_no_cosines_of_nothing);
  return g_test_run ();
}
