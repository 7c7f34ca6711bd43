/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epochs.h"

#include <math.h>
#include <string.h>

#include "epoch-names.h"

#define SPREAD 20 /* last epoch over first, from which on they are not evenly spaced */

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
        {
          g_free (self->rows[i].held_out[kind]);
          g_free (self->rows[i].held_out_labels[kind]);
        }
      g_free (self->rows[i].name);
      g_free (self->rows[i].layer);
      g_free (self->rows[i].problem);
    }
  g_free (self->rows);
  g_strfreev (self->layers);
  g_free (self->said);
  g_free (self);
}

gboolean
tf_epochs_is_spread (const TfEpochs *self)
{
  for (guint i = 0; i < self->n; i++)
    if (self->rows[i].epoch > 0)
      return self->rows[self->n - 1].epoch / self->rows[i].epoch >= SPREAD && self->rows[self->n - 1].epoch > 2 * self->n;
  return FALSE;
}

static gboolean
has_sets (const TfEpochs *self)
{
  for (guint i = 0; i < self->n_layers; i++)
    if (!tf_epoch_rest_is_set (self->layers[i]))
      return FALSE;
  return TRUE;
}

/* " with a test set", where any has one. */
static const char *
describe_held_out (const TfEpochs *self)
{
  gboolean any[TF_N_HELD_OUT] = { FALSE };

  for (guint i = 0; i < self->n; i++)
    for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
      any[kind] = any[kind] || self->rows[i].held_out[kind] != NULL;
  if (any[TF_HELD_OUT_TEST] && any[TF_HELD_OUT_OOD])
    return " with a test set and samples out of distribution";
  return any[TF_HELD_OUT_TEST] ? " with a test set" : any[TF_HELD_OUT_OOD] ? " with samples out of distribution" : "";
}

char *
tf_epochs_describe (const TfEpochs *self)
{
  const char *beside = describe_held_out (self);

  if (self->variants)
    return g_strdup_printf ("%u variants of a network%s", self->n, beside);
  if (self->n_layers > 1 && has_sets (self))
    return g_strdup_printf ("%u files: the epochs of a network%s, parts of the data apart (%s first)", self->n, beside, self->layers[0]);
  if (self->n_layers > 1)
    return g_strdup_printf ("%u files: the epochs of %u layers of a network%s", self->n, self->n_layers, beside);
  return g_strdup_printf ("%u epoch%s of a network%s; the folder is watched", self->n, self->n == 1 ? "" : "s", beside);
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

int
tf_epochs_go_back (const TfEpochs *self, int i)
{
  for (int before = i; before >= 0; before = tf_epochs_step (self, before, -1))
    i = before;
  return i;
}

static const char *
choose_layer (const TfEpochs *self, const char *layer)
{
  for (guint i = 0; i < self->n_layers; i++)
    if (strcmp (self->layers[i], layer) == 0)
      return layer;
  return self->n_layers > 0 ? self->layers[0] : "";
}

int
tf_epochs_find_beside (const TfEpochs *self, const TfEpoch *row)
{
  const char *layer = choose_layer (self, row->layer);
  int found = -1;

  for (guint i = 0; i < self->n; i++)
    {
      const TfEpoch *own = &self->rows[i];

      if (own->problem != NULL || strcmp (own->layer, layer) != 0)
        continue;
      if (self->variants ? strcmp (own->name, row->name) == 0 : found < 0 || own->epoch <= row->epoch)
        found = i;
    }
  return found;
}
