/* arrays-moments.c: counts, class means and within-class covariance in the place of features
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `counts` (K), `means` (K x d) and `cov_within` (d x d: Sigma_W, divided by N) have to be
 * there. `classes` (K: the labels), `sample` (n x d) with `sample_labels` (n), `means_rest`
 * (K x d: what of the means double precision does not hold), `sample_keys` (n: summary.h) and
 * `dtype` (of the features) may be.
 */
#include "arrays.h"

#include <math.h>
#include <string.h>

/* The covariance may differ from its transpose by so much of its largest number. */
#define ASYMMETRY 1e-5

gboolean
tf_arrays_hold_moments (TfArrays *self)
{
  static const char *const needed[] = { "counts", "means", "cov_within" };

  for (gsize i = 0; i < G_N_ELEMENTS (needed); i++)
    if (tf_arrays_find (self, needed[i]) < 0)
      return FALSE;
  return TRUE;
}

/* An array of numbers as doubles, row-major, newly allocated; NULL where it is not there, or
 * with an error. */
static double *
read_numbers (TfArrays *self, const char *key, guint n_dims, gsize rows, gsize columns, const TfLoad *load, GError **error)
{
  g_auto (TfArray) array = { 0 };
  g_autofree double *values = NULL;
  g_autofree char *shape = NULL;
  gboolean turned;

  if (tf_arrays_read_array (self, key, &array, TRUE, load, error) <= 0)
    return NULL;
  turned = array.n_dims == 2 && array.dims[0] == columns && array.dims[1] == rows && rows != columns;
  shape = tf_array_describe (&array);
  if (array.scalar >= TF_SCALAR_BYTES || array.n_dims != n_dims || array.n_items != rows * columns
      || (array.dims[0] != rows && !turned))
    {
      tf_features_fail (error, TF_FEATURES_ERROR_VALUE, "%s is %s and does not fit counts and means.", key, shape);
      return NULL;
    }
  values = g_new (double, MAX (array.n_items, 1));
  if (array.n_dims < 2 || (array.fortran == turned))
    tf_scalar_to_doubles (array.scalar, array.data, array.n_items, values);
  else
    tf_scalar_gather (array.scalar, array.data, rows, columns, 1, rows, values);
  return g_steal_pointer (&values);
}

static gboolean
take_counts (TfArrays *self, TfSummary *summary, const TfLoad *load, GError **error)
{
  g_auto (TfArray) array = { 0 };
  g_autofree double *counts = NULL;

  if (tf_arrays_read_array (self, "counts", &array, TRUE, load, error) <= 0)
    return FALSE;
  if (array.n_dims != 1 || array.n_items < 1 || array.n_items > TF_FEATURES_MAX_CLASSES || array.scalar >= TF_SCALAR_BYTES)
    return tf_features_fail (error, TF_FEATURES_ERROR_VALUE, "The counts must be a list: how many samples each class has.");
  counts = g_new (double, array.n_items);
  tf_scalar_to_doubles (array.scalar, array.data, array.n_items, counts);
  summary->n_classes = (guint) array.n_items;
  summary->sizes = g_new (gsize, array.n_items);
  for (gsize k = 0; k < array.n_items; k++)
    {
      if (!(counts[k] >= 1 && counts[k] <= 0x1p52 && counts[k] == floor (counts[k])))
        return tf_features_fail (error, TF_FEATURES_ERROR_VALUE,
                                 "Count %" G_GSIZE_FORMAT " (counted from 1) is not a whole number of one or more samples.", k + 1);
      summary->sizes[k] = (gsize) counts[k];
      summary->n_samples += summary->sizes[k];
    }
  return TRUE;
}

/* d is what the means have beside K. */
static gboolean
find_dim (TfArrays *self, TfSummary *summary, GError **error)
{
  gssize i = tf_arrays_find (self, "means");
  g_auto (TfArrayStream) stream = { 0 };
  g_auto (TfArray) array = { 0 };

  if (!self->kind->open (self, (gsize) i, &stream, error) || !self->kind->read_header (self, (gsize) i, &stream, &array, error))
    return FALSE;
  if (array.n_dims != 2 || array.n_items == 0 || (array.dims[0] != summary->n_classes && array.dims[1] != summary->n_classes))
    return tf_features_fail (error, TF_FEATURES_ERROR_VALUE, "The means must be a row for each class of the counts.");
  summary->dim = array.dims[array.dims[0] == summary->n_classes ? 1 : 0];
  return TRUE;
}

/* Makes it symmetric; FALSE where it is no covariance. */
static gboolean
check_covariance (TfSummary *summary, GError **error)
{
  gsize   d = summary->dim;
  double *a = summary->covariance, most = 0;

  for (gsize i = 0; i < d; i++)
    {
      if (!(a[i * (d + 1)] >= 0))
        return tf_features_fail (error, TF_FEATURES_ERROR_VALUE, "cov_within has a negative variance (number %" G_GSIZE_FORMAT ").", i + 1);
      most = fmax (most, a[i * (d + 1)]);
    }
  for (gsize j = 0; j < d; j++)
    for (gsize i = j + 1; i < d; i++)
      {
        double both = 0.5 * (a[i + j * d] + a[j + i * d]);

        if (fabs (a[i + j * d] - a[j + i * d]) > ASYMMETRY * most || fabs (both) > (1 + ASYMMETRY) * most)
          return tf_features_fail (error, TF_FEATURES_ERROR_VALUE,
                                   "cov_within is no covariance: it is not symmetric, or larger off its diagonal than on it.");
        a[i + j * d] = a[j + i * d] = both;
      }
  return TRUE;
}

/* The classes' labels, and where each of the counts' order goes. */
static guint32 *
take_names (TfArrays *self, TfParts *parts, guint n, const TfLoad *load, GError **error)
{
  g_auto (TfArray) array = { 0 };
  int      found = tf_arrays_read_array (self, "classes", &array, FALSE, load, error);
  guint32 *place;

  if (found < 0)
    return NULL;
  if (found == 0)
    {
      g_autofree gint64 *numbers = g_new (gint64, n);
      TfArray counted = { .scalar = TF_SCALAR_INT64, .item_size = 8, .n_dims = 1, .n_items = n, .data = (guint8 *) numbers };

      counted.dims[0] = n;
      for (guint k = 0; k < n; k++)
        numbers[k] = k;
      if (!tf_labels_read_array (&parts->labels, &counted, "classes", error))
        return NULL;
    }
  else if (!tf_labels_read_array (&parts->labels, &array, "classes", error))
    return NULL;
  if (parts->labels.n != n || parts->labels.n_classes != n)
    {
      tf_features_fail (error, TF_FEATURES_ERROR_VALUE, "The classes must be as many different labels as there are counts.");
      return NULL;
    }
  place = g_memdup2 (parts->labels.classes, n * sizeof *place);
  return place;
}

/* The class of a label by its name; -1 for none. */
static int
find_class (const TfLabels *labels, const char *name)
{
  for (guint k = 0; k < labels->n_classes; k++)
    if (g_str_equal (labels->names[k], name))
      return (int) k;
  return -1;
}

/* Keys in order, or none. */
static void
take_keys (TfArrays *self, TfSummary *summary, const TfLoad *load)
{
  g_auto (TfArray) array = { 0 };

  if (tf_arrays_read_array (self, "sample_keys", &array, FALSE, load, NULL) <= 0 || array.scalar != TF_SCALAR_UINT64
      || array.n_dims != 1 || array.n_items != summary->n_sample)
    return;
  summary->keys = g_memdup2 (array.data, MAX (array.n_items, 1) * sizeof (guint64));
  for (gsize i = 1; i < summary->n_sample; i++)
    if (summary->keys[i] < summary->keys[i - 1])
      {
        g_clear_pointer (&summary->keys, g_free);
        return;
      }
}

/* After the classes have their places. */
static gboolean
take_sample (TfArrays *self, TfParts *parts, TfSummary *summary, const TfLoad *load, GError **error)
{
  g_auto (TfArray) array = { 0 };
  g_auto (TfLabels) labels = { 0 };
  g_autofree double *sample = NULL;
  g_autoptr (GError) failure = NULL;
  int found = tf_arrays_read_array (self, "sample_labels", &array, FALSE, load, error);

  if (found <= 0)
    return found == 0;
  if (array.n_items == 0)
    return TRUE;
  if (!tf_labels_read_array (&labels, &array, "sample_labels", error))
    return FALSE;
  sample = read_numbers (self, "sample", 2, labels.n, summary->dim, load, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (sample == NULL)
    return TRUE;
  summary->n_sample = labels.n;
  summary->sample = g_new (float, labels.n * summary->dim);
  summary->sample_classes = g_new (guint32, labels.n);
  for (gsize i = 0; i < labels.n * summary->dim; i++)
    summary->sample[i] = (float) sample[i];
  for (gsize i = 0; i < labels.n; i++)
    {
      int k = find_class (&parts->labels, labels.names[labels.classes[i]]);

      if (k < 0)
        return tf_features_fail (error, TF_FEATURES_ERROR_VALUE, "A sample has a label that is not among the classes.");
      summary->sample_classes[i] = (guint32) k;
    }
  take_keys (self, summary, load);
  return TRUE;
}

/* Of the features, as others name it; where nothing is said, what networks mostly use. */
static const char *
take_dtype (TfArrays *self, const TfLoad *load)
{
  g_auto (TfArray) array = { 0 };
  g_auto (TfLabels) labels = { 0 };

  if (tf_arrays_read_array (self, "dtype", &array, FALSE, load, NULL) > 0 && array.scalar >= TF_SCALAR_BYTES
      && array.n_dims <= 1 && array.n_items == 1)
    {
      array.n_dims = 1;
      array.dims[0] = 1;
      if (tf_labels_read_array (&labels, &array, NULL, NULL) && g_str_equal (labels.names[0], "text"))
        return "text";
      for (guint s = 0; labels.names != NULL && s < TF_SCALAR_BYTES; s++)
        if (g_str_equal (tf_scalar_get_name (s), labels.names[0]))
          return tf_scalar_get_name (s);
    }
  return "float32";
}

static gboolean
refuse_choice (const TfLoad *load, GError **error)
{
  const TfFeaturesOptions *o = load->options;

  if (o->features_columns == NULL && o->leave_out == NULL && o->leave_out_classes == NULL)
    return TRUE;
  return tf_features_fail (error, TF_FEATURES_ERROR_VALUE,
                           "This is a file of moments, which are those of all columns and classes: none can be left out any more.");
}

gboolean
tf_arrays_read_moments (TfArrays *self, TfParts *parts, const TfLoad *load, guint32 **place, GError **error)
{
  TfSummary *summary = parts->summary = g_new0 (TfSummary, 1);
  GError    *failure = NULL;

  if (!tf_load_is_here (load, error) || !refuse_choice (load, error))
    return FALSE;
  if (!take_counts (self, summary, load, error) || !find_dim (self, summary, error))
    return FALSE;
  summary->means = read_numbers (self, "means", 2, summary->n_classes, summary->dim, load, error);
  if (summary->means == NULL)
    return FALSE;
  summary->covariance = read_numbers (self, "cov_within", 2, summary->dim, summary->dim, load, error);
  if (summary->covariance == NULL || !check_covariance (summary, error))
    return FALSE;
  summary->rest = read_numbers (self, "means_rest", 2, summary->n_classes, summary->dim, load, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  *place = take_names (self, parts, summary->n_classes, load, error);
  if (*place == NULL)
    return FALSE;
  tf_summary_sort_classes (summary, *place);
  if (!take_sample (self, parts, summary, load, error))
    return FALSE;
  parts->dtype = take_dtype (self, load);
  parts->features = (TfArray){ .scalar = TF_SCALAR_FLOAT64, .n_dims = 2, .dims = { summary->n_sample, summary->dim } };
  tf_parts_set_origin (&parts->labels_from, "array 'counts'");
  tf_parts_set_origin (&parts->features_from, "moments, arrays 'means' and 'cov_within'");
  return TRUE;
}
