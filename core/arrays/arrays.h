/* arrays.h: the arrays of a file by their names
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an archive of NumPy, or any other file of arrays, has in common: which of them are
 * features, labels and last layer, and how they are read. A reader says how they are found.
 */
#pragma once

#include "features-parts.h"

G_BEGIN_DECLS

typedef struct _TfArrays TfArrays;

/* One of them, being read. */
typedef struct
{
  TfByteSource source;
  char        *name;   /* as it may be shown */
  gpointer     handle; /* the reader's */
  guint64      size;   /* bytes that the file says it has */
  void (*close) (gpointer handle); /* where there is a handle */
} TfArrayStream;

typedef struct
{
  const char *noun;        /* "archive": what messages call the file */
  gboolean    names_alone; /* an array that is alone in a file needs no usual name */

  /* The length of the key of entry i, which stands at *name; 0 where it can be no array. */
  gsize (*get_key) (TfArrays *self, gsize i, const char **name);

  /* Whether an entry that has a key is an array; NULL: each is. */
  gboolean (*is_array) (TfArrays *self, gsize i, const char *name, gsize length);

  gboolean (*open) (TfArrays *self, gsize i, TfArrayStream *stream, GError **error);
  gboolean (*read_header) (TfArrays *self, gsize i, TfArrayStream *stream, TfArray *array, GError **error);

  /* What has to be done before the items can be read; or NULL. */
  gboolean (*start_data) (TfArrays *self, gsize i, TfArrayStream *stream, const TfArray *array, GError **error);

  /* Says why there are none. */
  void (*explain_none) (TfArrays *self, GError **error);
} TfArraysKind;

struct _TfArrays
{
  const TfArraysKind *kind;
  gsize    n;    /* entries */
  TfFile  *file;
  gpointer handle; /* the reader's */
  const char *features_place, *labels_place; /* the names of arrays that were saved without one */
  const char *set; /* what is named as of this part of the data comes first (features.h); or NULL */
};

/* A key as it may be shown: valid UTF-8, and not too long. Caller frees. */
char *tf_arrays_show_name (const char *name, gsize length);
#define TF_ARRAYS_MAX_SHOWN_NAME 40 /* characters */

/* Whether entry i, which has this key, is an array. */
gboolean tf_arrays_is_array (TfArrays *self, gsize i, const char *key, gsize length);

/* The entry of that key, -1 when there is none, -2 when there are two. */
gssize tf_arrays_find (TfArrays *self, const char *key);

/* Chooses the features or labels: the entry that wanted names or, without that, the
 * one that has a usual name, of several that of what was trained on; -1 with an error when there is none,
 * or more than one. */
gssize tf_arrays_choose (TfArrays *self, gboolean labels, const char *wanted, GError **error);

/* Whether there are features and labels of a test set beside these features, which are of none. */
gboolean tf_arrays_have_test_beside (TfArrays *self, gssize features);

/* The features, the labels, or both and the last layer. */
gboolean tf_arrays_read (TfArrays *self, gboolean features, gboolean labels, TfParts *parts, const TfLoad *load, GError **error);

/* arrays-moments.c: whether the arrays are those of a moments file, and its summary. */
gboolean tf_arrays_hold_moments (TfArrays *self);
gboolean tf_arrays_read_moments (TfArrays *self, TfParts *parts, const TfLoad *load, guint32 **place, GError **error);

/* arrays-head.c: W1, W2, ... of more linear layers on top, where there is no W and all classes are kept: from d
 * dimensions to a row for each class. What does not fit is left out, with a notice. */
gboolean tf_arrays_is_head_key (const char *name, gsize length);
gboolean tf_arrays_read_head_layers (TfArrays *self, gsize d, TfParts *parts, const TfLoad *load, GError **error);

/* arrays-join.c: batches that were saved one by one, as the arrays that they are parts of.
 * feat_list.0, feat_list.1, … (lists of tensors), feat_list_0, feat_list_1, … (an .npz), and
 * 0.0, 1.0, 2.0, … beside 0.1, 1.1, 2.1, … (a list of pairs): arrays whose keys differ in a
 * number that counts from 0 and that agree in all but their first dimension are one, in the
 * order of the numbers. Vectors of reals are its rows.
 * The arrays of inner, which is borrowed, and after them those that are joined; NULL where none are. */
typedef struct _TfJoin TfJoin;

TfJoin   *tf_join_new (TfArrays *inner);
void      tf_join_free (TfJoin *self);
TfArrays *tf_join_get_arrays (TfJoin *self); /* lives as long as self */

/* An array by its key, with its items; 0 where there is none. Negative with an error. */
int tf_arrays_read_array (TfArrays *self, const char *key, TfArray *array, gboolean finite, const TfLoad *load, GError **error);

/* The items of entry i, whose header was read from the stream. */
gboolean tf_arrays_read_data (TfArrays *self, gsize i, TfArrayStream *stream, TfArray *array, gboolean finite, const TfLoad *load,
                              GError **error);

void tf_array_stream_clear (TfArrayStream *stream);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfJoin, tf_join_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TfArrayStream, tf_array_stream_clear)

G_END_DECLS
