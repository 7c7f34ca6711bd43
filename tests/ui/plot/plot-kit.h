/* plot-kit.h: plots drawn on pictures of their own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#include "plot-geometry.h"
#include "plot-means.h"
#include "plot-traces.h"
#include "traces-floor.h"

G_BEGIN_DECLS

/* Means on their way (0 to 1) to the simplex, with samples around them. */
TfFrame *make_frame (guint k, guint dim, guint n_kept, double way, double scale);

TfTrace *make_trace (guint n_rows, double scale);

/* --- Surfaces --- */

typedef enum
{
  SURFACE_IMAGE,
  SURFACE_SVG,
  SURFACE_PDF,
  N_SURFACES
} SurfaceKind;

typedef void (*DrawFunc) (cairo_t *cr, double width, double height, const TfPlotStyle *style, gpointer data);

/* What was drawn, after checking that Cairo is content with all of it. scale:
 * of an image's pixels and text, as on a dense display with large text. */
GByteArray *render_at (SurfaceKind kind, double width, double height, gboolean dark, double scale, DrawFunc draw, gpointer data);

GByteArray *render (SurfaceKind kind, double width, double height, gboolean dark, DrawFunc draw, gpointer data);

void check_everywhere (DrawFunc draw, gpointer data);

/* Something but the background is in the picture. */
void check_not_blank (DrawFunc draw, gpointer data);

void draw_traces (cairo_t *cr, double width, double height, const TfPlotStyle *style, gpointer data);

void draw_linear_traces (cairo_t *cr, double width, double height, const TfPlotStyle *style, gpointer data);

G_END_DECLS
