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
  double  *units; /* of text: d, as tf_features_get_units() says; or NULL */
  TfLabels labels;
  double  *weights; /* K x d */
  double  *bias;    /* K */
  GString *notice;
  char    *labels_from;   /* or NULL */
  char    *features_from; /* or NULL */
  guint32 *class_map;     /* of every class its number among those kept, G_MAXUINT32 for one left out; or NULL: all are kept */
  guint    n_kept;        /* classes, where there is a map */
  GPtrArray *left_columns; /* of an array: those of the options' names that are left out and name no other array; or NULL */
  gboolean weights_turned; /* W's shape said that it had to be transposed */
} TfParts;

/* Empties the parts, which fit together by now. */
TfFeatures *tf_features_new_from_parts (const char *name, TfParts *parts);

/* A clause of the notice, which becomes one sentence. */
void tf_parts_add_notice (TfParts *parts, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Says once where something was found. */
void tf_parts_set_origin (char **origin, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Which way the features lie; labels must be known. */
gboolean tf_parts_orient (TfParts *parts, const char *name, GError **error);

/* features-select.c */
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

G_END_DECLS
