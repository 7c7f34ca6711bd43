/* cli.h: the command line: which command is meant
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a command is given, and how it ends, is in cli-problem.h, cli-table.h and cli-say.h.
 */
#pragma once

#include "cli-say.h"

G_BEGIN_DECLS

/* Carries out the command that argv names and sets *status. FALSE, with nothing
 * done, when the words ask for the window. */
gboolean tf_cli_run (int argc, char **argv, int *status);

int tf_cli_info (int argc, char **argv);
int tf_cli_trajectory (int argc, char **argv);
int tf_cli_equilibrium (int argc, char **argv);
int tf_cli_limit (int argc, char **argv);
int tf_cli_depth (int argc, char **argv);
int tf_cli_sweep (int argc, char **argv);
int tf_cli_perturbation (int argc, char **argv);
int tf_cli_record (int argc, char **argv);
int tf_cli_lesson (int argc, char **argv);
int tf_cli_moments (int argc, char **argv);
int tf_cli_render (int argc, char **argv);
int tf_cli_series (int argc, char **argv);
int tf_cli_fit (int argc, char **argv);

G_END_DECLS
