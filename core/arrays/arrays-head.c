/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arrays.h"

#define MOST 9

gboolean
tf_arrays_is_head_key (const char *name, gsize length)
{
  return length == 2 && name[0] == 'W' && name[1] >= '1' && name[1] <= '0' + MOST;
}

/* Adds W_l, of so many columns. 0 where there is none, or none that fits; negative with an error. */
static int
read_one (TfArrays *self, guint l, gsize columns, GArray *sizes, GArray *values, const TfLoad *load, GError **error)
{
  const char key[] = { 'W', (char) ('0' + l), '\0' };
  g_auto (TfArray) array = { 0 };
  int found = tf_arrays_read_array (self, key, &array, TRUE, load, error);
  gsize before = values->len;
  double *to;

  if (found <= 0)
    return found;
  if (array.n_dims != 2 || array.dims[1] != columns || array.scalar >= TF_SCALAR_BYTES || array.n_items == 0
      || array.n_items > G_MAXINT - before)
    return 0;
  g_array_set_size (values, (guint) (before + array.n_items));
  to = &g_array_index (values, double, before);
  if (array.fortran)
    tf_scalar_gather (array.scalar, array.data, array.dims[0], columns, 1, array.dims[0], to);
  else
    tf_scalar_to_doubles (array.scalar, array.data, array.n_items, to);
  g_array_append_val (sizes, array.dims[0]);
  return 1;
}

gboolean
tf_arrays_read_head_layers (TfArrays *self, gsize d, TfParts *parts, const TfLoad *load, GError **error)
{
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
  int found = 1;

  if (parts->weights != NULL || parts->class_map != NULL || tf_arrays_find (self, "W1") < 0 || tf_arrays_find (self, "W2") < 0)
    return TRUE;
  g_array_append_val (sizes, d);
  for (guint l = 1; l <= MOST && found == 1; l++)
    found = read_one (self, l, g_array_index (sizes, gsize, l - 1), sizes, values, load, error);
  if (found < 0)
    return FALSE;
  if (sizes->len < 3 || g_array_index (sizes, gsize, sizes->len - 1) != parts->labels.n_classes)
    {
      tf_parts_add_notice (parts, "W1, W2, … do not lead from %" G_GSIZE_FORMAT " dimensions to %u classes and were left out", d,
                           parts->labels.n_classes);
      return TRUE;
    }
  parts->layers = tf_head_layers_new (sizes->len - 1, (const gsize *) (gconstpointer) sizes->data,
                                      g_memdup2 (values->data, values->len * sizeof (double)));
  parts->weights = tf_head_layers_multiply (parts->layers);
  return TRUE;
}
