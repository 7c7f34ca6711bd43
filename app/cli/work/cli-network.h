/* cli-network.h: `tightframe run --flow network`: real layers in the place of beta
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cli-problem.h"
#include "cli-table.h"
#include "like.h"

G_BEGIN_DECLS

typedef struct
{
  /* As typed; NULL where not given. */
  char *decay_last, *decay_features, *initial;

  /* What they say, once they are parsed. */
  double   last, features; /* decays; NaN: the parameters say */
  gboolean with_bias;      /* the file has one */
  char    *start; /* the file whose layers it starts from, or NULL: drawn */

  /* The command's. Borrowed. */
  const GArray *times; /* double: iterations of the rows, ascending */
  TfLike        like;
  gboolean      counts;
} TfCliNetwork;

/* The options; what they say is parsed by tf_cli_network_parse(). */
void tf_cli_network_add (TfCliNetwork *self, GOptionContext *context);

/* The problem's words must be parsed. FALSE with G_OPTION_ERROR: a word is wrong, or does not go with the others. */
gboolean tf_cli_network_parse (TfCliNetwork *self, TfCliProblem *problem, GError **error);

/* A TfCliTabulate; user_data: the TfCliNetwork. */
gboolean tf_cli_network_tabulate (TfMoments *moments, const TfParameters *parameters, TfCsvWriter *csv,
                                  GCancellable *cancellable, gpointer user_data, GError **error);

void tf_cli_network_clear (TfCliNetwork *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TfCliNetwork, tf_cli_network_clear)

G_END_DECLS
