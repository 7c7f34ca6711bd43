/* cli-like.h: the option --like: another code's columns in place of ours
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "csv-writer.h"
#include "like.h"

G_BEGIN_DECLS

#define TF_CLI_OURS TF_N_LIKES /* no convention was asked for */

/* The option of a command; *word is to be freed. */
void tf_cli_like_add (GOptionContext *context, char **word);

/* *like: the convention, or TF_CLI_OURS. FALSE with G_OPTION_ERROR where there is none of that name. */
gboolean tf_cli_like_parse (const char *word, TfLike *like, GError **error);

/* The columns' names; of TF_CLI_OURS those of all metrics. */
void tf_cli_like_add_names (TfCsvWriter *csv, TfLike like);

G_END_DECLS
