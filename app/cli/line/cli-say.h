/* cli-say.h: how all commands end: what they print, and their exit status
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Commands touch no display. They return an exit status and say what went wrong
 * in one line on standard error.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  TF_CLI_DONE = 0,
  TF_CLI_FAILED = 1, /* the work failed */
  TF_CLI_MISUSED = 2, /* the words on the command line are wrong */
} TfCliStatus;

/* Prints text on standard output; returns the exit status. */
int tf_cli_print (const char *text);

/* The same with the end of its line. */
int tf_cli_print_line (const char *text);

/* Parses a command's words, argv[0] being its name. FALSE with *status set when
 * they are wrong or ask for help, which is printed. Takes the context. */
gboolean tf_cli_parse (GOptionContext *context, int *argc, char ***argv, int *status);

/* Prints `tightframe: SUBJECT: MESSAGE` in one line and returns the exit status:
 * TF_CLI_MISUSED for errors of G_OPTION_ERROR, TF_CLI_FAILED for all others.
 * subject: a file or a command. */
int tf_cli_report (const char *subject, const GError *error);

/* The same for a sentence alone: the work failed. */
int tf_cli_report_text (const char *subject, const char *sentence);

/* Prints `tightframe: SUBJECT: note: SENTENCE`. */
void tf_cli_note (const char *subject, const char *sentence);

G_END_DECLS
