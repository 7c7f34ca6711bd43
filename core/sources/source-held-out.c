/* source-held-out.c: what is not trained on, beside what a source names
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
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

/* public */

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
