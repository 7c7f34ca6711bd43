/* series-pair.h: the series that two runs show epochs of, going together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Either run, or both, or none has one. That of the chosen run leads: its rows can be asked for, and
 * the other goes along to the row of that epoch (tf_epochs_find_beside()). Steps go from one epoch that
 * either has to the next. What both bring is shown at once.
 */
#pragma once

#include "lab.h"
#include "open-series.h"

G_BEGIN_DECLS

typedef struct _TfSeriesPair TfSeriesPair;

/* What has come for a run, to be shown. */
typedef struct
{
  const TfEpoch *row;     /* NULL: nothing; the epochs' own */
  int            before;  /* the row that was shown, or -1 */
  TfMoments     *moments; /* the caller's */
} TfSeriesCome;

/* changed: as tf_open_series_new(), for tf_series_pair_poll(). */
TfSeriesPair *tf_series_pair_new (GSourceFunc changed, gpointer user_data);
void          tf_series_pair_free (TfSeriesPair *self);

/* In the place of what that run had. */
void tf_series_pair_open (TfSeriesPair *self, guint run, const char *const *paths, TfSeriesKind kind, const TfParameters *parameters);
void tf_series_pair_close (TfSeriesPair *self, guint run);

TfOpenSeries *tf_series_pair_get (TfSeriesPair *self, guint run); /* borrowed, or NULL */

void tf_series_pair_set_chosen (TfSeriesPair *self, guint run);

/* The run whose series leads; of a pair without any, the chosen one. */
guint         tf_series_pair_get_lead (TfSeriesPair *self);
TfOpenSeries *tf_series_pair_get_leader (TfSeriesPair *self); /* borrowed, or NULL */
TfOpenSeries *tf_series_pair_get_other (TfSeriesPair *self);  /* borrowed, or NULL */

/* After the runs have become others: series that went with their features to the other run are that one's, and those
 * whose epoch no run shows any more are closed. */
void tf_series_pair_follow_runs (TfSeriesPair *self, TfLab *lab);

/* Of the leader, and the other along with it. */
void     tf_series_pair_ask (TfSeriesPair *self, int row);

/* Both to an epoch that either has: where one has no file of it to the last one before. */
void   tf_series_pair_go_to (TfSeriesPair *self, double epoch);
double tf_series_pair_get_at (TfSeriesPair *self); /* the epoch that was gone to last; NAN: none */

/* One step on of at the most so many from the first epoch to the last: of more epochs some are passed over. */
void tf_series_pair_leap (TfSeriesPair *self, guint most);

/* by: 1 or -1, from the epoch that is shown or on its way. FALSE: there is none further on. */
gboolean tf_series_pair_can_step (TfSeriesPair *self, int by);
gboolean tf_series_pair_step (TfSeriesPair *self, int by);
void     tf_series_pair_go_back (TfSeriesPair *self); /* to the first epoch */
void     tf_series_pair_go_to_end (TfSeriesPair *self); /* to the last one */

/* Something that was asked for has not come yet. */
gboolean tf_series_pair_is_waiting (TfSeriesPair *self);

/* Takes what has come from the threads. FALSE: nothing is known of any file yet. */
gboolean tf_series_pair_poll (TfSeriesPair *self);

/* TRUE where there is something to show: nothing is waited for any more. */
gboolean tf_series_pair_take (TfSeriesPair *self, TfSeriesCome come[TF_LAB_N_RUNS]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfSeriesPair, tf_series_pair_free)

G_END_DECLS
