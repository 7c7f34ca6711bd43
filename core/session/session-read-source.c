/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session-read-private.h"

#include <string.h>

#include "examples-folder.h"
#include "parameter-info.h"
#include "part-files.h"
#include "places.h"
#include "session-groups.h"

/* --- features --- */

static char *
get_path (const TfKeys *keys, const char *group, const char *key)
{
  g_autofree char *escaped_key = g_strconcat (key, "-escaped", NULL);
  g_autofree char *escaped = tf_keys_get_text (keys, group, escaped_key);
  g_autoptr (GBytes) bytes = NULL;

  if (escaped == NULL)
    return tf_keys_get_text (keys, group, key);
  bytes = g_uri_unescape_bytes (escaped, -1, NULL, NULL);
  if (bytes == NULL)
    return NULL;
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static char *
get_digest (const TfKeys *keys, const char *group, const char *prefix, const char *suffix)
{
  g_autofree char *key = g_strconcat (prefix, "digest", suffix, NULL);
  g_autofree char *digest = tf_keys_get_text (keys, group, key);

  if (digest == NULL || strlen (digest) != 64 || strspn (digest, "0123456789abcdef") != 64)
    return NULL;
  return g_steal_pointer (&digest);
}

/* The relative name where something is, else the absolute one, else where a file of the
 * digest was seen; where nothing is anywhere, the name that is there. */
static GFile *
get_file (const TfKeys *keys, const char *group, const char *prefix, const char *suffix)
{
  g_autofree char *relative_key = g_strconcat (prefix, "path", suffix, NULL);
  g_autofree char *absolute_key = g_strconcat (prefix, "absolute-path", suffix, NULL);
  g_autofree char *relative = get_path (keys, group, relative_key);
  g_autofree char *absolute = get_path (keys, group, absolute_key);
  g_autoptr (GFile) near = NULL;

  g_autofree char *digest = get_digest (keys, group, prefix, suffix);
  g_autoptr (GFile) known = NULL;

  if (relative != NULL && *relative != '\0' && (keys->folder != NULL || absolute == NULL))
    {
      g_autofree char *path = g_canonicalize_filename (relative, keys->folder);

      near = g_file_new_for_path (path);
    }
  if (near != NULL && tf_part_files_exist (g_file_peek_path (near)))
    return g_steal_pointer (&near);
  if ((absolute == NULL || !tf_part_files_exist (absolute)) && digest != NULL
      && (known = tf_places_find (digest)) != NULL)
    return g_steal_pointer (&known);
  if (near != NULL && absolute == NULL)
    return g_steal_pointer (&near);
  if (absolute != NULL && g_path_is_absolute (absolute))
    {
      g_autoptr (GFile) far = g_file_new_for_path (absolute);

      return near == NULL || tf_part_files_exist (absolute) ? g_steal_pointer (&far) : g_steal_pointer (&near);
    }
  return g_steal_pointer (&near);
}

/* A bundled file, wherever this installation has it; where it does not, its name
 * stands for something that is missing. */
static TfSource *
make_example (const char *name, const char *title)
{
  g_autoptr (GFile) file = tf_example_find (name);
  g_autofree char *base = g_path_get_basename (name);

  if (file == NULL)
    file = g_file_new_build_filename (G_DIR_SEPARATOR_S, "tightframe", "examples", base, NULL);
  return tf_source_new_example (file, title != NULL ? title : base);
}

static TfSource *
read_file (const TfKeys *keys, const char *group, const char *suffix, const char *title, GError **error)
{
  g_autofree char *example_key = g_strconcat ("example", suffix, NULL);
  g_autofree char *example = get_path (keys, group, example_key);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFile) labels = NULL;
  g_autofree char *features_key = get_path (keys, group, "features-key");
  g_autofree char *labels_key = get_path (keys, group, "labels-key");
  g_auto (GStrv) columns = tf_keys_get_list (keys, group, "features-columns");
  g_auto (GStrv) leave_out = tf_keys_get_list (keys, group, "leave-out");
  g_auto (GStrv) classes = tf_keys_get_list (keys, group, "leave-out-class");
  g_autofree char *alone = tf_keys_get_text (keys, group, "alone");
  TfFeaturesOptions options = { .features_key = features_key,
                                .labels_key = labels_key,
                                .features_columns = (const char *const *) columns,
                                .leave_out = (const char *const *) leave_out,
                                .leave_out_classes = (const char *const *) classes,
                                .alone = g_strcmp0 (alone, "true") == 0 };
  g_autofree char *digest = get_digest (keys, group, "", suffix);
  g_autofree char *labels_digest = get_digest (keys, group, "labels-", suffix);
  g_autoptr (TfSource) named = NULL;
  g_autoptr (TfSource) optioned = NULL;

  if (example != NULL && *example != '\0')
    named = make_example (example, title);
  else
    {
      file = get_file (keys, group, "", suffix);
      labels = get_file (keys, group, "labels-", suffix);
      if (file == NULL)
        {
          tf_keys_fail_at (keys, group, "path", error, "it does not say where the features are");
          return NULL;
        }
      named = tf_source_new_file (file, labels);
    }
  optioned = tf_source_new_with_options (named, &options);
  return tf_source_new_with_digests (optioned, digest, labels != NULL ? labels_digest : NULL);
}

/* Layer i with what is held out beside it, where the groups of that are there. self is unref'd. */
static TfSource *
stand_beside_layer (TfSource *self, const TfKeys *keys, const char *group, const char *suffix, GError **error)
{
  for (int kind = 0; self != NULL && kind < TF_N_HELD_OUT; kind++)
    {
      g_autofree char *own = tf_held_out_get_group (group, kind);
      g_autoptr (GFile) file = get_file (keys, own, "", suffix);
      g_autoptr (TfSource) before = self, other = file != NULL ? read_file (keys, own, suffix, NULL, error) : NULL;

      self = file == NULL ? tf_source_ref (before) : other != NULL ? tf_source_new_with_held_out (before, kind, other) : NULL;
    }
  return self;
}

static TfSource *
read_series (const TfKeys *keys, const char *group, const char *title, GError **error)
{
  g_autoptr (GPtrArray) layers = g_ptr_array_new_with_free_func ((GDestroyNotify) tf_source_unref);
  guint64 n = 0;

  if (!tf_keys_get_integer (keys, group, "layers", 2, TF_SOURCE_MAX_LAYERS, &n, error))
    return NULL;
  if (n == 0)
    {
      tf_keys_fail_at (keys, group, "layers", error, "it does not say how many layers there are");
      return NULL;
    }
  for (guint i = 1; i <= n; i++)
    {
      char suffix[16];
      TfSource *layer;

      g_snprintf (suffix, sizeof suffix, "-%u", i);
      layer = stand_beside_layer (read_file (keys, group, suffix, NULL, error), keys, group, suffix, error);
      if (layer == NULL)
        return NULL;
      g_ptr_array_add (layers, layer);
    }
  return tf_source_new_series ((TfSource *const *) layers->pdata, layers->len, title);
}

static gboolean
read_sizes (const TfKeys *keys, const char *group, TfSynthetic *draw, GArray *sizes, GError **error)
{
  g_autofree char *text = tf_keys_get_text (keys, group, "per-class");
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", ",", -1);
  guint n = g_strv_length (words);

  for (guint k = 0; k < n; k++)
    {
      guint64 size;
      gsize own;

      if (!g_ascii_string_to_unsigned (words[k], 10, 1, G_MAXUINT32, &size, NULL))
        return tf_keys_fail_at (keys, group, "per-class", error, "per-class is not one whole number or a list of them");
      own = size;
      g_array_append_val (sizes, own);
    }
  if (n > 1 && n != draw->n_classes)
    return tf_keys_fail_at (keys, group, "per-class", error, "per-class lists %u sizes for %u classes", n, draw->n_classes);
  if (n == 1)
    draw->per_class = g_array_index (sizes, gsize, 0);
  draw->sizes = n > 1 ? (gsize *) (gpointer) sizes->data : NULL;
  return TRUE;
}

static TfSource *
read_draw (const TfKeys *keys, const char *group, GError **error)
{
  TfSynthetic draw = TF_SYNTHETIC_DEFAULT;
  guint64 n_classes = draw.n_classes, dim = draw.dim, seed = draw.seed;
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (gsize));

  if (!tf_keys_get_integer (keys, group, "classes", 2, 100000, &n_classes, error)
      || !tf_keys_get_integer (keys, group, "dim", 1, 1000000, &dim, error)
      || !tf_keys_get_integer (keys, group, "seed", 0, G_MAXUINT32, &seed, error)
      || !tf_keys_get_number (keys, group, "spread", &draw.spread, error)
      || !tf_keys_get_number (keys, group, "noise", &draw.noise, error))
    return NULL;
  draw.n_classes = n_classes;
  draw.dim = dim;
  draw.seed = seed;
  if (draw.spread < 0 || draw.noise < 0)
    {
      tf_keys_fail_at (keys, group, draw.spread < 0 ? "spread" : "noise", error, "spread and noise must be at least 0");
      return NULL;
    }
  return read_sizes (keys, group, &draw, sizes, error) ? tf_source_new_synthetic (&draw) : NULL;
}

static TfSource *
read_one_source (const TfKeys *keys, const char *group, GError **error)
{
  g_autofree char *kind = tf_keys_get_text (keys, group, "kind");
  g_autofree char *title = tf_keys_get_name (keys, group, "title");

  if (g_strcmp0 (kind, "synthetic") == 0)
    return read_draw (keys, group, error);
  if (g_strcmp0 (kind, "file") == 0)
    return read_file (keys, group, "", title, error);
  if (g_strcmp0 (kind, "series") == 0)
    return read_series (keys, group, title, error);
  if (kind != NULL)
    tf_keys_fail_at (keys, group, "kind", error, "it names features of a kind that this version does not know");
  else
    tf_keys_fail_at (keys, group, "kind", error, "it does not say what the features are");
  return NULL;
}

/* With what is held out, where its group is there. */
TfSource *
tf_session_read_source (const TfKeys *keys, const char *group, GError **error)
{
  TfSource *source = read_one_source (keys, group, error);

  for (int kind = 0; source != NULL && tf_source_get_n_layers (source) == 0 && kind < TF_N_HELD_OUT; kind++)
    {
      g_autofree char *own = tf_held_out_get_group (group, kind), *what = tf_keys_get_text (keys, own, "kind");
      g_autoptr (TfSource) other = what != NULL ? read_file (keys, own, "", NULL, error) : NULL;
      g_autoptr (TfSource) before = source;

      source = what == NULL ? tf_source_ref (before) : other != NULL ? tf_source_new_with_held_out (before, kind, other) : NULL;
    }
  return source;
}
