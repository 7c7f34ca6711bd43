/* source-sets.c: files opened together, some of which are another part of the data
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "data-sets.h"
#include "layer-names.h"
#include "source-private.h"

/* Those of n files, as text. Caller frees. */
static char **
list_paths (GPtrArray *sources)
{
  char **paths = g_new0 (char *, sources->len + 1);

  for (guint i = 0; i < sources->len; i++)
    paths[i] = g_file_get_parse_name (((TfSource *) sources->pdata[i])->file);
  return paths;
}

/* In one folder, or in train/ and test/: words in the paths of files from elsewhere say nothing. */
static gboolean
are_together (const char *a, const char *b)
{
  g_autofree char *first = g_path_get_dirname (a), *second = g_path_get_dirname (b);

  return tf_data_set_is_all_that_differs (first, second);
}

/* The place of what source i stands beside, of those that are left; -1: none. names: the parts in which paths differ;
 * n_trained: how many may be trained on. */
static int
find_trained_on (char *const *paths, char *const *names, const gboolean *held_out, guint n, guint i, guint n_trained)
{
  int last = -1;

  for (guint j = 0; j < n; j++)
    {
      if (held_out[j] || !are_together (paths[i], paths[j]))
        continue;
      if (tf_data_set_is_all_that_differs (names[i], names[j]))
        return (int) j;
      last = (int) j;
    }
  return n_trained == 1 ? last : -1;
}

/* public */

void
tf_source_stand_by_name (GPtrArray *sources)
{
  guint n = sources->len, n_trained = 0;
  g_auto (GStrv) paths = list_paths (sources);
  g_auto (GStrv) names = n > 1 ? tf_layer_names ((const char *const *) paths, n, NULL) : NULL;
  g_autofree gboolean *held_out = g_new0 (gboolean, n), *taken = g_new0 (gboolean, n);
  TfHeldOutKind kind;

  for (guint i = 0; names != NULL && i < n; i++)
    {
      held_out[i] = tf_data_set_is_held_out (tf_data_set_of_name (names[i]), &kind);
      n_trained += !held_out[i];
    }
  for (int set = TF_DATA_SET_TEST; names != NULL && set < TF_N_DATA_SETS; set++)
    for (guint i = 0; i < n; i++)
      {
        int of = (int) tf_data_set_of_name (names[i]) == set ? find_trained_on (paths, names, held_out, n, i, n_trained) : -1;
        TfSource *source = of >= 0 ? sources->pdata[of] : NULL;

        tf_data_set_is_held_out (set, &kind);
        if (source == NULL || source->held_out[kind] != NULL)
          continue;
        source->held_out[kind] = g_atomic_rc_box_acquire (sources->pdata[i]);
        taken[i] = TRUE;
      }
  for (guint i = n; i-- > 0;)
    if (taken[i])
      g_ptr_array_remove_index (sources, i);
}
