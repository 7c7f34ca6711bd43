/* cli-start.h: what every program of ours does first
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Libraries are set up: BLAS with its best kernels, for which the process may be
 * started over (so before there are threads), and one thread; GSL's handler of errors;
 * the locale. */
void tf_cli_start (char **argv);

G_END_DECLS
