/* npy-header.c: the header of an array as NumPy writes it, formats 1 to 3
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A .npy is the magic "\x93NUMPY", two bytes of version, the header's length in
 * 2 (version 1) or 4 bytes, and the header: a Python dict of literals with
 * the keys descr, fortran_order and shape. Then come the items, nothing else.
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
#include "npy.h"

#include <string.h>

/* NumPy's own limit is 10,000 characters. */
#define MAX_HEADER (64 * 1024)

/* The header's text, and how far it has been read. */
typedef struct
{
  const char *p;
  const char *end;
} Scanner;

static void
skip_space (Scanner *scanner)
{
  while (scanner->p < scanner->end && strchr (" \t\r\n", *scanner->p) != NULL && *scanner->p != '\0')
    scanner->p++;
}

static gboolean
take (Scanner *scanner, char c)
{
  skip_space (scanner);
  if (scanner->p == scanner->end || *scanner->p != c)
    return FALSE;
  scanner->p++;
  return TRUE;
}

static gboolean
take_word (Scanner *scanner, const char *word)
{
  gsize n = strlen (word);

  skip_space (scanner);
  if ((gsize) (scanner->end - scanner->p) < n || memcmp (scanner->p, word, n) != 0)
    return FALSE;
  scanner->p += n;
  return TRUE;
}

/* A string in either kind of quotes, without escapes; NULL when there is none. */
static char *
take_string (Scanner *scanner)
{
  const char *start;
  char        quote;

  skip_space (scanner);
  if (scanner->p == scanner->end || (*scanner->p != '\'' && *scanner->p != '"'))
    return NULL;
  quote = *scanner->p;
  start = ++scanner->p;
  while (scanner->p < scanner->end && *scanner->p != quote)
    if (*scanner->p++ == '\\')
      return NULL;
  if (scanner->p == scanner->end)
    return NULL;
  return g_strndup (start, (gsize) (scanner->p++ - start));
}

static gboolean
take_dimension (Scanner *scanner, gsize *dimension)
{
  const char *start;
  gsize       value = 0;

  skip_space (scanner);
  start = scanner->p;
  for (; scanner->p < scanner->end && g_ascii_isdigit (*scanner->p); scanner->p++)
    if (!g_size_checked_mul (&value, value, 10) || !g_size_checked_add (&value, value, (gsize) (*scanner->p - '0')))
      return FALSE;
  *dimension = value;
  if (scanner->p == start)
    return FALSE;
  take (scanner, 'L'); /* Python 2 wrote long integers so */
  return TRUE;
}

/* A tuple: (), (n,), (n, m), (n, m,), ... */
static gboolean
take_shape (Scanner *scanner, TfArray *array)
{
  gboolean comma = TRUE;

  if (!take (scanner, '('))
    return FALSE;
  while (!take (scanner, ')'))
    {
      if (!comma || array->n_dims == TF_ARRAY_MAX_DIMS || !take_dimension (scanner, &array->dims[array->n_dims]))
        return FALSE;
      array->n_dims++;
      comma = take (scanner, ',');
    }
  return array->n_dims != 1 || comma; /* (n) is a number, not a tuple */
}

static gboolean
set_scalar (TfArray *array, char letter, guint64 size)
{
  static const struct
  {
    char     letter;
    guint    size;
    TfScalar scalar;
  } known[] = {
    { 'b', 1, TF_SCALAR_BOOL },    { '?', 1, TF_SCALAR_BOOL },    { 'i', 1, TF_SCALAR_INT8 },
    { 'i', 2, TF_SCALAR_INT16 },   { 'i', 4, TF_SCALAR_INT32 },   { 'i', 8, TF_SCALAR_INT64 },
    { 'u', 1, TF_SCALAR_UINT8 },   { 'u', 2, TF_SCALAR_UINT16 },  { 'u', 4, TF_SCALAR_UINT32 },
    { 'u', 8, TF_SCALAR_UINT64 },  { 'f', 2, TF_SCALAR_FLOAT16 }, { 'f', 4, TF_SCALAR_FLOAT32 },
    { 'f', 8, TF_SCALAR_FLOAT64 }, { 'V', 2, TF_SCALAR_BFLOAT16 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (known[i].letter == letter && known[i].size == size)
      {
        array->scalar = known[i].scalar;
        array->item_size = size;
        return TRUE;
      }
  if ((letter != 'S' && letter != 'U') || size == 0)
    return FALSE;
  array->scalar = letter == 'S' ? TF_SCALAR_BYTES : TF_SCALAR_UNICODE;
  array->item_size = letter == 'S' ? size : 4 * size;
  return TRUE;
}

static gboolean
parse_descr (TfArray *array, const char *name, const char *descr, GError **error)
{
  const char      *p = descr;
  char             order = *p != '\0' && strchr ("<>|=", *p) != NULL ? *p++ : '=';
  char             letter = *p != '\0' ? *p++ : '\0';
  guint64          size = 0;
  g_autofree char *shown = g_utf8_make_valid (descr, (gssize) MIN (strlen (descr), 40));

  if (letter == 'O')
    return tf_features_fail (error, TF_FEATURES_ERROR_UNSUPPORTED,
                             "%s holds pickled Python objects, which are never read; save labels as y.astype(str), features as "
                             "X.astype(float).",
                             name);
  if (letter == '?' && *p == '\0')
    size = 1;
  else if (!g_ascii_string_to_unsigned (p, 10, 0, G_MAXINT32, &size, NULL))
    return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "%s is of no known type (“%s”).", name, shown);
  if (!set_scalar (array, letter, size))
    {
      gboolean known = letter != '\0' && size > 0 && strchr ("fcVmM", letter) != NULL;

      return tf_features_fail (error, known ? TF_FEATURES_ERROR_UNSUPPORTED : TF_FEATURES_ERROR_FORMAT,
                               known ? "%s is of type “%s”, which is not read here; store it as float32 or float64."
                                     : "%s is of no known type (“%s”).",
                               name, shown);
    }
  array->swapped = G_BYTE_ORDER == G_LITTLE_ENDIAN ? order == '>' : order == '<';
  return TRUE;
}

/* One "key: value" of the dict; which keys were met is kept in seen. */
static gboolean
take_entry (Scanner *scanner, TfArray *array, const char *name, guint *seen, GError **error)
{
  g_autofree char *key = take_string (scanner);
  g_autofree char *descr = NULL;
  guint            bit = 0;

  if (key == NULL || !take (scanner, ':'))
    return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "The header of %s is broken.", name);
  bit = g_str_equal (key, "descr") ? 1 : g_str_equal (key, "fortran_order") ? 2 : g_str_equal (key, "shape") ? 4 : 0;
  if (bit == 0 || *seen & bit)
    return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "The header of %s has an entry too many.", name);
  *seen |= bit;
  if (bit == 2)
    {
      array->fortran = take_word (scanner, "True");
      if (array->fortran || take_word (scanner, "False"))
        return TRUE;
      return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "The header of %s does not say whether its order is Fortran's.",
                               name);
    }
  if (bit == 4)
    return take_shape (scanner, array)
           || tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "The shape in the header of %s is not a tuple of whole numbers.", name);
  if (take (scanner, '['))
    return tf_features_fail (error, TF_FEATURES_ERROR_UNSUPPORTED,
                             "%s is a structured array, which is not read here; store its numbers as one plain array.", name);
  descr = take_string (scanner);
  if (descr == NULL)
    return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "The header of %s is broken.", name);
  return parse_descr (array, name, descr, error);
}

gboolean
tf_npy_parse_header (TfArray *array, const char *name, const char *text, gsize length, GError **error)
{
  Scanner  scanner = { text, text + length };
  guint    seen = 0;
  gboolean comma = TRUE;

  if (memchr (text, '\0', length) != NULL || !take (&scanner, '{'))
    return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "The header of %s is broken.", name);
  while (!take (&scanner, '}'))
    {
      if (!comma || scanner.p == scanner.end)
        return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "The header of %s is broken.", name);
      if (!take_entry (&scanner, array, name, &seen, error))
        return FALSE;
      comma = take (&scanner, ',');
    }
  skip_space (&scanner);
  if (scanner.p != scanner.end)
    return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "The header of %s is broken.", name);
  if (seen != 7)
    return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "The header of %s does not say its %s.", name,
                             seen & 4 ? seen & 1 ? "order" : "type" : "shape");
  return tf_array_count_items (array, name, error);
}

gboolean
tf_npy_read_header (TfArray *array, TfByteSource *source, GError **error)
{
  guint8           start[12] = { 0 };
  gsize            n_length;
  guint64          length = 0;
  g_autofree char *text = NULL;

  *array = (TfArray){ 0 };
  if (!tf_source_read_all (source, start, 6, error))
    return FALSE;
  if (memcmp (start, "\x93NUMPY", 6) != 0)
    return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "%s is not an array as NumPy writes it.", source->name);
  if (!tf_source_read_all (source, start + 6, 2, error))
    return FALSE;
  if (start[6] < 1 || start[6] > 3 || start[7] != 0)
    return tf_features_fail (error, TF_FEATURES_ERROR_UNSUPPORTED, "%s is of format %u.%u; formats 1.0 to 3.0 are read.",
                             source->name, start[6], start[7]);
  n_length = start[6] == 1 ? 2 : 4;
  if (!tf_source_read_all (source, start + 8, n_length, error))
    return FALSE;
  for (gsize i = n_length; i-- > 0;)
    length = length << 8 | start[8 + i];
  if (length > MAX_HEADER || source->consumed + length > source->limit)
    return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "%s claims a header of %" G_GUINT64_FORMAT " bytes.", source->name,
                             length);
  text = g_malloc (length + 1);
  return tf_source_read_all (source, text, length, error)
         && tf_npy_parse_header (array, source->name, text, length, error);
}
