/* features-private.h: what the readers of features share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A reader finds arrays in a file and fills a TfParts; features-load.c checks
 * that the parts fit together and makes a TfFeatures of them. No reader ever
 * allocates what a header merely claims: a claim is first held against the
 * bytes that can really be there.
 */
#pragma once

#include "features.h"
#include "number.h"
#include "text-clean.h"

#include <stdio.h>

G_BEGIN_DECLS

/* Long loops look at the cancellable, and report, once in so many bytes. A
 * multiple of every item size. */
#define TF_CHUNK (1024 * 1024)

#define TF_ARRAY_MAX_DIMS 32

typedef enum
{
  TF_SCALAR_BOOL,
  TF_SCALAR_INT8,
  TF_SCALAR_INT16,
  TF_SCALAR_INT32,
  TF_SCALAR_INT64,
  TF_SCALAR_UINT8,
  TF_SCALAR_UINT16,
  TF_SCALAR_UINT32,
  TF_SCALAR_UINT64,
  TF_SCALAR_FLOAT16,
  TF_SCALAR_FLOAT32,
  TF_SCALAR_FLOAT64,
  TF_SCALAR_BYTES,   /* words of one byte a character, padded with 0 */
  TF_SCALAR_UNICODE, /* words of four bytes a character, padded with 0 */
} TfScalar;

/* An array of a .npy file. data: n_items of item_size bytes in the machine's
 * byte order; NULL until read. */
typedef struct
{
  TfScalar scalar;
  gsize    item_size;
  gboolean swapped; /* in the file */
  gboolean fortran; /* the first index runs fastest */
  guint    n_dims;
  gsize    dims[TF_ARRAY_MAX_DIMS];
  gsize    n_items;
  gboolean transposed; /* the columns are the samples */
  guint8  *data;
} TfArray;

/* How a load was asked for. options is never NULL here. */
typedef struct
{
  const TfFeaturesOptions *options;
  GCancellable            *cancellable;
  TfProgressFunc           progress;
  gpointer                 user_data;
  GPtrArray               *listing; /* what the features' file holds is added to it; or NULL */
} TfLoad;

/* Bytes of one array, from a file or from a member of an archive. */
typedef struct _TfByteSource TfByteSource;
struct _TfByteSource
{
  /* At most n bytes; 0 at the end, -1 on failure. */
  gssize (*read) (TfByteSource *self, void *buffer, gsize n, GError **error);
  gpointer    handle;   /* what read reads from */
  const char *name;     /* of the array, for messages */
  guint64     limit;    /* no more bytes than this can come */
  gboolean    honest;   /* the limit is counted on the disk, not inferred from a compressed size */
  guint64     consumed; /* bytes read so far */
  guint64    *budget;   /* bytes that arrays may still take together, or NULL */
};

typedef struct
{
  FILE    *stream;
  guint64  size; /* bytes */
  gboolean zip;  /* an archive, starting at zip_start */
  gboolean npy;
  guint64  zip_start;
  guint64  budget; /* bytes that the arrays of an archive may still take, unpacked */
} TfFile;

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

/* features.c */
TfFeatures *tf_features_new_from_parts (const char *name, TfParts *parts);
void        tf_scalar_to_doubles (TfScalar scalar, const guint8 *data, gsize n, double *values);

/* features-parts.c */
gboolean tf_load_step (const TfLoad *load, double fraction, GError **error);
gboolean tf_load_check_memory (guint64 n_bytes, GError **error);
gboolean tf_load_spend (guint64 *budget, guint64 n_bytes, const char *name, GError **error);
void     tf_parts_add_notice (TfParts *parts, const char *format, ...) G_GNUC_PRINTF (2, 3);
void     tf_parts_set_origin (char **origin, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Names as options list them: one that is none, and has commas, is several. known tells
 * which are. NULL for NULL. Caller frees. */
typedef gboolean (*TfKnownFunc) (const char *name, gpointer user_data);
char   **tf_names_expand (const char *const *names, TfKnownFunc known, gpointer user_data);
gboolean tf_parts_orient (TfParts *parts, const char *name, GError **error);

/* features-file.c */
gboolean tf_file_open (TfFile *file, const char *path, GError **error);
void     tf_file_close (TfFile *file);
void     tf_file_start_source (TfFile *file, TfByteSource *source);

/* features-npy.c */
gboolean tf_array_parse_header (TfArray *array, const char *name, const char *text, gsize length, GError **error);
gboolean tf_array_read_header (TfArray *array, TfByteSource *source, GError **error);
gboolean tf_array_read_data (TfArray *array, TfByteSource *source, gboolean finite, const TfLoad *load, GError **error);
gboolean tf_array_check_features (TfArray *array, const char *name, GError **error);
char    *tf_array_describe (const TfArray *array);
void     tf_array_clear (TfArray *array);

/* features-npz.c: the features, the labels, or both and the last layer. */
gboolean tf_npz_read (TfFile *file, gboolean features, gboolean labels, TfParts *parts, const TfLoad *load, GError **error);

/* features-csv.c: features with or without labels, or labels alone. */
gboolean tf_csv_read (TfFile *file, gboolean features, gboolean labels, TfParts *parts, const TfLoad *load, GError **error);

/* features-foreign.c */
gboolean tf_file_check_foreign (TfFile *file, GError **error);
gboolean tf_file_check_foreign_member (const char *name, GError **error);

/* features-select.c */
gboolean tf_parts_choose_classes (TfParts *parts, const TfFeaturesOptions *options, GError **error);
void     tf_parts_leave_column (TfParts *parts, const char *name);
gboolean tf_parts_select (TfParts *parts, const TfFeaturesOptions *options, GError **error);
void     tf_parts_orient_layer (TfParts *parts);

/* features-listing.c */
GPtrArray *tf_listing_new (void); /* of TfListed, which it owns */

/* labels.c */
gboolean tf_labels_read_array (TfLabels *labels, const TfArray *array, const char *name, GError **error);
gboolean tf_labels_take_words (TfLabels *labels, GPtrArray *words, guint32 *ids, gsize n, GError **error);
gboolean tf_labels_check_words (guint n_words, GError **error);
guint    tf_label_hash (gconstpointer text); /* not to be foreseen by who wrote the file */
void     tf_labels_clear (TfLabels *labels);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TfArray, tf_array_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TfFile, tf_file_close)

G_END_DECLS
