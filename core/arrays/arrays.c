/* arrays.c: features, labels and last layer out of a file of arrays
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "arrays.h"

#include <string.h>

#include "features-listing.h"

/* Bytes that sorting a label into its class takes beside the label itself. */
#define LABEL_COST 20

static const char *const weights_keys[]
    = { "W", "weights", "weight", "kernel", "fc.weight", "fc_weight", "head.weight", "classifier.weight", "linear.weight", NULL };
static const char *const bias_keys[] = { "b", "bias", "fc.bias", "fc_bias", "head.bias", "classifier.bias", "linear.bias", NULL };

static gboolean
note_array (char **origin, const char *name)
{
  g_autofree char *clean = tf_text_clean (name, -1);

  tf_parts_set_origin (origin, "array '%s'", clean);
  return TRUE;
}

static gboolean
read_labels (TfArrays *self, TfParts *parts, const TfLoad *load, GError **error)
{
  gssize i = tf_arrays_choose (self, TRUE, load->options->labels_key, error);
  g_auto (TfArrayStream) member = { 0 };
  g_auto (TfArray) array = { 0 };
  TfLoad quiet = *load;

  quiet.progress = NULL;
  return i >= 0 && self->kind->open (self, (gsize) i, &member, error)
         && self->kind->read_header (self, (gsize) i, &member, &array, error)
         && tf_load_spend (&self->file->budget, array.n_items * LABEL_COST, member.name, error)
         && tf_arrays_read_data (self, i, &member, &array, FALSE, &quiet, error)
         && tf_labels_read_array (&parts->labels, &array, member.name, error)
         && note_array (&parts->labels_from, member.name);
}

static gboolean
read_features (TfArrays *self, TfParts *parts, const TfLoad *load, GError **error)
{
  gboolean lone = parts->unlabelled && self->n == 1 && load->options->features_key == NULL;
  gssize i = lone ? 0 : tf_arrays_choose (self, FALSE, load->options->features_key, error);
  gboolean found_out = load->options->features_key == NULL && load->options->labels_key == NULL && load->options->labels_path == NULL;
  g_auto (TfArrayStream) member = { 0 };

  parts->has_test = found_out && !load->options->alone && !parts->unlabelled && i >= 0 && tf_arrays_have_test_beside (self, i);
  return i >= 0 && self->kind->open (self, (gsize) i, &member, error)
         && self->kind->read_header (self, (gsize) i, &member, &parts->features, error)
         && tf_array_check_features (&parts->features, member.name, error)
         && tf_parts_orient (parts, member.name, error)
         && (self->kind->start_data == NULL || self->kind->start_data (self, (gsize) i, &member, &parts->features, error))
         && tf_parts_read_features (parts, &member.source, load, error)
         && note_array (&parts->features_from, member.name);
}

/* How a layer's array is laid out; rows = K, columns = d for W, 1 for b. */
typedef enum
{
  LAYER_NOT,    /* it is something else */
  LAYER_AS_IS,  /* K x d, or a list of K */
  LAYER_TURNED, /* d x K, as Keras stores kernels */
} Layer;

static Layer
layer_layout (const TfArray *array, gsize rows, gsize columns)
{
  if (array->scalar >= TF_SCALAR_BYTES || array->n_items != rows * columns)
    return LAYER_NOT;
  if (array->n_dims == 1)
    return columns == 1 && array->dims[0] == rows ? LAYER_AS_IS : LAYER_NOT;
  if (array->n_dims != 2)
    return LAYER_NOT;
  if (array->dims[0] == rows && array->dims[1] == columns)
    return LAYER_AS_IS;
  return array->dims[0] == columns && array->dims[1] == rows ? LAYER_TURNED : LAYER_NOT;
}

/* rows x columns, of an array of that shape or of the other way round. */
static double *
layer_values (const TfArray *array, gsize rows, gsize columns, gboolean turned)
{
  double  *values = g_new (double, rows * columns);
  gboolean by_columns = array->fortran != turned;

  for (gsize i = 0; i < rows * columns; i++)
    {
      gsize item = by_columns ? i % columns * rows + i / columns : i;

      tf_scalar_to_doubles (array->scalar, array->data + item * array->item_size, 1, values + i);
    }
  return values;
}

/* The rows of the classes that are kept, where there are rows for all. */
static void
drop_rows (double *values, gsize columns, const TfParts *parts)
{
  for (guint k = 0; k < parts->labels.n_classes; k++)
    if (parts->class_map[k] != G_MAXUINT32)
      memmove (values + parts->class_map[k] * columns, values + k * columns, columns * sizeof *values);
}

static gboolean
is_member (const char *name, gpointer self)
{
  return tf_arrays_find (self, name) != -1;
}

/* A layer within dicts, as model.fc.weight: by a name that says its layer. */
static gssize
find_nested (TfArrays *self, const char *const *keys, char **leave_out)
{
  gssize found = -1;

  for (gsize i = 0; i < self->n; i++)
    {
      const char      *start;
      gsize            n = self->kind->get_key (self, i, &start);
      g_autofree char *name = g_strndup (start, n);

      for (gsize j = 0; keys[j] != NULL; j++)
        {
          g_autofree char *end = g_strconcat (".", keys[j], NULL);

          if (strchr (keys[j], '.') == NULL || !g_str_has_suffix (name, end)
              || (leave_out != NULL && g_strv_contains ((const char *const *) leave_out, name)))
            continue;
          found = found == -1 ? (gssize) i : -2;
        }
    }
  return found;
}

/* The member that has one of the names and is not left out; -1 for none, -2 for several. */
static gssize
find_layer (TfArrays *self, const char *const *keys, const TfLoad *load)
{
  g_auto (GStrv) leave_out = tf_names_expand (load->options->leave_out, is_member, self);
  gssize found = -1;

  for (gsize i = 0; keys[i] != NULL; i++)
    {
      gboolean    left = leave_out != NULL && g_strv_contains ((const char *const *) leave_out, keys[i]);
      gssize next = left ? -1 : tf_arrays_find (self, keys[i]);

      if (next != -1)
        found = found == -1 ? next : -2;
    }
  return found != -1 ? found : find_nested (self, keys, leave_out);
}

/* Beside the features stand the layers of a network whose inputs they are: W and b are its last ones. */
static gboolean
has_network (TfArrays *self)
{
  return tf_arrays_find (self, "V1") != -1;
}

/* The last layer is an extra: what does not fit is left out and said so, but
 * a broken archive is an error here too. columns: d for W, 1 for b. */
static gboolean
read_layer (TfArrays          *self,
            const char *const *keys,
            gsize              columns,
            double           **values,
            TfParts           *parts,
            const TfLoad      *load,
            GError           **error)
{
  gssize i = find_layer (self, keys, load);
  gsize       rows = parts->labels.n_classes;
  Layer       layout;
  g_auto (TfArrayStream) member = { 0 };
  g_auto (TfArray) array = { 0 };
  g_autoptr (GError) unread = NULL;
  g_autofree char *shape = NULL;
  TfLoad           quiet = *load;

  quiet.progress = NULL;
  if (i == -1)
    return TRUE;
  if (i == -2)
    {
      tf_parts_add_notice (parts, "%s is there more than once and was left out", keys[0]);
      return TRUE;
    }
  if (!self->kind->open (self, (gsize) i, &member, error))
    return FALSE;
  if (!self->kind->read_header (self, (gsize) i, &member, &array, &unread))
    {
      tf_parts_add_notice (parts, "%s could not be read and was left out", member.name);
      return TRUE;
    }
  layout = layer_layout (&array, rows, columns);
  if (layout == LAYER_NOT && parts->class_map != NULL)
    layout = layer_layout (&array, rows = parts->n_kept, columns);
  shape = tf_array_describe (&array);
  if (layout == LAYER_NOT)
    {
      if (!has_network (self))
        tf_parts_add_notice (parts, "%s (%s) does not fit the features and was left out", member.name, shape);
      return TRUE;
    }
  if (tf_arrays_read_data (self, i, &member, &array, TRUE, &quiet, &unread))
    *values = layer_values (&array, rows, columns, layout == LAYER_TURNED);
  else if (g_error_matches (unread, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE))
    tf_parts_add_notice (parts, "%s holds a value that is no number and was left out", member.name);
  else
    g_propagate_error (error, g_steal_pointer (&unread));
  if (*values != NULL && parts->class_map != NULL && rows == parts->labels.n_classes)
    drop_rows (*values, columns, parts);
  if (*values != NULL && layout == LAYER_TURNED && columns > 1)
    {
      parts->weights_turned = TRUE;
      tf_parts_add_notice (parts, "%s is stored as %s and was transposed", member.name, shape);
    }
  return *values != NULL || unread != NULL;
}

/* What is left out may be the last layer's arrays; else it is columns. */
static void
sort_left_out (TfArrays *self, TfParts *parts, const TfLoad *load)
{
  g_auto (GStrv) names = tf_names_expand (load->options->leave_out, is_member, self);

  for (gsize i = 0; names != NULL && names[i] != NULL; i++)
    if (tf_arrays_find (self, names[i]) == -1)
      tf_parts_leave_column (parts, names[i]);
}

static TfListed *
describe_array (TfArrays *self, gsize i, const char *name, gsize n)
{
  g_auto (TfArrayStream) stream = { 0 };
  g_auto (TfArray) array = { 0 };
  TfListed *listed;

  if (!self->kind->open (self, i, &stream, NULL) || !self->kind->read_header (self, i, &stream, &array, NULL))
    return NULL;
  listed = g_new0 (TfListed, 1);
  listed->key = g_strndup (name, n);
  listed->name = tf_text_clean (stream.name, -1);
  listed->first = tf_array_describe (&array);
  listed->is_array = TRUE;
  listed->may_be_layer = g_strv_contains (weights_keys, listed->key) || g_strv_contains (bias_keys, listed->key);
  return listed;
}

/* How its arrays look, and what each is taken for. What cannot be read is said where it matters. */
static void
list_arrays (TfArrays *self, gboolean labels, const TfLoad *load)
{
  guint64 budget = self->file->budget;
  gssize  label = labels ? tf_arrays_choose (self, TRUE, load->options->labels_key, NULL) : -1;
  gssize  features = tf_arrays_choose (self, FALSE, load->options->features_key, NULL);
  gssize  weights = find_layer (self, weights_keys, load), bias = find_layer (self, bias_keys, load);

  for (gssize i = 0; i < (gssize) self->n && !g_cancellable_is_cancelled (load->cancellable); i++)
    {
      const char *name;
      gsize       n = self->kind->get_key (self, (gsize) i, &name);
      TfListed   *listed = n > 0 ? describe_array (self, (gsize) i, name, n) : NULL;

      if (listed == NULL)
        continue;
      listed->role = i == features ? TF_LISTED_FEATURES : i == label ? TF_LISTED_LABELS
                     : i == weights || i == bias || tf_arrays_is_head_key (name, n) ? TF_LISTED_LAYER : TF_LISTED_LEFT_OUT;
      g_ptr_array_add (load->listing, listed);
    }
  self->file->budget = budget; /* nothing has been read */
}

/* A single array: a broken one, or one that can be no features, is told as such first. */
static gboolean
ask_for_labels (TfArrays *self, GError **error)
{
  g_auto (TfArrayStream) stream = { 0 };
  g_auto (TfArray) array = { 0 };

  if (self->kind->open (self, 0, &stream, error) && self->kind->read_header (self, 0, &stream, &array, error)
      && tf_array_check_features (&array, stream.name, error))
    g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_NEEDS_LABELS,
                         "This file holds one array and no labels: they are needed too, from a second file.");
  return FALSE;
}

/* Rows of values in the order of the classes. */
static void
sort_rows (double *values, gsize n, gsize columns, const guint32 *place)
{
  g_autofree double *copy = values != NULL ? g_memdup2 (values, n * columns * sizeof (double)) : NULL;

  for (gsize k = 0; values != NULL && k < n; k++)
    memcpy (values + place[k] * columns, copy + k * columns, columns * sizeof (double));
}

/* A moments file, and the last layer in it, whose rows are in the order of the counts. */
static gboolean
read_moments (TfArrays *self, TfParts *parts, const TfLoad *load, GError **error)
{
  g_autofree guint32 *place = NULL;
  gsize k, d;

  if (!tf_arrays_read_moments (self, parts, load, &place, error))
    return FALSE;
  k = parts->summary->n_classes;
  d = parts->summary->dim;
  if (!read_layer (self, weights_keys, d, &parts->weights, parts, load, error)
      || !read_layer (self, bias_keys, 1, &parts->bias, parts, load, error))
    return FALSE;
  sort_rows (parts->weights, k, d, place);
  sort_rows (parts->bias, k, 1, place);
  return TRUE;
}

static gboolean
read_arrays (TfArrays *self, gboolean features, gboolean labels, TfParts *parts, const TfLoad *load, GError **error)
{
  gsize d;

  if (features && load->listing != NULL)
    list_arrays (self, labels, load);
  if (features && tf_arrays_hold_moments (self))
    return read_moments (self, parts, load, error);
  if (features && labels && self->n == 1 && self->kind->names_alone)
    return ask_for_labels (self, error);
  if (labels && !read_labels (self, parts, load, error))
    return FALSE;
  if (!features)
    return TRUE;
  sort_left_out (self, parts, load);
  if (!tf_parts_choose_classes (parts, load->options, error) || !read_features (self, parts, load, error))
    return FALSE;
  d = parts->features.dims[parts->features.transposed ? 0 : 1];
  return read_layer (self, weights_keys, d, &parts->weights, parts, load, error)
         && read_layer (self, bias_keys, 1, &parts->bias, parts, load, error)
         && tf_arrays_read_head_layers (self, d, parts, load, error);
}

/* Whether both are told by their names. */
static gboolean
has_choice (TfArrays *self, gboolean features, gboolean labels, const TfLoad *load)
{
  return (!features || tf_arrays_choose (self, FALSE, load->options->features_key, NULL) >= 0)
         && (!labels || tf_arrays_choose (self, TRUE, load->options->labels_key, NULL) >= 0);
}

/* Batches are put together where nothing can be told without. */
gboolean
tf_arrays_read (TfArrays *self, gboolean features, gboolean labels, TfParts *parts, const TfLoad *load, GError **error)
{
  gboolean apart;
  g_autoptr (TfJoin) join = NULL;
  TfArrays *joined;

  self->set = load->options->set;
  apart = self->n < 2 || tf_arrays_hold_moments (self) || has_choice (self, features, labels, load);
  join = apart ? NULL : tf_join_new (self);
  joined = join != NULL ? tf_join_get_arrays (join) : self;

  return read_arrays (join != NULL && has_choice (joined, features, labels, load) ? joined : self, features, labels, parts, load,
                      error);
}
