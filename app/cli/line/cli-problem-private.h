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
  char *held_out[TF_N_HELD_OUT], *held_out_labels[TF_N_HELD_OUT]; /* files */
  char *held_out_features_key[TF_N_HELD_OUT], *held_out_labels_key[TF_N_HELD_OUT];
  char *parameters[TF_N_PARAMETERS];
  gboolean flags[TF_N_PARAMETERS]; /* a flag's word is there or not */
} Words;

struct _TfCliProblem
{
  TfCliParts parts;
  Words        words;
  TfSynthetic  synthetic;
  TfParameters parameters;
  TfSession   *session; /* in place of the words, or NULL */
  char        *session_path;
  char       **files;  /* of a command of several, or NULL */
  char        *folder; /* that stood for its last file, or NULL */
  char        *folder_note; /* which says so, until it has been said; or NULL */
  gboolean     keeps_folders; /* of what is held out */
  GPtrArray   *descriptions; /* of the options: GOption keeps only the pointers */
};

/* cli-held-out.c: samples that are not trained on */
void       tf_cli_held_out_add (TfCliProblem *self, GOptionContext *context);
void       tf_cli_held_out_free (Words *words);
gboolean   tf_cli_held_out_is_given (const Words *words);

/* source with what the words hold out beside it. Caller frees. */
TfSource  *tf_cli_held_out_stand (const Words *words, TfSource *source);

/* A folder stands for its file of the same epoch and layer as that of the features, or for its last one. */
gboolean   tf_cli_held_out_take_folders (Words *words, GError **error);

G_END_DECLS
