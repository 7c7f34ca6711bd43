/* scalar.c: numbers of any type as doubles
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "scalar.h"

#include <string.h>

const char *
tf_scalar_get_name (TfScalar scalar)
{
  static const char *const names[] = { "bool",   "int8",   "int16",  "int32",   "int64",   "uint8", "uint16",
                                       "uint32", "uint64", "float16", "float32", "float64", "bfloat16", "bytes", "str" };

  return names[scalar];
}

/* A float16 is a float32 whose exponent is off by 112: subnormals come out
 * right too, because the product is exact. NaN and infinities never get here. */
static inline double
half_to_double (guint16 half)
{
  guint32 bits = (guint32) (half & 0x7fff) << 13;
  float   value;

  memcpy (&value, &bits, sizeof value);
  value *= 0x1p112f;
  return half & 0x8000 ? -value : value;
}

static inline double
bfloat_to_double (guint16 half)
{
  guint32 bits = (guint32) half << 16;
  float   value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

#define AS_IS(x)   ((double) (x))
#define AS_HALF(x) half_to_double (x)
#define AS_BFLOAT(x) bfloat_to_double (x)
#define AS_BOOL(x) ((x) != 0 ? 1.0 : 0.0)

/* Rows are written eight coordinates at a time where the file has them far
 * apart, so that each line of the cache is filled at once. */
#define DEFINE_COPY(name, type, CONVERT) \
  static void \
  copy_##name (const guint8 *data, gsize n, double *values) \
  { \
    const type *items = (const type *) (const void *) data; \
\
    for (gsize i = 0; i < n; i++) \
      values[i] = CONVERT (items[i]); \
  } \
\
  static void \
  gather_##name (const guint8 *data, gsize n, gsize dim, gsize row_stride, gsize column_stride, double *rows) \
  { \
    const type *items = (const type *) (const void *) data; \
\
    for (gsize j0 = 0; j0 < dim; j0 += 8) \
      for (gsize i = 0; i < n; i++) \
        for (gsize j = j0; j < MIN (j0 + 8, dim); j++) \
          rows[i * dim + j] = CONVERT (items[i * row_stride + j * column_stride]); \
  }

DEFINE_COPY (bool, guint8, AS_BOOL)
DEFINE_COPY (int8, gint8, AS_IS)
DEFINE_COPY (int16, gint16, AS_IS)
DEFINE_COPY (int32, gint32, AS_IS)
DEFINE_COPY (int64, gint64, AS_IS)
DEFINE_COPY (uint8, guint8, AS_IS)
DEFINE_COPY (uint16, guint16, AS_IS)
DEFINE_COPY (uint32, guint32, AS_IS)
DEFINE_COPY (uint64, guint64, AS_IS)
DEFINE_COPY (float16, guint16, AS_HALF)
DEFINE_COPY (float32, float, AS_IS)
DEFINE_COPY (float64, double, AS_IS)
DEFINE_COPY (bfloat16, guint16, AS_BFLOAT)

/* In the order of TfScalar; words have no row here. */
static const struct
{
  gsize size;
  void (*copy) (const guint8 *data, gsize n, double *values);
  void (*gather) (const guint8 *data, gsize n, gsize dim, gsize row_stride, gsize column_stride, double *rows);
} converters[] = {
  { 1, copy_bool, gather_bool },       { 1, copy_int8, gather_int8 },       { 2, copy_int16, gather_int16 },
  { 4, copy_int32, gather_int32 },     { 8, copy_int64, gather_int64 },     { 1, copy_uint8, gather_uint8 },
  { 2, copy_uint16, gather_uint16 },   { 4, copy_uint32, gather_uint32 },   { 8, copy_uint64, gather_uint64 },
  { 2, copy_float16, gather_float16 }, { 4, copy_float32, gather_float32 }, { 8, copy_float64, gather_float64 },
  { 2, copy_bfloat16, gather_bfloat16 },
};

void
tf_scalar_to_doubles (TfScalar scalar, const guint8 *data, gsize n, double *values)
{
  g_assert (scalar < G_N_ELEMENTS (converters));
  converters[scalar].copy (data, n, values);
}

void
tf_scalar_gather (TfScalar      scalar,
                  const guint8 *data,
                  gsize         n,
                  gsize         dim,
                  gsize         row_stride,
                  gsize         column_stride,
                  double       *rows)
{
  g_assert (scalar < G_N_ELEMENTS (converters));
  if (column_stride == 1 && row_stride == dim)
    converters[scalar].copy (data, n * dim, rows);
  else
    converters[scalar].gather (data, n, dim, row_stride, column_stride, rows);
}

gsize
tf_scalar_get_size (TfScalar scalar)
{
  g_assert (scalar < G_N_ELEMENTS (converters));
  return converters[scalar].size;
}
