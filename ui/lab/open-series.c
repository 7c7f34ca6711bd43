/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "open-series.h"

#include "wake.h"

struct _TfOpenSeries
{
  TfEpochReader *reader;
  GSource       *wake;
  char         **paths;
  TfSeriesKind   kind;
  TfEpochs      *epochs; /* NULL: nothing is known yet */
  char          *shown;  /* path of the file on the display, or NULL */
  char          *asked;  /* path of the one that is being brought, or NULL */
  char          *come;   /* path of the one whose moments wait to be shown, or NULL */
  TfMoments     *moments;
};

TfOpenSeries *
tf_open_series_new (const char *const *paths, TfSeriesKind kind, const TfParameters *parameters, GSourceFunc changed, gpointer user_data)
{
  TfOpenSeries *self = g_new0 (TfOpenSeries, 1);

  self->paths = g_strdupv ((char **) paths);
  self->kind = kind;
  self->wake = tf_wake_new (changed, user_data);
  self->reader = tf_epoch_reader_new (paths, kind, parameters, tf_wake_ready, self->wake);
  return self;
}

void
tf_open_series_free (TfOpenSeries *self)
{
  tf_epoch_reader_free (self->reader); /* its thread has ended: no one wakes any more */
  g_source_destroy (self->wake);
  g_source_unref (self->wake);
  g_clear_pointer (&self->epochs, tf_epochs_unref);
  g_clear_pointer (&self->moments, tf_moments_unref);
  g_strfreev (self->paths);
  g_free (self->shown);
  g_free (self->asked);
  g_free (self->come);
  g_free (self);
}

static void
forget_come (TfOpenSeries *self)
{
  g_clear_pointer (&self->come, g_free);
  g_clear_pointer (&self->moments, tf_moments_unref);
}

/* A file that cannot be read any more is no longer waited for. */
static void
take_brought (TfOpenSeries *self)
{
  g_autofree char *path = NULL;
  g_autoptr (TfMoments) moments = NULL;

  if (!tf_epoch_reader_take (self->reader, &path, &moments) || g_strcmp0 (path, self->asked) != 0)
    return;
  g_clear_pointer (&self->asked, g_free);
  forget_come (self);
  if (moments == NULL)
    return;
  self->come = g_steal_pointer (&path);
  self->moments = g_steal_pointer (&moments);
}

gboolean
tf_open_series_poll (TfOpenSeries *self)
{
  TfEpochs *epochs = tf_epoch_reader_poll (self->reader);

  if (epochs != NULL)
    {
      g_clear_pointer (&self->epochs, tf_epochs_unref);
      self->epochs = epochs;
    }
  if (self->epochs != NULL)
    take_brought (self);
  return epochs != NULL;
}

TfEpochReader *
tf_open_series_get_reader (TfOpenSeries *self)
{
  return self->reader;
}

const char *const *
tf_open_series_get_paths (TfOpenSeries *self)
{
  return (const char *const *) self->paths;
}

TfSeriesKind
tf_open_series_get_kind (TfOpenSeries *self)
{
  return self->kind;
}

TfEpochs *
tf_open_series_get_epochs (TfOpenSeries *self)
{
  return self->epochs;
}

int
tf_open_series_get_shown (TfOpenSeries *self)
{
  return self->epochs != NULL ? tf_epochs_find (self->epochs, self->shown) : -1;
}

const char *
tf_open_series_get_shown_path (TfOpenSeries *self)
{
  return self->shown;
}

int
tf_open_series_get_target (TfOpenSeries *self)
{
  const char *path = self->asked != NULL ? self->asked : self->come != NULL ? self->come : self->shown;

  return self->epochs != NULL ? tf_epochs_find (self->epochs, path) : -1;
}

void
tf_open_series_set_shown (TfOpenSeries *self, const char *path)
{
  g_free (self->shown);
  self->shown = g_strdup (path);
}

void
tf_open_series_ask (TfOpenSeries *self, int row)
{
  const TfEpoch *asked = &self->epochs->rows[row];

  if (g_strcmp0 (asked->path, self->asked) == 0)
    return;
  forget_come (self);
  g_free (self->asked);
  self->asked = g_strdup (asked->path);
  tf_epoch_reader_want (self->reader, asked->path, asked->labels);
}

void
tf_open_series_ask_again (TfOpenSeries *self)
{
  int shown = tf_open_series_get_shown (self);

  g_clear_pointer (&self->asked, g_free);
  if (shown >= 0)
    tf_open_series_ask (self, shown);
}

gboolean
tf_open_series_is_waiting (TfOpenSeries *self)
{
  return self->asked != NULL;
}

const TfEpoch *
tf_open_series_take (TfOpenSeries *self, TfMoments **moments)
{
  int row = self->come != NULL ? tf_epochs_find (self->epochs, self->come) : -1;

  *moments = NULL;
  if (row < 0)
    {
      forget_come (self);
      return NULL;
    }
  *moments = g_steal_pointer (&self->moments);
  tf_open_series_set_shown (self, self->come);
  forget_come (self);
  return &self->epochs->rows[row];
}

TfSource *
tf_open_series_make_source (const TfEpoch *row)
{
  g_autoptr (GFile) file = g_file_new_for_path (row->path);
  g_autoptr (GFile) labels = row->labels != NULL ? g_file_new_for_path (row->labels) : NULL;
  TfSource *source = tf_source_new_file (file, labels);

  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    if (row->held_out[kind] != NULL)
      {
        g_autoptr (TfSource) before = source;
        g_autoptr (GFile) beside = g_file_new_for_path (row->held_out[kind]);
        g_autoptr (GFile) its_labels = row->held_out_labels[kind] != NULL ? g_file_new_for_path (row->held_out_labels[kind]) : NULL;
        g_autoptr (TfSource) other = tf_source_new_file (beside, its_labels);

        source = tf_source_new_with_held_out (before, kind, other);
      }
  return source;
}
