/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "label-files.h"

#include <math.h>
#include <string.h>

#include "data-sets.h"
#include "epoch-array.h"

static const char *const words[] = { "label", "labels", "lbl", "lbls", "lab", "labs", "target", "targets", "tgt", "tgts", "y", "ys", "gt",
                                     "gts", "truth", NULL };
/* What is said of labels, and is none. */
static const char *const others[] = { "pred", "preds", "predicted", "prediction", "predictions", "hat", "logit", "logits", "prob",
                                      "probs", "score", "scores", "mean", "means", "names", NULL };
static const char *const suffixes[] = { ".npy", ".pt", ".pth", ".csv", ".tsv", NULL };

static gboolean
has_suffix (const char *lower)
{
  for (guint i = 0; suffixes[i] != NULL; i++)
    if (g_str_has_suffix (lower, suffixes[i]))
      return TRUE;
  return FALSE;
}

/* Words are what stands between other characters than letters: "train", "targets" and "npy" of "train_targets10.npy".
 * within: longer ones, "trainlabels", count as well. */
static gboolean
has_word (char *lower, gboolean within)
{
  g_auto (GStrv) parts = NULL;
  gboolean found = FALSE;

  for (char *c = lower; *c != '\0'; c++)
    if (!g_ascii_isalpha (*c))
      *c = ' ';
  parts = g_strsplit (lower, " ", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (g_strv_contains (others, parts[i]))
        return FALSE;
      found = found || g_strv_contains (words, parts[i])
              || (within && (strstr (parts[i], "label") != NULL || strstr (parts[i], "target") != NULL));
    }
  return found;
}

gboolean
tf_label_file_is_named (const char *path)
{
  g_autofree char *base = g_path_get_basename (path), *lower = g_ascii_strdown (base, -1);

  if (!has_suffix (lower))
    return FALSE;
  return has_word (lower, g_str_has_suffix (lower, ".npy"));
}

gboolean
tf_label_file_may_serve (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  return has_suffix (lower) || tf_epoch_array_is_alone (path);
}

GPtrArray *
tf_label_files_take (GPtrArray *paths)
{
  GPtrArray *labels = g_ptr_array_new ();
  guint n = 0;

  for (guint i = 0; i < paths->len; i++)
    n += tf_label_file_is_named (paths->pdata[i]);
  for (guint i = 0; n < paths->len && i < paths->len;)
    if (tf_label_file_is_named (paths->pdata[i]))
      g_ptr_array_add (labels, g_ptr_array_remove_index (paths, i));
    else
      i++;
  return labels;
}

TfEpochName *
tf_label_files_read (GPtrArray *labels, GPtrArray *features)
{
  g_autoptr (GPtrArray) all = g_ptr_array_copy (labels, NULL, NULL);
  g_auto (GStrv) names = NULL;
  TfEpochName *read;
  gboolean differ = FALSE;

  for (guint i = 0; i < features->len; i++)
    g_ptr_array_add (all, features->pdata[i]);
  names = tf_epoch_names_shorten (all);
  read = tf_epoch_names_read ((const char *const *) names, labels->len);
  for (guint i = 1; i < labels->len; i++)
    differ = differ || read[i].epoch != read[0].epoch;
  if (!differ && tf_epoch_names_guess ((const char *const *) names, labels->len) != TF_SERIES_EPOCHS)
    for (guint i = 0; i < labels->len; i++)
      read[i].epoch = NAN;
  return read;
}

static gboolean
is_same_or_none (double a, double b)
{
  return a == b || isnan (a) || isnan (b);
}

static gboolean
is_beside (const char *a, const char *b)
{
  g_autofree char *one = g_path_get_dirname (a), *other = g_path_get_dirname (b);

  return strcmp (one, other) == 0;
}

/* How well labels go with an array: rather of its part of the data than of none, then rather beside it than elsewhere. */
static int
rate_labels (const char *labels, const char *path)
{
  TfDataSet set = tf_data_set_of_path (path), own = tf_data_set_of_path (labels);

  if (set != own && set != TF_DATA_SET_NONE && own != TF_DATA_SET_NONE)
    return -1;
  return 2 * (set == own) + is_beside (labels, path);
}

const char *
tf_label_files_find (GPtrArray *labels, const TfEpochName *names, const char *path, double epoch)
{
  const char *found = NULL;
  int best = 0, rate;

  for (guint i = 0; i < labels->len; i++)
    if (is_same_or_none (names[i].epoch, epoch) && (rate = rate_labels (g_ptr_array_index (labels, i), path)) >= best)
      {
        found = g_ptr_array_index (labels, i);
        best = rate;
      }
  return found;
}
