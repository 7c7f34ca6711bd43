/* cli-moments.h: `tightframe moments`, whoever gathers them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "features.h"
#include "pieces.h"

G_BEGIN_DECLS

/* Gathers file i here: a summary, or NULL with an error. job: the command's. share: of its pieces, or NULL (pieces.h). */
typedef TfFeatures *(*TfCliMomentsRead) (gpointer job, gsize i, const TfShare *share, GCancellable *cancellable, GError **error);

typedef struct
{
  /* The summary of file i, read here or had from elsewhere. They are asked for in their order. */
  TfFeatures *(*fetch) (TfCliMomentsRead read, gpointer job, char **paths, gsize i, GCancellable *cancellable, GError **error);
  /* In place of all that, for another process, which writes; or NULL. */
  gboolean (*help) (TfCliMomentsRead read, gpointer job, char **paths, GCancellable *cancellable, GError **error);
} TfCliMomentsEngine;

/* Returns the exit status. */
int tf_cli_moments_with (int argc, char **argv, const TfCliMomentsEngine *engine);

G_END_DECLS
