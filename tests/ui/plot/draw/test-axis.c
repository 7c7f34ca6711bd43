/* test-axis.c: numbers, axes and cameras
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "simplex.h"
#include "axis.h"
#include "number-format.h"
#include "plot-geometry.h"
#include "plot-means.h"
#include "plot-kit.h"

/* --- Numbers --- */

static void
check_number (double value, guint digits, const char *expected)
{
  g_autofree char *text = tf_format_number (value, digits);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_number_format (void)
{
  g_autofree char *count = tf_format_count (50000), *small = tf_format_count (999), *million = tf_format_count (1234567);
  g_autofree char *trimmed = tf_format_number_short (0.20, 3), *power = tf_format_number_short (1e-5, 3);
  g_autofree char *fixed = tf_format_fixed (-0.333, 2), *zero = tf_format_fixed (-0.001, 2);

  check_number (NAN, 3, "undefined");
  check_number (-NAN, 3, "undefined");
  check_number (INFINITY, 3, "∞");
  check_number (-INFINITY, 3, "−∞");
  check_number (0, 3, "0");
  check_number (-0.0, 3, "0");
  check_number (0.0012, 2, "1.2×10⁻³");
  check_number (-0.0012, 2, "−1.2×10⁻³");
  check_number (0.05, 2, "0.050");
  check_number (1, 3, "1.00");
  check_number (9.99, 2, "10");
  check_number (0.00999, 2, "0.010");
  check_number (9999.6, 4, "1.000×10⁴");
  check_number (1234, 2, "1234");
  check_number (12345, 3, "1.23×10⁴");
  check_number (1e300, 1, "1×10³⁰⁰");
  check_number (5e-324, 2, "4.9×10⁻³²⁴");
  g_assert_cmpstr (count, ==, "50,000");
  g_assert_cmpstr (small, ==, "999");
  g_assert_cmpstr (million, ==, "1,234,567");
  g_assert_cmpstr (trimmed, ==, "0.2");
  g_assert_cmpstr (power, ==, "10⁻⁵");
  g_assert_cmpstr (fixed, ==, "−0.33");
  g_assert_cmpstr (zero, ==, "0.00");
}

/* What a label says, read back. */
static double
parse_label (const char *label)
{
  g_autoptr (GString) plain = g_string_new (label);
  static const char *const figures[][2]
      = { { "−", "-" }, { "⁻", "-" }, { "⁰", "0" }, { "¹", "1" }, { "²", "2" }, { "³", "3" },
          { "⁴", "4" }, { "⁵", "5" }, { "⁶", "6" }, { "⁷", "7" }, { "⁸", "8" }, { "⁹", "9" } };
  const char *ten;

  g_string_replace (plain, "×10", "e", 0);
  /* A power of ten alone: "10" before a raised figure. */
  ten = strstr (plain->str, "10");
  if (strchr (plain->str, 'e') == NULL && ten != NULL && (guchar) ten[2] >= 0x80)
    g_string_replace (plain, "10", "1e", 1);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    g_string_replace (plain, figures[i][0], figures[i][1], 0);
  return g_ascii_strtod (plain->str, NULL);
}

/* --- Axes --- */

static void
check_ticks (const TfAxis *axis, guint max_labels)
{
  g_autoptr (GArray) ticks = tf_axis_get_ticks (axis, max_labels);
  guint labels = 0;

  for (guint i = 0; i < ticks->len; i++)
    {
      const TfTick *tick = &g_array_index (ticks, TfTick, i);
      g_assert_cmpfloat (tick->value, >=, axis->lo);
      g_assert_cmpfloat (tick->value, <=, axis->hi);
      g_assert_cmpfloat (tick->position, >=, 0);
      g_assert_cmpfloat (tick->position, <=, 1);
      /* Positions come from logarithms of values up to 1e307: 1e-12 is their round-off. */
      g_assert_cmpfloat_with_epsilon (tick->position, tf_axis_map (axis, tick->value), 1e-12);
      if (i > 0)
        g_assert_cmpfloat (tick->value, >, g_array_index (ticks, TfTick, i - 1).value);
      if (tick->label[0] == '\0')
        continue;
      labels++;
      /* The label says the value: i * step is off by a few units in the last place. */
      g_assert_cmpfloat (fabs (parse_label (tick->label) - tick->value), <=,
                         1e-9 * MAX (fabs (tick->value), fabs (axis->hi / 2 - axis->lo / 2)));
    }
  g_assert_cmpuint (labels, >=, 2);
  g_assert_cmpuint (labels, <=, 2 * max_labels + 4);
}

static void
test_axis_random (void)
{
  for (int i = 0; i < 20000; i++)
    {
      gboolean log = g_test_rand_int () % 2;
      guint max_labels = g_test_rand_int_range (2, 20);
      double middle = pow (10, g_test_rand_double_range (-290, 290));
      double span = pow (10, g_test_rand_double_range (-5, 12));
      TfAxis axis;

      if (log)
        axis = tf_axis_new (middle, middle * (1 + span), TRUE);
      else
        axis = tf_axis_new (g_test_rand_int () % 2 ? middle : -middle, middle * (1 + span), FALSE);
      check_ticks (&axis, max_labels);
    }
}

static void
test_axis_known (void)
{
  TfAxis decades = tf_axis_new (1e-3, 1e3, TRUE), narrow = tf_axis_new (1, 8, TRUE), wide = tf_axis_new (1e-16, 1, TRUE);
  g_autoptr (GArray) a = tf_axis_get_ticks (&decades, 10), b = tf_axis_get_ticks (&narrow, 6);
  g_autoptr (GArray) c = tf_axis_get_ticks (&wide, 5);

  /* Seven powers of ten, and eight digits in each of six decades. */
  g_assert_cmpuint (a->len, ==, 7 + 6 * 8);
  g_assert_cmpstr (g_array_index (a, TfTick, 0).label, ==, "10⁻³");
  g_assert_cmpstr (g_array_index (a, TfTick, 1).label, ==, "");
  g_assert_cmpstr (g_array_index (a, TfTick, 9).label, ==, "10⁻²");
  g_assert_cmpstr (g_array_index (b, TfTick, 0).label, ==, "1");
  g_assert_cmpstr (g_array_index (b, TfTick, 1).label, ==, "2");
  g_assert_cmpstr (g_array_index (b, TfTick, 2).label, ==, "");
  g_assert_cmpstr (g_array_index (b, TfTick, 4).label, ==, "5");
  g_assert_cmpuint (c->len, ==, 17);
}

static void
test_axis_mended (void)
{
  const double odd[] = { 0, -1, 1, NAN, INFINITY, -INFINITY, 1e-320, 1e308, -1e308, 1e-300, 1e300 };

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    for (guint j = 0; j < G_N_ELEMENTS (odd); j++)
      for (int log = 0; log < 2; log++)
        {
          TfAxis axis = tf_axis_new (odd[i], odd[j], log);
          g_assert_cmpfloat (axis.lo, <, axis.hi);
          g_assert_true (isfinite (tf_axis_map (&axis, axis.lo)) && isfinite (tf_axis_map (&axis, axis.hi)));
          check_ticks (&axis, 5);
        }
}

static void
test_axis_inverse (void)
{
  for (int i = 0; i < 1000; i++)
    {
      double lo = pow (10, g_test_rand_double_range (-9, 3)), position = g_test_rand_double ();
      TfAxis axis = tf_axis_new (lo, lo * g_test_rand_double_range (2, 1e6), i % 2);
      g_assert_cmpfloat_with_epsilon (tf_axis_map (&axis, tf_axis_unmap (&axis, position)), position, 1e-9);
      g_assert_cmpfloat (tf_axis_round_up (lo), >=, lo);
      g_assert_cmpfloat (tf_axis_round_down (lo), <=, lo);
      g_assert_cmpfloat (tf_axis_round_up (lo), <=, 2.5 * lo * (1 + 1e-12));
    }
}

/* --- Camera --- */

static void
check_orthonormal (const TfMeansCamera *camera)
{
  for (guint a = 0; a < camera->dim; a++)
    for (guint b = 0; b <= a; b++)
      {
        double dot = 0;
        for (guint j = 0; j < camera->dim; j++)
          dot += camera->rotation[a * camera->dim + j] * camera->rotation[b * camera->dim + j];
        /* Between two repairs, 32 moves add a few units in the last place each. */
        g_assert_cmpfloat_with_epsilon (dot, a == b, 1e-12);
      }
}

static void
test_camera_orthonormal (void)
{
  static const guint dims[] = { 1, 2, 3, 4, 9, 30 };
  g_autoptr (TfMeansCamera) camera = tf_means_camera_new ();

  for (guint i = 0; i < G_N_ELEMENTS (dims); i++)
    for (guint k = 2; k <= 5; k++)
      {
        tf_means_camera_reset (camera, dims[i], k);
        check_orthonormal (camera);
        for (int move = 0; move < 4000; move++)
          if (g_test_rand_int () % 2)
            tf_means_camera_rotate (camera, g_test_rand_double_range (-3, 3), g_test_rand_double_range (-3, 3));
          else
            tf_means_camera_tour (camera, g_test_rand_double_range (-0.3, 0.3));
        check_orthonormal (camera);
      }
}

/* In the view a run opens with, a simplex of K classes is a regular K-gon. */
static void
test_camera_shows_polygon (void)
{
  for (guint k = 3; k <= 12; k += k == 3 ? 2 : 1)
    {
      g_autoptr (TfMeansCamera) camera = tf_means_camera_new ();
      g_autofree double *simplex = tf_simplex_new (k);
      double radius = sqrt (2.0 / k);

      tf_means_camera_reset (camera, k - 1, k);
      for (guint i = 0; i < k; i++)
        {
          double p[3];
          tf_means_camera_project (camera, simplex + i * (k - 1), p);
          /* The first at the top, then clockwise. */
          g_assert_cmpfloat_with_epsilon (p[0], radius * sin (2 * G_PI * i / k), 1e-12);
          g_assert_cmpfloat_with_epsilon (p[1], radius * cos (2 * G_PI * i / k), 1e-12);
        }
    }
}

/* Four classes open as a tetrahedron on its base: its first vertex at the top,
 * the second next to the eye, and all of them well apart on the screen. */
static void
test_camera_shows_tetrahedron (void)
{
  g_autoptr (TfMeansCamera) camera = tf_means_camera_new ();
  g_autofree double *simplex = tf_simplex_new (4);
  double p[4][3], radius = sqrt (simplex[0] * simplex[0] + simplex[1] * simplex[1] + simplex[2] * simplex[2]);

  tf_means_camera_reset (camera, 3, 4);
  check_orthonormal (camera);
  for (guint i = 0; i < 4; i++)
    tf_means_camera_project (camera, simplex + i * 3, p[i]);
  for (guint a = 0; a < 4; a++)
    for (guint b = 0; b < a; b++)
      g_assert_cmpfloat (hypot (p[a][0] - p[b][0], p[a][1] - p[b][1]), >, 0.75 * radius);
  for (guint a = 1; a < 4; a++)
    {
      g_assert_cmpfloat (hypot (p[a][0], p[a][1]), >, 0.5 * radius);
      g_assert_cmpfloat (p[0][1] - p[a][1], >, 0.7 * radius);
      g_assert_cmpfloat (p[1][2], >=, p[a][2]);
    }
  /* Seen from above, the top leans to the eye. */
  g_assert_cmpfloat (p[0][2], >, 0.3 * radius);
}

/* Once what is drawn has become small, the picture grows until it fills its
 * place, and then rests; what would leave it is followed at once. */
static void
test_camera_approaches (void)
{
  g_autoptr (TfMeansCamera) camera = tf_means_camera_new ();
  g_autoptr (TfFrame) large = make_frame (4, 3, 50, 1, 10), small = make_frame (4, 3, 50, 1, 1);
  double before;

  tf_means_camera_reset (camera, 3, 4);
  tf_means_camera_fit (camera, large);
  before = camera->extent;
  g_assert_false (camera->shrinking);
  tf_means_camera_fit (camera, small);
  g_assert_cmpfloat (camera->extent, ==, before);
  for (int i = 0; i < 600 && camera->shrinking; i++)
    {
      before = camera->extent;
      tf_means_camera_approach (camera, 1 / 60.0);
      g_assert_cmpfloat (camera->extent, <, before);
      /* A sixtieth of a second is no jump. */
      g_assert_cmpfloat (camera->extent, >, 0.95 * before);
    }
  g_assert_false (camera->shrinking);
  g_assert_cmpfloat (camera->extent, <, 1.03 * camera->wanted);
  before = camera->extent;
  tf_means_camera_fit (camera, small);
  tf_means_camera_approach (camera, 1);
  g_assert_cmpfloat (camera->extent, ==, before);
  tf_means_camera_fit (camera, large);
  g_assert_cmpfloat (camera->extent, ==, camera->wanted);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plots/number-format", test_number_format);
  g_test_add_func ("/plots/axis/random", test_axis_random);
  g_test_add_func ("/plots/axis/known", test_axis_known);
  g_test_add_func ("/plots/axis/mended", test_axis_mended);
  g_test_add_func ("/plots/axis/inverse", test_axis_inverse);
  g_test_add_func ("/plots/camera/orthonormal", test_camera_orthonormal);
  g_test_add_func ("/plots/camera/polygon", test_camera_shows_polygon);
  g_test_add_func ("/plots/camera/tetrahedron", test_camera_shows_tetrahedron);
  g_test_add_func ("/plots/camera/approach", test_camera_approaches);
  return g_test_run ();
}
