/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "features-set.h"

#include <string.h>

#include "features-join.h"
#include "features-merge.h"
#include "part-files.h"

typedef struct
{
  const char *path;
  char      **parts; /* of the set, or NULL */
  guint       n;
  const TfFeaturesOptions *options;
  const TfReading *how;
  guint       at;    /* the part that is being read */
  gboolean    has_test;
} Set;

static void
progressed_cb (double fraction, gpointer user_data)
{
  Set *set = user_data;

  set->how->progress ((set->at + fraction) / set->n, set->how->user_data);
}

/* An error is of that part. */
static TfFeatures *
read_part (Set *set, guint i, gboolean summarize, GError **error)
{
  TfFeaturesOptions options = *set->options;
  gboolean has_test = FALSE;
  TfReading how = { .listing = i == 0 ? set->how->listing : NULL, .has_test = &has_test, .summarize = summarize, .is_part = TRUE,
                    .share = set->how->share, .cancellable = set->how->cancellable,
                    .progress = set->how->progress != NULL ? progressed_cb : NULL, .user_data = set };
  gboolean apart = options.labels_path != NULL && strrchr (options.labels_path, '*') != NULL;
  g_autofree char *labels = apart ? tf_part_files_name (options.labels_path, set->path, set->parts[i]) : NULL;
  TfFeatures *features;

  if (labels != NULL)
    options.labels_path = labels;
  set->at = i;
  features = tf_features_read (set->parts[i], &options, &how, error);
  set->has_test = set->has_test || has_test;
  return features;
}

static void
name_part (Set *set, guint i, GError **error)
{
  g_autofree char *base = g_path_get_basename (set->parts[i]), *name = g_filename_display_name (base);

  g_prefix_error (error, "%s: ", name);
}

static TfFeatures *
merge (Set *set, const char *name, GError **error)
{
  g_autoptr (TfMerge) merge = tf_merge_new ();

  for (guint i = 0; i < set->n; i++)
    {
      g_autoptr (TfFeatures) features = read_part (set, i, TRUE, error);

      if (features != NULL && tf_merge_add (merge, features, error))
        continue;
      name_part (set, i, error);
      return NULL;
    }
  return tf_merge_finish (merge, name, error);
}

/* *moments: they have to be merged, and nothing failed. */
static TfFeatures *
join (Set *set, const char *name, gboolean *moments, GError **error)
{
  g_autoptr (TfPartJoin) join = tf_part_join_new ();

  for (guint i = 0; i < set->n; i++)
    {
      g_autoptr (TfFeatures) features = read_part (set, i, FALSE, error);

      *moments = features != NULL && tf_features_get_summary (features) != NULL;
      if (features != NULL && !*moments && tf_part_join_add (join, features, moments, *moments ? NULL : error))
        continue;
      if (*moments)
        g_clear_error (error);
      else
        name_part (set, i, error);
      return NULL;
    }
  return tf_part_join_finish (join, name, set->options->unlabelled, error);
}

static TfFeatures *
read_all (Set *set, GError **error)
{
  g_autofree char *base = g_path_get_basename (set->path), *name = g_filename_display_name (base);
  gboolean moments = set->how->summarize;
  GError *failure = NULL;
  TfFeatures *features = moments ? NULL : join (set, name, &moments, &failure);

  if (moments)
    features = merge (set, name, &failure);
  if (failure != NULL)
    g_propagate_error (error, failure);
  if (set->how->has_test != NULL)
    *set->how->has_test = set->has_test;
  return features;
}

TfFeatures *
tf_features_read_set (const char *path, const TfFeaturesOptions *options, const TfReading *how, GError **error)
{
  static const TfFeaturesOptions none = { 0 };
  g_auto (GStrv) parts = tf_part_files_list (path);
  Set set = { path, parts, 0, options != NULL ? options : &none, how, 0, FALSE };

  if (parts == NULL)
    return tf_features_read (path, options, how, error);
  set.n = g_strv_length (parts);
  if (set.n > 0)
    return read_all (&set, error);
  if (how->listing != NULL)
    *how->listing = NULL;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no file with a number in the place of the star.");
  return NULL;
}
