/* sweep-epochs.h: the epochs of a network in training, as an axis of a grid
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file of features for each epoch, of one layer. In a grid's text the word `epoch` alone
 * stands for all of them, or for as many as are wanted, evenly chosen.
 */
#pragma once

#include "epochs.h"
#include "moments.h"
#include "source.h"

G_BEGIN_DECLS

/* Immutable and reference-counted. */
typedef struct
{
  gint       ref_count; /* atomic */
  guint      n;
  double    *epochs;    /* ascending */
  TfSource **sources;
  guint     *versions;  /* of their files, as far as it is known when these are written anew (epochs.h); or 0 */
} TfSweepEpochs;

/* Of the folder that a file is in, or that is above it: the epochs of the file's layer, read as source
 * says. NULL with G_IO_ERROR and one sentence where there are no two. Looks into files. */
TfSweepEpochs *tf_sweep_epochs_new_of_folder (const char *folder, TfSource *source, GError **error);

/* Those of the layer of row `shown` that can be read, as far as they are known; NULL: no two. */
TfSweepEpochs *tf_sweep_epochs_new_of_series (const TfEpochs *series, int shown);

TfSweepEpochs *tf_sweep_epochs_ref (TfSweepEpochs *self);
void           tf_sweep_epochs_unref (TfSweepEpochs *self);

/* The same files, none written anew in between as far as that is known. Either may be NULL. */
gboolean tf_sweep_epochs_equal (const TfSweepEpochs *self, const TfSweepEpochs *other);

/* The place of an epoch; -1: there is none. */
int tf_sweep_epochs_find (const TfSweepEpochs *self, double epoch);

/* The text of a grid with the word `epoch` made a list: of at the most so many of them, the first and the
 * last among them. self may be NULL: then it stays. Caller frees. */
char *tf_sweep_epochs_expand (const TfSweepEpochs *self, const char *axes, guint most);

/* Whether the text has that word. */
gboolean tf_sweep_axes_have_epochs (const char *axes);

/* Of the features at a place. Blocks. */
TfMoments *tf_sweep_epochs_load (const TfSweepEpochs *self, guint place, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfSweepEpochs, tf_sweep_epochs_unref)

G_END_DECLS
