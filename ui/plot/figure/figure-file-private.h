/* figure-file-private.h: one format each
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "figure-file.h"

G_BEGIN_DECLS

#define TF_FIGURE_KEYWORD TF_FIGURE_SESSION_KEYWORD

GBytes *tf_figure_make_svg (const TfFigure *figure, const TfViewData *data, const TfFigureWords *words, double dpi,
                            GError **error);
GBytes *tf_figure_make_pdf (const TfFigure *figure, const TfViewData *data, const TfFigureWords *words, double dpi,
                            GError **error);
GBytes *tf_figure_make_png (const TfFigure *figure, const TfViewData *data, const TfFigureWords *words, double dpi,
                            GError **error);

/* NULL, without an error, where there is none; broken files too. */
char *tf_figure_find_in_svg (const char *data, gsize length);
char *tf_figure_find_in_pdf (const char *data, gsize length);
char *tf_figure_find_in_png (const char *data, gsize length);
char *tf_figure_find_in_webm (const char *data, gsize length); /* films: figure-find-film.c */
char *tf_figure_find_in_gif (const char *data, gsize length);

/* For Cairo's surfaces: appends to the GByteArray. */
cairo_status_t tf_figure_append (void *closure, const unsigned char *data, unsigned int length);

/* FALSE with a sentence when a surface could not be drawn. */
gboolean tf_figure_check_surface (cairo_surface_t *surface, GError **error);

G_END_DECLS
