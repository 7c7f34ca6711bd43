/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "svg-text.h"
#include "text-clean.h"

#include <math.h>
#include <string.h>

struct _TfSvgText
{
  GString *markup;
  char    *families;
};

static cairo_user_data_key_t key;

static void
svg_text_free (void *data)
{
  TfSvgText *self = data;

  g_string_free (self->markup, TRUE);
  g_free (self->families);
  g_free (self);
}

TfSvgText *
tf_svg_text_attach (cairo_surface_t *surface, const char *families)
{
  TfSvgText *self = g_new0 (TfSvgText, 1);

  self->markup = g_string_new (NULL);
  self->families = g_strdup (families);
  cairo_surface_set_user_data (surface, &key, self, svg_text_free);
  return self;
}

TfSvgText *
tf_svg_text_get (cairo_t *cr)
{
  return cairo_surface_get_user_data (cairo_get_target (cr), &key);
}

/* To a thousandth of a point, in every locale. */
static void
append_number (GString *markup, double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  double rounded = round (number * 1000) / 1000;

  g_ascii_formatd (buffer, sizeof buffer, "%.6g", rounded == 0 ? 0 : rounded);
  g_string_append (markup, buffer);
}

static void
append_attribute (GString *markup, const char *name, double number)
{
  g_string_append_printf (markup, " %s=\"", name);
  append_number (markup, number);
  g_string_append_c (markup, '"');
}

static void
append_color (GString *markup, const char *name, double r, double g, double b, double alpha)
{
  g_string_append_printf (markup, " %s=\"#%02x%02x%02x\"", name, (int) round (r * 255), (int) round (g * 255),
                          (int) round (b * 255));
  if (alpha < 1)
    {
      g_autofree char *opacity = g_strconcat (name, "-opacity", NULL);

      append_attribute (markup, opacity, alpha);
    }
}

/* The family that was found first, then what was asked for. */
static void
append_font (TfSvgText *self, PangoFont *font, double *size)
{
  PangoFontDescription *described = pango_font_describe_with_absolute_size (font);
  const char *family = pango_font_description_get_family (described);
  g_autofree char *list = g_strdup_printf ("'%s', %s", family != NULL ? family : "sans-serif", self->families);
  g_autofree char *escaped = tf_text_escape (list, -1);

  *size = (double) pango_font_description_get_size (described) / PANGO_SCALE;
  g_string_append_printf (self->markup, " font-family=\"%s\"", escaped);
  append_attribute (self->markup, "font-size", *size);
  if (pango_font_description_get_weight (described) >= PANGO_WEIGHT_SEMIBOLD)
    g_string_append (self->markup, " font-weight=\"bold\"");
  if (pango_font_description_get_style (described) != PANGO_STYLE_NORMAL)
    g_string_append (self->markup, " font-style=\"italic\"");
  pango_font_description_free (described);
}

/* One run after another; dy moves the baseline of a super- or subscript and back. */
static void
append_run (TfSvgText *self, const PangoGlyphItem *run, const char *text, double dy)
{
  const PangoItem *item = run->item;
  gboolean ellipsis = (item->analysis.flags & PANGO_ANALYSIS_FLAG_IS_ELLIPSIS) != 0;
  g_autofree char *escaped = ellipsis ? g_strdup ("…") : tf_text_escape (text + item->offset, item->length);
  double size;

  g_string_append (self->markup, "<tspan");
  append_font (self, item->analysis.font, &size);
  if (fabs (dy) > 1e-3)
    append_attribute (self->markup, "dy", dy);
  g_string_append_printf (self->markup, ">%s</tspan>", escaped);
}

static void
append_matrix (GString *markup, const cairo_matrix_t *m)
{
  const double values[] = { m->xx, m->yx, m->xy, m->yy, m->x0, m->y0 };

  g_string_append (markup, " transform=\"matrix(");
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      if (i > 0)
        g_string_append_c (markup, ' ');
      append_number (markup, values[i]);
    }
  g_string_append (markup, ")\"");
}

/* A line of the layout; x, y: the layout's top left. */
static void
append_line (TfSvgText *self, cairo_t *cr, PangoLayoutIter *iter, double x, double y, double xalign,
             const double rim[3], double rim_width)
{
  PangoLayoutLine *line = pango_layout_iter_get_line_readonly (iter);
  const char *text = pango_layout_get_text (pango_layout_iter_get_layout (iter)), *anchors[] = { "start", "middle", "end" };
  double r = 0, g = 0, b = 0, alpha = 1, baseline = (double) pango_layout_iter_get_baseline (iter) / PANGO_SCALE, now = 0;
  PangoRectangle extents;
  cairo_matrix_t matrix;

  pango_layout_iter_get_line_extents (iter, NULL, &extents);
  cairo_pattern_get_rgba (cairo_get_source (cr), &r, &g, &b, &alpha);
  cairo_get_matrix (cr, &matrix);
  cairo_matrix_translate (&matrix, x + (extents.x + xalign * extents.width) / (double) PANGO_SCALE, y + baseline);
  g_string_append (self->markup, "<text xml:space=\"preserve\"");
  append_matrix (self->markup, &matrix);
  g_string_append_printf (self->markup, " text-anchor=\"%s\"", anchors[(int) round (2 * CLAMP (xalign, 0, 1))]);
  append_color (self->markup, "fill", r, g, b, alpha);
  if (rim != NULL)
    {
      append_color (self->markup, "stroke", rim[0], rim[1], rim[2], 0.85);
      append_attribute (self->markup, "stroke-width", rim_width);
      g_string_append (self->markup, " stroke-linejoin=\"round\" paint-order=\"stroke\"");
    }
  g_string_append_c (self->markup, '>');
  do
    {
      PangoGlyphItem *run = pango_layout_iter_get_run_readonly (iter);
      double at;

      if (run == NULL)
        break; /* the end of the line */
      at = (double) pango_layout_iter_get_run_baseline (iter) / PANGO_SCALE - baseline;
      append_run (self, run, text, at - now);
      now = at;
    }
  while (pango_layout_iter_next_run (iter) && pango_layout_iter_get_line_readonly (iter) == line);
  g_string_append (self->markup, "</text>\n");
}

void
tf_svg_text_add (TfSvgText *self, cairo_t *cr, PangoLayout *layout, double xalign, const double rim[3], double rim_width)
{
  PangoLayoutIter *iter = pango_layout_get_iter (layout);
  /* Only these stay where they are in any font. */
  double anchor = round (2 * CLAMP (xalign, 0, 1)) / 2, x, y;

  cairo_get_current_point (cr, &x, &y);
  for (gboolean more = *pango_layout_get_text (layout) != '\0'; more;)
    {
      PangoLayoutLine *line = pango_layout_iter_get_line_readonly (iter);

      append_line (self, cr, iter, x, y, anchor, rim, rim_width);
      if (pango_layout_iter_get_line_readonly (iter) == line)
        more = pango_layout_iter_next_line (iter);
    }
  pango_layout_iter_free (iter);
}

const char *
tf_svg_text_get_markup (TfSvgText *self)
{
  return self->markup->str;
}
