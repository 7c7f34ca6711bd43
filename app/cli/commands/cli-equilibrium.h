/* cli-equilibrium.h: what `tightframe equilibrium` and `tightframe depth` share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "equilibrium.h"

G_BEGIN_DECLS

/* To the minimizer, with a line of progress that begins with where, e.g. "layer 3 of 6". */
gboolean tf_cli_reach (TfEquilibrium *equilibrium, const char *where, GCancellable *cancellable, GError **error);

/* tf_equilibrium_check() on the command line's words: failures are of G_OPTION_ERROR. */
gboolean tf_cli_check_minimum (const TfParameters *parameters, GError **error);

G_END_DECLS
