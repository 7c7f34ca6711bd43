/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-area.h"

#include "plot-hands.h"
#include "plot-widget.h"

#define KEY_STEP 8 /* pixels */

struct _TfPlotArea
{
  GtkWidget parent_instance;

  TfPlotAreaFunc draw;
  gpointer user_data;
  TfPlotPointer pointer;
  char *description; /* or NULL */
};

G_DEFINE_FINAL_TYPE (TfPlotArea, tf_plot_area, GTK_TYPE_WIDGET)

static void
draw (cairo_t *cr, double width, double height, const TfPlotStyle *style, gpointer user_data)
{
  TfPlotArea *self = user_data;

  if (self->draw != NULL)
    self->draw (cr, width, height, &self->pointer, style, self->user_data);
  else
    tf_plot_paint_background (cr, width, height, style);
}

static void
tf_plot_area_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  tf_plot_widget_snapshot (widget, snapshot, draw, widget);
}

static void
point (GtkWidget *widget, gboolean present, double x, double y)
{
  TF_PLOT_AREA (widget)->pointer = (TfPlotPointer){ present, x, y };
  gtk_widget_queue_draw (widget);
}

static void
move_pointer (TfPlotArea *self, double dx)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  double x = self->pointer.present ? self->pointer.x : width / 2;

  point (GTK_WIDGET (self), TRUE, CLAMP (x + dx, 0, width), self->pointer.present ? self->pointer.y : height / 2);
}

static gboolean
press_key (GtkWidget *widget, guint key)
{
  TfPlotArea *self = TF_PLOT_AREA (widget);

  if (key == GDK_KEY_Left || key == GDK_KEY_Right)
    move_pointer (self, key == GDK_KEY_Left ? -KEY_STEP : KEY_STEP);
  else if (key == GDK_KEY_Escape && self->pointer.present)
    point (GTK_WIDGET (self), FALSE, 0, 0);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
tf_plot_area_finalize (GObject *object)
{
  g_free (TF_PLOT_AREA (object)->description);
  G_OBJECT_CLASS (tf_plot_area_parent_class)->finalize (object);
}

static void
tf_plot_area_class_init (TfPlotAreaClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tf_plot_area_finalize;
  widget_class->snapshot = tf_plot_area_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "plotarea");
}

static void
tf_plot_area_init (TfPlotArea *self)
{
  static const TfPlotHands hands = { .point = point, .press_key = press_key };

  tf_plot_hands_attach (GTK_WIDGET (self), &hands);
}

GtkWidget *
tf_plot_area_new (const char *label)
{
  GtkWidget *widget = g_object_new (TF_TYPE_PLOT_AREA, NULL);

  tf_plot_widget_init (widget, label);
  return widget;
}

void
tf_plot_area_set_draw (TfPlotArea *self, TfPlotAreaFunc func, gpointer user_data)
{
  g_return_if_fail (TF_IS_PLOT_AREA (self));
  self->draw = func;
  self->user_data = user_data;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tf_plot_area_set_label (TfPlotArea *self, const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
describe_cb (GtkWidget *widget)
{
  tf_plot_widget_describe (widget, g_strdup (TF_PLOT_AREA (widget)->description));
}

void
tf_plot_area_describe (TfPlotArea *self, const char *description)
{
  if (g_strcmp0 (description, self->description) == 0)
    return;
  g_free (self->description);
  self->description = g_strdup (description);
  tf_plot_widget_keep_described (GTK_WIDGET (self), describe_cb);
}
