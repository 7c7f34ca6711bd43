/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data-sets.h"

#include <string.h>

static const char *const words[TF_N_DATA_SETS][10] = {
  [TF_DATA_SET_TRAIN] = { "train", "training", "trainset", "trn" },
  [TF_DATA_SET_TEST] = { "test", "testing", "testset", "tst", "heldout", "holdout" },
  [TF_DATA_SET_VALIDATION] = { "val", "valid", "validation", "valset", "validset", "eval", "evaluation", "dev" },
  [TF_DATA_SET_OOD] = { "ood", "outofdistribution" },
};

static TfDataSet
set_of_word (const char *start, gsize n)
{
  g_autofree char *word = g_ascii_strdown (start, (gssize) n);

  for (int set = 0; set < TF_N_DATA_SETS; set++)
    for (guint i = 0; i < G_N_ELEMENTS (words[set]) && words[set][i] != NULL; i++)
      if (strcmp (words[set][i], word) == 0)
        return set;
  return TF_DATA_SET_NONE;
}

/* The length of the word at text, which may be 0. */
static gsize
word_length (const char *text)
{
  gsize n = 0;

  while (g_ascii_isalpha (text[n]))
    n++;
  return n;
}

TfDataSet
tf_data_set_of_name (const char *name)
{
  TfDataSet found = TF_DATA_SET_NONE;

  while (*name != '\0')
    {
      gsize n = word_length (name);
      TfDataSet set = set_of_word (name, n);

      if (set != TF_DATA_SET_NONE)
        found = set;
      name += MAX (n, 1);
    }
  return found;
}

TfDataSet
tf_data_set_of_path (const char *path)
{
  g_autofree char *base = g_path_get_basename (path), *folder = g_path_get_dirname (path), *above = g_path_get_basename (folder);
  TfDataSet set = tf_data_set_of_name (base);

  return set != TF_DATA_SET_NONE ? set : tf_data_set_of_name (above);
}

static gboolean
is_separator (char c)
{
  return c != '\0' && strchr ("/_-. ", c) != NULL;
}

char *
tf_data_set_cut (const char *name)
{
  GString *rest = g_string_new (NULL);
  gboolean after_cut = FALSE;

  while (*name != '\0')
    {
      gsize n = word_length (name);

      if (set_of_word (name, n) != TF_DATA_SET_NONE)
        {
          after_cut = TRUE;
          name += n;
          continue;
        }
      /* One separator is left of those around what was cut. */
      if (!(after_cut && is_separator (*name) && (rest->len == 0 || is_separator (rest->str[rest->len - 1]))))
        {
          g_string_append_len (rest, name, MAX (n, 1));
          after_cut = FALSE;
        }
      name += MAX (n, 1);
    }
  while (rest->len > 0 && is_separator (rest->str[rest->len - 1]))
    g_string_truncate (rest, rest->len - 1);
  return g_string_free (rest, FALSE);
}

gboolean
tf_data_set_is_all_that_differs (const char *a, const char *b)
{
  g_autofree char *first = tf_data_set_cut (a), *second = tf_data_set_cut (b);

  return strcmp (first, second) == 0;
}

gboolean
tf_data_set_is_held_out (TfDataSet set, TfHeldOutKind *kind)
{
  *kind = set == TF_DATA_SET_OOD ? TF_HELD_OUT_OOD : TF_HELD_OUT_TEST;
  return set > TF_DATA_SET_TRAIN;
}
