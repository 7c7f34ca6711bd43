/* plot-geometry.h: the angles between class means, against the simplex
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cell (j, k) is the cosine between the centred means of classes j and k. Its
 * colour is the deviation from -1/(K-1): none where that is met, blue below,
 * orange above.
 */
#pragma once

#include "geometry-options.h"

G_BEGIN_DECLS

/* frame may be NULL: then a sentence says so. */
void tf_plot_geometry_draw (cairo_t                 *cr,
                            double                   width,
                            double                   height,
                            const TfFrame           *frame,
                            const TfGeometryOptions *options,
                            const TfPlotStyle       *style);

/* FALSE outside of the matrix. */
gboolean tf_plot_geometry_hit (double                   width,
                               double                   height,
                               const TfFrame           *frame,
                               const TfGeometryOptions *options,
                               const TfPlotStyle       *style,
                               double                   x,
                               double                   y,
                               guint                   *row,
                               guint                   *column);

/* The middle of a cell. */
void tf_plot_geometry_locate (double                   width,
                              double                   height,
                              const TfFrame           *frame,
                              const TfGeometryOptions *options,
                              const TfPlotStyle       *style,
                              guint                    row,
                              guint                    column,
                              double                  *x,
                              double                  *y);

extern const TfView tf_view_geometry;

G_END_DECLS
