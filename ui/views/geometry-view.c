/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "geometry-view.h"

#include "number-format.h"
#include "plot-hands.h"
#include "plot-widget.h"

struct _TfGeometryView
{
  GtkWidget parent_instance;

  TfFrame *frame;
  TfGeometryOptions options;
  char *marks[2]; /* names of the classes whose cell is marked, or NULL */
};

G_DEFINE_FINAL_TYPE (TfGeometryView, tf_geometry_view, GTK_TYPE_WIDGET)

static char *
describe (TfGeometryView *self)
{
  g_autofree char *ideal = NULL, *angle = NULL, *norm = NULL;

  if (self->frame == NULL)
    return g_strdup ("No features yet");
  ideal = tf_format_fixed (-1.0 / (self->frame->n_classes - 1), 3);
  angle = tf_format_number (self->frame->metrics.values[TF_METRIC_EQUIANGLE], 3);
  norm = tf_format_number (self->frame->metrics.values[TF_METRIC_EQUINORM], 3);
  return g_strdup_printf ("Cosines between %u class means; mean deviation from %s: %s; equinorm %s",
                          self->frame->n_classes, ideal, angle, norm);
}

static void
describe_cb (GtkWidget *widget)
{
  tf_plot_widget_describe (widget, describe (TF_GEOMETRY_VIEW (widget)));
}

static void
draw (cairo_t *cr, double width, double height, const TfPlotStyle *style, gpointer user_data)
{
  TfGeometryView *self = user_data;

  /* By their names, which hold whatever features come. */
  self->options.has_mark = tf_frame_find_class (self->frame, self->marks[0], &self->options.mark_row)
                           && tf_frame_find_class (self->frame, self->marks[1], &self->options.mark_column);
  tf_plot_geometry_draw (cr, width, height, self->frame, &self->options, style);
}

static void
tf_geometry_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  tf_plot_widget_snapshot (widget, snapshot, draw, widget);
}

static void
point (GtkWidget *widget, gboolean present, double x, double y)
{
  TfGeometryView *self = TF_GEOMETRY_VIEW (widget);

  self->options.has_pointer = present;
  self->options.pointer_x = x;
  self->options.pointer_y = y;
  gtk_widget_queue_draw (widget);
}

/* To the middle of the cell beside the present one, or of the first. */
static void
move_cell (TfGeometryView *self, int down, int right)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self)), x, y;
  guint row = 0, column = 0, last;
  TfPlotStyle style;

  if (self->frame == NULL)
    return;
  last = self->frame->n_classes - 1;
  tf_plot_widget_get_style (GTK_WIDGET (self), &style);
  if (self->options.has_pointer
      && tf_plot_geometry_hit (width, height, self->frame, &self->options, &style, self->options.pointer_x,
                               self->options.pointer_y, &row, &column))
    {
      row = CLAMP ((int) row + down, 0, (int) last);
      column = CLAMP ((int) column + right, 0, (int) last);
    }
  tf_plot_geometry_locate (width, height, self->frame, &self->options, &style, row, column, &x, &y);
  point (GTK_WIDGET (self), TRUE, x, y);
}

static gboolean
press_key (GtkWidget *widget, guint key)
{
  TfGeometryView *self = TF_GEOMETRY_VIEW (widget);

  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_Right:
      move_cell (self, 0, key == GDK_KEY_Left ? -1 : 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_Down:
      move_cell (self, key == GDK_KEY_Up ? -1 : 1, 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      if (!self->options.has_pointer)
        return GDK_EVENT_PROPAGATE;
      point (GTK_WIDGET (self), FALSE, 0, 0);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
tf_geometry_view_dispose (GObject *object)
{
  tf_geometry_view_mark (TF_GEOMETRY_VIEW (object), NULL, NULL);
  g_clear_pointer (&TF_GEOMETRY_VIEW (object)->frame, tf_frame_unref);
  G_OBJECT_CLASS (tf_geometry_view_parent_class)->dispose (object);
}

static void
tf_geometry_view_class_init (TfGeometryViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tf_geometry_view_dispose;
  widget_class->snapshot = tf_geometry_view_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "geometryview");
}

static void
tf_geometry_view_init (TfGeometryView *self)
{
  static const TfPlotHands hands = { .point = point, .press_key = press_key };

  self->options = TF_GEOMETRY_OPTIONS_DEFAULT;
  self->options.title = tf_view_geometry.title;
  tf_plot_widget_init (GTK_WIDGET (self), "Angles between class means");
  tf_plot_hands_attach (GTK_WIDGET (self), &hands);
}

GtkWidget *
tf_geometry_view_new (void)
{
  return g_object_new (TF_TYPE_GEOMETRY_VIEW, NULL);
}

void
tf_geometry_view_set_frame (TfGeometryView *self, TfFrame *frame)
{
  g_return_if_fail (TF_IS_GEOMETRY_VIEW (self));
  if (frame == self->frame)
    return;
  if (frame != NULL)
    tf_frame_ref (frame);
  g_clear_pointer (&self->frame, tf_frame_unref);
  self->frame = frame;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  tf_plot_widget_keep_described (GTK_WIDGET (self), describe_cb);
}

TfFrame *
tf_geometry_view_get_frame (TfGeometryView *self)
{
  return self->frame;
}

void
tf_geometry_view_mark (TfGeometryView *self, const char *first, const char *second)
{
  g_return_if_fail (TF_IS_GEOMETRY_VIEW (self));
  g_free (self->marks[0]);
  g_free (self->marks[1]);
  self->marks[0] = g_strdup (first);
  self->marks[1] = g_strdup (second);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tf_geometry_view_set_name (TfGeometryView *self, const char *name)
{
  self->options.name = name;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tf_geometry_view_set_companions (TfGeometryView *self, TfCompanions companions)
{
  self->options.companions = companions;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
