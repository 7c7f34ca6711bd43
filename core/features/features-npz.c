/* features-npz.c: archives of arrays, as np.savez and np.savez_compressed write them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An .npz is a ZIP archive of .npy members; a member's name without .npy is
 * the array's key. Members that are not asked for are never unpacked. libzip
 * compares the directory with the members' own headers (ZIP_CHECKCONS) and
 * verifies the checksum at a member's end; sizes and doubles are checked here.
 */
#include "features-archive.h"
#include "features-listing.h"

#include <string.h>
#include <unistd.h>

/* Deflate makes at most 1032 bytes of one. */
#define MAX_RATIO 1032

/* Bytes that sorting a label into its class takes beside the label itself. */
#define LABEL_COST 20

static const char *const weights_keys[]
    = { "W", "weights", "weight", "kernel", "fc.weight", "fc_weight", "head.weight", "classifier.weight", "linear.weight", NULL };
static const char *const bias_keys[] = { "b", "bias", "fc.bias", "fc_bias", "head.bias", "classifier.bias", "linear.bias", NULL };

/* A member being read. */
typedef struct
{
  TfByteSource    source;
  zip_file_t *file;
  guint64     size; /* as the directory has it */
  char       *name;
} Member;

static void
member_clear (Member *member)
{
  g_clear_pointer (&member->file, zip_fclose);
  g_clear_pointer (&member->name, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Member, member_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (zip_t, zip_discard)

static gboolean
fail_zip (GError **error, const char *what, zip_error_t *zip_error)
{
  g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT, "%s: %s.", what, zip_error_strerror (zip_error));
  return FALSE;
}

static gboolean
fail_member (GError **error, const char *name, zip_error_t *zip_error)
{
  g_autofree char *what = g_strdup_printf ("%s is damaged in the archive", name);

  return fail_zip (error, what, zip_error);
}

static zip_t *
open_archive (TfFile *file, GError **error)
{
  zip_error_t   zip_error;
  zip_source_t *source;
  zip_t        *archive = NULL;
  int           fd = dup (fileno (file->stream));
  FILE         *stream = fd >= 0 ? fdopen (fd, "rb") : NULL;

  zip_error_init (&zip_error);
  source = stream == NULL ? NULL : zip_source_filep_create (stream, file->zip_start, -1, &zip_error);
  if (source == NULL && stream != NULL)
    fclose (stream);
  else if (source == NULL && fd >= 0)
    close (fd);
  if (source != NULL)
    archive = zip_open_from_source (source, ZIP_RDONLY | ZIP_CHECKCONS, &zip_error);
  if (archive == NULL)
    {
      fail_zip (error, "The archive is broken", &zip_error);
      g_clear_pointer (&source, zip_source_free);
    }
  zip_error_fini (&zip_error);
  return archive;
}

static gssize
read_member (TfByteSource *source, void *buffer, gsize n, GError **error)
{
  Member     *member = source->handle;
  zip_int64_t got = zip_fread (member->file, buffer, n);

  if (got < 0)
    fail_member (error, source->name, zip_file_get_error (member->file));
  else if (got == 0 && n > 0 && source->consumed != member->size)
    {
      g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT,
                   "The archive is broken: it says that %s has %" G_GUINT64_FORMAT " bytes, but %" G_GUINT64_FORMAT
                   " were found.",
                   source->name, member->size, source->consumed);
      return -1;
    }
  return got < 0 ? -1 : (gssize) got;
}

static gboolean
open_member (Member *member, zip_t *archive, zip_int64_t i, TfFile *file, GError **error)
{
  zip_stat_t  status;
  const char *name;
  gsize       n = tf_archive_key_length (archive, i, &name);

  zip_stat_init (&status);
  if (zip_stat_index (archive, (zip_uint64_t) i, 0, &status) != 0)
    return fail_zip (error, "The archive is broken", zip_get_error (archive));
  *member = (Member){ .size = status.size, .name = tf_archive_show_name (name, n) };
  if (status.encryption_method != ZIP_EM_NONE || (status.comp_method != ZIP_CM_STORE && status.comp_method != ZIP_CM_DEFLATE))
    {
      g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_UNSUPPORTED, "%s is %s, which is not read here.",
                   member->name,
                   status.encryption_method != ZIP_EM_NONE ? "encrypted" : "compressed otherwise than by deflate");
      return FALSE;
    }
  if (status.comp_size > file->size || (status.comp_method == ZIP_CM_STORE && status.comp_size != status.size))
    {
      g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT,
                   "The archive is broken: the size of %s cannot be right.", member->name);
      return FALSE;
    }
  member->file = zip_fopen_index (archive, (zip_uint64_t) i, 0);
  if (member->file == NULL)
    return fail_member (error, member->name, zip_get_error (archive));
  member->source = (TfByteSource){ .read = read_member, .handle = member, .name = member->name };
  member->source.honest = status.comp_method == ZIP_CM_STORE;
  member->source.limit = member->source.honest ? status.comp_size : status.comp_size * MAX_RATIO;
  member->source.budget = &file->budget;
  return TRUE;
}

static gboolean
note_array (char **origin, const char *name)
{
  g_autofree char *clean = tf_text_clean (name, -1);

  tf_parts_set_origin (origin, "array '%s'", clean);
  return TRUE;
}

static gboolean
read_labels (zip_t *archive, TfFile *file, TfParts *parts, const TfLoad *load, GError **error)
{
  zip_int64_t i = tf_archive_choose (archive, TRUE, load->options->labels_key, error);
  g_auto (Member) member = { 0 };
  g_auto (TfArray) array = { 0 };
  TfLoad quiet = *load;

  quiet.progress = NULL;
  return i >= 0 && open_member (&member, archive, i, file, error)
         && tf_array_read_header (&array, &member.source, error)
         && tf_load_spend (&file->budget, array.n_items * LABEL_COST, member.name, error)
         && tf_array_read_data (&array, &member.source, FALSE, &quiet, error)
         && tf_labels_read_array (&parts->labels, &array, member.name, error)
         && note_array (&parts->labels_from, member.name);
}

static gboolean
read_features (zip_t *archive, TfFile *file, TfParts *parts, const TfLoad *load, GError **error)
{
  zip_int64_t i = tf_archive_choose (archive, FALSE, load->options->features_key, error);
  g_auto (Member) member = { 0 };

  return i >= 0 && open_member (&member, archive, i, file, error)
         && tf_array_read_header (&parts->features, &member.source, error)
         && tf_array_check_features (&parts->features, member.name, error)
         && tf_parts_orient (parts, member.name, error)
         && tf_array_read_data (&parts->features, &member.source, TRUE, load, error)
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
  double  *values = g_new (double, rows *columns);
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
is_member (const char *name, gpointer archive)
{
  return tf_archive_find (archive, name) != -1;
}

/* The member that has one of the names and is not left out; -1 for none, -2 for several. */
static zip_int64_t
find_layer (zip_t *archive, const char *const *keys, const TfLoad *load)
{
  g_auto (GStrv) leave_out = tf_names_expand (load->options->leave_out, is_member, archive);
  zip_int64_t found = -1;

  for (gsize i = 0; keys[i] != NULL; i++)
    {
      gboolean    left = leave_out != NULL && g_strv_contains ((const char *const *) leave_out, keys[i]);
      zip_int64_t next = left ? -1 : tf_archive_find (archive, keys[i]);

      if (next != -1)
        found = found == -1 ? next : -2;
    }
  return found;
}

/* The last layer is an extra: what does not fit is left out and said so, but
 * a broken archive is an error here too. columns: d for W, 1 for b. */
static gboolean
read_layer (zip_t             *archive,
            TfFile            *file,
            const char *const *keys,
            gsize              columns,
            double           **values,
            TfParts           *parts,
            const TfLoad      *load,
            GError           **error)
{
  zip_int64_t i = find_layer (archive, keys, load);
  gsize       rows = parts->labels.n_classes;
  Layer       layout;
  g_auto (Member) member = { 0 };
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
  if (!open_member (&member, archive, i, file, error))
    return FALSE;
  if (!tf_array_read_header (&array, &member.source, &unread))
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
      tf_parts_add_notice (parts, "%s (%s) does not fit the features and was left out", member.name, shape);
      return TRUE;
    }
  if (tf_array_read_data (&array, &member.source, TRUE, &quiet, &unread))
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
sort_left_out (zip_t *archive, TfParts *parts, const TfLoad *load)
{
  g_auto (GStrv) names = tf_names_expand (load->options->leave_out, is_member, archive);

  for (gsize i = 0; names != NULL && names[i] != NULL; i++)
    if (tf_archive_find (archive, names[i]) == -1)
      tf_parts_leave_column (parts, names[i]);
}

/* How its arrays look, and what each is taken for. What cannot be read is said where it matters. */
static void
list_arrays (zip_t *archive, const TfFile *file, gboolean labels, const TfLoad *load)
{
  TfFile      apart = *file; /* with a budget of its own */
  zip_int64_t label = labels ? tf_archive_choose (archive, TRUE, load->options->labels_key, NULL) : -1;
  zip_int64_t features = tf_archive_choose (archive, FALSE, load->options->features_key, NULL);
  zip_int64_t weights = find_layer (archive, weights_keys, load), bias = find_layer (archive, bias_keys, load);

  for (zip_int64_t i = 0; i < zip_get_num_entries (archive, 0) && !g_cancellable_is_cancelled (load->cancellable); i++)
    {
      g_auto (Member) member = { 0 };
      g_auto (TfArray) array = { 0 };
      const char *name;
      gsize       n = tf_archive_key_length (archive, i, &name);
      TfListed   *listed;

      if (n == 0 || !open_member (&member, archive, i, &apart, NULL) || !tf_array_read_header (&array, &member.source, NULL))
        continue;
      listed = g_new0 (TfListed, 1);
      listed->key = g_strndup (name, n);
      listed->name = tf_text_clean (member.name, -1);
      listed->first = tf_array_describe (&array);
      listed->is_array = TRUE;
      listed->may_be_layer = g_strv_contains (weights_keys, listed->key) || g_strv_contains (bias_keys, listed->key);
      listed->role = i == features ? TF_LISTED_FEATURES : i == label ? TF_LISTED_LABELS
                     : i == weights || i == bias ? TF_LISTED_LAYER : TF_LISTED_LEFT_OUT;
      g_ptr_array_add (load->listing, listed);
    }
}

gboolean
tf_npz_read (TfFile *file, gboolean features, gboolean labels, TfParts *parts, const TfLoad *load, GError **error)
{
  g_autoptr (zip_t) archive = open_archive (file, error);
  gsize d;

  if (archive != NULL && features && load->listing != NULL)
    list_arrays (archive, file, labels, load);
  if (archive == NULL || (labels && !read_labels (archive, file, parts, load, error)))
    return FALSE;
  if (!features)
    return TRUE;
  sort_left_out (archive, parts, load);
  if (!tf_parts_choose_classes (parts, load->options, error) || !read_features (archive, file, parts, load, error))
    return FALSE;
  d = parts->features.dims[parts->features.transposed ? 0 : 1];
  return read_layer (archive, file, weights_keys, d, &parts->weights, parts, load, error)
         && read_layer (archive, file, bias_keys, 1, &parts->bias, parts, load, error);
}
