/* open-series.h: a series that is open, and which of its files is shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is known of its files grows while they are measured and while a training writes into
 * their folder. A file is asked for, and its moments come a little later; they wait here
 * until they are shown. Belongs to one thread, whose default main context tells of news.
 */
#pragma once

#include "epoch-reader.h"
#include "source.h"

G_BEGIN_DECLS

typedef struct _TfOpenSeries TfOpenSeries;

/* As tf_epoch_reader_new(). changed is called on this thread's main context whenever there may
 * be news for tf_open_series_poll(). */
TfOpenSeries *tf_open_series_new (
    const char *const *paths, TfSeriesKind kind, const TfParameters *parameters, GSourceFunc changed, gpointer user_data);

/* Waits for what is being read, which is cancelled. */
void tf_open_series_free (TfOpenSeries *self);

/* Takes what has come. TRUE: more is known of the files than before. */
gboolean tf_open_series_poll (TfOpenSeries *self);

TfEpochReader     *tf_open_series_get_reader (TfOpenSeries *self);
const char *const *tf_open_series_get_paths (TfOpenSeries *self); /* as opened */
TfSeriesKind       tf_open_series_get_kind (TfOpenSeries *self);  /* epochs or variants */
TfEpochs          *tf_open_series_get_epochs (TfOpenSeries *self); /* borrowed; NULL: nothing is known yet */

int         tf_open_series_get_shown (TfOpenSeries *self);      /* a row of the epochs, or -1 */
const char *tf_open_series_get_shown_path (TfOpenSeries *self); /* NULL: none was; it may have vanished */

/* The row that will be shown: that which was asked for, or has come, or else the one shown; -1: none. */
int tf_open_series_get_target (TfOpenSeries *self);

/* Where a file is on the display already, as of a session; path is copied. NULL: none is any more. */
void tf_open_series_set_shown (TfOpenSeries *self, const char *path);

/* Asks for the moments of that row; the latest wish counts. */
void tf_open_series_ask (TfOpenSeries *self, int row);
void tf_open_series_ask_again (TfOpenSeries *self);            /* for those of the row shown, as they have become others */
gboolean tf_open_series_is_waiting (TfOpenSeries *self);       /* what was asked for has not come yet */

/* What was asked for, where it has come: its row, which is then the one that is shown, or NULL. The moments are the
 * caller's. */
const TfEpoch *tf_open_series_take (TfOpenSeries *self, TfMoments **moments);

/* Where the features of a row come from, with what is held out beside them. Caller frees. */
TfSource *tf_open_series_make_source (const TfEpoch *row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfOpenSeries, tf_open_series_free)

G_END_DECLS
