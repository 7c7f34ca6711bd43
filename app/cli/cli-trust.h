/* cli-trust.h: how many digits of a table can be trusted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two runs tell that differ by what should not matter: as many as their rows have in
 * common.
 */
#pragma once

#include "metrics.h"

G_BEGIN_DECLS

#define TF_CLI_TRUST_COMPARED 7

typedef struct
{
  double           tolerance;
  const TfMetrics *first; /* of H0 */
  double           apart[TF_CLI_TRUST_COMPARED]; /* rows' largest distances, by metric; 0 at first */
} TfCliTrust;

/* A row of each run. */
void tf_cli_trust_compare (TfCliTrust *self, const TfMetrics *a, const TfMetrics *b);

/* The number of digits. *sentence: for a person, where they are fewer than the
 * tolerance lets expect, or NULL; newly allocated. */
int tf_cli_trust_judge (const TfCliTrust *self, char **sentence);

G_END_DECLS
