/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "log-ticks.h"

#include <math.h>

#include "number-format.h"

#define TICK_HEIGHT 4
#define LABEL_GAP 10 /* pixels between two labels at the least */

struct _TfLogTicks
{
  GtkWidget parent_instance;

  GtkRange *scale;
  double    lower, upper;
  gboolean  has_zero;
};

G_DEFINE_FINAL_TYPE (TfLogTicks, tf_log_ticks, GTK_TYPE_WIDGET)

static GtkWidget *
find_slider (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found
          = g_str_equal (gtk_widget_get_css_name (child), "slider") ? child : find_slider (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Where the slider's middle is when it stands at a position (in decades). Its
 * style has margins below zero, so that it travels nearly the whole trough:
 * what it keeps from either end is half of what it asks for. */
static double
pixel_of (TfLogTicks *self, double position)
{
  double bottom = self->has_zero ? self->lower - TF_LOG_TICKS_ZERO_GAP : self->lower;
  double share = (position - bottom) / (self->upper - bottom);
  GtkWidget *slider = find_slider (GTK_WIDGET (self->scale));
  graphene_point_t origin = GRAPHENE_POINT_INIT (0, 0);
  GdkRectangle trough;
  int slider_width = 0;

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    share = 1 - share;
  if (slider != NULL)
    gtk_widget_measure (slider, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &slider_width, NULL, NULL);
  gtk_range_get_range_rect (self->scale, &trough);
  if (!gtk_widget_compute_point (GTK_WIDGET (self->scale), GTK_WIDGET (self), &origin, &origin))
    origin.x = 0;
  return origin.x + trough.x + slider_width / 2.0 + share * (trough.width - slider_width);
}

/* free_from: where there is room again, in the direction of reading. */
static void
draw_label (TfLogTicks *self, GtkSnapshot *snapshot, const GdkRGBA *color, const char *text, double x, double *free_from)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int width, total = gtk_widget_get_width (GTK_WIDGET (self));
  double at, start;

  pango_layout_get_pixel_size (layout, &width, NULL);
  at = CLAMP (round (x - width / 2.0), 0, MAX (0, total - width));
  start = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? total - at - width : at;
  if (start < *free_from)
    return;
  *free_from = start + width + LABEL_GAP;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (at, TICK_HEIGHT + 1));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
draw_tick (GtkSnapshot *snapshot, const GdkRGBA *color, double x)
{
  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (floor (x), 0, 1, TICK_HEIGHT));
}

/* "0.1", "1" and "10" are read faster than powers. */
static char *
decade_label (int exponent)
{
  return ABS (exponent) <= 1 ? tf_format_number_short (pow (10, exponent), 1) : tf_format_power_of_ten (exponent);
}

static void
tf_log_ticks_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TfLogTicks *self = TF_LOG_TICKS (widget);
  double free_from = 0;
  GdkRGBA color;

  if (self->scale == NULL)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  if (self->has_zero)
    {
      double x = pixel_of (self, self->lower - TF_LOG_TICKS_ZERO_GAP);

      draw_tick (snapshot, &color, x);
      draw_label (self, snapshot, &color, "0", x, &free_from);
    }
  for (double decade = ceil (self->lower); decade <= self->upper; decade++)
    {
      g_autofree char *text = decade_label ((int) decade);
      double x = pixel_of (self, decade);

      draw_tick (snapshot, &color, x);
      draw_label (self, snapshot, &color, text, x, &free_from);
    }
}

static void
tf_log_ticks_measure (GtkWidget     *widget,
                      GtkOrientation orientation,
                      int            for_size,
                      int           *minimum,
                      int           *natural,
                      int           *minimum_baseline,
                      int           *natural_baseline)
{
  g_autoptr (PangoLayout) layout = NULL;
  int height;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  layout = gtk_widget_create_pango_layout (widget, "10⁻⁵");
  pango_layout_get_pixel_size (layout, NULL, &height);
  *minimum = *natural = height + TICK_HEIGHT + 1;
}

static void
tf_log_ticks_class_init (TfLogTicksClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = tf_log_ticks_snapshot;
  widget_class->measure = tf_log_ticks_measure;
  gtk_widget_class_set_css_name (widget_class, "logticks");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
tf_log_ticks_init (TfLogTicks *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

void
tf_log_ticks_set_scale (TfLogTicks *self, GtkRange *scale)
{
  g_return_if_fail (TF_IS_LOG_TICKS (self));
  self->scale = scale;
}

void
tf_log_ticks_set_range (TfLogTicks *self, double lower, double upper, gboolean has_zero)
{
  g_return_if_fail (TF_IS_LOG_TICKS (self));
  self->lower = lower;
  self->upper = upper;
  self->has_zero = has_zero;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
