/* features-parts.h: what the readers of features share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A reader finds arrays in a file and fills a TfParts; features-load.c checks
 * that the parts fit together and makes a TfFeatures of them. No reader ever
 * allocates what a header merely claims: a claim is first held against the
 * bytes that can really be there.
 */
#pragma once

#include "array.h"
#include "features.h"
#include "head-layers.h"
#include "load.h"
#include "number.h"
#include "text-clean.h"

G_BEGIN_DECLS

/* Labels as classes, or none (classes is NULL). */
typedef struct
{
  gsize    n;       /* labels */
  guint32 *classes; /* n indices */
  guint    n_classes;
  char   **names; /* n_classes strings, NULL-terminated */
  gboolean one_hot, by_columns; /* how they were written: a sample each row, or each column */
} TfLabels;

/* What the readers found. */
typedef struct
{
  TfArray  features;
  gboolean text; /* the features were written as text */
  gboolean unlabelled; /* no labels were looked for (features.h) */
  gboolean is_part;    /* of a set: there may be a single class */
  double  *units; /* of text: d, as tf_features_get_units() says; or NULL */
  TfLabels labels;
  double  *weights; /* K x d */
  double  *bias;    /* K */
  TfHeadLayers *layers; /* whose product W is; or NULL */
  TfSummary  *summary; /* in place of the features, whose array is then that of the sample kept; or NULL */
  const char *dtype;   /* of a summary: as the features were stored */
  GString *notice;
  char    *labels_from;   /* or NULL */
  char    *features_from; /* or NULL */
  guint32 *class_map;     /* of every class its number among those kept, G_MAXUINT32 for one left out; or NULL: all are kept */
  guint    n_kept;        /* classes, where there is a map */
  GPtrArray *left_columns; /* of an array: those of the options' names that are left out and name no other array; or NULL */
  gboolean has_test;       /* the file has features and labels of a test set, too */
  gboolean weights_turned; /* W's shape said that it had to be transposed */
} TfParts;

/* Empties the parts, which fit together by now. A summary may be of a single class. */
TfFeatures *tf_features_new_from_parts (const char *name, TfParts *parts);

/* Stands a test set of the same file beside features that no one else has seen, and says so in their notice; or says
 * message, why it does not. other or message is NULL. */
void tf_features_stand_own_test (TfFeatures *self, TfFeatures *other, const char *message);

/* A clause of the notice, which becomes one sentence. */
void tf_parts_add_notice (TfParts *parts, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Says once where something was found. */
void tf_parts_set_origin (char **origin, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* One class, without a name, of n samples: where no labels were looked for. */
void tf_parts_take_one_class (TfParts *parts, gsize n);

/* Which way the features lie; labels must be known. */
gboolean tf_parts_orient (TfParts *parts, const char *name, GError **error);

/* The features of an array whose header is known and whose labels are: its values or,
 * where they are to be summarized or would take too much memory, their summary. */
gboolean tf_parts_read_features (TfParts *parts, TfByteSource *source, const TfLoad *load, GError **error);

/* Said of features that were not asked to be summarized. */
#define TF_SUMMARIZED_NOTICE                                                                                           \
  "the features would take more than half of this machine’s memory: class means and covariance were gathered from all " \
  "of them in one pass, and a sample is kept for drawing"

/* Puts the sample that the summary has kept in the place of features and labels, without
 * what the options leave out. */
gboolean tf_parts_take_sample (TfParts *parts, const TfFeaturesOptions *options, GError **error);

/* features-select.c */
guint8  *tf_parts_find_columns (const TfParts *parts, const TfFeaturesOptions *options, gsize d, gsize *n_kept, GError **error);
void     tf_parts_drop_classes (TfParts *parts);
void     tf_parts_pack_weights (TfParts *parts, const guint8 *keep_column, gsize d, guint n_classes);
gboolean tf_parts_choose_classes (TfParts *parts, const TfFeaturesOptions *options, GError **error);
void     tf_parts_leave_column (TfParts *parts, const char *name);
gboolean tf_parts_select (TfParts *parts, const TfFeaturesOptions *options, GError **error);
void     tf_parts_orient_layer (TfParts *parts);

/* labels.c */
gboolean tf_labels_read_array (TfLabels *labels, const TfArray *array, const char *name, GError **error);
gboolean tf_labels_take_words (TfLabels *labels, GPtrArray *words, guint32 *ids, gsize n, GError **error);
gboolean tf_labels_check_words (guint n_words, GError **error);
guint    tf_label_hash (gconstpointer text); /* not to be foreseen by who wrote the file */
void     tf_labels_clear (TfLabels *labels);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TfLabels, tf_labels_clear)

G_END_DECLS
