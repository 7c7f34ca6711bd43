/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "layers-file.h"

#include <string.h>

#include "npz-arrays.h"

static gboolean
fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (GError **error, const char *format, ...)
{
  va_list args;
  g_autofree char *sentence = NULL;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, TF_NETWORK_ERROR, TF_NETWORK_ERROR_START, sentence);
  return FALSE;
}

/* rows x columns numbers, row after row, into values. */
static gboolean
take_array (const TfArray *array, const char *key, gsize rows, gsize columns, double *values, GError **error)
{
  g_autofree char *shape = tf_array_describe (array);
  gboolean is_list = array->n_dims == 1 && columns == 1;

  if (array->scalar >= TF_SCALAR_BYTES || array->n_items != rows * columns || (array->n_dims != 2 && !is_list)
      || array->dims[0] != rows)
    return fail (error, "%s is %s, and the layers that --hidden names need %" G_GSIZE_FORMAT " × %" G_GSIZE_FORMAT, key, shape,
                 rows, columns);
  if (array->fortran)
    tf_scalar_gather (array->scalar, array->data, rows, columns, 1, rows, values);
  else
    tf_scalar_to_doubles (array->scalar, array->data, array->n_items, values);
  return TRUE;
}

/* optional: 0 where it is not there. */
static gboolean
read_array (TfArrays *arrays, const TfLoad *load, const char *key, gboolean optional, gsize rows, gsize columns,
            double *values, GError **error)
{
  g_auto (TfArray) array = { 0 };
  int found = tf_arrays_read_array (arrays, key, &array, TRUE, load, error);

  if (found < 0)
    return FALSE;
  if (found > 0)
    return take_array (&array, key, rows, columns, values, error);
  if (!optional)
    return fail (error, "there is no array %s in it", key);
  memset (values, 0, rows * columns * sizeof (double));
  return TRUE;
}

typedef struct
{
  TfNetwork *network;
  double    *values; /* as the parameters */
} Reading;

static gboolean
read_layer (TfArrays *arrays, const TfLoad *load, const Reading *reading, guint l, GError **error)
{
  gboolean is_last = l == tf_network_get_settings (reading->network)->hidden.n;
  const TfNetworkLayer *layer = tf_network_get_layer (reading->network, l);
  g_autofree char *weights = is_last ? g_strdup ("W") : g_strdup_printf ("V%u", l + 1);
  g_autofree char *biases = is_last ? g_strdup ("b") : g_strdup_printf ("a%u", l + 1);

  return read_array (arrays, load, weights, FALSE, layer->n_outputs, layer->n_inputs, reading->values + layer->weights, error)
         && (!layer->has_bias
             || read_array (arrays, load, biases, TRUE, layer->n_outputs, 1, reading->values + layer->biases, error));
}

static gboolean
read_layers (TfArrays *arrays, const TfLoad *load, gpointer user_data, GError **error)
{
  const Reading *reading = user_data;
  guint n_hidden = tf_network_get_settings (reading->network)->hidden.n;
  g_autofree char *further = g_strdup_printf ("V%u", n_hidden + 1);

  for (guint l = 0; l <= n_hidden; l++)
    if (!read_layer (arrays, load, reading, l, error))
      return FALSE;
  if (tf_arrays_find (arrays, further) != -1)
    return fail (error, "it has an array %s, of a layer more than --hidden names", further);
  return TRUE;
}

gboolean
tf_layers_file_load (TfNetwork *network, const char *path, GCancellable *cancellable, GError **error)
{
  gsize n = tf_network_get_n_parameters (network);
  g_autofree double *values = g_new0 (double, n);
  Reading reading = { network, values };

  if (!tf_npz_use_arrays (path, read_layers, &reading, cancellable, error))
    return FALSE;
  memcpy (tf_network_get_parameters (network), values, n * sizeof (double));
  return TRUE;
}

static gboolean
find_bias (TfArrays *arrays, const TfLoad *load, gpointer user_data, GError **error)
{
  *(gboolean *) user_data = tf_arrays_find (arrays, "b") >= 0;
  return TRUE;
}

gboolean
tf_layers_file_has_bias (const char *path)
{
  gboolean has = FALSE;

  return tf_npz_use_arrays (path, find_bias, &has, NULL, NULL) && has;
}
