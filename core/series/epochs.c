/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epochs.h"

#include <math.h>
#include <string.h>

TfEpochs *
tf_epochs_new (guint n)
{
  TfEpochs *self = g_new0 (TfEpochs, 1);

  self->ref_count = 1;
  self->n = n;
  self->rows = g_new0 (TfEpoch, n);
  for (guint i = 0; i < n; i++)
    self->rows[i].loss = self->rows[i].complexity = NAN;
  return self;
}

TfEpochs *
tf_epochs_ref (TfEpochs *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
tf_epochs_unref (TfEpochs *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  for (guint i = 0; i < self->n; i++)
    {
      g_free (self->rows[i].path);
      g_free (self->rows[i].labels);
      for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
        g_free (self->rows[i].held_out[kind]);
      g_free (self->rows[i].name);
      g_free (self->rows[i].layer);
      g_free (self->rows[i].problem);
    }
  g_free (self->rows);
  g_strfreev (self->layers);
  g_free (self->said);
  g_free (self);
}

int
tf_epochs_find (const TfEpochs *self, const char *path)
{
  for (guint i = 0; path != NULL && i < self->n; i++)
    if (strcmp (self->rows[i].path, path) == 0)
      return i;
  return -1;
}

int
tf_epochs_step (const TfEpochs *self, int i, int by)
{
  const char *layer = i >= 0 ? self->rows[i].layer : NULL;

  for (int j = i >= 0 ? i + by : by > 0 ? 0 : (int) self->n - 1; j >= 0 && j < (int) self->n; j += by)
    if (self->rows[j].problem == NULL && (layer == NULL || strcmp (self->rows[j].layer, layer) == 0))
      return j;
  return -1;
}
