/* column-names.c: names that columns of a table go by, in the exports that people have
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "features-table.h"

#include <string.h>

#define MAX_NAME 64 /* bytes: longer ones are none of these */

/* Lower case, words joined by _: "Unnamed: 0" is unnamed_0. */
static const struct
{
  const char *name;
  TfNameKind  kind;
} known[] = {
  { "label", TF_NAME_LABEL },
  { "labels", TF_NAME_LABEL },
  { "y", TF_NAME_LABEL },
  { "class", TF_NAME_LABEL },
  { "classes", TF_NAME_LABEL },
  { "target", TF_NAME_LABEL },
  { "targets", TF_NAME_LABEL },
  { "species", TF_NAME_OTHER_LABEL },
  { "category", TF_NAME_OTHER_LABEL },
  { "categories", TF_NAME_OTHER_LABEL },
  { "category_id", TF_NAME_OTHER_LABEL },
  { "y_true", TF_NAME_OTHER_LABEL },
  { "ytrue", TF_NAME_OTHER_LABEL },
  { "true_label", TF_NAME_OTHER_LABEL },
  { "true_labels", TF_NAME_OTHER_LABEL },
  { "true_class", TF_NAME_OTHER_LABEL },
  { "gt", TF_NAME_OTHER_LABEL },
  { "gt_label", TF_NAME_OTHER_LABEL },
  { "ground_truth", TF_NAME_OTHER_LABEL },
  { "groundtruth", TF_NAME_OTHER_LABEL },
  { "class_id", TF_NAME_OTHER_LABEL },
  { "class_idx", TF_NAME_OTHER_LABEL },
  { "class_index", TF_NAME_OTHER_LABEL },
  { "class_label", TF_NAME_OTHER_LABEL },
  { "class_name", TF_NAME_OTHER_LABEL },
  { "classname", TF_NAME_OTHER_LABEL },
  { "label_id", TF_NAME_OTHER_LABEL },
  { "label_idx", TF_NAME_OTHER_LABEL },
  { "label_name", TF_NAME_OTHER_LABEL },
  { "target_name", TF_NAME_OTHER_LABEL },
  { "target_names", TF_NAME_OTHER_LABEL },
  { "fine_label", TF_NAME_OTHER_LABEL },
  { "coarse_label", TF_NAME_OTHER_LABEL },
  { "superclass", TF_NAME_OTHER_LABEL },
  { "diagnosis", TF_NAME_OTHER_LABEL },
  { "outcome", TF_NAME_OTHER_LABEL },
  { "variety", TF_NAME_OTHER_LABEL },
  { "", TF_NAME_INDEX },
  { "unnamed_0", TF_NAME_INDEX },
  { "unnamed_0_1", TF_NAME_INDEX },
  { "index", TF_NAME_INDEX },
  { "idx", TF_NAME_INDEX },
  { "id", TF_NAME_INDEX },
  { "ids", TF_NAME_INDEX },
  { "level_0", TF_NAME_INDEX },
  { "row_id", TF_NAME_INDEX },
  { "rowid", TF_NAME_INDEX },
  { "row_number", TF_NAME_INDEX },
  { "rownames", TF_NAME_INDEX },
  { "row_names", TF_NAME_INDEX },
  { "sample_id", TF_NAME_INDEX },
  { "sampleid", TF_NAME_INDEX },
  { "sample_idx", TF_NAME_INDEX },
  { "sample_index", TF_NAME_INDEX },
  { "image_id", TF_NAME_INDEX },
  { "img_id", TF_NAME_INDEX },
  { "example_id", TF_NAME_INDEX },
  { "instance_id", TF_NAME_INDEX },
  { "data_id", TF_NAME_INDEX },
  { "item_id", TF_NAME_INDEX },
  { "uid", TF_NAME_INDEX },
  { "uuid", TF_NAME_INDEX },
  { "guid", TF_NAME_INDEX },
  { "pred", TF_NAME_RECORD },
  { "preds", TF_NAME_RECORD },
  { "prediction", TF_NAME_RECORD },
  { "predictions", TF_NAME_RECORD },
  { "predicted", TF_NAME_RECORD },
  { "predicted_label", TF_NAME_RECORD },
  { "predicted_class", TF_NAME_RECORD },
  { "pred_label", TF_NAME_RECORD },
  { "pred_class", TF_NAME_RECORD },
  { "y_pred", TF_NAME_RECORD },
  { "ypred", TF_NAME_RECORD },
  { "y_hat", TF_NAME_RECORD },
  { "yhat", TF_NAME_RECORD },
  { "argmax", TF_NAME_RECORD },
  { "correct", TF_NAME_RECORD },
  { "is_correct", TF_NAME_RECORD },
  { "fold", TF_NAME_RECORD },
  { "kfold", TF_NAME_RECORD },
  { "cv_fold", TF_NAME_RECORD },
  { "split", TF_NAME_RECORD },
  { "subset", TF_NAME_RECORD },
  { "partition", TF_NAME_RECORD },
  { "train", TF_NAME_RECORD },
  { "test", TF_NAME_RECORD },
  { "is_train", TF_NAME_RECORD },
  { "is_test", TF_NAME_RECORD },
  { "epoch", TF_NAME_RECORD },
  { "iteration", TF_NAME_RECORD },
  { "iter", TF_NAME_RECORD },
  { "global_step", TF_NAME_RECORD },
  { "batch", TF_NAME_RECORD },
  { "batch_idx", TF_NAME_RECORD },
  { "batch_id", TF_NAME_RECORD },
  { "seed", TF_NAME_RECORD },
  { "filename", TF_NAME_RECORD },
  { "file_name", TF_NAME_RECORD },
  { "file", TF_NAME_RECORD },
  { "filepath", TF_NAME_RECORD },
  { "file_path", TF_NAME_RECORD },
  { "path", TF_NAME_RECORD },
  { "image", TF_NAME_RECORD },
  { "image_path", TF_NAME_RECORD },
  { "img", TF_NAME_RECORD },
  { "img_path", TF_NAME_RECORD },
  { "image_name", TF_NAME_RECORD },
  { "url", TF_NAME_RECORD },
  { "uri", TF_NAME_RECORD },
  { "timestamp", TF_NAME_RECORD },
  { "datetime", TF_NAME_RECORD },
  { "sample_weight", TF_NAME_RECORD },
  { "sample_weights", TF_NAME_RECORD },
  { "instance_weight", TF_NAME_RECORD },
  { "loss", TF_NAME_RECORD },
  { "confidence", TF_NAME_RECORD },
  { "max_prob", TF_NAME_RECORD },
  { "weight", TF_NAME_SOFT },
  { "weights", TF_NAME_SOFT },
  { "w", TF_NAME_SOFT },
  { "time", TF_NAME_SOFT },
  { "date", TF_NAME_SOFT },
  { "step", TF_NAME_SOFT },
  { "score", TF_NAME_SOFT },
  { "prob", TF_NAME_SOFT },
  { "probability", TF_NAME_SOFT },
  { "conf", TF_NAME_SOFT },
  { "margin", TF_NAME_SOFT },
  { "entropy", TF_NAME_SOFT },
  { "set", TF_NAME_SOFT },
  { "group", TF_NAME_SOFT },
  { "domain", TF_NAME_SOFT },
  { "run", TF_NAME_SOFT },
  { "layer", TF_NAME_SOFT },
  { "rank", TF_NAME_SOFT },
  { "row", TF_NAME_SOFT },
  { "sample", TF_NAME_SOFT },
  { "no", TF_NAME_SOFT },
  { "nr", TF_NAME_SOFT },
  { "number", TF_NAME_SOFT },
  { "n", TF_NAME_SOFT },
  { "key", TF_NAME_SOFT },
};

/* What a network puts out, where it is numbered. */
static const char *const outputs[] = { "logit", "logits", "prob", "probs", "proba", "softmax", "score", "scores",
                                       "pred", "preds", "output", "outputs", "z_logit", "y_prob", "y_score", "y_pred" };

/* Lower case; what is neither letter nor digit becomes one _ between words. text: room
 * for length + 1. */
static void
normalize (const char *name, gsize length, char *text)
{
  gboolean gap = FALSE;
  char    *to = text;

  for (gsize i = 0; i < length; i++)
    {
      char c = name[i];

      if (!g_ascii_isalnum (c) && (guchar) c < 0x80)
        {
          gap = to > text;
          continue;
        }
      if (gap)
        *to++ = '_';
      gap = FALSE;
      *to++ = g_ascii_tolower (c);
    }
  *to = '\0';
}

gsize
tf_column_name_stem (const char *name)
{
  gsize n = strlen (name), end = n;

  while (end > 0 && (name[end - 1] == ']' || name[end - 1] == ')'))
    end--;
  if (end == 0 || !g_ascii_isdigit (name[end - 1]))
    return n;
  while (end > 0 && g_ascii_isdigit (name[end - 1]))
    end--;
  return end;
}

TfNameKind
tf_column_name_kind (const char *name)
{
  gsize n = strlen (name), stem = tf_column_name_stem (name);
  char  text[MAX_NAME + 1];

  if (n > MAX_NAME)
    return TF_NAME_PLAIN;
  normalize (name, n, text);
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (known[i].name[0] == text[0] && strcmp (known[i].name, text) == 0 && (n == 0 || text[0] != '\0'))
      return known[i].kind;
  if (stem == n)
    return TF_NAME_PLAIN;
  normalize (name, stem, text);
  for (gsize i = 0; i < G_N_ELEMENTS (outputs); i++)
    if (strcmp (outputs[i], text) == 0)
      return TF_NAME_OUTPUT;
  return TF_NAME_PLAIN;
}
