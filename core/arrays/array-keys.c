/* array-keys.c: which array of a file is which
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "arrays.h"

#include <string.h>

#include "data-sets.h"

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
  const char *const *words;   /* lower case, of names that are found nowhere else: pooled_output, cls_embedding, label_ids */
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
        "class_ids", "label_ids", "categories", "lbl", "lbls", "lab", "labs", "gts", "tgt", "tgts", "tensor", NULL };
static const char *const features_words[]
    = { "feat", "feats", "feature", "features", "embedding", "embeddings", "embed", "embeds", "emb", "embs", "pooled", "pooler",
        "pool", "penult", "penultimate", "activation", "activations", "act", "acts", "hidden", "representation", "representations",
        "repr", "reps", "latent", "latents", "encoding", "encodings", "encoded", "encoder", "vectors", "vecs", "backbone", NULL };
static const char *const labels_words[] = { "label", "labels", "target", "targets", "lbl", "lbls", "lab", "labs", "gt", "gts", "truth",
                                            "tgt", "tgts", NULL };
/* What is said of either, and is neither. */
static const char *const other_words[]
    = { "pred", "preds", "predicted", "prediction", "predictions", "logit", "logits", "prob", "probs", "score", "scores", "weight",
        "weights", "bias", "kernel", "mean", "means", "std", "var", "cov", "norm", "norms", "name", "names", "dim", "dims", "num",
        "count", "counts", "size", "sizes", "idx", "index", "indices", "path", "paths", "file", "files", "map", "loss", NULL };
static const Names features_names = { "features", usual_features, further_features, features_words };
static const Names labels_names = { "labels", usual_labels, further_labels, labels_words };

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

gboolean
tf_arrays_is_array (TfArrays *self, gsize i, const char *key, gsize length)
{
  return length > 0 && (self->kind->is_array == NULL || self->kind->is_array (self, i, key, length));
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

      if (get_key (self, i, &name) != n || n == 0 || memcmp (name, key, n) != 0 || !tf_arrays_is_array (self, i, name, n))
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
      gsize            length = get_key (self, i, &name), n = tf_arrays_is_array (self, i, name, length) ? length : 0;
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
  g_autofree char *key = g_ascii_strdown (name, (gssize) n);
  g_auto (GStrv) words = NULL;
  g_autoptr (GString) rest = g_string_new (NULL);

  if (parts == KEY_WHOLE)
    return g_steal_pointer (&key);
  words = g_strsplit_set (parts == KEY_LAST && strrchr (key, '.') != NULL ? strrchr (key, '.') + 1 : key, "_.", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (tf_data_set_of_name (words[i]) == TF_DATA_SET_NONE && !g_str_equal (words[i], "all"))
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

      if (key == NULL || !g_strv_contains (further, key) || !tf_arrays_is_array (self, i, name, n))
        continue;
      g_string_append_printf (several, "%s%.*s", several->len > 0 ? ", " : "", (int) n, name);
      found = found == -1 ? i : -3;
    }
  return found;
}

/* The only member that is named as of that part of the data; -1 for none, -2 for several. */
static gssize
find_of_one_set (TfArrays *self, const Names *names, TfDataSet set)
{
  gssize found = -1;

  for (gssize i = 0; i < (gssize) self->n; i++)
    {
      const char      *name;
      gsize            n = get_key (self, i, &name);
      g_autofree char *whole = n > 0 && n <= MAX_NESTED_NAME ? g_strndup (name, n) : NULL;
      g_autofree char *key = whole != NULL ? plain_key (name, n, KEY_OF_SET) : NULL;
      g_autofree char *last = whole != NULL ? plain_key (name, n, KEY_LAST) : NULL;

      if (whole == NULL || !(g_strv_contains (names->further, key) || g_strv_contains (names->further, last))
          || tf_data_set_of_name (whole) != set || !tf_arrays_is_array (self, i, name, n))
        continue;
      found = found == -1 ? i : -2;
    }
  return found;
}

/* Of what options call a part of the data (features.h); a validation set is the test set where there is none. */
static gssize
find_of_set (TfArrays *self, const Names *names, const char *set)
{
  TfDataSet asked = tf_data_set_of_name (set);
  gssize found = find_of_one_set (self, names, asked);

  if (found == -1 && asked == TF_DATA_SET_TEST)
    found = find_of_one_set (self, names, TF_DATA_SET_VALIDATION);
  return MAX (found, -1);
}

gboolean
tf_arrays_have_test_beside (TfArrays *self, gssize features)
{
  gssize test = self->set == NULL ? find_of_set (self, &features_names, "test") : -1;

  return test >= 0 && test != features && find_of_set (self, &labels_names, "test") >= 0;
}

/* Whether one of the key's words, which stand between other characters than letters, is among these. */
static gboolean
has_word (const char *key, const char *const *list)
{
  for (gsize n; *key != '\0'; key += MAX (n, 1))
    {
      g_autofree char *word = NULL;

      for (n = 0; g_ascii_isalpha (key[n]);)
        n++;
      word = g_strndup (key, n);
      if (n > 0 && g_strv_contains (list, word))
        return TRUE;
    }
  return FALSE;
}

/* The only member whose name has such a word, and none that says something else; -1 for none, -3 for several, which
 * are listed. */
static gssize
find_by_words (TfArrays *self, const Names *names, GString *several)
{
  gssize found = -1;

  g_string_truncate (several, 0);
  for (gssize i = 0; i < (gssize) self->n; i++)
    {
      const char      *name;
      gsize            n = get_key (self, i, &name);
      g_autofree char *key = n > 0 && n <= MAX_SHOWN_NAME ? g_ascii_strdown (name, (gssize) n) : NULL;

      if (key == NULL || !has_word (key, names->words) || has_word (key, other_words)
          || (names == &labels_names && has_word (key, features_words)) || !tf_arrays_is_array (self, i, name, n))
        continue;
      g_string_append_printf (several, "%s%.*s", several->len > 0 ? ", " : "", (int) n, name);
      found = found == -1 ? i : -3;
    }
  return found;
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
  if (found == -1)
    found = find_further (self, names->further, KEY_LAST, several);
  return found != -1 ? found : find_by_words (self, names, several);
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
  if (found == -3 && (of_set = find_of_set (self, names, "train")) >= 0)
    return of_set;
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
