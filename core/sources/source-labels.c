/* source-labels.c: files opened together, some of which hold the labels of others
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "data-sets.h"
#include "features-load.h"
#include "layer-names.h"
#include "source-private.h"

/* "" where it is on no disk of ours. */
static const char *
get_path (TfSource *source)
{
  const char *path = source->file != NULL ? g_file_peek_path (source->file) : NULL;

  return path != NULL ? path : "";
}

static gboolean
are_labels_of (TfSource *labels, TfSource *features)
{
  const char *path = get_path (labels), *of = get_path (features);

  return *path != '\0' && *of != '\0' && tf_features_are_labels_of (path, of);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return tf_layer_names_compare (get_path (*(TfSource *const *) a), get_path (*(TfSource *const *) b));
}

/* Those that are labels of another or, of_others FALSE, those that are not; in natural order. */
static GPtrArray *
list_labels (GPtrArray *sources, gboolean of_others)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < sources->len; i++)
    {
      gboolean serves = FALSE;

      for (guint j = 0; j < sources->len && !serves; j++)
        serves = j != i && are_labels_of (sources->pdata[i], sources->pdata[j]);
      if (serves == of_others)
        g_ptr_array_add (list, sources->pdata[i]);
    }
  g_ptr_array_sort (list, compare_names);
  return list;
}

/* How well they go together: -1: not; rather of the same part of the data than of none. */
static int
rate (TfSource *labels, TfSource *features)
{
  TfDataSet set = tf_data_set_of_path (get_path (labels)), own = tf_data_set_of_path (get_path (features));

  if (!are_labels_of (labels, features) || (set != own && set != TF_DATA_SET_NONE && own != TF_DATA_SET_NONE))
    return -1;
  return set == own;
}

/* The best; of several as good that of the same place where there are as many, else none: which one is not known. */
static TfSource *
find_labels (GPtrArray *labels, TfSource *features, guint place, guint n_features)
{
  int best = -1;
  guint n_best = 0;
  TfSource *found = NULL;

  for (guint i = 0; i < labels->len; i++)
    {
      int rated = rate (labels->pdata[i], features);

      if (rated < best || rated < 0)
        continue;
      n_best = rated > best ? 1 : n_best + 1;
      if (rated > best || i == place)
        found = labels->pdata[i];
      best = rated;
    }
  return n_best <= 1 || labels->len == n_features ? found : NULL;
}

void
tf_source_give_labels (GPtrArray *sources)
{
  g_autoptr (GPtrArray) labels = list_labels (sources, TRUE), features = NULL;

  if (labels->len == 0)
    return;
  features = list_labels (sources, FALSE);
  for (guint i = 0; i < features->len; i++)
    {
      TfSource *of = features->pdata[i], *found = find_labels (labels, of, i, features->len);

      if (found != NULL)
        of->labels = g_object_ref (found->file);
    }
  for (guint i = 0; i < labels->len; i++)
    g_ptr_array_remove (sources, labels->pdata[i]);
}
