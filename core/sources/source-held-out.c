/* source-held-out.c: what is not trained on, beside what a source names
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "data-sets.h"
#include "features-load.h"
#include "source-private.h"

/* One file holds what is trained on and what is not. */
static gboolean
is_both (TfSource *source)
{
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    if (source->held_out[kind] != NULL && source->file != NULL && g_file_equal (source->held_out[kind]->file, source->file))
      return TRUE;
  return FALSE;
}

static void
set_held_out (TfSource *copy, TfHeldOutKind kind, TfSource *other)
{
  g_clear_pointer (&copy->held_out[kind], tf_source_unref);
  copy->held_out[kind] = other != NULL ? tf_source_ref (other) : NULL;
}

/* Both are series. copy is one that no one else has seen. */
static void
stand_beside_layers (TfSource *copy, TfHeldOutKind kind, TfSource *other)
{
  guint n = copy->layers->len, n_found = 0;

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < other->layers->len; j++)
      if (tf_data_set_is_all_that_differs (copy->names[i], other->names[j]))
        {
          set_held_out (copy->layers->pdata[i], kind, other->layers->pdata[j]);
          n_found++;
        }
  for (guint i = 0; n_found == 0 && n == other->layers->len && i < n; i++)
    set_held_out (copy->layers->pdata[i], kind, other->layers->pdata[i]);
}

/* public */

TfSource *
tf_source_new_with_held_out (TfSource *self, TfHeldOutKind kind, TfSource *other)
{
  TfSource *copy = tf_source_copy (self);

  g_assert (other == NULL || other->file != NULL || other->layers != NULL);
  if (copy->layers == NULL)
    {
      set_held_out (copy, kind, other != NULL && other->layers != NULL ? other->layers->pdata[0] : other);
      return copy;
    }
  for (guint i = 0; i < copy->layers->len && (other == NULL || other->layers != NULL); i++)
    set_held_out (copy->layers->pdata[i], kind, NULL);
  if (other != NULL && other->layers != NULL)
    stand_beside_layers (copy, kind, other);
  else
    set_held_out (copy->layers->pdata[0], kind, other);
  return copy;
}

TfSource *
tf_source_get_held_out (TfSource *self, TfHeldOutKind kind)
{
  return self->layers != NULL ? ((TfSource *) self->layers->pdata[0])->held_out[kind] : self->held_out[kind];
}

guint
tf_source_count_held_out (TfSource *self, TfHeldOutKind kind)
{
  guint n = self->held_out[kind] != NULL;

  for (guint i = 0; self->layers != NULL && i < self->layers->len; i++)
    n += ((TfSource *) self->layers->pdata[i])->held_out[kind] != NULL;
  return n;
}

TfFeaturesOptions
tf_source_get_own_options (TfSource *self)
{
  TfFeaturesOptions options = tf_source_get_options (self);

  options.set = is_both (self) ? "train" : NULL;
  return options;
}

gboolean
tf_source_load_held_out (TfSource *source, TfFeatures *features, GCancellable *cancellable, GError **error)
{
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    {
      TfSource *other = source->held_out[kind];
      TfFeaturesOptions options;

      if (other == NULL)
        continue;
      options = tf_source_get_options (other);
      if (!tf_features_load_held_out (features, kind, g_file_peek_path (other->file), &options, cancellable, error))
        {
          g_prefix_error (error, "the %s, %s: ", tf_held_out_get_name (kind), other->title);
          return FALSE;
        }
    }
  return TRUE;
}
