/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epochs-read.h"

#include "epoch-reader.h"

#define POLL 5000 /* microseconds */

static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_REMOVE;
}

TfEpochs *
tf_epochs_read (const char *const *paths, TfSeriesKind kind, const TfParameters *parameters, const TfEpochsBeside beside[],
                GCancellable *cancellable, GError **error)
{
  g_autoptr (TfEpochReader) reader = tf_epoch_reader_new (paths, kind, parameters, wake_cb, NULL);
  g_autoptr (TfEpochs) epochs = NULL;
  TfEpochs *last;

  for (int held_out = 0; held_out < TF_N_HELD_OUT; held_out++)
    if (beside[held_out].told)
      tf_epoch_reader_hold_out (reader, held_out, beside[held_out].path);
  while (!tf_epoch_reader_is_idle (reader) && !g_cancellable_is_cancelled (cancellable))
    g_usleep (POLL);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  last = tf_epoch_reader_poll (reader);
  if (last != NULL)
    epochs = last;
  if (epochs != NULL && epochs->n_measured > 0)
    return g_steal_pointer (&epochs);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "there is no training to be drawn: no file of features of an epoch");
  return NULL;
}
