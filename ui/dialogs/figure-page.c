/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figure-page.h"

#include <math.h>

#define MARGIN 24 /* around the paper */

struct _TfFigurePage
{
  GtkBox parent_instance;

  const TfFigure   *figure; /* borrowed, and so are the data; NULL: nothing yet */
  const TfViewData *data;

  GtkWidget *preview;
  GtkLabel  *caption;
};

G_DEFINE_FINAL_TYPE (TfFigurePage, tf_figure_page, GTK_TYPE_BOX)

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  TfFigurePage *self = user_data;
  const TfFigure *figure = self->figure;
  double scale;

  if (figure == NULL)
    return;
  scale = MIN ((width - 2.0 * MARGIN) / figure->width, (height - 2.0 * MARGIN) / figure->height);
  if (!(scale > 0))
    return;
  cairo_translate (cr, round ((width - scale * figure->width) / 2), round ((height - scale * figure->height) / 2));
  cairo_scale (cr, scale, scale);
  cairo_set_source_rgba (cr, 0, 0, 0, 0.18);
  cairo_rectangle (cr, -1 / scale, -1 / scale, figure->width + 2 / scale, figure->height + 3 / scale);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_rectangle (cr, 0, 0, figure->width, figure->height);
  cairo_fill (cr);
  if (self->data != NULL)
    {
      cairo_rectangle (cr, 0, 0, figure->width, figure->height);
      cairo_clip (cr);
      tf_figure_draw (cr, figure, self->data);
    }
}

static GtkWidget *
make_preview (TfFigurePage *self)
{
  self->preview = gtk_drawing_area_new ();
  gtk_widget_set_vexpand (self->preview, TRUE);
  gtk_widget_set_hexpand (self->preview, TRUE);
  gtk_widget_set_size_request (self->preview, 320, 240);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->preview), draw_cb, self, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->preview), GTK_ACCESSIBLE_PROPERTY_LABEL, "Preview", -1);
  return self->preview;
}

static GtkWidget *
make_button (GtkWidget *button, const char *action, const char *tip)
{
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, tip);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static GtkWidget *
make_caption (TfFigurePage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *label = gtk_label_new (NULL);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->caption = GTK_LABEL (label);
  gtk_label_set_wrap (self->caption, TRUE);
  gtk_label_set_selectable (self->caption, TRUE);
  gtk_label_set_xalign (self->caption, 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (buttons), make_button (gtk_button_new_from_icon_name ("edit-copy-symbolic"), "figure.copy-caption",
                                                  "Copy the Caption"));
  gtk_box_append (GTK_BOX (buttons), make_button (gtk_button_new_with_label ("TeX"), "figure.copy-latex",
                                                  "Copy the Caption as LaTeX"));
  /* Side by side with the label the box would line up their baselines, and count
   * its height wrongly (GTK 4.8). */
  gtk_widget_set_valign (buttons, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_widget_set_margin_start (box, 24);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  return box;
}

static void
tf_figure_page_dispose (GObject *object)
{
  TfFigurePage *self = TF_FIGURE_PAGE (object);

  self->figure = NULL;
  self->data = NULL;
  G_OBJECT_CLASS (tf_figure_page_parent_class)->dispose (object);
}

static void
tf_figure_page_class_init (TfFigurePageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tf_figure_page_dispose;
}

static void
tf_figure_page_init (TfFigurePage *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_append (GTK_BOX (self), make_preview (self));
  gtk_box_append (GTK_BOX (self), make_caption (self));
}

/* public */

GtkWidget *
tf_figure_page_new (void)
{
  return g_object_new (TF_TYPE_FIGURE_PAGE, NULL);
}

void
tf_figure_page_show (TfFigurePage *self, const TfFigure *figure, const TfViewData *data, const char *caption)
{
  g_return_if_fail (TF_IS_FIGURE_PAGE (self));
  self->figure = figure;
  self->data = data;
  gtk_label_set_text (self->caption, caption);
  gtk_widget_queue_draw (self->preview);
}
