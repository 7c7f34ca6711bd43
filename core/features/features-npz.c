/* features-npz.c: archives of arrays, as np.savez and np.savez_compressed write them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An .npz is a ZIP archive of .npy members; a member's name without .npy is
 * the array's key. Members that are not asked for are never unpacked. libzip
 * compares the directory with the members' own headers (ZIP_CHECKCONS) and
 * verifies the checksum at a member's end; sizes and doubles are checked here.
 */
#include "features-private.h"

#include <string.h>
#include <unistd.h>
#include <zip.h>

/* Deflate makes at most 1032 bytes of one. */
#define MAX_RATIO 1032

/* Bytes that sorting a label into its class takes beside the label itself. */
#define LABEL_COST 20

#define MAX_SHOWN_KEYS 8
#define MAX_SHOWN_NAME 40

static const char *const features_keys[] = { "H", "features", "X", NULL };
static const char *const labels_keys[] = { "y", "labels", "targets", NULL };
static const char *const weights_keys[] = { "W", "weights", NULL };
static const char *const bias_keys[] = { "b", "bias", NULL };

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

/* A key as it may be shown: valid UTF-8, and not too long. */
static char *
show_name (const char *name, gsize length)
{
  g_autofree char *valid = g_utf8_make_valid (name, (gssize) MIN (length, 4 * MAX_SHOWN_NAME));
  g_autofree char *start = NULL;

  if (g_utf8_strlen (valid, -1) <= MAX_SHOWN_NAME)
    return g_steal_pointer (&valid);
  start = g_utf8_substring (valid, 0, MAX_SHOWN_NAME);
  return g_strconcat (start, "…", NULL);
}

/* The length of the key of member i: of its name without ".npy"; 0 for none. */
static gsize
key_length (zip_t *archive, zip_int64_t i, const char **name)
{
  gsize n;

  *name = zip_get_name (archive, (zip_uint64_t) i, ZIP_FL_ENC_RAW);
  if (*name == NULL)
    return 0;
  n = strlen (*name);
  return n > 4 && memcmp (*name + n - 4, ".npy", 4) == 0 ? n - 4 : 0;
}

/* The member of that key, -1 when there is none, -2 when there are two. */
static zip_int64_t
find_key (zip_t *archive, const char *key)
{
  zip_int64_t found = -1;
  gsize       n = strlen (key);

  for (zip_int64_t i = 0; i < zip_get_num_entries (archive, 0); i++)
    {
      const char *name;

      if (key_length (archive, i, &name) != n || n == 0 || memcmp (name, key, n) != 0)
        continue;
      if (found >= 0)
        return -2;
      found = i;
    }
  return found;
}

/* "H, y and 3 more" */
static char *
list_keys (zip_t *archive)
{
  GString    *list = g_string_new (NULL);
  zip_int64_t n_more = 0;
  guint       n_shown = 0;

  for (zip_int64_t i = 0; i < zip_get_num_entries (archive, 0); i++)
    {
      const char      *name;
      gsize            n = key_length (archive, i, &name);
      g_autofree char *shown = n > 0 && n_shown < MAX_SHOWN_KEYS ? show_name (name, n) : NULL;

      if (shown != NULL)
        g_string_append_printf (list, "%s%s", n_shown++ > 0 ? ", " : "", shown);
      else if (n > 0)
        n_more++;
    }
  if (n_more > 0)
    g_string_append_printf (list, " and %" G_GINT64_FORMAT " more", (gint64) n_more);
  return g_string_free (list, FALSE);
}

/* Chooses the member that wanted names or, without that, the one that has a
 * usual name; -1 with an error when there is none, or more than one. */
static zip_int64_t
choose (zip_t *archive, const char *what, const char *wanted, const char *const *usual, const char *last, GError **error)
{
  g_autofree char *keys = list_keys (archive);
  zip_int64_t      found = wanted != NULL ? find_key (archive, wanted) : -1;
  g_autoptr (GString) several = g_string_new (NULL);

  for (gsize i = 0; wanted == NULL && usual[i] != NULL && found != -2; i++)
    {
      zip_int64_t next = find_key (archive, usual[i]);

      if (next == -1)
        continue;
      g_string_append_printf (several, "%s%s", several->len > 0 ? ", " : "", usual[i]);
      found = next == -2 ? -2 : found == -1 ? next : -3;
    }
  if (found == -1 && wanted == NULL)
    found = find_key (archive, last);
  if (found >= 0)
    return found;
  if (*keys == '\0')
    g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT, "The archive holds no arrays.");
  else if (found == -2)
    g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT,
                 "The archive holds two arrays of the same name (it has %s).", keys);
  else if (found == -3)
    g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_AMBIGUOUS,
                 "More than one array may be the %s (%s): choose one (--%s-key NAME).", what, several->str, what);
  else if (wanted != NULL)
    g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT, "There is no array %s; the archive has %s.", wanted,
                 keys);
  else
    g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_AMBIGUOUS,
                 "No array is named as %s are (%s, %s or %s); the archive has %s: say which (--%s-key NAME%s).", what,
                 usual[0], usual[1], usual[2], keys, what,
                 usual == labels_keys ? ", or give the labels as --labels FILE" : "");
  return -1;
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
  gsize       n = key_length (archive, i, &name);

  zip_stat_init (&status);
  if (zip_stat_index (archive, (zip_uint64_t) i, 0, &status) != 0)
    return fail_zip (error, "The archive is broken", zip_get_error (archive));
  *member = (Member){ .size = status.size, .name = show_name (name, n) };
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
read_labels (zip_t *archive, TfFile *file, TfParts *parts, const TfLoad *load, GError **error)
{
  zip_int64_t i = choose (archive, "labels", load->options->labels_key, labels_keys, "arr_1", error);
  g_auto (Member) member = { 0 };
  g_auto (TfArray) array = { 0 };
  TfLoad quiet = *load;

  quiet.progress = NULL;
  return i >= 0 && open_member (&member, archive, i, file, error)
         && tf_array_read_header (&array, &member.source, error)
         && tf_load_spend (&file->budget, array.n_items * LABEL_COST, member.name, error)
         && tf_array_read_data (&array, &member.source, FALSE, &quiet, error)
         && tf_labels_read_array (&parts->labels, &array, member.name, error);
}

static gboolean
read_features (zip_t *archive, TfFile *file, TfParts *parts, const TfLoad *load, GError **error)
{
  zip_int64_t i = choose (archive, "features", load->options->features_key, features_keys, "arr_0", error);
  g_auto (Member) member = { 0 };

  return i >= 0 && open_member (&member, archive, i, file, error)
         && tf_array_read_header (&parts->features, &member.source, error)
         && tf_array_check_features (&parts->features, member.name, error)
         && tf_parts_orient (parts, member.name, error)
         && tf_array_read_data (&parts->features, &member.source, TRUE, load, error);
}

/* A K x d matrix (rows = K, columns = d) or a list of K (columns = 1). */
static gboolean
layer_fits (const TfArray *array, gsize rows, gsize columns)
{
  if (array->scalar >= TF_SCALAR_BYTES || array->n_items != rows * columns)
    return FALSE;
  if (array->n_dims == 1)
    return columns == 1 && array->dims[0] == rows;
  return array->n_dims == 2 && ((array->dims[0] == rows && array->dims[1] == columns) || (columns == 1 && array->dims[0] == 1));
}

static double *
layer_values (const TfArray *array, gsize rows, gsize columns)
{
  double *values = g_new (double, rows *columns);

  for (gsize i = 0; i < rows * columns; i++)
    {
      gsize item = array->fortran ? i % columns * rows + i / columns : i;

      tf_scalar_to_doubles (array->scalar, array->data + item * array->item_size, 1, values + i);
    }
  return values;
}

/* The last layer is an extra: what does not fit is left out and said so, but
 * a broken archive is an error here too. */
static gboolean
read_layer (zip_t             *archive,
            TfFile            *file,
            const char *const *keys,
            gsize              rows,
            gsize              columns,
            double           **values,
            TfParts           *parts,
            const TfLoad      *load,
            GError           **error)
{
  zip_int64_t first = find_key (archive, keys[0]), second = find_key (archive, keys[1]);
  g_auto (Member) member = { 0 };
  g_auto (TfArray) array = { 0 };
  g_autoptr (GError) unread = NULL;
  g_autofree char *shape = NULL;
  TfLoad           quiet = *load;

  quiet.progress = NULL;
  if (first == -1 && second == -1)
    return TRUE;
  if (first == -2 || second == -2 || (first >= 0 && second >= 0))
    {
      tf_parts_add_notice (parts, "%s is there more than once and was left out", keys[0]);
      return TRUE;
    }
  if (!open_member (&member, archive, first >= 0 ? first : second, file, error))
    return FALSE;
  if (!tf_array_read_header (&array, &member.source, &unread))
    {
      tf_parts_add_notice (parts, "%s could not be read and was left out", member.name);
      return TRUE;
    }
  shape = tf_array_describe (&array);
  if (!layer_fits (&array, rows, columns))
    {
      tf_parts_add_notice (parts, "%s (%s) does not fit the features and was left out", member.name, shape);
      return TRUE;
    }
  if (tf_array_read_data (&array, &member.source, TRUE, &quiet, &unread))
    *values = layer_values (&array, rows, columns);
  else if (g_error_matches (unread, TF_FEATURES_ERROR, TF_FEATURES_ERROR_VALUE))
    tf_parts_add_notice (parts, "%s holds a value that is no number and was left out", member.name);
  else
    g_propagate_error (error, g_steal_pointer (&unread));
  return *values != NULL || unread != NULL;
}

gboolean
tf_npz_read (TfFile *file, gboolean features, gboolean labels, TfParts *parts, const TfLoad *load, GError **error)
{
  g_autoptr (zip_t) archive = open_archive (file, error);
  gsize k, d;

  if (archive == NULL || (labels && !read_labels (archive, file, parts, load, error)))
    return FALSE;
  if (!features)
    return TRUE;
  if (!read_features (archive, file, parts, load, error))
    return FALSE;
  k = parts->labels.n_classes;
  d = parts->features.dims[parts->features.transposed ? 0 : 1];
  return read_layer (archive, file, weights_keys, k, d, &parts->weights, parts, load, error)
         && read_layer (archive, file, bias_keys, k, 1, &parts->bias, parts, load, error);
}
