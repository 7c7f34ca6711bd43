/* epoch-reader.h: a series read and measured beside everything else, and watched
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A thread of its own looks at the files, reads those that are new or were written
 * anew, measures them, and says what it knows. Files that cannot be read are tried
 * again for some seconds, as they may be half-written, and then said. On request it
 * also brings the moments of one file, for the display; those brought last are kept,
 * within TF_EPOCH_READER_CACHE bytes.
 */
#pragma once

#include "epoch-names.h"
#include "epochs.h"
#include "moments.h"
#include "parameters.h"

G_BEGIN_DECLS

#define TF_EPOCH_READER_CACHE (128 * 1024 * 1024)

typedef struct _TfEpochReader TfEpochReader;

/* paths: files and folders, NULL-terminated; copied. kind: TF_SERIES_EPOCHS or
 * TF_SERIES_VARIANTS. parameters: for W*(H). wake is called on the thread whenever
 * something new can be polled. */
TfEpochReader *
tf_epoch_reader_new (
    const char *const *paths, TfSeriesKind kind, const TfParameters *parameters, GSourceFunc wake, gpointer user_data);

/* Ends the thread and waits for it; what it works on is cancelled. */
void tf_epoch_reader_free (TfEpochReader *self);

/* What is known, where it is more than at the last call; else NULL. Caller unrefs. */
TfEpochs *tf_epoch_reader_poll (TfEpochReader *self);

/* Stands beside every file what is not trained on: of a folder (which may be the series' own) the file of its epoch
 * and layer, or that one file; NULL: nothing any more. All files are measured anew. Until this is called, that is what
 * the names of the series' own files say (series-files.h). */
void tf_epoch_reader_hold_out (TfEpochReader *self, TfHeldOutKind kind, const char *path);

/* TRUE where this was called for that kind, with what path last. Caller frees. */
gboolean tf_epoch_reader_get_held_out (TfEpochReader *self, TfHeldOutKind kind, char **path);

/* Asks for the moments of a file, with up to max_kept samples; the latest wish counts. */
void tf_epoch_reader_want (TfEpochReader *self, const char *path, const char *labels);

/* Those last asked for, once they have come: TRUE and their path with the moments, or
 * with NULL where the file cannot be read. Caller frees. */
gboolean tf_epoch_reader_take (TfEpochReader *self, char **path, TfMoments **moments);

/* Asks for 1/beta from each epoch to the next, with these parameters (all but beta); NULL: not any
 * more. They come after everything else has been measured. */
void tf_epoch_reader_ask_complexity (TfEpochReader *self, const TfParameters *parameters);

/* Every file that was there at the start has been measured, or tried. For tests and benchmarks. */
gboolean tf_epoch_reader_is_idle (TfEpochReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfEpochReader, tf_epoch_reader_free)

G_END_DECLS
