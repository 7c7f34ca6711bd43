/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-widget.h"

#include <adwaita.h>

#include "frame-log.h"

/* The size of Adwaita's text in pixels, for which styles of scale 1 are made. */
#define USUAL_TEXT_SIZE 14.67

void
tf_plot_widget_init (GtkWidget *widget, const char *label)
{
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_hexpand (widget, TRUE);
  gtk_widget_set_vexpand (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), widget,
                           G_CONNECT_SWAPPED);
  g_signal_connect (widget, "notify::has-focus", G_CALLBACK (gtk_widget_queue_draw), NULL);
}

/* The desktop's wish, or this window's. */
static gboolean
wants_contrast (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return adw_style_manager_get_high_contrast (adw_style_manager_get_default ())
         || (root != NULL && gtk_widget_has_css_class (GTK_WIDGET (root), "high-contrast"));
}

void
tf_plot_widget_get_style (GtkWidget *widget, TfPlotStyle *style)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = (double) pango_font_description_get_size (font) / PANGO_SCALE;
  double resolution = pango_cairo_context_get_resolution (context);

  if (!pango_font_description_get_size_is_absolute (font))
    size *= (resolution > 0 ? resolution : 96) / 72;
  tf_plot_style_screen (style, adw_style_manager_get_dark (adw_style_manager_get_default ()),
                        size > 0 ? size / USUAL_TEXT_SIZE : 1);
  tf_plot_style_grow (style, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  if (wants_contrast (widget))
    tf_plot_style_add_contrast (style);
  if (pango_font_description_get_family (font) != NULL)
    style->font_family = pango_font_description_get_family (font);
}

static void
append_focus_ring (GtkWidget *widget, GtkSnapshot *snapshot)
{
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  graphene_rect_t area = GRAPHENE_RECT_INIT (1, 1, width - 2, height - 2);
  const float widths[4] = { 2, 2, 2, 2 };
  GskRoundedRect outline;
  GdkRGBA color;

  if (!gtk_widget_has_visible_focus (widget) || width < 4 || height < 4)
    return;
  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "accent_color", &color))
    color = (GdkRGBA){ 0.21f, 0.52f, 0.89f, 1 };
  color.alpha *= 0.6f;
  gsk_rounded_rect_init_from_rect (&outline, &area, 6);
  gtk_snapshot_append_border (snapshot, &outline, widths, (const GdkRGBA[]){ color, color, color, color });
}

/* What draws by Cairo paints a surface as it is, but takes a texture to floats
 * and back, which at full screen costs three times what the plots do. */
static gboolean
is_drawn_by_cairo (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);

  return native != NULL && GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (native));
}

/* Pixels that plots fill whole: memory is neither cleared first nor, as it comes
 * from the heap, asked anew of the system for each frame. */
static cairo_surface_t *
create_surface (int width, int height, cairo_format_t format)
{
  static const cairo_user_data_key_t key;
  int stride = cairo_format_stride_for_width (format, width);
  guint8 *data = g_malloc ((gsize) stride * height);
  cairo_surface_t *surface = cairo_image_surface_create_for_data (data, format, width, height, stride);

  if (cairo_surface_set_user_data (surface, &key, data, g_free) != CAIRO_STATUS_SUCCESS)
    g_free (data);
  return surface;
}

static void
append_surface (GtkSnapshot *snapshot, cairo_surface_t *surface, const graphene_rect_t *area)
{
  static const cairo_user_data_key_t key;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, area);

  /* What the node remembers would be a copy as soon as the surface ended before it. */
  if (cairo_surface_set_user_data (cairo_get_target (cr), &key, cairo_surface_reference (surface),
                                   (cairo_destroy_func_t) cairo_surface_destroy)
      != CAIRO_STATUS_SUCCESS)
    cairo_surface_destroy (surface);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_destroy (cr);
}

static void
append_texture (GtkSnapshot *snapshot, cairo_surface_t *surface, const graphene_rect_t *area)
{
  int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  int stride = cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes
      = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), (gsize) stride * height,
                                    (GDestroyNotify) cairo_surface_destroy, cairo_surface_reference (surface));
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);

  gtk_snapshot_append_texture (snapshot, texture, area);
}

/* Pixels, and not the drawing itself: a Cairo node would record every stroke and
 * play it again, and the dots of a cloud could not be written as pixels. */
void
tf_plot_widget_snapshot (GtkWidget *widget, GtkSnapshot *snapshot, TfPlotDrawFunc draw, gpointer user_data)
{
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  int factor = gtk_widget_get_scale_factor (widget);
  graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, width, height);
  cairo_surface_t *surface;
  cairo_t *cr;
  TfPlotStyle style;
  gboolean by_cairo;
  gint64 begun;

  if (width <= 0 || height <= 0)
    return;
  begun = tf_frame_log_begin_drawing (widget);
  tf_plot_widget_get_style (widget, &style);
  by_cairo = is_drawn_by_cairo (widget);
  /* What has no alpha is copied, not blended. */
  surface = create_surface (width * factor, height * factor, by_cairo ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32);
  cairo_surface_set_device_scale (surface, factor, factor);
  cr = cairo_create (surface);
  draw (cr, width, height, &style, user_data);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    ;
  else if (by_cairo)
    append_surface (snapshot, surface, &area);
  else
    append_texture (snapshot, surface, &area);
  cairo_surface_destroy (surface);
  append_focus_ring (widget, snapshot);
  tf_frame_log_end_drawing (widget, begun, 1);
}

void
tf_plot_widget_snapshot_over (GtkWidget *widget, GtkSnapshot *snapshot, TfPlotDrawFunc draw, gpointer user_data)
{
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  gint64 begun = tf_frame_log_begin_drawing (widget);
  TfPlotStyle style;
  cairo_t *cr;

  if (width > 0 && height > 0)
    {
      tf_plot_widget_get_style (widget, &style);
      style.fill_background = FALSE;
      cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
      draw (cr, width, height, &style, user_data);
      cairo_destroy (cr);
      append_focus_ring (widget, snapshot);
    }
  tf_frame_log_end_drawing (widget, begun, 1);
}

typedef struct
{
  GtkWidget *widget; /* which holds this */
  TfPlotDescribeFunc describe;
  gint64 last;   /* monotonic */
  guint  source; /* 0: nothing is left to be said */
} Describing;

static void
describing_free (gpointer data)
{
  Describing *self = data;

  g_clear_handle_id (&self->source, g_source_remove);
  g_free (self);
}

static gboolean
described_late_cb (gpointer data)
{
  Describing *self = data;

  self->source = 0;
  self->last = g_get_monotonic_time ();
  if (!gtk_widget_in_destruction (self->widget))
    self->describe (self->widget);
  return G_SOURCE_REMOVE;
}

static Describing *
get_describing (GtkWidget *widget)
{
  Describing *self = g_object_get_data (G_OBJECT (widget), "tf-describing");

  if (self == NULL)
    {
      self = g_new0 (Describing, 1);
      self->widget = widget;
      g_object_set_data_full (G_OBJECT (widget), "tf-describing", self, describing_free);
    }
  return self;
}

void
tf_plot_widget_keep_described (GtkWidget *widget, TfPlotDescribeFunc describe)
{
  Describing *self = get_describing (widget);
  gint64 passed = g_get_monotonic_time () - self->last;

  self->describe = describe;
  if (self->source != 0)
    return;
  if (self->last == 0 || passed >= G_USEC_PER_SEC)
    described_late_cb (self);
  else
    self->source = g_timeout_add ((G_USEC_PER_SEC - passed) / 1000 + 1, described_late_cb, self);
}

void
tf_plot_widget_describe (GtkWidget *widget, char *description)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
  g_free (description);
}
