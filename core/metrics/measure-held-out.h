/* measure-held-out.h: metrics of samples that were not trained on (held-out.h)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. All are NaN where there is no such set. The samples are where they were measured,
 * beside H0; W and b are those of the state.
 */
#pragma once

#include "measure.h"

G_BEGIN_DECLS

double tf_measure_test_nc1 (const TfMetricContext *context); /* about the test set's own means: does not change with t */
double tf_measure_test_nc4 (const TfMetricContext *context);
double tf_measure_test_margin (const TfMetricContext *context);
double tf_measure_test_accuracy (const TfMetricContext *context);
double tf_measure_ood_cos (const TfMetricContext *context); /* likewise, of H0 */

G_END_DECLS
