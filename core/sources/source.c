/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source-private.h"

#include "layer-names.h"
#include "part-files.h"

static TfSource *
source_alloc (void)
{
  return g_atomic_rc_box_new0 (TfSource);
}

static void
clear (TfSource *self)
{
  g_free (self->title);
  g_clear_object (&self->file);
  g_clear_object (&self->labels);
  g_free (self->features_key);
  g_free (self->labels_key);
  g_strfreev (self->features_columns);
  g_strfreev (self->leave_out);
  g_strfreev (self->leave_out_classes);
  g_free (self->digest);
  g_free (self->labels_digest);
  g_free (self->sizes);
  g_clear_pointer (&self->layers, g_ptr_array_unref);
  g_strfreev (self->names);
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    g_clear_pointer (&self->held_out[kind], tf_source_unref);
}

/* Names and, where none is given, the title of a series come from its files. */
static void
name_layers (TfSource *self, const char *title)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *stem = NULL;
  guint n = self->layers->len;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (paths, g_file_get_parse_name (tf_source_get_file (self->layers->pdata[i])));
  self->names = tf_layer_names ((const char *const *) paths->pdata, n, &stem);
  if (title != NULL)
    self->title = g_strdup (title);
  else
    self->title = g_strdup_printf ("%s%s%s … %s", stem, *stem != '\0' ? ", " : "", self->names[0], self->names[n - 1]);
}

static int
compare_sources (gconstpointer a, gconstpointer b)
{
  g_autofree char *first = g_file_get_parse_name (tf_source_get_file (*(TfSource *const *) a));
  g_autofree char *second = g_file_get_parse_name (tf_source_get_file (*(TfSource *const *) b));

  return tf_layer_names_compare (first, second);
}

/* An empty list is none. */
static void
set_list (char ***list, const char *const *from)
{
  char **copy = from != NULL && from[0] != NULL ? g_strdupv ((char **) from) : NULL;

  g_strfreev (*list);
  *list = copy;
}

static void
take_options (TfSource *self, const TfFeaturesOptions *options)
{
  g_free (self->features_key);
  g_free (self->labels_key);
  self->features_key = g_strdup (options->features_key);
  self->labels_key = g_strdup (options->labels_key);
  set_list (&self->features_columns, options->features_columns);
  set_list (&self->leave_out, options->leave_out);
  set_list (&self->leave_out_classes, options->leave_out_classes);
  self->alone = options->alone;
}

TfSource *
tf_source_copy (TfSource *self)
{
  TfSource *copy = source_alloc ();
  TfFeaturesOptions options = tf_source_get_options (self);

  copy->title = g_strdup (self->title);
  copy->file = self->file != NULL ? g_object_ref (self->file) : NULL;
  copy->labels = self->labels != NULL ? g_object_ref (self->labels) : NULL;
  take_options (copy, &options);
  copy->digest = g_strdup (self->digest);
  copy->labels_digest = g_strdup (self->labels_digest);
  copy->is_example = self->is_example;
  copy->synthetic = self->synthetic;
  if (self->sizes != NULL)
    copy->sizes = g_memdup2 (self->sizes, self->synthetic.n_classes * sizeof *self->sizes);
  copy->synthetic.sizes = copy->sizes;
  copy->names = g_strdupv (self->names);
  if (self->layers != NULL)
    copy->layers = g_ptr_array_new_with_free_func ((GDestroyNotify) tf_source_unref);
  for (guint i = 0; self->layers != NULL && i < self->layers->len; i++)
    g_ptr_array_add (copy->layers, tf_source_copy (self->layers->pdata[i]));
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    copy->held_out[kind] = self->held_out[kind] != NULL ? tf_source_copy (self->held_out[kind]) : NULL;
  return copy;
}

/* public */

TfSource *
tf_source_new_file (GFile *file, GFile *labels)
{
  g_autofree char *name = g_file_get_basename (file);
  TfSource *self = source_alloc ();

  self->title = name != NULL ? g_filename_display_name (name) : g_strdup ("");
  self->file = g_object_ref (file);
  self->labels = labels != NULL ? g_object_ref (labels) : NULL;
  return self;
}

TfSource *
tf_source_new_with_options (TfSource *self, const TfFeaturesOptions *options)
{
  TfSource *other;

  if (self->layers != NULL)
    {
      g_autoptr (GPtrArray) layers = g_ptr_array_new_with_free_func ((GDestroyNotify) tf_source_unref);

      for (guint i = 0; i < self->layers->len; i++)
        g_ptr_array_add (layers, tf_source_new_with_options (self->layers->pdata[i], options));
      return tf_source_new_series ((TfSource *const *) layers->pdata, layers->len, self->title);
    }
  other = tf_source_copy (self);
  take_options (other, options);
  return other;
}

TfSource *
tf_source_new_with_keys (TfSource *self, const char *features_key, const char *labels_key)
{
  return tf_source_new_with_options (self, &(TfFeaturesOptions){ .features_key = features_key, .labels_key = labels_key });
}

TfSource *
tf_source_new_with_digests (TfSource *self, const char *digest, const char *labels_digest)
{
  TfSource *other = tf_source_copy (self);

  g_free (other->digest);
  g_free (other->labels_digest);
  other->digest = g_strdup (digest);
  other->labels_digest = g_strdup (labels_digest);
  return other;
}

TfFeaturesOptions
tf_source_get_options (TfSource *self)
{
  return (TfFeaturesOptions){
    .features_key = self->features_key,
    .labels_key = self->labels_key,
    .labels_path = self->labels != NULL ? g_file_peek_path (self->labels) : NULL,
    .features_columns = (const char *const *) self->features_columns,
    .leave_out = (const char *const *) self->leave_out,
    .leave_out_classes = (const char *const *) self->leave_out_classes,
    .alone = self->alone,
  };
}

TfSource *
tf_source_new_example (GFile *file, const char *title)
{
  TfSource *self = source_alloc ();

  self->title = g_strdup (title);
  self->file = g_object_ref (file);
  self->is_example = TRUE;
  return self;
}

TfSource *
tf_source_new_synthetic (const TfSynthetic *synthetic)
{
  TfSource *self = source_alloc ();

  self->title = g_strdup ("Synthetic");
  self->synthetic = *synthetic;
  if (synthetic->sizes != NULL)
    self->sizes = g_memdup2 (synthetic->sizes, synthetic->n_classes * sizeof *self->sizes);
  self->synthetic.sizes = self->sizes;
  return self;
}

TfSource *
tf_source_new_series (TfSource *const *layers, guint n_layers, const char *title)
{
  TfSource *self = source_alloc ();

  g_assert (n_layers >= 2);
  self->layers = g_ptr_array_new_with_free_func ((GDestroyNotify) tf_source_unref);
  for (guint i = 0; i < n_layers; i++)
    {
      g_assert (layers[i]->file != NULL);
      g_ptr_array_add (self->layers, tf_source_ref (layers[i]));
    }
  g_ptr_array_sort (self->layers, compare_sources);
  name_layers (self, title);
  return self;
}

/* Each once, and sets in the place of their parts; files that are not on this computer are of none. */
static GPtrArray *
join_parts (GFile *const *files, guint n_files)
{
  GPtrArray *joined = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  g_auto (GStrv) sets = NULL;

  for (guint i = 0; i < n_files; i++)
    if (g_ptr_array_find_with_equal_func (joined, files[i], (GEqualFunc) g_file_equal, NULL))
      continue;
    else if (g_file_peek_path (files[i]) != NULL)
      g_ptr_array_add (paths, (gpointer) g_file_peek_path (files[i]));
    else
      g_ptr_array_add (joined, g_object_ref (files[i]));
  g_ptr_array_add (paths, NULL);
  sets = tf_part_files_join ((const char *const *) paths->pdata, NULL);
  for (guint i = 0; sets[i] != NULL; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_path (sets[i]);

      if (!g_ptr_array_find_with_equal_func (joined, file, (GEqualFunc) g_file_equal, NULL))
        g_ptr_array_add (joined, g_steal_pointer (&file));
    }
  return joined;
}

TfSource *
tf_source_new_files (GFile *const *files, guint n_files)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func ((GDestroyNotify) tf_source_unref);
  g_autoptr (GPtrArray) joined = join_parts (files, n_files);

  g_assert (n_files >= 1);
  for (guint i = 0; i < joined->len; i++)
    g_ptr_array_add (sources, tf_source_new_file (joined->pdata[i], NULL));
  tf_source_give_labels (sources);
  tf_source_stand_by_name (sources);
  if (sources->len == 1)
    return tf_source_ref (sources->pdata[0]);
  return tf_source_new_series ((TfSource *const *) sources->pdata, sources->len, NULL);
}

/* A fetch may drop its reference on the worker: the count is atomic. */
TfSource *
tf_source_ref (TfSource *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
tf_source_unref (TfSource *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

const char *
tf_source_get_title (TfSource *self)
{
  return self->title;
}

GFile *
tf_source_get_file (TfSource *self)
{
  return self->file;
}

GFile *
tf_source_get_labels (TfSource *self)
{
  return self->labels;
}

const char *
tf_source_get_features_key (TfSource *self)
{
  return self->features_key;
}

const char *
tf_source_get_labels_key (TfSource *self)
{
  return self->labels_key;
}

gboolean
tf_source_is_example (TfSource *self)
{
  return self->is_example;
}

const TfSynthetic *
tf_source_get_synthetic (TfSource *self)
{
  return self->file == NULL && self->layers == NULL ? &self->synthetic : NULL;
}

guint
tf_source_get_n_layers (TfSource *self)
{
  return self->layers != NULL ? self->layers->len : 0;
}

TfSource *
tf_source_get_layer (TfSource *self, guint i)
{
  g_return_val_if_fail (i < tf_source_get_n_layers (self), NULL);
  return self->layers->pdata[i];
}

static gboolean
is_same_file (GFile *a, GFile *b)
{
  return a != NULL && b != NULL && g_file_equal (a, b);
}

gboolean
tf_source_has_same_files (TfSource *a, TfSource *b)
{
  guint n = tf_source_get_n_layers (a);

  if (tf_source_get_n_layers (b) != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!tf_source_has_same_files (a->layers->pdata[i], b->layers->pdata[i]))
      return FALSE;
  return n > 0 || (is_same_file (a->file, b->file) && (a->labels == b->labels || is_same_file (a->labels, b->labels)));
}
