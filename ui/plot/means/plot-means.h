/* plot-means.h: class means on their way to a simplex
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "means-options.h"

G_BEGIN_DECLS

/* The camera must have been reset to the frame's D and fitted to it (or to an
 * earlier frame of its run). frame may be NULL: then a sentence says so. */
void tf_plot_means_draw (cairo_t              *cr,
                         double                width,
                         double                height,
                         const TfFrame        *frame,
                         const TfMeansCamera  *camera,
                         const TfMeansOptions *options,
                         const TfPlotStyle    *style);

/* Which space the camera looks into, and how much of the means' length the screen has:
 * plain text. Caller frees; NULL: they have none. */
char *tf_plot_means_describe_view (const TfFrame *frame, const TfMeansCamera *camera);

/* The class whose mean is at the point, or -1. */
int tf_plot_means_hit (double               width,
                       double               height,
                       const TfFrame       *frame,
                       const TfMeansCamera *camera,
                       const TfPlotStyle   *style,
                       double               x,
                       double               y);

extern const TfView tf_view_means;

G_END_DECLS
