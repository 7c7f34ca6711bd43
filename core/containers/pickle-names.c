/* pickle-names.c: the names that a pickle may use, and what they mean here
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sources: torch/_utils.py, torch/serialization.py, numpy/core/src/multiarray/methods.c
 * (__reduce__ of an array, __setstate__ of a dtype), as to what is written and what it says.
 */
#include "pickle-private.h"

#include <string.h>

#define STORAGE(name, scalar) { "torch", name, TF_MEANS_STORAGE, scalar }
#define TYPE(name, scalar)    { "torch", name, TF_MEANS_TYPE, scalar }
#define BOTH(name, meaning)   { "numpy.core.multiarray", name, meaning, -1 }, { "numpy._core.multiarray", name, meaning, -1 }

static const TfPickleName names[] = {
  { "collections", "OrderedDict", TF_MEANS_DICT, -1 },
  { "collections", "defaultdict", TF_MEANS_INERT, -1 },
  { "collections", "Counter", TF_MEANS_INERT, -1 },
  { "builtins", "set", TF_MEANS_LIST, -1 },
  { "__builtin__", "set", TF_MEANS_LIST, -1 },
  { "builtins", "bytearray", TF_MEANS_INERT, -1 },
  { "builtins", "complex", TF_MEANS_INERT, -1 },
  { "builtins", "int", TF_MEANS_INERT, -1 },
  { "builtins", "dict", TF_MEANS_INERT, -1 },
  { "builtins", "list", TF_MEANS_INERT, -1 },
  { "argparse", "Namespace", TF_MEANS_INERT, -1 },
  { "pathlib", "PosixPath", TF_MEANS_INERT, -1 },
  { "pathlib", "WindowsPath", TF_MEANS_INERT, -1 },
  { "pathlib", "PurePosixPath", TF_MEANS_INERT, -1 },
  { "datetime", "datetime", TF_MEANS_INERT, -1 },
  { "torch", "device", TF_MEANS_INERT, -1 },
  { "torch", "Size", TF_MEANS_LIST, -1 },
  { "torch._utils", "_rebuild_tensor", TF_MEANS_TENSOR, -1 },
  { "torch._utils", "_rebuild_tensor_v2", TF_MEANS_TENSOR, -1 },
  { "torch._utils", "_rebuild_tensor_v3", TF_MEANS_TENSOR_3, -1 },
  { "torch._utils", "_rebuild_parameter", TF_MEANS_FIRST, -1 },
  { "torch._utils", "_rebuild_parameter_with_state", TF_MEANS_FIRST, -1 },
  { "torch._tensor", "_rebuild_from_type_v2", TF_MEANS_REBUILD, -1 },
  { "torch", "Tensor", TF_MEANS_INERT, -1 },
  { "torch.nn.parameter", "Parameter", TF_MEANS_INERT, -1 },
  { "torch.nn.parameter", "Buffer", TF_MEANS_INERT, -1 },
  STORAGE ("DoubleStorage", TF_SCALAR_FLOAT64),
  STORAGE ("FloatStorage", TF_SCALAR_FLOAT32),
  STORAGE ("HalfStorage", TF_SCALAR_FLOAT16),
  STORAGE ("BFloat16Storage", TF_SCALAR_BFLOAT16),
  STORAGE ("LongStorage", TF_SCALAR_INT64),
  STORAGE ("IntStorage", TF_SCALAR_INT32),
  STORAGE ("ShortStorage", TF_SCALAR_INT16),
  STORAGE ("CharStorage", TF_SCALAR_INT8),
  STORAGE ("ByteStorage", TF_SCALAR_UINT8),
  STORAGE ("BoolStorage", TF_SCALAR_BOOL),
  STORAGE ("ComplexFloatStorage", -1),
  STORAGE ("ComplexDoubleStorage", -1),
  STORAGE ("QUInt8Storage", -1),
  STORAGE ("QInt8Storage", -1),
  STORAGE ("QInt32Storage", -1),
  { "torch.storage", "UntypedStorage", TF_MEANS_STORAGE, -1 },
  { "torch.storage", "_UntypedStorage", TF_MEANS_STORAGE, -1 },
  TYPE ("float64", TF_SCALAR_FLOAT64),
  TYPE ("double", TF_SCALAR_FLOAT64),
  TYPE ("float32", TF_SCALAR_FLOAT32),
  TYPE ("float", TF_SCALAR_FLOAT32),
  TYPE ("float16", TF_SCALAR_FLOAT16),
  TYPE ("half", TF_SCALAR_FLOAT16),
  TYPE ("bfloat16", TF_SCALAR_BFLOAT16),
  TYPE ("int64", TF_SCALAR_INT64),
  TYPE ("int32", TF_SCALAR_INT32),
  TYPE ("int16", TF_SCALAR_INT16),
  TYPE ("int8", TF_SCALAR_INT8),
  TYPE ("uint8", TF_SCALAR_UINT8),
  TYPE ("uint16", TF_SCALAR_UINT16),
  TYPE ("uint32", TF_SCALAR_UINT32),
  TYPE ("uint64", TF_SCALAR_UINT64),
  TYPE ("bool", TF_SCALAR_BOOL),
  TYPE ("complex64", -1),
  TYPE ("float8_e4m3fn", -1),
  TYPE ("float8_e5m2", -1),
  { "torch", "strided", TF_MEANS_INERT, -1 },
  BOTH ("_reconstruct", TF_MEANS_NDARRAY),
  BOTH ("scalar", TF_MEANS_INERT),
  { "numpy", "ndarray", TF_MEANS_INERT, -1 },
  { "numpy", "dtype", TF_MEANS_DTYPE, -1 },
  { "numpy.dtypes", "Float32DType", TF_MEANS_INERT, -1 },
  { "numpy.dtypes", "Float64DType", TF_MEANS_INERT, -1 },
  { "numpy.dtypes", "Int64DType", TF_MEANS_INERT, -1 },
  { "_codecs", "encode", TF_MEANS_ENCODE, -1 },
};

static gboolean
equals (const char *word, const char *text, gsize n)
{
  return strlen (word) == n && memcmp (word, text, n) == 0;
}

int
tf_pickle_find_name (const char *module, gsize n_module, const char *name, gsize n_name)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (equals (names[i].module, module, n_module) && equals (names[i].name, name, n_name))
      return (int) i;
  return -1;
}

const TfPickleName *
tf_pickle_get_name (guint i)
{
  return &names[i];
}

static const TfPickleName *
get_name (const TfPickleValue *value)
{
  return value != NULL && value->kind == TF_PICKLE_NAME ? &names[value->name] : NULL;
}

/* Pairs of a list into a dict. One list may be made into any number of them: what they take is limited. */
static TfPickleValue *
make_dict (TfPickle *self, const TfPickleValue *pairs, GError **error)
{
  guint n = pairs != NULL && pairs->kind == TF_PICKLE_LIST ? pairs->items->len : 0;
  TfPickleValue *dict = tf_pickle_new_value (self, TF_PICKLE_DICT);

  if (!tf_load_spend (self->budget, (guint64) n * 2 * sizeof (gpointer), "the pickle", error))
    return NULL;
  for (guint i = 0; dict != NULL && i < n; i++)
    {
      TfPickleValue *pair = pairs->items->pdata[i];

      if (pair->kind != TF_PICKLE_LIST || pair->items->len != 2)
        continue;
      g_ptr_array_add (dict->items, pair->items->pdata[0]);
      g_ptr_array_add (dict->items, pair->items->pdata[1]);
    }
  return dict;
}

/* Whole numbers of a list; NULL for others, negative ones and too many. */
static guint64 *
get_numbers (const TfPickleValue *list, guint *n)
{
  g_autofree guint64 *numbers = NULL;

  if (list == NULL || list->kind != TF_PICKLE_LIST || list->items->len > TF_ARRAY_MAX_DIMS)
    return NULL;
  *n = list->items->len;
  numbers = g_new (guint64, MAX (*n, 1));
  for (guint i = 0; i < *n; i++)
    {
      const TfPickleValue *item = list->items->pdata[i];

      if (item->kind != TF_PICKLE_WHOLE || item->whole < 0)
        return NULL;
      numbers[i] = (guint64) item->whole;
    }
  return g_steal_pointer (&numbers);
}

/* The last item that a view has lies in its storage. */
static gboolean
check_view (const TfPickleValue *tensor, GError **error)
{
  guint64 last = tensor->offset, n = 1;

  for (guint i = 0; i < tensor->n_dims; i++)
    {
      guint64 way;

      if (!g_uint64_checked_mul (&n, n, tensor->dims[i]))
        return tf_pickle_fail (error, "A tensor claims to be larger than any memory.");
      if (tensor->dims[i] > 1
          && (!g_uint64_checked_mul (&way, tensor->dims[i] - 1, tensor->strides[i]) || !g_uint64_checked_add (&last, last, way)))
        return tf_pickle_fail (error, "A tensor reaches beyond any storage.");
    }
  if (n == 0 || !tensor->typed || last < tensor->storage->n_items)
    return TRUE;
  return tf_pickle_fail (error, "A tensor reaches beyond the end of its storage.");
}

static TfPickleValue *
make_tensor (TfPickle *self, const TfPickleValue *arguments, const TfPickleName *type, GError **error)
{
  TfPickleValue *tensor = tf_pickle_new_value (self, TF_PICKLE_TENSOR), *storage = tf_pickle_get_item (arguments, 0);
  const TfPickleValue *offset = tf_pickle_get_item (arguments, 1);
  guint n_strides = 0;

  if (tensor == NULL || storage == NULL || storage->kind != TF_PICKLE_STORAGE || offset == NULL
      || offset->kind != TF_PICKLE_WHOLE || offset->whole < 0
      || (tensor->dims = get_numbers (tf_pickle_get_item (arguments, 2), &tensor->n_dims)) == NULL
      || (tensor->strides = get_numbers (tf_pickle_get_item (arguments, 3), &n_strides)) == NULL
      || n_strides != tensor->n_dims)
    {
      tf_pickle_fail (error, "A tensor is not described as PyTorch does.");
      return NULL;
    }
  tensor->storage = storage;
  tensor->offset = (guint64) offset->whole;
  tensor->typed = type != NULL ? type->scalar >= 0 : storage->typed;
  tensor->scalar = type != NULL && tensor->typed ? (TfScalar) type->scalar : storage->scalar;
  if (type != NULL && tensor->typed) /* of bytes; its own type is not told twice */
    {
      TfPickleValue *typed = tf_pickle_new_value (self, TF_PICKLE_STORAGE);

      if (typed == NULL)
        return NULL;
      typed->text = storage->text;
      typed->length = storage->length;
      typed->n_items = storage->n_items / tf_scalar_get_size (tensor->scalar);
      tensor->storage = typed;
    }
  return check_view (tensor, error) ? tensor : NULL;
}

TfPickleValue *
tf_pickle_make_storage (TfPickle *self, const TfPickleValue *id, GError **error)
{
  TfPickleValue *storage = tf_pickle_new_value (self, TF_PICKLE_STORAGE);
  const TfPickleName *type = id->kind == TF_PICKLE_LIST ? get_name (tf_pickle_get_item (id, 1)) : NULL;
  const TfPickleValue *key = type != NULL ? tf_pickle_get_item (id, 2) : NULL, *n = type != NULL ? tf_pickle_get_item (id, 4) : NULL;

  if (storage == NULL || key == NULL || type->meaning != TF_MEANS_STORAGE || key->kind != TF_PICKLE_TEXT || n == NULL
      || n->kind != TF_PICKLE_WHOLE || n->whole < 0)
    {
      tf_pickle_fail (error, "A storage is not described as PyTorch does.");
      return NULL;
    }
  storage->text = key->text;
  storage->length = key->length;
  storage->n_items = (guint64) n->whole;
  storage->typed = type->scalar >= 0;
  storage->scalar = storage->typed ? (TfScalar) type->scalar : TF_SCALAR_UINT8;
  return storage;
}

/* 'f4' and the like; their order comes with the state. */
static TfPickleValue *
make_dtype (TfPickle *self, const TfPickleValue *code)
{
  static const struct
  {
    const char *code;
    TfScalar    scalar;
  } codes[] = { { "f8", TF_SCALAR_FLOAT64 }, { "f4", TF_SCALAR_FLOAT32 }, { "f2", TF_SCALAR_FLOAT16 }, { "i8", TF_SCALAR_INT64 },
                { "i4", TF_SCALAR_INT32 },   { "i2", TF_SCALAR_INT16 },   { "i1", TF_SCALAR_INT8 },    { "u8", TF_SCALAR_UINT64 },
                { "u4", TF_SCALAR_UINT32 },  { "u2", TF_SCALAR_UINT16 },  { "u1", TF_SCALAR_UINT8 },   { "b1", TF_SCALAR_BOOL } };
  TfPickleValue *dtype = tf_pickle_new_value (self, TF_PICKLE_DTYPE);

  for (gsize i = 0; dtype != NULL && code != NULL && code->kind == TF_PICKLE_TEXT && i < G_N_ELEMENTS (codes); i++)
    if (equals (codes[i].code, code->text, code->length))
      {
        dtype->typed = TRUE;
        dtype->scalar = codes[i].scalar;
      }
  return dtype;
}

/* UTF-8 of characters below 256 as the bytes that they are; -1 for others. */
static gssize
narrow (const char *text, gsize n, char *bytes)
{
  gsize to = 0;

  for (gsize i = 0; i < n; i++)
    {
      guchar c = (guchar) text[i];

      if (c >= 0x80)
        {
          guchar next = i + 1 < n ? (guchar) text[i + 1] : 0;

          if ((c != 0xc2 && c != 0xc3) || (next & 0xc0) != 0x80)
            return -1;
          c = (guchar) ((c & 3) << 6 | (next & 0x3f));
          i++;
        }
      bytes[to++] = (char) c;
    }
  return (gssize) to;
}

/* How bytes are written in protocol 2. */
static TfPickleValue *
encode (TfPickle *self, const TfPickleValue *text, GError **error)
{
  TfPickleValue *bytes = tf_pickle_new_value (self, TF_PICKLE_TEXT);
  char          *plain = NULL;
  gssize         n = -1;

  if (bytes != NULL && text != NULL && text->kind == TF_PICKLE_TEXT)
    {
      plain = tf_pickle_new_text (self, text->length, error);
      n = plain != NULL ? narrow (text->text, text->length, plain) : -1;
    }
  if (n < 0)
    {
      tf_pickle_fail (error, "Bytes are not written as a pickle does.");
      return NULL;
    }
  bytes->text = plain;
  bytes->length = (gsize) n;
  return bytes;
}

/* Its type is told apart from its storage, which is one of bytes. */
static TfPickleValue *
make_typed_tensor (TfPickle *self, const TfPickleValue *arguments, GError **error)
{
  const TfPickleName *type = get_name (tf_pickle_get_item (arguments, 6));

  if (type != NULL && type->meaning == TF_MEANS_TYPE)
    return make_tensor (self, arguments, type, error);
  tf_pickle_fail (error, "A tensor is not described as PyTorch does.");
  return NULL;
}

/* A tensor of a class of its own: (function, class, arguments, state). */
static TfPickleValue *
rebuild (TfPickle *self, const TfPickleValue *arguments, GError **error)
{
  const TfPickleValue *function = tf_pickle_get_item (arguments, 0);
  const TfPickleName *name = get_name (function);

  if (name != NULL && name->meaning == TF_MEANS_FIRST)
    return tf_pickle_get_item (tf_pickle_get_item (arguments, 2), 0);
  if (name != NULL && name->meaning == TF_MEANS_TENSOR)
    return make_tensor (self, tf_pickle_get_item (arguments, 2), NULL, error);
  tf_pickle_fail (error, "A tensor is not described as PyTorch does.");
  return NULL;
}

TfPickleValue *
tf_pickle_call (TfPickle *self, const TfPickleValue *callee, const TfPickleValue *arguments, GError **error)
{
  const TfPickleName *name = get_name (callee);
  TfPickleValue *first = tf_pickle_get_item (arguments, 0);

  if (name == NULL || arguments == NULL || arguments->kind != TF_PICKLE_LIST)
    {
      /* What an object of no interest is asked for is of none either. */
      if (callee->kind == TF_PICKLE_OTHER)
        return tf_pickle_new_value (self, TF_PICKLE_OTHER);
      tf_pickle_fail (error, "The pickle in the file is broken: it calls what is no name.");
      return NULL;
    }
  switch (name->meaning)
    {
    case TF_MEANS_DICT:
      return make_dict (self, first, error);
    case TF_MEANS_LIST:
    case TF_MEANS_FIRST:
      return first != NULL ? first : tf_pickle_new_value (self, TF_PICKLE_LIST);
    case TF_MEANS_TENSOR:
      return make_tensor (self, arguments, NULL, error);
    case TF_MEANS_TENSOR_3:
      return make_typed_tensor (self, arguments, error);
    case TF_MEANS_REBUILD:
      return rebuild (self, arguments, error);
    case TF_MEANS_NDARRAY:
      return tf_pickle_new_value (self, TF_PICKLE_NDARRAY);
    case TF_MEANS_DTYPE:
      return make_dtype (self, first);
    case TF_MEANS_ENCODE:
      return encode (self, first, error);
    case TF_MEANS_INERT:
    case TF_MEANS_STORAGE:
    case TF_MEANS_TYPE:
    default:
      return tf_pickle_new_value (self, TF_PICKLE_OTHER);
    }
}

/* (version, shape, dtype, fortran, bytes) */
static gboolean
fill_ndarray (TfPickleValue *array, const TfPickleValue *state, GError **error)
{
  const TfPickleValue *dtype = tf_pickle_get_item (state, 2), *fortran = tf_pickle_get_item (state, 3);
  const TfPickleValue *bytes = tf_pickle_get_item (state, 4);
  guint64 n = 1;

  g_clear_pointer (&array->dims, g_free);
  array->n_dims = 0;
  array->typed = FALSE;
  if (dtype == NULL || dtype->kind != TF_PICKLE_DTYPE || fortran == NULL || bytes == NULL
      || (array->dims = get_numbers (tf_pickle_get_item (state, 1), &array->n_dims)) == NULL)
    return tf_pickle_fail (error, "An array in the file is not described as NumPy does.");
  if (!dtype->typed || bytes->kind != TF_PICKLE_TEXT)
    return TRUE; /* of another type: is listed, and refused where it is asked for */
  for (guint i = 0; i < array->n_dims; i++)
    if (!g_uint64_checked_mul (&n, n, array->dims[i]))
      return tf_pickle_fail (error, "An array in the file claims to be larger than any memory.");
  if (!g_uint64_checked_mul (&n, n, tf_scalar_get_size (dtype->scalar)) || n != bytes->length)
    return tf_pickle_fail (error, "An array in the file has not as many bytes as its type and shape say.");
  array->typed = TRUE;
  array->scalar = dtype->scalar;
  array->swapped = dtype->swapped;
  array->fortran = fortran->whole != 0;
  array->text = bytes->text;
  array->length = bytes->length;
  return TRUE;
}

gboolean
tf_pickle_set_state (TfPickle *self, TfPickleValue *object, const TfPickleValue *state, GError **error)
{
  const TfPickleValue *order;

  if (object->kind == TF_PICKLE_NDARRAY)
    return fill_ndarray (object, state, error);
  if (object->kind == TF_PICKLE_DTYPE)
    {
      order = tf_pickle_get_item (state, 1);
      object->swapped = order != NULL && order->kind == TF_PICKLE_TEXT
                        && equals (G_BYTE_ORDER == G_LITTLE_ENDIAN ? ">" : "<", order->text, order->length);
    }
  return TRUE;
}
