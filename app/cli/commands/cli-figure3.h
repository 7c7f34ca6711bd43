/* cli-figure3.h: `tightframe sweep --figure3`: what each of the two decays does to collapse
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cli-problem.h"

G_BEGIN_DECLS

/* list: NULL for some powers of ten. Those of a network are iterations. FALSE with an error of G_OPTION_ERROR. */
gboolean tf_cli_figure3_take_times (const char *list, gboolean is_network, GArray *times, GError **error);

/* For the problem as it is, and with lambda_W or lambda_H doubled or zeroed: a row at each
 * time of the flow, and one at the minimizer; of a network, which has none, a row at each
 * iteration. Returns the exit status. */
int tf_cli_figure3_write (TfCliProblem *problem, GArray *times, const char *output);

G_END_DECLS
