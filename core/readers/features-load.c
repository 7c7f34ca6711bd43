/* features-load.c: features from files, with what else their files hold
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "features-load.h"

#include "features-parts.h"
#include "features-set.h"
#include "reader-table.h"

/* Of the same file, read as it was but for what names things in it. */
static void
add_own_test (TfFeatures *features, const char *path, const TfFeaturesOptions *options, GCancellable *cancellable)
{
  TfFeaturesOptions chosen = options != NULL ? *options : (TfFeaturesOptions){ 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (TfFeatures) other = NULL;

  chosen.set = tf_held_out_get_name (TF_HELD_OUT_TEST);
  other = tf_features_read_set (path, &chosen, &(TfReading){ .cancellable = cancellable }, &error);
  tf_features_stand_own_test (features, other, error != NULL ? error->message : NULL);
}

TfFeatures *
tf_features_load (const char              *path,
                  const TfFeaturesOptions *options,
                  GCancellable            *cancellable,
                  TfProgressFunc           progress,
                  gpointer                 user_data,
                  GError                 **error)
{
  return tf_features_load_listed (path, options, NULL, cancellable, progress, user_data, error);
}

TfFeatures *
tf_features_load_listed (const char              *path,
                         const TfFeaturesOptions *options,
                         GPtrArray              **listing,
                         GCancellable            *cancellable,
                         TfProgressFunc           progress,
                         gpointer                 user_data,
                         GError                 **error)
{
  gboolean has_test = FALSE;
  const TfReading how
    = { .listing = listing, .has_test = &has_test, .cancellable = cancellable, .progress = progress, .user_data = user_data };
  TfFeatures *features = tf_features_read_set (path, options, &how, error);

  if (features != NULL && has_test)
    add_own_test (features, path, options, cancellable);
  return features;
}

TfFeatures *
tf_features_summarize (const char              *path,
                       const TfFeaturesOptions *options,
                       const TfShare           *share,
                       GCancellable            *cancellable,
                       TfProgressFunc           progress,
                       gpointer                 user_data,
                       GError                 **error)
{
  const TfReading how
    = { .summarize = TRUE, .share = share, .cancellable = cancellable, .progress = progress, .user_data = user_data };

  return tf_features_read_set (path, options, &how, error);
}

gboolean
tf_features_load_held_out (TfFeatures *self, TfHeldOutKind kind, const char *path, const TfFeaturesOptions *options,
                           GCancellable *cancellable, GError **error)
{
  TfFeaturesOptions chosen = options != NULL ? *options : (TfFeaturesOptions){ 0 };
  g_autoptr (TfFeatures) other = NULL;
  g_autoptr (GError) cause = NULL;

  chosen.set = tf_held_out_get_name (kind);
  other = tf_features_read_set (path, &chosen, &(TfReading){ .cancellable = cancellable }, &cause);
  if (other == NULL && kind == TF_HELD_OUT_OOD && cause->domain == TF_FEATURES_ERROR)
    {
      chosen.unlabelled = TRUE;
      other = tf_features_read_set (path, &chosen, &(TfReading){ .cancellable = cancellable }, NULL);
    }
  if (other == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  return tf_features_set_held_out (self, kind, other, error);
}

const char *const *
tf_features_get_suffixes (void)
{
  return tf_reader_get_suffixes ();
}
