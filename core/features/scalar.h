/* scalar.h: the types of number that an array may hold
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

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
  TF_SCALAR_BFLOAT16, /* the upper half of a float32 */
  TF_SCALAR_BYTES,   /* words of one byte a character, padded with 0 */
  TF_SCALAR_UNICODE, /* words of four bytes a character, padded with 0 */
} TfScalar;

/* "float32", ...; static. */
const char *tf_scalar_get_name (TfScalar scalar);

/* Bytes of a number; of a type that is one. */
gsize tf_scalar_get_size (TfScalar scalar);

/* n numbers of a type that is one, in the machine's byte order, as doubles. */
void tf_scalar_to_doubles (TfScalar scalar, const guint8 *data, gsize n, double *values);

/* n rows of dim numbers: number j of row i is item i row_stride + j column_stride of
 * data. rows: n x dim, row-major. */
void tf_scalar_gather (TfScalar      scalar,
                       const guint8 *data,
                       gsize         n,
                       gsize         dim,
                       gsize         row_stride,
                       gsize         column_stride,
                       double       *rows);

G_END_DECLS
