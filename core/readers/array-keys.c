/* array-keys.c: which array of a file is which
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "arrays.h"

#include <string.h>

#define MAX_SHOWN_KEYS 8
#define MAX_NESTED_NAME 400 /* of an array within dicts, bytes */
#define MAX_SHOWN_NAME TF_ARRAYS_MAX_SHOWN_NAME

/* Names of arrays, as the documentation has them and, where none of those is there, as
 * others write them; both end with NULL. */
typedef struct
{
  const char *what;
  const char *const *usual;   /* exactly */
  const char *const *further; /* lower case; train_x, x_test and the like count as x */
} Names;

static const char *const usual_features[] = { "H", "features", "X", NULL };
static const char *const usual_labels[] = { "y", "labels", "targets", NULL };
static const char *const further_features[]
    = { "h", "x", "feats", "feat", "feature", "features", "feat_list", "feats_list", "feature_list", "features_list",
        "embeddings", "embedding", "embeds", "embs", "emb", "activations", "activation", "acts", "representations",
        "representation", "reps", "hidden", "hidden_states", "penultimate", "penultimate_features", "latents", "latent",
        "vectors", "feature_vectors", "encodings", "encoding", "embed", "z", "tensor", NULL };
static const char *const further_labels[]
    = { "y", "label", "labels", "target", "targets", "label_list", "labels_list", "target_list", "y_true", "ytrue",
        "true_labels", "true_label", "gt", "gt_labels", "gt_label", "ground_truth", "class", "classes", "class_labels",
        "class_ids", "label_ids", "categories", "lbl", "lbls", "tensor", NULL };
static const Names features_names = { "features", usual_features, further_features };
static const Names labels_names = { "labels", usual_labels, further_labels };
char *
tf_arrays_show_name (const char *name, gsize length)
{
  g_autofree char *valid = g_utf8_make_valid (name, (gssize) MIN (length, 4 * MAX_SHOWN_NAME));
  g_autofree char *start = NULL;

  if (g_utf8_strlen (valid, -1) <= MAX_SHOWN_NAME)
    return g_steal_pointer (&valid);
  start = g_utf8_substring (valid, 0, MAX_SHOWN_NAME);
  return g_strconcat (start, "…", NULL);
}

static gboolean
is_array (TfArrays *self, gssize i, const char *name, gsize length)
{
  return length > 0 && self->kind->is_array (self, (gsize) i, name, length);
}

static gsize
get_key (TfArrays *self, gssize i, const char **name)
{
  return self->kind->get_key (self, (gsize) i, name);
}

gssize
tf_arrays_find (TfArrays *self, const char *key)
{
  gssize found = -1;
  gsize       n = strlen (key);

  for (gssize i = 0; i < (gssize) self->n; i++)
    {
      const char *name;

      if (get_key (self, i, &name) != n || n == 0 || memcmp (name, key, n) != 0 || !is_array (self, i, name, n))
        continue;
      if (found >= 0)
        return -2;
      found = i;
    }
  return found;
}

/* "H, y and 3 more" */
static char *
list_keys (TfArrays *self)
{
  GString    *list = g_string_new (NULL);
  gssize n_more = 0;
  guint       n_shown = 0;

  for (gssize i = 0; i < (gssize) self->n; i++)
    {
      const char      *name;
      gsize            length = get_key (self, i, &name), n = is_array (self, i, name, length) ? length : 0;
      g_autofree char *shown = n > 0 && n_shown < MAX_SHOWN_KEYS ? tf_arrays_show_name (name, n) : NULL;

      if (shown != NULL)
        g_string_append_printf (list, "%s%s", n_shown++ > 0 ? ", " : "", shown);
      else if (n > 0)
        n_more++;
    }
  if (n_more > 0)
    g_string_append_printf (list, " and %" G_GINT64_FORMAT " more", (gint64) n_more);
  return g_string_free (list, FALSE);
}

/* How much of a key may be something else. */
typedef enum
{
  KEY_WHOLE,
  KEY_OF_SET, /* the part of a data set that it is of: X_train, train.x */
  KEY_LAST,   /* the dicts that it stands in, too: epoch_3.data.x */
} KeyParts;

/* A key in lower case, without such parts: x. */
static char *
plain_key (const char *name, gsize n, KeyParts parts)
{
  static const char *const sets[] = { "train", "test", "val", "valid", "validation", "eval", "ood", "all" };
  g_autofree char *key = g_ascii_strdown (name, (gssize) n);
  g_auto (GStrv) words = NULL;
  g_autoptr (GString) rest = g_string_new (NULL);

  if (parts == KEY_WHOLE)
    return g_steal_pointer (&key);
  words = g_strsplit_set (parts == KEY_LAST && strrchr (key, '.') != NULL ? strrchr (key, '.') + 1 : key, "_.", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      gboolean set = FALSE;

      for (gsize j = 0; j < G_N_ELEMENTS (sets); j++)
        set |= g_str_equal (words[i], sets[j]);
      if (!set)
        g_string_append_printf (rest, "%s%s", rest->len > 0 ? "_" : "", words[i]);
    }
  return g_string_free (g_steal_pointer (&rest), FALSE);
}

/* The only member with one of the further names; -1 for none, -3 for several, which
 * are listed. */
static gssize
find_further (TfArrays *self, const char *const *further, KeyParts parts, GString *several)
{
  gssize found = -1;

  g_string_truncate (several, 0);
  for (gssize i = 0; i < (gssize) self->n; i++)
    {
      const char      *name;
      gsize            n = get_key (self, i, &name);
      g_autofree char *key = n > 0 && n <= (parts == KEY_LAST ? MAX_NESTED_NAME : MAX_SHOWN_NAME) ? plain_key (name, n, parts) : NULL;

      if (key == NULL || !g_strv_contains (further, key) || !is_array (self, i, name, n))
        continue;
      g_string_append_printf (several, "%s%.*s", several->len > 0 ? ", " : "", (int) n, name);
      found = found == -1 ? i : -3;
    }
  return found;
}

/* Other names of a part of the data. */
static const char *const of_test[] = { "test", "val", "valid", "validation", "eval", NULL };

static gboolean
is_of_set (const char *name, gsize n, const char *set)
{
  g_autofree char *key = g_ascii_strdown (name, (gssize) n);
  g_auto (GStrv) words = g_strsplit_set (key, "_.", -1);

  if (!g_str_equal (set, "test"))
    return g_strv_contains ((const char *const *) words, set);
  for (gsize i = 0; words[i] != NULL; i++)
    if (g_strv_contains (of_test, words[i]))
      return TRUE;
  return FALSE;
}

/* The only member that is named as of that part of the data, or -1. */
static gssize
find_of_set (TfArrays *self, const Names *names, const char *set)
{
  gssize found = -1;

  for (gssize i = 0; i < (gssize) self->n; i++)
    {
      const char      *name;
      gsize            n = get_key (self, i, &name);
      g_autofree char *key = n > 0 && n <= MAX_NESTED_NAME ? plain_key (name, n, KEY_OF_SET) : NULL;
      g_autofree char *last = key != NULL ? plain_key (name, n, KEY_LAST) : NULL;

      if (key == NULL || !(g_strv_contains (names->further, key) || g_strv_contains (names->further, last))
          || !is_of_set (name, n, set) || !is_array (self, i, name, n))
        continue;
      found = found == -1 ? i : -2;
    }
  return found >= 0 ? found : -1;
}

/* The member of a usual name; -1 for none, -2 for two of the same, -3 for several. */
static gssize
find_usual (TfArrays *self, const Names *names, const char *place, GString *several)
{
  gssize found = -1;

  for (gsize i = 0; names->usual[i] != NULL && found != -2; i++)
    {
      gssize next = tf_arrays_find (self, names->usual[i]);

      if (next == -1)
        continue;
      g_string_append_printf (several, "%s%s", several->len > 0 ? ", " : "", names->usual[i]);
      found = next == -2 ? -2 : found == -1 ? next : -3;
    }
  if (found == -1)
    found = find_further (self, names->further, KEY_WHOLE, several);
  if (found == -1)
    found = find_further (self, names->further, KEY_OF_SET, several);
  if (found == -1)
    found = tf_arrays_find (self, place);
  return found != -1 ? found : find_further (self, names->further, KEY_LAST, several);
}

gssize
tf_arrays_choose (TfArrays *self, gboolean labels, const char *wanted, GError **error)
{
  const Names     *names = labels ? &labels_names : &features_names;
  const char      *noun = self->kind->noun;
  g_autofree char *keys = list_keys (self);
  g_autoptr (GString) several = g_string_new (NULL);
  gssize of_set = wanted == NULL && self->set != NULL ? find_of_set (self, names, self->set) : -1;
  const char *place = labels ? self->labels_place : self->features_place;
  gssize found = of_set;

  if (of_set < 0)
    found = wanted != NULL ? tf_arrays_find (self, wanted) : find_usual (self, names, place, several);
  if (found >= 0)
    return found;
  if (*keys == '\0')
    self->kind->explain_none (self, error);
  else if (found == -2)
    g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT,
                 "The %s holds two arrays of the same name (it has %s).", noun, keys);
  else if (found == -3)
    g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_AMBIGUOUS,
                 "More than one array may be the %s (%s): say which.", names->what, several->str);
  else if (wanted != NULL)
    g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_FORMAT, "There is no array %s; the %s has %s.", wanted,
                 noun, keys);
  else
    g_set_error (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_AMBIGUOUS,
                 "No array is named as %s are (%s, %s or %s); the %s has %s: say which%s.", names->what,
                 names->usual[0], names->usual[1], names->usual[2], noun, keys,
                 labels ? ", or which other file has them" : "");
  return -1;
}
