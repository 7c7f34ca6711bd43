/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series-files-private.h"

#include <math.h>
#include <string.h>

#include "epoch-array.h"
#include "label-files.h"
#include "layer-names.h"
#include "part-files.h"
#include "projector.h"

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return tf_layer_names_compare (*(char *const *) a, *(char *const *) b);
}

static int
compare_rests (gconstpointer a, gconstpointer b)
{
  return tf_epoch_rests_compare (*(char *const *) a, *(char *const *) b);
}

/* --- labels in files of their own --- */

static void
give_labels (TfSeriesFiles *self, GPtrArray *labels)
{
  g_autoptr (GPtrArray) features = g_ptr_array_new ();
  TfEpochName *names;

  if (labels->len == 0)
    return;
  for (guint i = 0; i < self->files->len; i++)
    g_ptr_array_add (features, ((TfSeriesFile *) self->files->pdata[i])->path);
  names = tf_label_files_read (labels, features);
  for (guint i = 0; i < self->files->len; i++)
    {
      TfSeriesFile *file = g_ptr_array_index (self->files, i);

      if (file->labels == NULL && tf_label_file_may_serve (file->path))
        file->labels = g_strdup (tf_label_files_find (labels, names, file->path, file->epoch));
    }
  tf_epoch_names_free (names, labels->len);
}

/* --- */

static void
file_free (gpointer data)
{
  TfSeriesFile *file = data;

  g_free (file->path);
  g_free (file->missing);
  g_free (file->labels);
  g_free (file->name);
  g_free (file->layer);
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    {
      g_free (file->held_out[kind].path);
      g_free (file->held_out[kind].labels);
    }
  g_free (file);
}

static int
compare_files (gconstpointer a, gconstpointer b)
{
  const TfSeriesFile *one = *(TfSeriesFile *const *) a, *other = *(TfSeriesFile *const *) b;
  int by_layer = tf_epoch_rests_compare (one->layer, other->layer);

  if (one->epoch != other->epoch)
    return one->epoch < other->epoch ? -1 : 1;
  return by_layer != 0 ? by_layer : tf_layer_names_compare (one->path, other->path);
}

/* The epochs inside the files, where each has one and they say more than one thing. */
static void
read_arrays (GPtrArray *paths, TfEpochName *names)
{
  g_autofree double *epochs = g_new (double, paths->len);
  gboolean differ = paths->len == 1;

  for (guint i = 0; i < paths->len; i++)
    {
      epochs[i] = tf_epoch_array_read (g_ptr_array_index (paths, i));
      if (isnan (epochs[i]))
        return;
      differ = differ || epochs[i] != epochs[0];
    }
  for (guint i = 0; i < paths->len && differ; i++)
    names[i].epoch = epochs[i];
}

/* Whether two files of one epoch have different rests: those are layers then. */
static gboolean
has_layers (const TfEpochName *names, guint n)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_double_hash, g_double_equal);

  for (guint i = 0; i < n; i++)
    {
      const char *other = g_hash_table_lookup (seen, &names[i].epoch);

      if (other != NULL && strcmp (other, names[i].rest) != 0)
        return TRUE;
      g_hash_table_insert (seen, (gpointer) &names[i].epoch, names[i].rest);
    }
  return FALSE;
}

/* The different rests, in natural order. */
static GPtrArray *
collect_rests (const TfEpochName *names, guint n)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *rests = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    if (g_hash_table_add (seen, names[i].rest))
      g_ptr_array_add (rests, g_strdup (names[i].rest));
  g_ptr_array_sort (rests, compare_paths);
  return rests;
}

/* Layers by the parts in which the rests differ. */
static void
name_layers (TfSeriesFiles *self, TfEpochName *names, guint n)
{
  g_autoptr (GPtrArray) rests = has_layers (names, n) ? collect_rests (names, n) : NULL;
  g_auto (GStrv) shorter = rests != NULL ? tf_layer_names ((const char *const *) rests->pdata, rests->len, NULL) : NULL;

  for (guint i = 0; i < n; i++)
    {
      const char *layer = "";

      for (guint j = 0; rests != NULL && j < rests->len; j++)
        if (strcmp (names[i].rest, g_ptr_array_index (rests, j)) == 0)
          layer = shorter[j];
      g_free (names[i].rest);
      names[i].rest = g_strdup (layer);
    }
  for (guint j = 0; rests != NULL && j < rests->len; j++)
    g_ptr_array_add (self->layers, g_strdup (shorter[j]));
  if (rests == NULL)
    g_ptr_array_add (self->layers, g_strdup (""));
  g_ptr_array_sort (self->layers, compare_rests);
}

/* Where no name has a number, files count. Where some have, the others are left out. */
static void
complete_epochs (TfSeriesFiles *self, GPtrArray *paths, TfEpochName *names)
{
  guint known = 0;

  for (guint i = 0; i < paths->len; i++)
    known += !isnan (names[i].epoch);
  self->counted = known == 0;
  for (guint i = 0; i < paths->len; i++)
    if (self->counted)
      {
        names[i].epoch = i;
        names[i].rest[0] = '\0';
      }
    else if (isnan (names[i].epoch))
      g_ptr_array_add (self->left_out, g_strdup (g_ptr_array_index (paths, i)));
}

static TfSeriesFile *
make_file (const char *path, const TfEpochName *name)
{
  TfSeriesFile *file = g_new0 (TfSeriesFile, 1);

  file->path = g_strdup (path);
  file->labels = tf_projector_find_labels (path);
  file->epoch = name->epoch;
  file->layer = g_strdup (name->rest);
  file->name = tf_series_sets_name (file->layer, file->epoch);
  return file;
}

/* The rest of a name that has no epoch is none of a layer. */
static guint
keep_known (GPtrArray *paths, TfEpochName *names)
{
  guint n = 0;

  for (guint i = 0; i < paths->len; i++)
    if (!isnan (names[i].epoch))
      {
        TfEpochName kept = names[i];

        names[i] = names[n];
        names[n] = kept;
        paths->pdata[n++] = paths->pdata[i];
      }
  return n;
}

static void
sort_out (TfSeriesFiles *self, GPtrArray *paths)
{
  guint n_all = paths->len, n;
  g_auto (GStrv) short_names = tf_epoch_names_shorten (paths);
  TfEpochName *names = tf_epoch_names_read ((const char *const *) short_names, n_all);

  read_arrays (paths, names);
  complete_epochs (self, paths, names);
  n = keep_known (paths, names);
  name_layers (self, names, n);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->files, make_file (g_ptr_array_index (paths, i), names + i));
  tf_epoch_names_free (names, n_all);
}

/* By the values of the numbers in them, decimals and exponents included: 5e-4 before 0.001. */
static int
compare_settings (const char *a, const char *b)
{
  while (*a != '\0' && *b != '\0')
    {
      if (g_ascii_isdigit (*a) && g_ascii_isdigit (*b))
        {
          char *rest_a, *rest_b;
          double one = g_ascii_strtod (a, &rest_a), other = g_ascii_strtod (b, &rest_b);

          if (one != other)
            return one < other ? -1 : 1;
          a = rest_a;
          b = rest_b;
        }
      else if (*a != *b)
        break;
      else
        {
          a++;
          b++;
        }
    }
  return (guint8) *a - (guint8) *b;
}

static int
compare_variants (gconstpointer a, gconstpointer b)
{
  const TfSeriesFile *one = *(TfSeriesFile *const *) a, *other = *(TfSeriesFile *const *) b;
  int by_name = compare_settings (one->name, other->name);

  return by_name != 0 ? by_name : strcmp (one->path, other->path);
}

/* Each is one, by the parts in which the names differ. */
static void
take_variants (TfSeriesFiles *self, GPtrArray *paths)
{
  g_auto (GStrv) short_names = tf_epoch_names_shorten (paths);
  g_auto (GStrv) names = paths->len > 1 ? tf_layer_names ((const char *const *) short_names, paths->len, NULL) : NULL;

  for (guint i = 0; i < paths->len; i++)
    {
      TfSeriesFile *file = g_new0 (TfSeriesFile, 1);

      file->path = g_strdup (g_ptr_array_index (paths, i));
      file->labels = tf_projector_find_labels (file->path);
      file->name = g_strdup (names != NULL ? names[i] : short_names[i]);
      file->layer = g_strdup ("");
      g_ptr_array_add (self->files, file);
    }
  g_ptr_array_sort (self->files, compare_variants);
  for (guint i = 0; i < self->files->len; i++)
    ((TfSeriesFile *) g_ptr_array_index (self->files, i))->epoch = i;
  g_ptr_array_add (self->layers, g_strdup (""));
}

TfSeriesFiles *
tf_series_files_new (const char *const *paths)
{
  return tf_series_files_new_of_kind (paths, TF_SERIES_EPOCHS);
}

TfSeriesFiles *
tf_series_files_new_of_kind (const char *const *paths, TfSeriesKind kind)
{
  TfSeriesFiles *self = g_new0 (TfSeriesFiles, 1);
  g_autoptr (GPtrArray) features = g_ptr_array_new ();
  g_autoptr (GPtrArray) labels = NULL;
  g_autoptr (GHashTable) sets = NULL;
  g_auto (GStrv) joined = kind != TF_SERIES_PARTS ? tf_part_files_join (paths, &sets) : NULL;

  self->files = g_ptr_array_new_with_free_func (file_free);
  self->layers = g_ptr_array_new_with_free_func (g_free);
  self->left_out = g_ptr_array_new_with_free_func (g_free);
  self->alone = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; (joined != NULL ? joined[i] : paths[i]) != NULL; i++)
    g_ptr_array_add (features, joined != NULL ? joined[i] : (gpointer) paths[i]);
  labels = tf_label_files_take (features);
  g_ptr_array_sort (features, compare_paths);
  if (features->len > 0 && kind == TF_SERIES_VARIANTS)
    take_variants (self, features);
  else if (features->len > 0)
    sort_out (self, features);
  g_ptr_array_sort (self->files, compare_files);
  give_labels (self, labels);
  if (sets != NULL)
    tf_series_parts_find_missing (self, sets);
  if (kind != TF_SERIES_PARTS)
    tf_series_sets_stand (self, kind == TF_SERIES_VARIANTS);
  return self;
}

void
tf_series_files_free (TfSeriesFiles *self)
{
  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->layers);
  g_ptr_array_unref (self->left_out);
  g_ptr_array_unref (self->alone);
  g_free (self);
}

TfSeriesKind
tf_series_guess (const char *const *paths)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_auto (GStrv) joined = tf_part_files_join (paths, NULL), names = NULL;
  double first, second;

  for (guint i = 0; joined[i] != NULL; i++)
    g_ptr_array_add (all, joined[i]);
  if (all->len < 2)
    return TF_SERIES_EPOCHS;
  first = tf_epoch_array_read (joined[0]);
  second = tf_epoch_array_read (joined[all->len - 1]);
  if (!isnan (first) && !isnan (second) && first != second)
    return TF_SERIES_EPOCHS;
  names = tf_epoch_names_shorten (all);
  return tf_epoch_names_guess ((const char *const *) names, all->len);
}

TfSeriesKind
tf_series_guess_folder (const char *folder)
{
  g_auto (GStrv) listed = tf_series_list_folder (folder), paths = tf_part_files_join ((const char *const *) listed, NULL), names = NULL;
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  TfSeriesKind kind;

  for (guint i = 0; paths[i] != NULL; i++)
    g_ptr_array_add (all, paths[i]);
  if (all->len < 2)
    return TF_SERIES_EPOCHS;
  kind = tf_series_guess ((const char *const *) paths);
  names = tf_epoch_names_shorten (all);
  if (kind == TF_SERIES_LAYERS && !tf_epoch_names_say_layers ((const char *const *) names, all->len))
    return TF_SERIES_EPOCHS;
  return kind;
}

static gboolean
is_at (const char *own, const char *path)
{
  return own != NULL && path != NULL && (strcmp (own, path) == 0 || tf_part_files_match (own, path));
}

const TfSeriesFile *
tf_series_files_find (const TfSeriesFiles *self, const char *path)
{
  for (guint i = 0; i < self->files->len; i++)
    if (is_at (((const TfSeriesFile *) g_ptr_array_index (self->files, i))->path, path))
      return g_ptr_array_index (self->files, i);
  return NULL;
}

const TfSeriesFile *
tf_series_files_find_beside (const TfSeriesFiles *self, const char *path)
{
  for (guint i = 0; i < self->files->len; i++)
    for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
      {
        const TfSeriesFile *file = g_ptr_array_index (self->files, i);

        if (is_at (file->held_out[kind].path, path))
          return file;
      }
  return NULL;
}

gboolean
tf_series_files_hold_out (const TfSeriesFiles *self, TfHeldOutKind kind)
{
  for (guint i = 0; i < self->files->len; i++)
    if (((const TfSeriesFile *) g_ptr_array_index (self->files, i))->held_out[kind].path != NULL)
      return TRUE;
  return FALSE;
}

/* The place of the first file of that epoch or of a later one. */
static guint
find_epoch (const TfSeriesFiles *self, double epoch)
{
  guint from = 0, to = self->files->len;

  while (from < to)
    {
      guint middle = (from + to) / 2;

      if (((const TfSeriesFile *) g_ptr_array_index (self->files, middle))->epoch < epoch)
        from = middle + 1;
      else
        to = middle;
    }
  return from;
}

const TfSeriesFile *
tf_series_files_find_pair (const TfSeriesFiles *self, double epoch, const char *layer)
{
  const TfSeriesFile *only = NULL;
  guint n = 0;

  for (guint i = find_epoch (self, epoch); i < self->files->len; i++)
    {
      const TfSeriesFile *file = g_ptr_array_index (self->files, i);

      if (file->epoch != epoch)
        break;
      if (strcmp (file->layer, layer) == 0)
        return file;
      only = file;
      n++;
    }
  return n == 1 ? only : NULL;
}
