/* traces-marks.h: where parameters changed, along the traces
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "label-layout.h"
#include "parameter-info.h"
#include "plot-text.h"
#include "traces-options.h"

G_BEGIN_DECLS

/* "λ<sub>H</sub> = 0.5": the parameter's value, as markup; caller frees. */
char *tf_traces_describe_value (const TfParameterInfo *info, const TfParameters *parameters);

/* What is another from `before` to `after`, as markup; NULL where nothing is. */
char *tf_traces_describe_change (const TfParameters *before, const TfParameters *after);

/* xs: where each mark is; NaN for one out of sight. Marks too near to one
 * another to be told apart are drawn as one. */
void tf_traces_draw_marks (TfPlotText *text, const TfTrace *trace, const double *xs, const TfBox *area);

G_END_DECLS
