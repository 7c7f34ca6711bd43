/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "moments-write.h"

#include <string.h>
#include <zip.h>

#include "npy-write.h"
#include "output.h"

/* Takes the array. */
static gboolean
add_array (zip_t *archive, const char *name, GString *array)
{
  g_autofree char *member = g_strconcat (name, ".npy", NULL);
  gsize            n = array->len;
  char            *bytes = g_string_free (array, FALSE);
  void            *copy = malloc (n); /* libzip frees it */
  zip_source_t    *source;
  zip_int64_t      index;

  if (copy != NULL)
    memcpy (copy, bytes, n);
  g_free (bytes);
  source = copy != NULL ? zip_source_buffer (archive, copy, n, 1) : NULL;
  if (source == NULL)
    {
      free (copy);
      return FALSE;
    }
  index = zip_file_add (archive, member, source, ZIP_FL_ENC_UTF_8);
  if (index < 0)
    {
      zip_source_free (source);
      return FALSE;
    }
  return zip_set_file_compression (archive, (zip_uint64_t) index, ZIP_CM_STORE, 0) == 0
         && zip_file_set_mtime (archive, (zip_uint64_t) index, TF_NPZ_FIRST_TIME, 0) == 0;
}

/* rows x columns, or a list of rows where there are no columns. */
static gboolean
add_numbers (zip_t *archive, const char *name, const char *descr, gsize rows, gsize columns, const void *items, gsize size)
{
  g_autofree char *shape = columns > 0 ? g_strdup_printf ("(%" G_GSIZE_FORMAT ", %" G_GSIZE_FORMAT ")", rows, columns)
                                       : g_strdup_printf ("(%" G_GSIZE_FORMAT ",)", rows);
  GString *array = g_string_new (NULL);

  tf_npy_add_header (array, descr, shape);
  g_string_append_len (array, items, (gssize) (rows * MAX (columns, 1) * size));
  return add_array (archive, name, array);
}

static gboolean
add_labels (zip_t *archive, const char *name, gsize n, const char *const *labels)
{
  GString *array = g_string_new (NULL);

  tf_npy_add_labels (array, n, labels);
  return add_array (archive, name, array);
}

#define DOUBLES TF_NPY_ORDER "f8"

static gboolean
add_moments (zip_t *archive, TfFeatures *features, const TfSummary *s)
{
  gsize k = s->n_classes, d = s->dim;
  g_autofree gint64 *counts = g_new (gint64, k);
  g_autofree const char **names = g_new (const char *, k);
  const char *dtype = tf_features_get_dtype (features);

  for (gsize i = 0; i < k; i++)
    {
      counts[i] = (gint64) s->sizes[i];
      names[i] = tf_features_get_class_name (features, (guint) i);
    }
  return add_numbers (archive, "counts", TF_NPY_ORDER "i8", k, 0, counts, sizeof *counts)
         && add_numbers (archive, "means", DOUBLES, k, d, s->means, sizeof (double))
         && add_numbers (archive, "cov_within", DOUBLES, d, d, s->covariance, sizeof (double))
         && (s->rest == NULL || add_numbers (archive, "means_rest", DOUBLES, k, d, s->rest, sizeof (double)))
         && add_labels (archive, "classes", k, names) && add_labels (archive, "dtype", 1, &dtype);
}

static gboolean
add_sample (zip_t *archive, TfFeatures *features, const TfSummary *s)
{
  g_autofree const char **labels = g_new (const char *, MAX (s->n_sample, 1));

  if (s->n_sample == 0)
    return TRUE;
  for (gsize i = 0; i < s->n_sample; i++)
    labels[i] = tf_features_get_class_name (features, s->sample_classes[i]);
  return add_numbers (archive, "sample", TF_NPY_ORDER "f4", s->n_sample, s->dim, s->sample, sizeof (float))
         && add_labels (archive, "sample_labels", s->n_sample, labels)
         && (s->keys == NULL || add_numbers (archive, "sample_keys", TF_NPY_ORDER "u8", s->n_sample, 0, s->keys, sizeof (guint64)));
}

static gboolean
add_layer (zip_t *archive, TfFeatures *features, const TfSummary *s)
{
  const double *weights = tf_features_get_weights (features), *bias = tf_features_get_bias (features);

  return (weights == NULL || add_numbers (archive, "W", DOUBLES, s->n_classes, s->dim, weights, sizeof (double)))
         && (bias == NULL || add_numbers (archive, "b", DOUBLES, s->n_classes, 0, bias, sizeof (double)));
}

static gboolean
fill_cb (const char *path, gpointer user_data, GError **error)
{
  TfFeatures      *features = user_data;
  const TfSummary *summary = tf_features_get_summary (features);
  zip_t           *archive = zip_open (path, ZIP_CREATE | ZIP_TRUNCATE, NULL);

  if (archive != NULL && add_moments (archive, features, summary) && add_sample (archive, features, summary)
      && add_layer (archive, features, summary) && zip_close (archive) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "could not be written%s%s", archive != NULL ? ": " : "",
               archive != NULL ? zip_strerror (archive) : "");
  if (archive != NULL)
    zip_discard (archive);
  return FALSE;
}

gboolean
tf_moments_write (TfFeatures *features, const char *path, GError **error)
{
  return tf_output_replace (path, fill_cb, features, error);
}
