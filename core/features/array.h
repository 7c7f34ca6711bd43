/* array.h: an array of a file, as it is described there and as it is read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "features-file.h"
#include "load.h"
#include "pieces.h"
#include "scalar.h"

G_BEGIN_DECLS

#define TF_ARRAY_MAX_DIMS 32

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

/* Counts the items of the shape; fails where no memory could hold them. */
gboolean tf_array_count_items (TfArray *array, const char *name, GError **error);

/* Exactly n bytes, or an error. */
gboolean tf_source_read_all (TfByteSource *source, void *buffer, gsize n, GError **error);

/* The items that follow the header. finite: whether NaN and infinities are refused. */
gboolean tf_array_read_data (TfArray *array, TfByteSource *source, gboolean finite, const TfLoad *load, GError **error);

/* The same by blocks of samples, to pieces; classes: of each. Samples must lie one after the other in
 * the file: fortran where they are the columns. What has more than one piece and can be entered in the
 * middle is shared as the load says. */
gboolean tf_array_gather (TfArray       *array,
                          TfByteSource  *source,
                          const guint32 *classes,
                          TfPieces      *pieces,
                          const TfLoad  *load,
                          GError       **error);

/* An array of two dimensions, neither of them empty, of numbers. Others of 1 go. */
gboolean tf_array_check_features (TfArray *array, const char *name, GError **error);

/* "24 × 8", for messages. Caller frees. */
char *tf_array_describe (const TfArray *array);

void tf_array_clear (TfArray *array);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TfArray, tf_array_clear)

G_END_DECLS
