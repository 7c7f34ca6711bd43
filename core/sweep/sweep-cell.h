/* sweep-cell.h: what is measured of one setting
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A cell is worked out from H0 alone, never from a neighbour: its numbers, to the last
 * bit, depend neither on the order nor on who worked out the others, and a minimizer
 * is that in which flows from H0 end, where there are several.
 */
#pragma once

#include "csv-writer.h"
#include "metrics.h"
#include "moments.h"
#include "parameters.h"

G_BEGIN_DECLS

/* At the minimizer H_{1/beta}, or on the flow. */
typedef struct
{
  gboolean on_flow;
  double   t;          /* of the flow; an iteration where iterations count */
  gboolean iterations; /* every cell is gradient descent */
  gboolean slopes;     /* how NC1 answers to either decay is measured, too */
} TfSweepAt;

typedef struct
{
  double    first;             /* beta, or the time or iteration reached */
  TfMetrics metrics;           /* noise dropped, as tables have it */
  double    relative_gradient; /* of a minimizer */
  double    slopes[2]; /* d log NC1/d log lambda_W and d log NC1/d log lambda_H, by central differences; NaN: undefined */
  char     *message;           /* why there is no value, all above being undefined; or NULL */
} TfSweepCell;

/* FALSE with G_IO_ERROR_CANCELLED; a setting that has no minimizer, or whose descent
 * diverges, is a cell with a message. Clear it. */
gboolean tf_sweep_cell_measure (TfSweepCell        *self,
                                TfMoments          *moments,
                                const TfParameters *parameters,
                                const TfSweepAt    *at,
                                GCancellable       *cancellable,
                                GError            **error);
void     tf_sweep_cell_clear (TfSweepCell *self);

/* The columns of `tightframe equilibrium` or `tightframe run`, and their values. */
void tf_sweep_cell_add_names (const TfSweepAt *at, TfCsvWriter *csv);
void tf_sweep_cell_add_values (const TfSweepCell *self, const TfSweepAt *at, TfCsvWriter *csv);

/* The two columns of slopes alone. */
void tf_sweep_cell_add_slope_names (TfCsvWriter *csv);
void tf_sweep_cell_add_slopes (const TfSweepCell *self, TfCsvWriter *csv);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TfSweepCell, tf_sweep_cell_clear)

G_END_DECLS
