/* svg-text.h: text that stays text in an SVG
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cairo's SVG surface turns text into the outlines of its glyphs. A collector
 * attached to a surface takes the texts of plot-text.c in their stead and
 * makes <text> elements of them, to stand above what Cairo has drawn.
 */
#pragma once

#include <pango/pangocairo.h>

G_BEGIN_DECLS

typedef struct _TfSvgText TfSvgText;

/* The surface owns it. families: what to fall back on, as in CSS. */
TfSvgText *tf_svg_text_attach (cairo_surface_t *surface, const char *families);

/* Of the surface drawn to; NULL: there is none, draw the text. */
TfSvgText *tf_svg_text_get (cairo_t *cr);

/* The layout with its top left at the current point, in the current colour. xalign:
 * which of its points is to stay where it is if a reader's font is wider. rim: of
 * this colour and width around it; NULL: none. */
void tf_svg_text_add (TfSvgText *self, cairo_t *cr, PangoLayout *layout, double xalign, const double rim[3],
                      double rim_width);

/* All elements so far. Borrowed. */
const char *tf_svg_text_get_markup (TfSvgText *self);

G_END_DECLS
