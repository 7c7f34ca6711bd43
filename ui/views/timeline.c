/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "timeline.h"

#include <math.h>

#include "axis.h"
#include "label-layout.h"
#include "number-format.h"
#include "plot-text.h"
#include "plot-widget.h"
#include "timeline-scale.h"

#define HEIGHT_EMS 2.6
#define MARGIN_EMS 0.8
#define KEY_SHARE 0.01
#define PAGE_SHARE 0.1

struct _TfTimeline
{
  GtkWidget parent_instance;

  TfFrame *frame;
  GArray  *stretches; /* TfStretch; with the frame */
  double   wanted;   /* t asked for while the hand moves; NaN: none */
};

enum
{
  SOUGHT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TfTimeline, tf_timeline, GTK_TYPE_WIDGET)

static double
get_now (TfTimeline *self)
{
  if (!isnan (self->wanted))
    return self->wanted;
  return self->frame != NULL ? self->frame->t : 0;
}

/* --- drawing --- */

typedef struct
{
  TfTimeline        *self;
  cairo_t           *cr;
  const TfPlotStyle *style;
  TfPlotText         text;
  double             left, width, middle; /* of the strip */
} Drawing;

static double
find_x (const Drawing *drawing, double t)
{
  return drawing->left + drawing->width * tf_stretches_map (drawing->self->stretches, t);
}

static void
draw_strip (Drawing *drawing)
{
  const TfPlotStyle *style = drawing->style;
  double height = style->text_size * 0.3, now = find_x (drawing, get_now (drawing->self));
  double latest = find_x (drawing, drawing->self->frame->latest.t);
  double faint[3];

  tf_plot_mix (style->background, style->foreground, 0.3, faint);
  cairo_set_line_cap (drawing->cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width (drawing->cr, height);
  tf_plot_set_color (drawing->cr, style->grid, 1);
  cairo_move_to (drawing->cr, drawing->left, drawing->middle);
  cairo_line_to (drawing->cr, drawing->left + drawing->width, drawing->middle);
  cairo_stroke (drawing->cr);
  tf_plot_set_color (drawing->cr, faint, 1);
  cairo_move_to (drawing->cr, drawing->left, drawing->middle);
  cairo_line_to (drawing->cr, latest, drawing->middle);
  cairo_stroke (drawing->cr);
  tf_plot_set_color (drawing->cr, style->foreground, 1);
  cairo_move_to (drawing->cr, drawing->left, drawing->middle);
  cairo_line_to (drawing->cr, now, drawing->middle);
  cairo_stroke (drawing->cr);
}

static void
add_change (Drawing *drawing, double x, double height)
{
  x = tf_plot_snap (drawing->cr, x, drawing->style->line_width);
  cairo_move_to (drawing->cr, x, drawing->middle - height);
  cairo_line_to (drawing->cr, x, drawing->middle + height);
}

/* A tick each; a band where parameters were moved. */
static void
draw_changes (Drawing *drawing)
{
  const GArray *stretches = drawing->self->stretches;
  double em = drawing->style->text_size, rgb[3];

  tf_plot_class_color (drawing->style, 1, 8, rgb);
  tf_plot_set_color (drawing->cr, rgb, 1);
  cairo_set_line_width (drawing->cr, drawing->style->line_width);
  cairo_set_line_cap (drawing->cr, CAIRO_LINE_CAP_BUTT);
  for (guint i = 0; i < stretches->len; i++)
    {
      const TfStretch *stretch = &g_array_index (stretches, TfStretch, i);
      double x = find_x (drawing, stretch->from);

      if (i > 0)
        add_change (drawing, x, em * 0.45);
      if (stretch->moving)
        cairo_rectangle (drawing->cr, x, drawing->middle - em * 0.15, find_x (drawing, stretch->to) - x, em * 0.3);
    }
  cairo_stroke_preserve (drawing->cr);
  cairo_fill (drawing->cr);
}

/* Of one stretch; after a change with a plus, for the time since then. *last: where the
 * label before ends. */
static void
draw_decades_of (Drawing *drawing, const TfStretch *stretch, double *last)
{
  double from = stretch->from, to = stretch->to;
  double em = drawing->style->text_size;

  for (int exponent = -1; pow (10, exponent) <= (to - from) * (1 + 1e-9) && exponent < 300; exponent++)
    {
      g_autofree char *power = tf_format_power_of_ten (exponent);
      g_autofree char *label = g_strconcat (from > 0 ? "+" : "", power, NULL);
      double x = find_x (drawing, from + pow (10, exponent)), width;

      tf_plot_text_measure (&drawing->text, label, &width, NULL);
      if (x - width / 2 < *last + em * 0.7 || x + width / 2 > drawing->left + drawing->width + em * MARGIN_EMS)
        continue;
      *last = x + width / 2;
      tf_plot_text_draw (&drawing->text, label, x, drawing->middle + em * 0.5, 0.5, 0);
    }
}

static void
draw_decades (Drawing *drawing)
{
  const GArray *stretches = drawing->self->stretches;
  double last = -INFINITY;

  tf_plot_text_set_size (&drawing->text, 0.82, FALSE);
  tf_plot_set_color (drawing->cr, drawing->style->dim, 1);
  for (guint i = 0; i < stretches->len; i++)
    draw_decades_of (drawing, &g_array_index (stretches, TfStretch, i), &last);
}

static void
draw_handle (Drawing *drawing)
{
  double x = find_x (drawing, get_now (drawing->self)), radius = drawing->style->text_size * 0.48;

  cairo_arc (drawing->cr, x, drawing->middle, radius, 0, 2 * G_PI);
  tf_plot_set_color (drawing->cr, drawing->style->foreground, 1);
  cairo_fill (drawing->cr);
  cairo_arc (drawing->cr, x, drawing->middle, radius * 0.5, 0, 2 * G_PI);
  tf_plot_set_color (drawing->cr, drawing->style->background, 1);
  cairo_fill (drawing->cr);
}

static void
draw (cairo_t *cr, double width, double height, const TfPlotStyle *style, gpointer user_data)
{
  TfTimeline *self = user_data;
  double em = style->text_size;
  Drawing drawing = { .self = self, .cr = cr, .style = style, .left = em * MARGIN_EMS,
                      .width = MAX (width - 2 * em * MARGIN_EMS, 1), .middle = em * 0.75 };

  if (self->frame == NULL)
    return;
  tf_plot_text_init (&drawing.text, cr, style);
  draw_strip (&drawing);
  draw_decades (&drawing);
  draw_changes (&drawing);
  draw_handle (&drawing);
  tf_plot_text_clear (&drawing.text);
}

static void
tf_timeline_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  tf_plot_widget_snapshot_over (widget, snapshot, draw, widget);
}

static void
tf_timeline_measure (GtkWidget     *widget,
                     GtkOrientation orientation,
                     int            for_size,
                     int           *minimum,
                     int           *natural,
                     int           *minimum_baseline,
                     int           *natural_baseline)
{
  TfPlotStyle style;

  tf_plot_widget_get_style (widget, &style);
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? (int) ceil (style.text_size * HEIGHT_EMS * 0.9) : 120;
}

/* --- being moved --- */

static void
describe (TfTimeline *self)
{
  double now = get_now (self), latest = self->frame != NULL ? self->frame->latest.t : 0;
  g_autofree char *t = tf_format_number (now, 3), *end = tf_format_number (latest, 3);
  g_autofree char *text = now < latest ? g_strdup_printf ("t = %s of %s", t, end) : g_strdup_printf ("t = %s", t);

  /* GTK 4.8 hands a reader the values of its own sliders only: so in words as well. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, tf_stretches_map (self->stretches, now),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
describe_cb (GtkWidget *widget)
{
  describe (TF_TIMELINE (widget));
}

static void
seek (TfTimeline *self, double share)
{
  double t = tf_stretches_unmap (self->stretches, share);

  if (self->frame == NULL)
    return;
  /* The end of the strip is the latest there is, wherever that has come to be. */
  if (t >= self->frame->latest.t || share >= 1)
    t = self->frame->latest.t;
  self->wanted = t;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[SOUGHT], 0, t);
}

static double
find_share (TfTimeline *self, double x)
{
  TfPlotStyle style;
  double margin;

  tf_plot_widget_get_style (GTK_WIDGET (self), &style);
  margin = style.text_size * MARGIN_EMS;
  return (x - margin) / MAX (gtk_widget_get_width (GTK_WIDGET (self)) - 2 * margin, 1);
}

static void
drag_began_cb (GtkGestureDrag *gesture, double x, double y, TfTimeline *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  seek (self, find_share (self, x));
}

static void
dragged_cb (GtkGestureDrag *gesture, double dx, double dy, TfTimeline *self)
{
  double x, y;

  if (gtk_gesture_drag_get_start_point (gesture, &x, &y))
    seek (self, find_share (self, x + dx));
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, TfTimeline *self)
{
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_Down:
      tf_timeline_move (self, -KEY_SHARE);
      break;
    case GDK_KEY_Right:
    case GDK_KEY_Up:
      tf_timeline_move (self, KEY_SHARE);
      break;
    case GDK_KEY_Page_Down:
      tf_timeline_move (self, -PAGE_SHARE);
      break;
    case GDK_KEY_Page_Up:
      tf_timeline_move (self, PAGE_SHARE);
      break;
    case GDK_KEY_Home:
      tf_timeline_move (self, -1);
      break;
    case GDK_KEY_End:
      tf_timeline_move (self, 1);
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  return GDK_EVENT_STOP;
}

static void
tf_timeline_dispose (GObject *object)
{
  g_clear_pointer (&TF_TIMELINE (object)->frame, tf_frame_unref);
  g_clear_pointer (&TF_TIMELINE (object)->stretches, g_array_unref);
  G_OBJECT_CLASS (tf_timeline_parent_class)->dispose (object);
}

static void
tf_timeline_class_init (TfTimelineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tf_timeline_dispose;
  widget_class->snapshot = tf_timeline_snapshot;
  widget_class->measure = tf_timeline_measure;
  signals[SOUGHT] = g_signal_new ("sought", TF_TYPE_TIMELINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_DOUBLE);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
  gtk_widget_class_set_css_name (widget_class, "timeline");
}

static void
tf_timeline_init (TfTimeline *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *key = gtk_event_controller_key_new ();

  self->wanted = NAN;
  self->stretches = tf_stretches_new (NULL, 0);
  tf_plot_widget_init (GTK_WIDGET (self), "Timeline");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 1.0, -1);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_began_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (dragged_cb), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), key);
}

GtkWidget *
tf_timeline_new (void)
{
  return g_object_new (TF_TYPE_TIMELINE, NULL);
}

static void
find_stretches (TfTimeline *self)
{
  g_array_unref (self->stretches);
  self->stretches = tf_stretches_new (self->frame != NULL ? self->frame->course : NULL,
                                      self->frame != NULL ? self->frame->latest.t : 0);
}

void
tf_timeline_set_frame (TfTimeline *self, TfFrame *frame)
{
  g_return_if_fail (TF_IS_TIMELINE (self));
  if (frame != NULL)
    tf_frame_ref (frame);
  g_clear_pointer (&self->frame, tf_frame_unref);
  self->frame = frame;
  find_stretches (self);
  /* It came where the hand wanted it, or the run went on. */
  if (frame == NULL || frame->status == TF_RUN_PLAYING || fabs (frame->t - self->wanted) <= 1e-9 * frame->t)
    self->wanted = NAN;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  tf_plot_widget_keep_described (GTK_WIDGET (self), describe_cb);
}

void
tf_timeline_move (TfTimeline *self, double share)
{
  g_return_if_fail (TF_IS_TIMELINE (self));
  if (self->frame != NULL)
    seek (self, tf_stretches_map (self->stretches, get_now (self)) + share);
}
