/* load.c: progress, memory and names on the way of a load
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "load.h"

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

gboolean
tf_load_is_here (const TfLoad *load, GError **error)
{
  if (load->share == NULL || load->share->whole)
    return TRUE;
  g_set_error_literal (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_ELSEWHERE, "The file is read by another process.");
  return FALSE;
}

static guint64 memory;

void
tf_load_set_memory (guint64 n_bytes)
{
  memory = n_bytes;
}

/* No array may take more than half of the machine's memory, however well it
 * is compressed. */
gboolean
tf_load_check_memory (guint64 n_bytes, GError **error)
{
  long    n_pages = sysconf (_SC_PHYS_PAGES), page = sysconf (_SC_PAGESIZE);
  guint64 limit = n_pages > 0 && page > 0 ? (guint64) n_pages * (guint64) page / 2 : G_MAXINT32;

  if (n_bytes <= (memory > 0 ? memory : limit))
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
