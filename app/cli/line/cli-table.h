/* cli-table.h: what the commands that turn a problem into a table have in common
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cli-problem.h"
#include "csv-writer.h"

G_BEGIN_DECLS

/* The work of such a command: the table of one problem. */
typedef gboolean (*TfCliTabulate) (TfMoments          *moments,
                                   const TfParameters *parameters,
                                   TfCsvWriter        *csv,
                                   GCancellable       *cancellable,
                                   gpointer            user_data,
                                   GError            **error);

/* The options -o and --json of these commands. */
void tf_cli_table_add_output (GOptionContext *context, char **word);

/* For a table that is not written by tf_cli_table_write(): JSON where --json was given. */
TfCsvWriter *tf_cli_table_new_writer (void);

/* Whether --json was given: for what makes its rows by other means (csv-json.h). */
gboolean tf_cli_table_wants_json (void);

/* FALSE, with an error of G_OPTION_ERROR, when a word is left that no option
 * took, or the problem's words are wrong. */
gboolean tf_cli_table_parse (TfCliProblem *problem, const char *command, int argc, char **argv, GError **error);

/* The same for a command whose problem may be a session's file, or the name of a bundled one. */
gboolean tf_cli_table_parse_session (TfCliProblem *problem, const char *command, int argc, char **argv, GError **error);

typedef enum
{
  TF_CLI_TABLE_ROWS,  /* each is a result of its own: on standard output as soon as it is known */
  TF_CLI_TABLE_WHOLE, /* all or nothing, wherever it goes */
} TfCliTable;

/* Reads or draws the features, has the table made and writes it to output (NULL and
 * "-": standard output), or reports why not. A file appears whole or not at all; only
 * descent that diverges leaves the rows until then. Returns the exit status. */
int tf_cli_table_write (TfCliProblem *problem,
                        const char   *command,
                        const char   *output,
                        TfCliTable    kind,
                        TfCliTabulate tabulate,
                        gpointer      user_data);

/* Sets an error of G_OPTION_ERROR; returns FALSE. */
gboolean tf_cli_misuse (GError **error, const char *sentence);

G_END_DECLS
