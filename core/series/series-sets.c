/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series-files-private.h"

#include <string.h>

#include "data-sets.h"
#include "epoch-names.h"
#include "layer-names.h"

typedef struct
{
  TfSeriesFiles *files;
  gboolean       variants;
  GPtrArray     *keys; /* of char *: what tells files apart beside their epoch; each once */
} Sets;

static TfSeriesFile *
get_file (TfSeriesFiles *files, guint i)
{
  return g_ptr_array_index (files->files, i);
}

static const char *
get_key (const Sets *sets, guint i)
{
  const TfSeriesFile *file = get_file (sets->files, i);

  return sets->variants ? file->name : file->layer;
}

static const char *
get_distinct (const Sets *sets, guint i)
{
  return g_ptr_array_index (sets->keys, i);
}

static void
collect_keys (Sets *sets)
{
  g_ptr_array_set_size (sets->keys, 0);
  for (guint i = 0; i < sets->files->files->len; i++)
    if (!g_ptr_array_find_with_equal_func (sets->keys, get_key (sets, i), g_str_equal, NULL))
      g_ptr_array_add (sets->keys, g_strdup (get_key (sets, i)));
}

static gboolean
is_held_out (const char *key)
{
  TfHeldOutKind kind;

  return tf_data_set_is_held_out (tf_data_set_of_name (key), &kind);
}

/* What the files of a key that is held out stand beside: of the same words, or all that there is; NULL: nothing. */
static const char *
find_trained_on (const Sets *sets, const char *key)
{
  const char *found = NULL;
  guint n = 0;

  for (guint i = 0; i < sets->keys->len; i++)
    {
      const char *other = get_distinct (sets, i);

      if (is_held_out (other))
        continue;
      if (tf_data_set_is_all_that_differs (other, key))
        return other;
      found = other;
      n++;
    }
  return n == 1 && !sets->variants ? found : NULL;
}

static gboolean
is_of (const Sets *sets, guint i, const char *key)
{
  return get_file (sets->files, i)->path != NULL && strcmp (get_key (sets, i), key) == 0;
}

/* The file of a key beside file i: of the same epoch, and these stand together. */
static TfSeriesFile *
find_file (const Sets *sets, const char *key, guint i)
{
  double epoch = get_file (sets->files, i)->epoch;
  guint n = sets->files->files->len, from = sets->variants ? 0 : i;

  while (from > 0 && get_file (sets->files, from - 1)->epoch == epoch)
    from--;
  for (; from < n && (sets->variants || get_file (sets->files, from)->epoch == epoch); from++)
    if (is_of (sets, from, key))
      return get_file (sets->files, from);
  return NULL;
}

static gboolean
is_taken (const Sets *sets, const char *trained_on, TfHeldOutKind kind)
{
  for (guint i = 0; i < sets->files->files->len; i++)
    if (is_of (sets, i, trained_on) && get_file (sets->files, i)->held_out[kind].path != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
has_pair (const Sets *sets, const char *key, const char *trained_on)
{
  for (guint i = 0; i < sets->files->files->len; i++)
    if (is_of (sets, i, key) && find_file (sets, trained_on, i) != NULL)
      return TRUE;
  return FALSE;
}

/* Without those whose path is another's now. */
static void
drop_taken (GPtrArray *files)
{
  guint n = 0;

  for (guint i = 0; i < files->len; i++)
    if (((TfSeriesFile *) files->pdata[i])->path != NULL)
      {
        gpointer kept = files->pdata[i];

        files->pdata[i] = files->pdata[n];
        files->pdata[n++] = kept;
      }
  g_ptr_array_set_size (files, n);
}

/* All files of a key. */
static void
stand_key (Sets *sets, const char *key, const char *trained_on, TfHeldOutKind kind)
{
  for (guint i = 0; i < sets->files->files->len; i++)
    {
      TfSeriesFile *file = get_file (sets->files, i), *of = is_of (sets, i, key) ? find_file (sets, trained_on, i) : NULL;

      if (of != NULL)
        of->held_out[kind] = (TfSeriesBeside){ g_steal_pointer (&file->path), g_steal_pointer (&file->labels) };
      else if (is_of (sets, i, key))
        g_ptr_array_add (sets->files->alone, g_steal_pointer (&file->path));
    }
  drop_taken (sets->files->files);
}

static gboolean
stand_all (Sets *sets)
{
  gboolean any = FALSE;

  collect_keys (sets);
  for (int set = TF_DATA_SET_TEST; set < TF_N_DATA_SETS; set++)
    for (guint i = 0; i < sets->keys->len; i++)
      {
        const char *key = get_distinct (sets, i), *trained_on = find_trained_on (sets, key);
        TfHeldOutKind kind;

        if ((int) tf_data_set_of_name (key) != set || trained_on == NULL || !tf_data_set_is_held_out (set, &kind)
            || is_taken (sets, trained_on, kind) || !has_pair (sets, key, trained_on))
          continue;
        stand_key (sets, key, trained_on, kind);
        any = TRUE;
      }
  return any;
}

/* --- names without what they need no more --- */

char *
tf_series_sets_name (const char *layer, double epoch)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (digits, sizeof digits, "%.12g", epoch);
  return *layer != '\0' ? g_strdup_printf ("%s, epoch %s", layer, digits) : g_strdup_printf ("epoch %s", digits);
}

/* Where all that is left was trained on, and the words that say so tell nothing apart. */
static gboolean
can_cut (const Sets *sets)
{
  for (guint i = 0; i < sets->keys->len; i++)
    {
      g_autofree char *cut = tf_data_set_cut (get_distinct (sets, i));

      if (is_held_out (get_distinct (sets, i)) || (sets->keys->len > 1 && *cut == '\0'))
        return FALSE;
      for (guint j = 0; j < i; j++)
        if (tf_data_set_is_all_that_differs (get_distinct (sets, i), get_distinct (sets, j)))
          return FALSE;
    }
  return TRUE;
}

static void
rename_file (const Sets *sets, TfSeriesFile *file, gboolean alone)
{
  g_autofree char *cut = tf_data_set_cut (sets->variants ? file->name : file->layer);

  if (sets->variants && *cut == '\0')
    return;
  g_free (file->name);
  if (sets->variants)
    file->name = g_steal_pointer (&cut);
  else
    {
      g_free (file->layer);
      file->layer = alone ? g_strdup ("") : g_steal_pointer (&cut);
      file->name = tf_series_sets_name (file->layer, file->epoch);
    }
}

static int
compare_layers (gconstpointer a, gconstpointer b)
{
  return tf_epoch_rests_compare (*(char *const *) a, *(char *const *) b);
}

static void
name_what_is_left (Sets *sets)
{
  gboolean alone;

  collect_keys (sets);
  alone = sets->keys->len == 1;
  if (can_cut (sets))
    for (guint i = 0; i < sets->files->files->len; i++)
      rename_file (sets, get_file (sets->files, i), alone);
  collect_keys (sets);
  g_ptr_array_set_size (sets->files->layers, 0);
  for (guint i = 0; i < sets->keys->len && !sets->variants; i++)
    g_ptr_array_add (sets->files->layers, g_strdup (get_distinct (sets, i)));
  if (sets->variants)
    g_ptr_array_add (sets->files->layers, g_strdup (""));
  g_ptr_array_sort (sets->files->layers, compare_layers);
  for (guint i = 0; sets->variants && i < sets->files->files->len; i++)
    get_file (sets->files, i)->epoch = i;
}

/* --- one for all epochs --- */

/* Without its suffix. */
static char *
get_stem (const char *path)
{
  char *base = g_path_get_basename (path), *dot = strrchr (base, '.');

  if (dot != NULL && dot > base)
    *dot = '\0';
  return base;
}

static gboolean
stand_beside_all (TfSeriesFiles *self, const char *path, TfHeldOutKind kind)
{
  g_autofree char *stem = get_stem (path), *layer = tf_data_set_cut (stem);
  gboolean any = FALSE;

  for (guint i = 0; i < self->files->len; i++)
    {
      TfSeriesFile *file = get_file (self, i);

      if (file->held_out[kind].path != NULL || is_held_out (file->layer)
          || (self->layers->len > 1 && strcmp (file->layer, layer) != 0))
        continue;
      file->held_out[kind].path = g_strdup (path);
      any = TRUE;
    }
  return any;
}

static void
stand_left_out (TfSeriesFiles *self)
{
  for (int set = TF_DATA_SET_TEST; set < TF_N_DATA_SETS; set++)
    for (guint i = 0; i < self->left_out->len;)
      {
        const char *path = g_ptr_array_index (self->left_out, i);
        TfHeldOutKind kind;

        tf_data_set_is_held_out (set, &kind);
        if ((int) tf_data_set_of_path (path) == set && stand_beside_all (self, path, kind))
          g_ptr_array_remove_index (self->left_out, i);
        else
          i++;
      }
}

/* public */

void
tf_series_sets_stand (TfSeriesFiles *self, gboolean variants)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  Sets sets = { self, variants, keys };

  if (stand_all (&sets))
    name_what_is_left (&sets);
  if (!variants)
    stand_left_out (self);
}
