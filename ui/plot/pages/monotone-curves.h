/* monotone-curves.h: the quantities of Theorem 3.1 along a trace
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "monotone.h"
#include "trace.h"

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

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfMonotoneCurves, tf_monotone_curves_free)

G_END_DECLS
