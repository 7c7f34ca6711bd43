/* moments-whole.c: moments of features, and of what is held out beside them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "held-out.h"
#include "moments-gather.h"

/* What stands beside the features. */
static gboolean
take_held_out (TfMoments *self, TfFeatures *features, guint max_kept, GCancellable *cancellable, GError **error)
{
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    {
      TfFeatures *other = tf_features_get_held_out (features, kind);

      if (other != NULL && (self->held_out[kind] = tf_held_out_new (self, kind, other, max_kept, cancellable, error)) == NULL)
        return FALSE;
    }
  return TRUE;
}

TfMoments *
tf_moments_new (TfFeatures *features, guint max_kept, GCancellable *cancellable, GError **error)
{
  g_autoptr (TfMoments) self = tf_moments_gather (features, max_kept, cancellable, error);

  return self != NULL && take_held_out (self, features, max_kept, cancellable, error) ? g_steal_pointer (&self) : NULL;
}

TfMoments *
tf_moments_new_to_measure (TfFeatures *features, GCancellable *cancellable, GError **error)
{
  g_autoptr (TfMoments) self = tf_moments_gather_to_measure (features, cancellable, error);

  return self != NULL && take_held_out (self, features, TF_KEEP_ALL, cancellable, error) ? g_steal_pointer (&self) : NULL;
}
