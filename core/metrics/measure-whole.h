/* measure-whole.h: what is measured of samples, where the state is all of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. All samples count, not the kept ones alone.
 */
#pragma once

#include "measure.h"
#include "nc4.h"

G_BEGIN_DECLS

/* NC4 from the scores offsets_k + rows'(h - m_k) (nc4.h): rows: dim x 2K, offsets: 2K x K. */
double tf_measure_whole_nc4 (const TfMetricContext *context, const double *rows, const double *offsets,
                             const TfNc4Ties *ties);

TfMargin tf_measure_whole_margin (const TfMetricContext *context);

G_END_DECLS
