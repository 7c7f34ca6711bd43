/* cli-describe.h: the whole command line as data, for the manual pages, the completions and the Python module
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `tightframe --describe` prints a JSON object: {program, version, options, commands,
 * statuses, environment, metrics}; a command is {name, summary, usage, description, groups}, with
 * groups as cli-options.h has them. It comes from the same tables as --help, so that a
 * new command or option is in all of them by itself. Nothing in it depends on the machine.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From here on every command that comes to parse its words is described instead. */
void tf_cli_describe_begin (void);

/* Whether that is so. */
gboolean tf_cli_describe_is_on (void);

/* What a command has told of itself: its context, not yet parsed, and the options that
 * were added to it. */
void tf_cli_describe_context (GOptionContext *context);

/* The command whose context was described last. */
void tf_cli_describe_command (const char *name, const char *summary);

/* All of it; caller frees. */
char *tf_cli_describe_end (void);

/* For --help of the program: its own options, a line each, and the exit statuses in one. */
void tf_cli_describe_options (GString *text);
void tf_cli_describe_statuses (GString *text);

G_END_DECLS
