/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-text.h"

#include <math.h>

#include "svg-text.h"

#define RIM_WIDTH 0.28 /* ems, half of it on either side of an outline */
#define RIM_STAMPS 6 /* copies of a text in the background's colour that make its rim */

void
tf_plot_text_init (TfPlotText *self, cairo_t *cr, const TfPlotStyle *style)
{
  PangoContext *context;
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  cairo_font_options_t *options = cairo_font_options_create ();

  /* Unhinted advances: a text has the same width at every scale and on paper. */
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  pango_cairo_context_set_font_options (context, options);
  if (cr != NULL)
    pango_cairo_update_context (cr, context);
  cairo_font_options_destroy (options);
  pango_context_set_round_glyph_positions (context, FALSE);

  self->cr = cr;
  self->style = style;
  self->markup = NULL;
  self->layout = pango_layout_new (context);
  g_object_unref (context);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (self->layout, attributes);
  pango_layout_set_single_paragraph_mode (self->layout, TRUE);
  tf_plot_text_set_size (self, 1, FALSE);
}

void
tf_plot_text_clear (TfPlotText *self)
{
  g_clear_object (&self->layout);
  g_clear_pointer (&self->markup, g_free);
}

void
tf_plot_text_set_size (TfPlotText *self, double relative, gboolean bold)
{
  PangoFontDescription *font = pango_font_description_new ();

  self->size = self->style->text_size * relative;
  pango_font_description_set_family (font, self->style->font_family);
  pango_font_description_set_absolute_size (font, MAX (self->size, 0.1) * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (self->layout, font);
  pango_font_description_free (font);
}

void
tf_plot_text_set_max_width (TfPlotText *self, double width)
{
  pango_layout_set_width (self->layout, width > 0 ? (int) (width * PANGO_SCALE) : -1);
  pango_layout_set_ellipsize (self->layout, width > 0 ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
}

/* pango_layout_set_markup() would throw away the tabular figures. A text is
 * measured, and then drawn on its rim: it is shaped once for all of that. */
static void
set_markup (TfPlotText *self, const char *markup)
{
  g_autoptr (PangoAttrList) attributes = NULL;
  g_autofree char *plain = NULL;

  if (g_strcmp0 (markup, self->markup) == 0)
    return;
  g_free (self->markup);
  self->markup = g_strdup (markup);
  if (!pango_parse_markup (markup, -1, 0, &attributes, &plain, NULL, NULL))
    {
      attributes = pango_attr_list_new ();
      plain = g_strdup (markup);
    }
  pango_attr_list_insert_before (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (self->layout, attributes);
  pango_layout_set_text (self->layout, plain, -1);
}

void
tf_plot_text_measure (TfPlotText *self, const char *markup, double *width, double *height)
{
  PangoRectangle logical;

  set_markup (self, markup);
  pango_layout_get_extents (self->layout, NULL, &logical);
  if (width != NULL)
    *width = (double) logical.width / PANGO_SCALE;
  if (height != NULL)
    *height = (double) logical.height / PANGO_SCALE;
}

/* At the current point. In an SVG text stays text. */
static void
show (TfPlotText *self, double xalign)
{
  TfSvgText *svg = tf_svg_text_get (self->cr);

  if (svg != NULL)
    tf_svg_text_add (svg, self->cr, self->layout, xalign, NULL, 0);
  else
    pango_cairo_show_layout (self->cr, self->layout);
}

static void
move_to (TfPlotText *self, const char *markup, double x, double y, double xalign, double yalign)
{
  double width, height;

  tf_plot_text_measure (self, markup, &width, &height);
  cairo_move_to (self->cr, x - xalign * width, y - yalign * height);
}

void
tf_plot_text_draw (TfPlotText *self, const char *markup, double x, double y, double xalign, double yalign)
{
  move_to (self, markup, x, y, xalign, yalign);
  show (self, xalign);
  cairo_new_path (self->cr);
}

void
tf_plot_text_draw_upward (TfPlotText *self, const char *markup, double x, double y, double xalign, double yalign)
{
  cairo_save (self->cr);
  cairo_translate (self->cr, x, y);
  cairo_rotate (self->cr, -G_PI / 2);
  tf_plot_text_draw (self, markup, 0, 0, xalign, yalign);
  cairo_restore (self->cr);
}

static void
stroke_rim (TfPlotText *self, const char *markup, double x, double y, double xalign, double yalign)
{
  cairo_save (self->cr);
  move_to (self, markup, x, y, xalign, yalign);
  pango_cairo_layout_path (self->cr, self->layout);
  tf_plot_set_color (self->cr, self->style->background, 0.85);
  cairo_set_line_width (self->cr, self->size * RIM_WIDTH);
  cairo_set_line_join (self->cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (self->cr);
  cairo_restore (self->cr);
}

/* On the screen, glyphs from the cache are a tenth of the cost of their outlines. */
static void
stamp_rim (TfPlotText *self, const char *markup, double x, double y, double xalign, double yalign)
{
  double width, height, r = self->size * 0.11;

  tf_plot_text_measure (self, markup, &width, &height);
  tf_plot_set_color (self->cr, self->style->background, 0.6);
  for (int i = 0; i < RIM_STAMPS; i++)
    {
      double angle = i * 2 * G_PI / RIM_STAMPS;
      cairo_move_to (self->cr, x - xalign * width + r * cos (angle), y - yalign * height + r * sin (angle));
      pango_cairo_show_layout (self->cr, self->layout);
    }
  cairo_new_path (self->cr);
}

void
tf_plot_text_draw_on_rim (TfPlotText   *self,
                          const char   *markup,
                          double        x,
                          double        y,
                          double        xalign,
                          double        yalign,
                          const double  rgb[3])
{
  TfSvgText *svg = tf_svg_text_get (self->cr);
  double readable[3];

  tf_plot_text_color (self->style, rgb, readable);
  if (svg != NULL)
    {
      tf_plot_set_color (self->cr, readable, 1);
      move_to (self, markup, x, y, xalign, yalign);
      tf_svg_text_add (svg, self->cr, self->layout, xalign, self->style->background, self->size * RIM_WIDTH);
      cairo_new_path (self->cr);
      return;
    }
  if (cairo_surface_get_type (cairo_get_target (self->cr)) == CAIRO_SURFACE_TYPE_IMAGE)
    stamp_rim (self, markup, x, y, xalign, yalign);
  else
    stroke_rim (self, markup, x, y, xalign, yalign);
  tf_plot_set_color (self->cr, readable, 1);
  tf_plot_text_draw (self, markup, x, y, xalign, yalign);
}

#define TITLE_HEIGHT 1.7       /* ems */
#define LEAST_WITH_TITLE 16.0 /* ems of the plot */

double
tf_plot_text_get_title_height (const TfPlotText *self, const char *title, double height)
{
  return title != NULL && height >= LEAST_WITH_TITLE * self->style->text_size ? TITLE_HEIGHT * self->style->text_size : 0;
}

void
tf_plot_text_draw_title (TfPlotText *self, const char *title, double x, double height)
{
  g_autofree char *markup = title != NULL ? g_markup_escape_text (title, -1) : NULL;
  double row = tf_plot_text_get_title_height (self, title, height);

  if (row <= 0)
    return;
  tf_plot_text_set_size (self, 1, TRUE);
  tf_plot_text_draw_on_rim (self, markup, x, row * 0.62, 0, 0.5, self->style->dim);
  tf_plot_text_set_size (self, 1, FALSE);
}

void
tf_plot_text_draw_message (TfPlotText *self, const char *markup, double width, double height)
{
  double margin = MIN (self->style->text_size * 2, width / 4);

  pango_layout_set_single_paragraph_mode (self->layout, FALSE);
  pango_layout_set_alignment (self->layout, PANGO_ALIGN_CENTER);
  pango_layout_set_width (self->layout, (int) ((width - 2 * margin) * PANGO_SCALE));
  pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
  tf_plot_set_color (self->cr, self->style->dim, 1);
  set_markup (self, markup);
  {
    PangoRectangle logical;
    pango_layout_get_extents (self->layout, NULL, &logical);
    cairo_move_to (self->cr, margin, (height - (double) logical.height / PANGO_SCALE) / 2);
  }
  show (self, 0.5);
  cairo_new_path (self->cr);
  pango_layout_set_alignment (self->layout, PANGO_ALIGN_LEFT);
  pango_layout_set_single_paragraph_mode (self->layout, TRUE);
  tf_plot_text_set_max_width (self, 0);
}
