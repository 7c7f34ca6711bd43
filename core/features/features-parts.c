/* features-parts.c: what every reader does on the way: progress, memory, notices, orientation
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "features-private.h"

#include <string.h>
#include <unistd.h>

/* Between two chunks of a long loop: reports, and fails when cancelled. */
gboolean
tf_load_step (const TfLoad *load, double fraction, GError **error)
{
  if (load->progress != NULL)
    load->progress (CLAMP (fraction, 0, 1), load->user_data);
  return !g_cancellable_set_error_if_cancelled (load->cancellable, error);
}

/* No array may take more than half of the machine's memory, however well it
 * is compressed. */
gboolean
tf_load_check_memory (guint64 n_bytes, GError **error)
{
  long    n_pages = sysconf (_SC_PHYS_PAGES), page = sysconf (_SC_PAGESIZE);
  guint64 limit = n_pages > 0 && page > 0 ? (guint64) n_pages * (guint64) page / 2 : G_MAXINT32;

  if (n_bytes <= limit)
    return TRUE;
  g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_UNSUPPORTED,
                       "The values would take more than half of this machine's memory; store fewer samples.");
  return FALSE;
}

/* What arrays of an archive take is bounded by the archive's own size, or a
 * few zeros well compressed would fill any memory. */
gboolean
tf_load_spend (guint64 *budget, guint64 n_bytes, const char *name, GError **error)
{
  g_autofree char *size = g_format_size (n_bytes);

  if (budget == NULL)
    return TRUE;
  if (n_bytes <= *budget)
    {
      *budget -= n_bytes;
      return TRUE;
    }
  g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_UNSUPPORTED,
               "%s would take %s once unpacked, far more than a file of this size should; store it uncompressed.", name,
               size);
  return FALSE;
}

/* A clause of the notice, which becomes one sentence. */
void
tf_parts_add_notice (TfParts *parts, const char *format, ...)
{
  va_list args;

  if (parts->notice->len > 0)
    g_string_append (parts->notice, "; ");
  va_start (args, format);
  g_string_append_vprintf (parts->notice, format, args);
  va_end (args);
}

/* Says once where something was found. */
void
tf_parts_set_origin (char **origin, const char *format, ...)
{
  char   *before = *origin; /* may be among the words */
  va_list args;

  va_start (args, format);
  *origin = g_strdup_vprintf (format, args);
  va_end (args);
  g_free (before);
}

char **
tf_names_expand (const char *const *names, TfKnownFunc known, gpointer user_data)
{
  GPtrArray *list;

  if (names == NULL)
    return NULL;
  list = g_ptr_array_new ();
  for (gsize i = 0; names[i] != NULL; i++)
    if (known (names[i], user_data) || strchr (names[i], ',') == NULL)
      g_ptr_array_add (list, g_strdup (names[i]));
    else
      {
        g_auto (GStrv) split = g_strsplit (names[i], ",", -1);

        for (gsize j = 0; split[j] != NULL; j++)
          g_ptr_array_add (list, g_strdup (split[j]));
      }
  g_ptr_array_add (list, NULL);
  return (char **) g_ptr_array_free (list, FALSE);
}

/* Rows are samples. Papers write H as d x N: where only the columns are as
 * many as the labels, they are the samples. Labels must be known by now. */
gboolean
tf_parts_orient (TfParts *parts, const char *name, GError **error)
{
  TfArray *array = &parts->features;
  gsize    rows = array->dims[0], columns = array->dims[1], n = parts->labels.n;

  if (rows != n && columns != n)
    {
      g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT,
                   "%s is %" G_GSIZE_FORMAT " × %" G_GSIZE_FORMAT ", but there are %" G_GSIZE_FORMAT
                   " labels; each row needs one.",
                   name, rows, columns, n);
      return FALSE;
    }
  if (rows == columns)
    tf_parts_add_notice (parts, "%s is square: its rows were read as the samples, as everywhere but in a d × N array",
                         name);
  array->transposed = rows != n;
  if (array->transposed)
    tf_parts_add_notice (parts, "%s is stored as %" G_GSIZE_FORMAT " × %" G_GSIZE_FORMAT
                         " and was transposed, because its columns are as many as the labels",
                         name, rows, columns);
  return TRUE;
}
