/* cli-sweep-private.h: what the words of `tightframe sweep` ask for, and the work that they lead to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cli-problem.h"
#include "cli-sweep.h"
#include "sweep-book.h"

G_BEGIN_DECLS

/* All 0 and NULL before its first use. */
typedef struct
{
  TfSweepGrid *grid;    /* until the sweep takes it */
  TfSweepEpochs *epochs; /* of a training, where they are varied; or NULL */
  TfSweepAt at;
  guint64 shard, n_shards;
  guint64 n_threads;
  const char *output;
  gboolean resume;

  TfSweep *sweep;
  TfSweepBook *book;
  GArray *cells;        /* gsize: of this shard, ascending */
  GArray *todo;         /* gsize: those not in the book yet */
  gboolean streams;     /* rows go to standard output, in the order of their cells */
  gsize n_streamed;     /* of cells */
  gint64 start;
  gsize n_before;       /* in the book already */
  gsize n_empty;        /* cells without a value */
  char *first_empty;    /* what the first of them says */
} TfCliSweepPlan;

void tf_cli_sweep_plan_clear (TfCliSweepPlan *plan);

/* Works out the cells that are not finished yet, and writes the table; the exit status. */
int tf_cli_sweep_carry_out (TfCliProblem *problem, TfCliSweepPlan *plan, const TfCliSweepEngine *engine);

/* The table in the form that was asked for. text is taken, and may be NULL; caller frees. */
char *tf_cli_sweep_give_form (char *text, gsize *length);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TfCliSweepPlan, tf_cli_sweep_plan_clear)

G_END_DECLS
