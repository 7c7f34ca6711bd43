/* series-list.c: the files of features that a folder holds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "features-load.h"
#include "label-files.h"
#include "layer-names.h"
#include "projector.h"
#include "series-files.h"

#define MOST_DEEP 5 /* runs, versions, checkpoints, epochs, sets */

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return tf_layer_names_compare (*(char *const *) a, *(char *const *) b);
}

static gboolean
has_suffix (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);
  const char *const *suffixes = tf_features_get_suffixes ();
  const char *dot = strrchr (lower, '.');

  /* A training's folder has notes and logs that end in .txt. */
  return dot != NULL && strcmp (dot, ".txt") != 0 && g_strv_contains (suffixes, dot + 1);
}

static void
add_folder (GPtrArray *paths, const char *folder, guint depth)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  char *tensors = tf_projector_find_tensors (folder);
  const char *name;

  if (tensors != NULL)
    {
      g_ptr_array_add (paths, tensors);
      return;
    }
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (name[0] == '.' || name[0] == '~')
        continue;
      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        {
          if (depth > 0)
            add_folder (paths, path, depth - 1);
        }
      else if (has_suffix (name))
        g_ptr_array_add (paths, g_steal_pointer (&path));
    }
}

static char **
finish_list (GPtrArray *paths)
{
  g_ptr_array_sort (paths, compare_paths);
  g_ptr_array_add (paths, NULL);
  return (char **) g_ptr_array_free (paths, FALSE);
}

/* What TensorBoard's projector reads. */
static gboolean
is_projector (const char *path)
{
  g_autofree char *labels = tf_projector_find_labels (path);

  return labels != NULL;
}

/* A training's folder holds checkpoints beside features, and tables of losses: NumPy's
 * files go before PyTorch's, and these before text. */
static guint
get_rank (const char *path)
{
  static const char *const ranks[][4] = { { ".npz", ".npy", NULL }, { ".pt", ".pth", ".safetensors", NULL } };
  g_autofree char *lower = g_ascii_strdown (path, -1);

  if (is_projector (path))
    return 0;
  for (guint rank = 0; rank < G_N_ELEMENTS (ranks); rank++)
    for (guint i = 0; ranks[rank][i] != NULL; i++)
      if (g_str_has_suffix (lower, ranks[rank][i]))
        return rank;
  return G_N_ELEMENTS (ranks);
}

/* Of what was found in folders, from `first` on; labels in files of their own stay with whatever they are of. */
static void
keep_best (GPtrArray *paths, guint first)
{
  guint best = G_MAXUINT, best_labels = G_MAXUINT, n = first;

  for (guint i = first; i < paths->len; i++)
    {
      guint *least = tf_label_file_is_named (paths->pdata[i]) ? &best_labels : &best;

      *least = MIN (*least, get_rank (paths->pdata[i]));
    }
  for (guint i = first; i < paths->len; i++)
    if (get_rank (paths->pdata[i]) == (tf_label_file_is_named (paths->pdata[i]) ? best_labels : best))
      paths->pdata[n++] = paths->pdata[i];
    else
      g_free (paths->pdata[i]);
  g_ptr_array_set_size (paths, n);
}

char **
tf_series_list_folder (const char *folder)
{
  GPtrArray *paths = g_ptr_array_new ();

  add_folder (paths, folder, MOST_DEEP - 1);
  keep_best (paths, 0);
  return finish_list (paths);
}

char **
tf_series_list (const char *const *paths)
{
  GPtrArray *all = g_ptr_array_new ();

  for (guint i = 0; paths[i] != NULL; i++)
    if (g_file_test (paths[i], G_FILE_TEST_IS_DIR))
      {
        guint first = all->len;

        add_folder (all, paths[i], MOST_DEEP - 1);
        keep_best (all, first);
      }
    else
      g_ptr_array_add (all, g_strdup (paths[i]));
  return finish_list (all);
}
