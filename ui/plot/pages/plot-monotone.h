/* plot-monotone.h: what Theorem 3.1 promises of a run, and what the run does
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "monotone.h"
#include "trace.h"
#include "chart.h"

G_BEGIN_DECLS

/* The three quantities along a trace. Kept between frames: an update costs only
 * the rows that are new. */
typedef struct _TfMonotoneCurves TfMonotoneCurves;

TfMonotoneCurves *tf_monotone_curves_new (void);
void              tf_monotone_curves_free (TfMonotoneCurves *self);
void              tf_monotone_curves_clear (TfMonotoneCurves *self); /* at the start of another run */

/* now: the parameters of the run at present, which stand for all of it where the
 * trace has no mark. trace may be NULL. */
void tf_monotone_curves_update (TfMonotoneCurves   *self,
                                const TfTrace      *trace,
                                const TfParameters *now,
                                gboolean            balanced);

guint             tf_monotone_curves_get_n (const TfMonotoneCurves *self);
const double     *tf_monotone_curves_get_times (const TfMonotoneCurves *self);
/* Relative to the start, where it is 1; NaN: undefined or round-off. */
const double     *tf_monotone_curves_get_values (const TfMonotoneCurves *self, TfMonotoneQuantity quantity);
const TfMonotone *tf_monotone_curves_get_state (const TfMonotoneCurves *self); /* at the last row */

/* The largest violation of all three while the assumptions held, and whose it is. */
double tf_monotone_curves_get_violation (const TfMonotoneCurves *self, TfMonotoneQuantity *quantity);

/* Ids of the series: TfMonotoneQuantity. */
TfChart *tf_plot_monotone_new (const TfMonotoneCurves *curves, const TfTrace *trace, const TfPlotStyle *style);
void     tf_plot_monotone_draw (cairo_t                *cr,
                                double                  width,
                                double                  height,
                                const TfMonotoneCurves *curves,
                                const TfTrace          *trace,
                                const TfChartOptions   *options,
                                const TfPlotStyle      *style);

/* A sentence or two below the plot, as markup. Caller frees. */
char *tf_plot_monotone_explain (const TfMonotoneCurves *curves);

extern const TfView tf_view_monotone;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfMonotoneCurves, tf_monotone_curves_free)

G_END_DECLS
