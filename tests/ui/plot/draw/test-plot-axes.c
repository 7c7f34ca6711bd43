/* test-plot-axes.c: what stands at a plot's axes finds room there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "plot-axes.h"

#define WIDTH 420
#define HEIGHT 300
#define LONG "<i>t</i>, iterations since the change"

static TfPlotStyle style;
static TfAxis y_axis;
static gboolean words_above;

/* Axes on a picture of their own; *axes: where they are. Free with cairo_surface_destroy(). */
static cairo_surface_t *
draw (const char *title, int width, int height, TfPlotAxes *axes)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);
  TfPlotText text;
  double row;

  tf_plot_paint_background (cr, width, height, &style);
  tf_plot_text_init (&text, cr, &style);
  row = tf_plot_axes_get_title_row (&text, title, width, height);
  *axes = (TfPlotAxes){ .area = tf_plot_axes_find_area (width, height, style.text_size, 0, row),
                        .x = tf_axis_new (1e-2, 1e6, TRUE),
                        .y = y_axis,
                        .words_above = words_above,
                        .title_row = row > 0 ? 1 : 0 };
  axes->left = axes->origin = axes->area.x;
  tf_plot_axes_draw_x (axes, &text, width, title);
  tf_plot_axes_draw_y (axes, &text);
  tf_plot_text_clear (&text);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* Dark pixels of the picture in that part of it. */
static guint
count_ink (cairo_surface_t *surface, int x0, int x1, int y0, int y1)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  guint n = 0;

  for (int y = MAX (y0, 0); y < MIN (y1, cairo_image_surface_get_height (surface)); y++)
    for (int x = MAX (x0, 0); x < MIN (x1, cairo_image_surface_get_width (surface)); x++)
      n += data[(gsize) y * cairo_image_surface_get_stride (surface) + 4 * x] < 0xb0;
  return n;
}

/* Of the row of the ticks, as far as x1: what has half an em of nothing before it. */
static guint
count_labels (cairo_surface_t *surface, const TfPlotAxes *axes, int x1)
{
  int top = (int) (axes->area.y + axes->area.height + style.text_size * 0.4), bottom = top + (int) (style.text_size * 1.2);
  int gap = (int) style.text_size;
  guint n = 0;

  for (int x = 0; x < x1; x++)
    {
      gboolean ink = count_ink (surface, x, x + 1, top, bottom) > 0;

      n += ink && gap >= style.text_size / 2;
      gap = ink ? 0 : gap + 1;
    }
  return n;
}

/* However long it is, and however narrow the plot: it takes no more than its share of the axis from
 * the labels (one of which is 2.2 ems wide), and below them it takes none. */
static void
test_title_leaves_labels (void)
{
  static const char *const titles[] = { "<i>t</i>", "epoch", "iterations", "<i>t</i> since the change", LONG };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    for (int width = 260; width <= 1400; width += 190)
      {
        TfPlotAxes axes, bare;
        cairo_surface_t *titled = draw (titles[i], width, HEIGHT, &axes), *plain = draw ("", width, HEIGHT, &bare);
        double taken = MAX (0.3 * axes.area.width, 3.5 * style.text_size) + 3.2 * style.text_size;
        int left = axes.title_row > 0 ? width : (int) (width - taken);

        g_assert_cmpuint (count_labels (plain, &bare, left), >, 0);
        g_assert_cmpuint (count_labels (titled, &axes, left), >=, count_labels (plain, &bare, left));
        cairo_surface_destroy (titled);
        cairo_surface_destroy (plain);
      }
}

/* All of it is on the plot, below the labels; a wide plot and a very low one have it beside them. */
static void
test_title_row (void)
{
  TfPlotAxes axes;
  cairo_surface_t *surface = draw (LONG, WIDTH, HEIGHT, &axes);
  int below = (int) (axes.area.y + axes.area.height + style.text_size * 1.8);

  g_assert_cmpuint (axes.title_row, ==, 1);
  g_assert_cmpuint (count_ink (surface, 0, WIDTH, below, HEIGHT - 2), >, 100);
  g_assert_cmpuint (count_ink (surface, 0, WIDTH, HEIGHT - 2, HEIGHT), ==, 0);
  cairo_surface_destroy (surface);
  cairo_surface_destroy (draw (LONG, 3 * WIDTH, HEIGHT, &axes));
  g_assert_cmpuint (axes.title_row, ==, 0);
  cairo_surface_destroy (draw (LONG, WIDTH, HEIGHT / 3, &axes));
  g_assert_cmpuint (axes.title_row, ==, 0);
}

/* Labels of the y axis have a gap between them however low the plot is. */
static void
test_low_axis (void)
{
  for (int height = 20; height < 120; height += 3)
    {
      TfPlotAxes axes;
      cairo_surface_t *surface = draw ("", WIDTH, height, &axes);
      guint labels = 0, inked = 0;

      for (int y = 0; y <= height; y++)
        {
          gboolean ink = y < height && count_ink (surface, 0, (int) axes.area.x - 4, y, y + 1) > 0;

          inked = ink ? inked + 1 : 0;
          labels += inked == 1;
          g_assert_cmpuint (inked, <, style.text_size * 1.5);
        }
      g_assert_cmpuint (labels, >, 0);
      cairo_surface_destroy (surface);
    }
}

/* Whatever values an axis has, its labels are whole: none begins left of the plot. */
static void
test_wide_labels (void)
{
  static const double ranges[][2] = { { 2.23e-3, 2.35e-3 }, { 0, 4e-12 }, { -3.3e7, 2e7 }, { 0.99998, 1.00002 }, { 1.95e-3, 2.05e-3 } };

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    for (int log = 0; log < 2; log++)
      {
        TfPlotAxes axes;
        cairo_surface_t *surface;

        y_axis = tf_axis_new (ranges[i][0], ranges[i][1], log);
        surface = draw ("", WIDTH, HEIGHT, &axes);
        g_assert_cmpuint (count_ink (surface, 1, WIDTH / 2, 0, (int) (axes.area.y + axes.area.height)), >, 50);
        g_assert_cmpuint (count_ink (surface, 0, 1, 0, HEIGHT), ==, 0);
        cairo_surface_destroy (surface);
      }
  y_axis = tf_axis_new (1e-2, 1, TRUE);
}

static double
measure (const char *label)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1, 1);
  cairo_t *cr = cairo_create (surface);
  TfPlotText text;
  double width;

  tf_plot_text_init (&text, cr, &style);
  tf_plot_text_measure (&text, label, &width, NULL);
  tf_plot_text_clear (&text);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return width;
}

/* Over two decades that need a factor it leaves whole numbers, 100 to 2 and not 1.00 to 0.02, and it
 * stands above the plot, where no line is, unless words are there. */
static void
test_factor (void)
{
  double em = style.text_size;

  y_axis = tf_axis_new (2e-3, 0.11, TRUE);
  for (int words = 0; words < 2; words++)
    {
      TfPlotAxes axes;
      cairo_surface_t *surface;
      int from, to, top;
      guint above, within;

      words_above = words;
      surface = draw ("", (int) (em * 10), HEIGHT, &axes); /* three ems are left of the axis */
      from = (int) (axes.area.x + em * 0.4);
      to = (int) (axes.area.x + em * 4);
      top = (int) axes.area.y;
      above = count_ink (surface, from, to, 0, top);
      within = count_ink (surface, from, to, (int) (axes.area.y + em * 0.2), (int) (axes.area.y + em * 1.4));
      g_assert_cmpuint (count_ink (surface, 0, (int) (axes.area.x - measure ("0.05") - em * 0.3), 0, HEIGHT), ==, 0);
      g_assert_cmpuint (words ? above : within, ==, 0);
      g_assert_cmpuint (words ? within : above, >, 20);
      cairo_surface_destroy (surface);
    }
  words_above = FALSE;
  y_axis = tf_axis_new (1e-2, 1, TRUE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  tf_plot_style_screen (&style, FALSE, 1);
  y_axis = tf_axis_new (1e-2, 1, TRUE);
  g_test_add_func ("/plots/axes/title-leaves-labels", test_title_leaves_labels);
  g_test_add_func ("/plots/axes/title-row", test_title_row);
  g_test_add_func ("/plots/axes/low", test_low_axis);
  g_test_add_func ("/plots/axes/wide-labels", test_wide_labels);
  g_test_add_func ("/plots/axes/factor", test_factor);
  return g_test_run ();
}
