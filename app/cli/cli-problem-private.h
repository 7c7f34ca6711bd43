/* cli-problem-private.h: what the files of cli-problem share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cli-problem.h"
#include "figure-session.h"
#include "output.h"
#include "parameter-info.h"

G_BEGIN_DECLS

/* As typed; NULL where not given. */
typedef struct
{
  char *features, *labels, *features_key, *labels_key, *features_columns;
  char **leave_out, **leave_out_class;
  char *classes, *per_class, *dim, *noise, *spread;
  char *parameters[TF_N_PARAMETERS];
  gboolean flags[TF_N_PARAMETERS]; /* a flag's word is there or not */
} Words;

struct _TfCliProblem
{
  Words        words;
  TfSynthetic  synthetic;
  TfParameters parameters;
  TfSession   *session; /* in place of the words, or NULL */
  char        *session_path;
  GPtrArray   *descriptions; /* of the options: GOption keeps only the pointers */
};

G_END_DECLS
