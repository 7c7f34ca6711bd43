/* features.h: labelled features, as read from a file or drawn at random
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A TfFeatures is N samples of dimension d with a class each. It is immutable
 * and reference-counted, and may be handed from thread to thread. Values keep
 * the precision they were stored in (float16 and integers are widened).
 */
#pragma once

#include <gio/gio.h>

#include "summary.h"

G_BEGIN_DECLS

typedef struct _TfFeatures TfFeatures;

typedef enum
{
  TF_FEATURES_ERROR_FORMAT,      /* the file is broken, or of no known format */
  TF_FEATURES_ERROR_UNSUPPORTED, /* well-formed, but of a kind not read here */
  TF_FEATURES_ERROR_AMBIGUOUS,   /* more than one reading: options tell which */
  TF_FEATURES_ERROR_NEEDS_LABELS, /* sound features without labels: they are in another file */
  TF_FEATURES_ERROR_VALUE,       /* a value that no feature or label can have */
  TF_FEATURES_ERROR_ELSEWHERE,   /* sound, but another process has what they come to (pieces.h) */
} TfFeaturesError;

#define TF_FEATURES_ERROR (tf_features_error_quark ())
GQuark tf_features_error_quark (void);

/* For whoever reads features: sets that error with a whole sentence, and returns FALSE. */
gboolean tf_features_fail (GError **error, TfFeaturesError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* What the file does not say itself; NULL members mean "find out". */
typedef struct
{
  const char *features_key; /* name of the features' array or column group in the file */
  const char *labels_key;   /* name of the labels' array or column */
  const char *labels_path;  /* a second file with the labels (.npy, .csv) */

  /* Lists that end with NULL, or NULL. Columns go by their names or, where they have
   * none, by their numbers from 1; so do those of an array. */
  const char *const *features_columns;  /* only these are features */
  const char *const *leave_out;         /* these are not */
  const char *const *leave_out_classes; /* samples of these are left out; labels as text */

  const char *set; /* arrays that are named as of this part of the data come first: "train", "test", "ood"; or NULL */
  gboolean alone; /* what the file holds of a test set is not stood beside what was trained on */
  gboolean unlabelled; /* no labels are looked for: all samples are one class, without a name; rows are samples */
} TfFeaturesOptions;

/* What a file can make a load do, whatever it claims and however well it is
 * compressed: n bytes take at most TF_FEATURES_MEMORY_FACTOR n +
 * TF_FEATURES_MEMORY_BASE bytes of memory, and time proportional to what is
 * read and unpacked. More classes, columns of a text, bytes in a line of it or
 * arrays in an archive than these are refused; so is what would take more than
 * half of the machine's memory. */
#define TF_FEATURES_MEMORY_FACTOR 48
#define TF_FEATURES_MEMORY_BASE   (512 * 1024 * 1024)
#define TF_FEATURES_MAX_CLASSES   4096
#define TF_FEATURES_MAX_COLUMNS   (1024 * 1024)
#define TF_FEATURES_MAX_LINE      (64 * 1024 * 1024)
#define TF_FEATURES_MAX_ARRAYS    10000

/* Called now and then from the thread that loads, with the share done in [0, 1]. */
typedef void (*TfProgressFunc) (double fraction, gpointer user_data);

/* Features made in memory; of a single class only to be held out. values: N x d, one row a sample, taken. classes: N
 * indices below n_classes, every class present, taken. class_names: n_classes
 * strings, copied, or NULL for "0", "1", .... */
TfFeatures *tf_features_new (const char        *name,
                             gsize              n_samples,
                             gsize              dim,
                             double            *values,
                             guint32           *classes,
                             guint              n_classes,
                             const char *const *class_names);

/* The same with a last layer beside it, copied: weights K x d, row-major, and biases K; either may be NULL. */
TfFeatures *tf_features_new_with_layer (const char        *name,
                                        gsize              n_samples,
                                        gsize              dim,
                                        double            *values,
                                        guint32           *classes,
                                        guint              n_classes,
                                        const char *const *class_names,
                                        const double      *weights,
                                        const double      *bias);

TfFeatures *tf_features_ref (TfFeatures *self);
void        tf_features_unref (TfFeatures *self);

const char    *tf_features_get_name (TfFeatures *self);      /* for display: the file's base name; valid UTF-8 */
gsize          tf_features_get_n_samples (TfFeatures *self); /* N */
gsize          tf_features_get_n_rows (TfFeatures *self);    /* samples that are there: N, or those that a summary keeps */
gsize          tf_features_get_dim (TfFeatures *self);       /* d */
guint          tf_features_get_n_classes (TfFeatures *self); /* K >= 2 */
const char    *tf_features_get_dtype (TfFeatures *self);     /* as stored: "float32", "float64", "text", ... */
const double  *tf_features_get_units (TfFeatures *self);     /* d: how far apart the numbers of each coordinate could
                                                                be written, 0 where exactly; NULL: as dtype says */
const guint32 *tf_features_get_classes (TfFeatures *self);   /* class indices of the rows, in sample order */
const gsize   *tf_features_get_class_sizes (TfFeatures *self); /* K counts n_k */

/* The label value of class k as text. Classes are sorted by label value:
 * numbers by size, words by codepoint. */
const char *tf_features_get_class_name (TfFeatures *self, guint k);

/* The last layer that came with the features: K x d, row-major (one row a
 * class, in class order), and K biases; NULL where the file has none. */
const double *tf_features_get_weights (TfFeatures *self);
const double *tf_features_get_bias (TfFeatures *self);

/* W1, W2, ... where W came as their product (head-layers.h); or NULL. */
const struct _TfHeadLayers *tf_features_get_layers (TfFeatures *self);

/* Before anyone else sees self: n layers by rows, copied, of n + 1 sizes (head-layers.h), and W their product. */
void tf_features_set_layers (TfFeatures *self, guint n, const gsize *sizes, const double *values);

/* Where labels and features were found: "column 'species'", "array 'H'". */
const char *tf_features_get_labels_from (TfFeatures *self);
const char *tf_features_get_features_from (TfFeatures *self);

/* What is left of features that were too many to keep, or were never there: a moments
 * file. NULL where all samples are rows. */
const TfSummary *tf_features_get_summary (TfFeatures *self);

/* Something the reader did that its user should know (transposed, a class of
 * one sample, ...): one sentence, or NULL. */
const char *tf_features_get_notice (TfFeatures *self);

/* --- further samples, which move nothing --- */

typedef enum
{
  TF_HELD_OUT_TEST, /* of the same classes, not trained on */
  TF_HELD_OUT_OOD,  /* out of distribution: of other classes, or of none */
  TF_N_HELD_OUT
} TfHeldOutKind;

const char *tf_held_out_get_name (TfHeldOutKind kind);  /* a word of options and keys: "test" */
const char *tf_held_out_get_title (TfHeldOutKind kind); /* "Test set" */

/* Puts other beside self, before anyone else sees that. FALSE with one sentence where they do not fit:
 * another dimension, or for a test set a class that self has not. */
gboolean    tf_features_set_held_out (TfFeatures *self, TfHeldOutKind kind, TfFeatures *other, GError **error);
TfFeatures *tf_features_get_held_out (TfFeatures *self, TfHeldOutKind kind); /* borrowed, or NULL */

/* Writes rows [first, first + n) as doubles, row-major n x d, into rows. That is
 * the d x n block of H in column-major order. */
void tf_features_get_rows (TfFeatures *self, gsize first, gsize n, double *rows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfFeatures, tf_features_unref)

G_END_DECLS
