/* examples.h: the features that come with the program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hidden layers of networks trained on MNIST, and small pictures of digits to train networks on; their data card lies
 * beside them.
 */
#pragma once

#include "source.h"

G_BEGIN_DECLS

/* Those that are there, whole networks before single layers, in the order of the
 * sidebar's list: TfSource, owned by
 * the array. They are looked for in $TIGHTFRAME_DATADIR/examples, where the
 * program is installed, and in the tree it was built from. */
GPtrArray *tf_examples_list (void);

/* A session that comes with them: a run, with what is pinned beside it. */
typedef struct
{
  char  *title;
  GFile *file;
} TfExampleRun;

/* Those that are there: TfExampleRun, owned by the array. */
GPtrArray *tf_examples_list_runs (void);

/* Whether the file at that path is one of these: nobody's own, and nothing is saved over it. */
gboolean tf_examples_hold_run (const char *path);

G_END_DECLS
