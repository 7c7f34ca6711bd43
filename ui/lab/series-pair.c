/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series-pair.h"

#include <math.h>

struct _TfSeriesPair
{
  TfOpenSeries *open[TF_LAB_N_RUNS]; /* NULL: that run is of none */
  guint         chosen;
  double        at; /* the epoch that was gone to last; NAN: none */
  GSourceFunc   changed;
  gpointer      user_data;
};

TfSeriesPair *
tf_series_pair_new (GSourceFunc changed, gpointer user_data)
{
  TfSeriesPair *self = g_new0 (TfSeriesPair, 1);

  self->changed = changed;
  self->user_data = user_data;
  self->at = NAN;
  return self;
}

void
tf_series_pair_free (TfSeriesPair *self)
{
  for (guint run = 0; run < TF_LAB_N_RUNS; run++)
    tf_series_pair_close (self, run);
  g_free (self);
}

void
tf_series_pair_open (TfSeriesPair *self, guint run, const char *const *paths, TfSeriesKind kind, const TfParameters *parameters)
{
  TfOpenSeries *open = tf_open_series_new (paths, kind, parameters, self->changed, self->user_data);

  tf_series_pair_close (self, run);
  self->open[run] = open;
}

void
tf_series_pair_close (TfSeriesPair *self, guint run)
{
  g_clear_pointer (&self->open[run], tf_open_series_free);
}

TfOpenSeries *
tf_series_pair_get (TfSeriesPair *self, guint run)
{
  return self->open[run];
}

/* --- which of them leads --- */

guint
tf_series_pair_get_lead (TfSeriesPair *self)
{
  guint other = 1 - self->chosen;

  return self->open[self->chosen] == NULL && self->open[other] != NULL ? other : self->chosen;
}

TfOpenSeries *
tf_series_pair_get_leader (TfSeriesPair *self)
{
  return self->open[tf_series_pair_get_lead (self)];
}

TfOpenSeries *
tf_series_pair_get_other (TfSeriesPair *self)
{
  return self->open[1 - tf_series_pair_get_lead (self)];
}

void
tf_series_pair_set_chosen (TfSeriesPair *self, guint run)
{
  self->chosen = run;
}

/* --- after the runs have become others --- */

/* Of a file that is that run's own. */
static gboolean
is_shown_in (TfOpenSeries *open, TfLab *lab, guint run)
{
  TfSource *source = run == 0 || tf_lab_has_two (lab) ? tf_lab_get_features_of (lab, run)->source : NULL;
  GFile *file = source != NULL ? tf_source_get_file (source) : NULL;

  return file != NULL && g_strcmp0 (g_file_peek_path (file), tf_open_series_get_shown_path (open)) == 0;
}

void
tf_series_pair_follow_runs (TfSeriesPair *self, TfLab *lab)
{
  TfOpenSeries *now[TF_LAB_N_RUNS] = { NULL };

  for (guint run = 0; run < TF_LAB_N_RUNS; run++)
    {
      TfOpenSeries *open = g_steal_pointer (&self->open[run]);
      guint place = open == NULL || tf_open_series_get_shown_path (open) == NULL || is_shown_in (open, lab, run) ? run : 1 - run;

      if (open == NULL)
        continue;
      if (now[place] == NULL && (place == run || is_shown_in (open, lab, place)))
        now[place] = open;
      else
        tf_open_series_free (open);
    }
  for (guint run = 0; run < TF_LAB_N_RUNS; run++)
    self->open[run] = now[run];
}

/* --- rows --- */

/* A row of that epoch in the layer that the leader shows; borrowed from it. */
static TfEpoch
make_mark (TfSeriesPair *self, double epoch)
{
  TfOpenSeries *leader = tf_series_pair_get_leader (self);
  const TfEpochs *epochs = tf_open_series_get_epochs (leader);
  int row = MAX (tf_open_series_get_target (leader), 0);

  return (TfEpoch){ .epoch = epoch, .name = epochs->rows[row].name, .layer = epochs->rows[row].layer };
}

/* TRUE: it is not there yet. */
static gboolean
send_to (TfOpenSeries *open, const TfEpoch *mark)
{
  TfEpochs *epochs = open != NULL ? tf_open_series_get_epochs (open) : NULL;
  int row = epochs != NULL ? tf_epochs_find_beside (epochs, mark) : -1;

  if (row < 0 || row == tf_open_series_get_target (open))
    return FALSE;
  tf_open_series_ask (open, row);
  return TRUE;
}

/* The epoch at which both are where they are, as after a session; row: of the leader. */
static double
guess_at (TfSeriesPair *self, int row)
{
  TfOpenSeries *other = tf_series_pair_get_other (self);
  const TfEpochs *beside = tf_open_series_get_epochs (other);
  double epoch = tf_open_series_get_epochs (tf_series_pair_get_leader (self))->rows[row].epoch;
  TfEpoch mark = make_mark (self, epoch);
  int target = tf_open_series_get_target (other);

  return target < 0 || target == tf_epochs_find_beside (beside, &mark) ? epoch : MAX (epoch, beside->rows[target].epoch);
}

/* Where more is known of the files: the other goes to where the leader is. */
static void
keep_together (TfSeriesPair *self)
{
  TfOpenSeries *leader = tf_series_pair_get_leader (self), *other = tf_series_pair_get_other (self);
  int row = leader != NULL ? tf_open_series_get_target (leader) : -1;
  TfEpoch mark;

  if (row < 0 || other == NULL || tf_open_series_get_epochs (other) == NULL)
    return;
  if (isnan (self->at))
    self->at = guess_at (self, row);
  mark = make_mark (self, self->at);
  send_to (other, &mark);
}

void
tf_series_pair_ask (TfSeriesPair *self, int row)
{
  TfOpenSeries *leader = tf_series_pair_get_leader (self);
  const TfEpoch *mark = &tf_open_series_get_epochs (leader)->rows[row];

  self->at = mark->epoch;
  tf_open_series_ask (leader, row);
  send_to (tf_series_pair_get_other (self), mark);
}

void
tf_series_pair_go_to (TfSeriesPair *self, double epoch)
{
  TfEpoch mark = make_mark (self, epoch);

  self->at = epoch;
  for (guint run = 0; run < TF_LAB_N_RUNS; run++)
    send_to (self->open[run], &mark);
}

double
tf_series_pair_get_at (TfSeriesPair *self)
{
  return self->at;
}

/* The epoch of either series that comes next in the layer of the mark, or NAN. */
static double
find_next (TfSeriesPair *self, const TfEpoch *mark, int by)
{
  double found = NAN;

  for (guint run = 0; run < TF_LAB_N_RUNS; run++)
    {
      const TfEpochs *epochs = self->open[run] != NULL ? tf_open_series_get_epochs (self->open[run]) : NULL;

      for (int i = epochs != NULL ? tf_epochs_find_beside (epochs, mark) : -1; i >= 0; i = tf_epochs_step (epochs, i, by))
        {
          double epoch = epochs->rows[i].epoch;

          if ((epoch - mark->epoch) * by > 0 && (isnan (found) || (epoch - found) * by < 0))
            found = epoch;
        }
    }
  return found;
}

/* Of one series its rows; of variants, which have no order, those of the leader. */
static gboolean
goes_alone (TfSeriesPair *self)
{
  TfEpochs *epochs = tf_open_series_get_epochs (tf_series_pair_get_leader (self));

  return tf_series_pair_get_other (self) == NULL || epochs == NULL || epochs->variants || epochs->n == 0;
}

/* From the epoch that is on its way, so that steps made before it has come count. */
static int
find_next_row (TfSeriesPair *self, int by)
{
  TfOpenSeries *leader = tf_series_pair_get_leader (self);
  TfEpochs *epochs = tf_open_series_get_epochs (leader);
  int target = tf_open_series_get_target (leader);

  return epochs != NULL ? tf_epochs_step (epochs, target >= 0 ? target : tf_open_series_get_shown (leader), by) : -1;
}

gboolean
tf_series_pair_can_step (TfSeriesPair *self, int by)
{
  TfEpoch mark;

  if (goes_alone (self))
    return find_next_row (self, by) >= 0;
  mark = make_mark (self, isnan (self->at) ? -by * INFINITY : self->at);
  return !isnan (find_next (self, &mark, by));
}

gboolean
tf_series_pair_step (TfSeriesPair *self, int by)
{
  int row = goes_alone (self) ? find_next_row (self, by) : -1;
  gboolean moves = FALSE;

  if (row >= 0)
    tf_series_pair_ask (self, row);
  while (!goes_alone (self) && !moves && tf_series_pair_can_step (self, by))
    {
      TfEpoch mark = make_mark (self, isnan (self->at) ? -by * INFINITY : self->at);

      self->at = mark.epoch = find_next (self, &mark, by);
      for (guint run = 0; run < TF_LAB_N_RUNS; run++)
        moves = send_to (self->open[run], &mark) || moves;
    }
  return row >= 0 || moves;
}

void
tf_series_pair_leap (TfSeriesPair *self, guint most)
{
  const TfEpochs *epochs = tf_open_series_get_epochs (tf_series_pair_get_leader (self));
  guint n = epochs != NULL ? epochs->n / MAX (epochs->n_layers, 1) : 0;

  for (guint i = 0; i < MAX ((n + most - 1) / most, 1) && tf_series_pair_step (self, 1); i++)
    ;
}

void
tf_series_pair_go_back (TfSeriesPair *self)
{
  TfOpenSeries *leader = tf_series_pair_get_leader (self);
  int shown = tf_open_series_get_shown (leader);

  if (goes_alone (self) && shown >= 0)
    tf_series_pair_ask (self, tf_epochs_go_back (tf_open_series_get_epochs (leader), shown));
  if (goes_alone (self))
    return;
  self->at = NAN;
  tf_series_pair_step (self, 1);
}

void
tf_series_pair_go_to_end (TfSeriesPair *self)
{
  TfEpochs *epochs = tf_open_series_get_epochs (tf_series_pair_get_leader (self));
  TfEpoch mark;
  double next;
  int last = -1;

  if (goes_alone (self))
    {
      for (int row = find_next_row (self, 1); row >= 0; row = tf_epochs_step (epochs, row, 1))
        last = row;
      if (last >= 0)
        tf_series_pair_ask (self, last);
      return;
    }
  mark = make_mark (self, isnan (self->at) ? -INFINITY : self->at);
  while (!isnan (next = find_next (self, &mark, 1)))
    mark.epoch = next;
  if (isfinite (mark.epoch))
    tf_series_pair_go_to (self, mark.epoch);
}

gboolean
tf_series_pair_is_waiting (TfSeriesPair *self)
{
  for (guint run = 0; run < TF_LAB_N_RUNS; run++)
    if (self->open[run] != NULL && tf_open_series_is_waiting (self->open[run]))
      return TRUE;
  return FALSE;
}

gboolean
tf_series_pair_poll (TfSeriesPair *self)
{
  TfOpenSeries *leader = tf_series_pair_get_leader (self);
  gboolean grown = FALSE;

  for (guint run = 0; run < TF_LAB_N_RUNS; run++)
    if (self->open[run] != NULL && tf_open_series_poll (self->open[run]))
      grown = TRUE;
  if (grown)
    keep_together (self);
  return leader != NULL && tf_open_series_get_epochs (leader) != NULL;
}

gboolean
tf_series_pair_take (TfSeriesPair *self, TfSeriesCome come[TF_LAB_N_RUNS])
{
  gboolean any = FALSE;

  for (guint run = 0; run < TF_LAB_N_RUNS; run++)
    come[run] = (TfSeriesCome){ NULL, -1, NULL };
  if (tf_series_pair_is_waiting (self))
    return FALSE;
  for (guint run = 0; run < TF_LAB_N_RUNS; run++)
    if (self->open[run] != NULL)
      {
        come[run].before = tf_open_series_get_shown (self->open[run]);
        come[run].row = tf_open_series_take (self->open[run], &come[run].moments);
        any = any || come[run].row != NULL;
      }
  return any;
}
