/* features.c: labelled features, kept as they were stored
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "features-private.h"

#include <string.h>

struct _TfFeatures
{
  gatomicrefcount ref_count;
  char           *name;
  gsize           n_samples; /* N */
  gsize           dim;       /* d */
  guint           n_classes; /* K */

  /* Coordinate j of sample i is item i row_stride + j column_stride of data. */
  TfScalar    scalar;
  const char *dtype;
  guint8     *data;
  gsize       row_stride;
  gsize       column_stride;

  guint32 *classes;     /* N */
  gsize   *class_sizes; /* K */
  char   **class_names; /* K, NULL-terminated */
  double  *weights;     /* K x d, or NULL */
  double  *bias;        /* K, or NULL */
  char    *notice;      /* or NULL */
  char    *labels_from, *features_from;
};

G_DEFINE_QUARK (tf-features-error-quark, tf_features_error)

static const char *
scalar_name (TfScalar scalar)
{
  static const char *const names[] = { "bool",   "int8",   "int16",  "int32",   "int64",   "uint8", "uint16",
                                       "uint32", "uint64", "float16", "float32", "float64", "bytes", "str" };

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

#define AS_IS(x)   ((double) (x))
#define AS_HALF(x) half_to_double (x)
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
};

void
tf_scalar_to_doubles (TfScalar scalar, const guint8 *data, gsize n, double *values)
{
  g_assert (scalar < G_N_ELEMENTS (converters));
  converters[scalar].copy (data, n, values);
}

void
tf_features_get_rows (TfFeatures *self, gsize first, gsize n, double *rows)
{
  const guint8 *data = self->data + first * self->row_stride * converters[self->scalar].size;

  g_assert (first <= self->n_samples && n <= self->n_samples - first);
  if (self->column_stride == 1 && self->row_stride == self->dim)
    converters[self->scalar].copy (data, n * self->dim, rows);
  else
    converters[self->scalar].gather (data, n, self->dim, self->row_stride, self->column_stride, rows);
}

static void
count_classes (TfFeatures *self)
{
  self->class_sizes = g_new0 (gsize, self->n_classes);
  for (gsize i = 0; i < self->n_samples; i++)
    {
      g_assert (self->classes[i] < self->n_classes);
      self->class_sizes[self->classes[i]]++;
    }
  for (guint k = 0; k < self->n_classes; k++)
    g_assert (self->class_sizes[k] > 0);
}

static TfFeatures *
allocate (const char *name)
{
  TfFeatures *self = g_new0 (TfFeatures, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->name = tf_text_clean (name, -1);
  return self;
}

TfFeatures *
tf_features_new (const char        *name,
                 gsize              n_samples,
                 gsize              dim,
                 double            *values,
                 guint32           *classes,
                 guint              n_classes,
                 const char *const *class_names)
{
  TfFeatures *self = allocate (name);

  g_assert (n_samples >= 1 && dim >= 1 && n_classes >= 2);
  self->n_samples = n_samples;
  self->dim = dim;
  self->n_classes = n_classes;
  self->scalar = TF_SCALAR_FLOAT64;
  self->dtype = scalar_name (TF_SCALAR_FLOAT64);
  self->data = (guint8 *) values;
  self->row_stride = dim;
  self->column_stride = 1;
  self->classes = classes;
  self->class_names = g_new0 (char *, (gsize) n_classes + 1);
  for (guint k = 0; k < n_classes; k++)
    self->class_names[k] = class_names != NULL ? tf_text_clean (class_names[k], -1) : g_strdup_printf ("%u", k);
  count_classes (self);
  return self;
}

/* Empties the parts, which fit together by now. */
TfFeatures *
tf_features_new_from_parts (const char *name, TfParts *parts)
{
  TfFeatures *self = allocate (name);
  TfArray    *array = &parts->features;
  gsize       strides[2] = { array->fortran ? 1 : array->dims[1], array->fortran ? array->dims[0] : 1 };

  self->n_samples = array->dims[array->transposed ? 1 : 0];
  self->dim = array->dims[array->transposed ? 0 : 1];
  self->row_stride = strides[array->transposed ? 1 : 0];
  self->column_stride = strides[array->transposed ? 0 : 1];
  self->scalar = array->scalar;
  self->dtype = parts->text ? "text" : scalar_name (array->scalar);
  self->data = g_steal_pointer (&array->data);
  self->n_classes = parts->labels.n_classes;
  self->classes = g_steal_pointer (&parts->labels.classes);
  self->class_names = g_steal_pointer (&parts->labels.names);
  self->weights = g_steal_pointer (&parts->weights);
  self->bias = g_steal_pointer (&parts->bias);
  self->labels_from = g_steal_pointer (&parts->labels_from);
  self->features_from = g_steal_pointer (&parts->features_from);
  self->notice = parts->notice->len > 0 ? g_strdup (parts->notice->str) : NULL;
  g_assert (parts->labels.n == self->n_samples && self->n_classes >= 2);
  count_classes (self);
  return self;
}

TfFeatures *
tf_features_ref (TfFeatures *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
tf_features_unref (TfFeatures *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->name);
  g_free (self->data);
  g_free (self->classes);
  g_free (self->class_sizes);
  g_strfreev (self->class_names);
  g_free (self->weights);
  g_free (self->bias);
  g_free (self->notice);
  g_free (self->labels_from);
  g_free (self->features_from);
  g_free (self);
}

const char *
tf_features_get_name (TfFeatures *self)
{
  return self->name;
}

gsize
tf_features_get_n_samples (TfFeatures *self)
{
  return self->n_samples;
}

gsize
tf_features_get_dim (TfFeatures *self)
{
  return self->dim;
}

guint
tf_features_get_n_classes (TfFeatures *self)
{
  return self->n_classes;
}

const char *
tf_features_get_dtype (TfFeatures *self)
{
  return self->dtype;
}

const guint32 *
tf_features_get_classes (TfFeatures *self)
{
  return self->classes;
}

const gsize *
tf_features_get_class_sizes (TfFeatures *self)
{
  return self->class_sizes;
}

const char *
tf_features_get_class_name (TfFeatures *self, guint k)
{
  g_assert (k < self->n_classes);
  return self->class_names[k];
}

const double *
tf_features_get_weights (TfFeatures *self)
{
  return self->weights;
}

const double *
tf_features_get_bias (TfFeatures *self)
{
  return self->bias;
}

const char *
tf_features_get_labels_from (TfFeatures *self)
{
  return self->labels_from != NULL ? self->labels_from : "memory";
}

const char *
tf_features_get_features_from (TfFeatures *self)
{
  return self->features_from != NULL ? self->features_from : "memory";
}

const char *
tf_features_get_notice (TfFeatures *self)
{
  return self->notice;
}
