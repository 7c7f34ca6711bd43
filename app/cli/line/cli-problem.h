/* cli-problem.h: the words that describe a problem: features H0, objective, flow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "metric-set.h"
#include "moments.h"
#include "parameters.h"
#include "pieces.h"
#include "session.h"
#include "sweep-epochs.h"
#include "synthetic.h"

G_BEGIN_DECLS

typedef enum
{
  TF_CLI_PART_FILE = 1 << 0,      /* --features and how to read it */
  TF_CLI_PART_SYNTHETIC = 1 << 1, /* --classes ... --spread */
  TF_CLI_PART_OBJECTIVE = 1 << 2, /* --lambda-w ... --bias */
  TF_CLI_PART_FLOW = 1 << 3,      /* --flow ... --tolerance, --seed */
  TF_CLI_PART_ALL = (1 << 4) - 1,
  TF_CLI_PART_HELD_OUT = 1 << 4,  /* --test, --ood */
  TF_CLI_PART_MINIMA = 1 << 5,    /* no option: --head-layers counts whatever the flow is */
} TfCliParts;

typedef struct _TfCliProblem TfCliProblem;

/* The problem of a command and the context that reads its words; the context
 * must be parsed before the problem is freed. */
TfCliProblem *tf_cli_problem_new (GOptionContext *context, TfCliParts parts);
void          tf_cli_problem_free (TfCliProblem *self);

/* A features file given without --features; path is copied. */
gboolean tf_cli_problem_set_file (TfCliProblem *self, const char *path, GError **error);

/* Of a command of several files, before the words are parsed: that of --features, where it was given, and
 * those of paths, a list that belongs to the problem. How a file is to be read is then said of each of them. */
char **tf_cli_problem_take_files (TfCliProblem *self, char **paths);

/* A session, or a figure with one in it, in place of all other words, read here.
 * FALSE with G_IO_ERROR and the file's name when it cannot be. */
gboolean tf_cli_problem_set_session (TfCliProblem *self, const char *path, GError **error);

/* What was set so, or NULL; borrowed. */
TfSession *tf_cli_problem_get_session (TfCliProblem *self);

/* Words to values, all of them in range. Failures are of G_OPTION_ERROR. */
gboolean tf_cli_problem_parse (TfCliProblem *self, GError **error);

/* For tf_cli_report(): the file, or the command where there is none. */
const char         *tf_cli_problem_get_subject (TfCliProblem *self, const char *command);
const TfParameters *tf_cli_problem_get_parameters (TfCliProblem *self);

/* The numbers of Gaussian features, borrowed; NULL where features come from elsewhere. */
const TfSynthetic *tf_cli_problem_get_synthetic (TfCliProblem *self);

/* Whether --flow network was given, and no session. */
gboolean tf_cli_problem_is_network (TfCliProblem *self);

/* The path of the features, where they come from a file; or NULL. Borrowed. */
const char *tf_cli_problem_get_file (TfCliProblem *self);

/* Whether that option of a parameter (without its dashes) was given. */
gboolean tf_cli_problem_has_option (TfCliProblem *self, const char *option);

/* Reads the file or draws the features; shows progress and prints the reader's
 * notice. */
TfFeatures *tf_cli_problem_load (TfCliProblem *self, GCancellable *cancellable, GError **error);

/* Which metrics these moments have. */
TfMetricSet tf_cli_problem_get_metrics (const TfMoments *moments);

/* The epochs of the folder that was named as the features, of the layer of its last file; NULL: of no training.
 * Caller unrefs. */
TfSweepEpochs *tf_cli_problem_list_epochs (TfCliProblem *self);

/* What is made is of all files of that folder: it is not said that the last one stands for them. */
void tf_cli_problem_take_all_files (TfCliProblem *self);

/* The same of another file, read as the words say. quiet: neither progress nor notice. */
TfFeatures *tf_cli_problem_load_file (TfCliProblem *self,
                                      const char   *path,
                                      const char   *labels, /* beside it, or NULL: as the words say */
                                      gboolean      quiet,
                                      GCancellable *cancellable,
                                      GError      **error);

/* Beside features of a file of a series, that no one else has seen, what the words hold out: of folders the file of
 * the same epoch and layer, where there is one. */
gboolean tf_cli_problem_load_pair (TfCliProblem *self,
                                   TfFeatures   *features,
                                   double        epoch,
                                   const char   *layer,
                                   GCancellable *cancellable,
                                   GError      **error);

/* Of a series: folders of what is held out stay folders. To be called before parsing. */
void tf_cli_problem_keep_folders (TfCliProblem *self);
gboolean tf_cli_problem_holds_out (TfCliProblem *self, TfHeldOutKind kind);

/* The problem as a session: the one that was set, or the words' at that instant.
 * The digests of its files are known, and are what the session remembers. Caller
 * frees. */
TfSession *tf_cli_problem_make_session (TfCliProblem    *self,
                                        const TfInstant *at,
                                        GCancellable    *cancellable,
                                        GError         **error);

/* Whether output is none of the files that are read: FALSE with G_IO_ERROR. What holds
 * the session again (a figure) may take the place of the session's own file. */
gboolean tf_cli_problem_check_output (TfCliProblem *self, const char *output, gboolean holds_session, GError **error);

/* Words to numbers, for the options of commands; failures name the option and
 * are of G_OPTION_ERROR. A NULL word leaves *value as it is. */
gboolean tf_cli_take_number (const char *option, const char *word, double *value, GError **error);
gboolean tf_cli_take_between (const char *option, const char *word, double min, double max, double *value, GError **error);
gboolean tf_cli_take_numbers (const char *option, const char *list, GArray *values, GError **error); /* x1,x2,… */
gboolean tf_cli_take_integer (const char *option, const char *word, guint64 min, guint64 max, guint64 *value,
                              GError **error);

/* A summary of the features at path, read as the words of a file say. share: of its pieces, or NULL (pieces.h). */
TfFeatures *tf_cli_problem_summarize (TfCliProblem *self, const char *path, const TfShare *share, GCancellable *cancellable,
                                      GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfCliProblem, tf_cli_problem_free)

G_END_DECLS
