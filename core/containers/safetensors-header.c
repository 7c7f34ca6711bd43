/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The JSON of these headers is a small part of JSON in which a repeated name must be seen
 * and nesting has an end; libraries for all of JSON keep the last of two entries without a
 * word, and follow brackets as deep as they go.
 */
#include "safetensors-header.h"

#include <string.h>

#include "features-parts.h"

#define MAX_NAME 4096 /* bytes */

typedef struct
{
  const char *p;
  const char *end;
} Scanner;

static gboolean
fail_syntax (GError **error)
{
  return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT,
                           "The header of the file is broken: it is not the JSON that a .safetensors has.");
}

static gboolean
take (Scanner *scanner, char c)
{
  while (scanner->p < scanner->end && (*scanner->p == ' ' || *scanner->p == '\t' || *scanner->p == '\n' || *scanner->p == '\r'))
    scanner->p++;
  if (scanner->p == scanner->end || *scanner->p != c)
    return FALSE;
  scanner->p++;
  return TRUE;
}

/* Four hexadecimal digits; -1 where there are none. */
static int
take_hex (Scanner *scanner)
{
  int value = 0;

  if (scanner->end - scanner->p < 4)
    return -1;
  for (int i = 0; i < 4; i++, scanner->p++)
    {
      if (!g_ascii_isxdigit (*scanner->p))
        return -1;
      value = 16 * value + g_ascii_xdigit_value (*scanner->p);
    }
  return value;
}

/* After \u: a character, of two such escapes where it takes a pair. */
static gboolean
take_unicode (Scanner *scanner, GString *text)
{
  int first = take_hex (scanner), second;

  if (first <= 0 || (first >= 0xdc00 && first < 0xe000))
    return FALSE;
  if (first >= 0xd800 && first < 0xdc00)
    {
      if (scanner->end - scanner->p < 6 || scanner->p[0] != '\\' || scanner->p[1] != 'u')
        return FALSE;
      scanner->p += 2;
      second = take_hex (scanner);
      if (second < 0xdc00 || second >= 0xe000)
        return FALSE;
      first = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
    }
  g_string_append_unichar (text, (gunichar) first);
  return TRUE;
}

static gboolean
take_escape (Scanner *scanner, GString *text)
{
  static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
  const char *found;

  if (scanner->p == scanner->end || *scanner->p == '\0')
    return FALSE;
  if (*scanner->p == 'u')
    {
      scanner->p++;
      return take_unicode (scanner, text);
    }
  found = strchr (from, *scanner->p++);
  if (found == NULL)
    return FALSE;
  g_string_append_c (text, to[found - from]);
  return TRUE;
}

/* A string; NULL where there is none, or one that JSON has not. Caller frees. */
static char *
take_string (Scanner *scanner)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!take (scanner, '"'))
    return NULL;
  while (scanner->p < scanner->end && *scanner->p != '"')
    {
      char c = *scanner->p++;

      if ((guchar) c < 0x20 || (c == '\\' && !take_escape (scanner, text)))
        return NULL;
      if (c != '\\')
        g_string_append_c (text, c);
    }
  if (scanner->p == scanner->end || !g_utf8_validate (text->str, (gssize) text->len, NULL))
    return NULL;
  scanner->p++;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A whole number, not negative, as JSON has it: without leading zeros. */
static gboolean
take_number (Scanner *scanner, guint64 *value)
{
  const char *start;

  take (scanner, '\0'); /* passes over blanks: no such byte is in a header */
  start = scanner->p;
  for (*value = 0; scanner->p < scanner->end && g_ascii_isdigit (*scanner->p); scanner->p++)
    if (!g_uint64_checked_mul (value, *value, 10) || !g_uint64_checked_add (value, *value, (guint64) (*scanner->p - '0')))
      return FALSE;
  return scanner->p > start && (*start != '0' || scanner->p == start + 1);
}

/* [1, 2, …]: at most `most` numbers. */
static gboolean
take_numbers (Scanner *scanner, guint64 *values, guint most, guint *n)
{
  gboolean comma = TRUE;

  *n = 0;
  if (!take (scanner, '['))
    return FALSE;
  if (take (scanner, ']'))
    return TRUE;
  do
    {
      if (*n == most || !take_number (scanner, &values[(*n)++]))
        return FALSE;
      comma = take (scanner, ',');
    }
  while (comma);
  return take (scanner, ']');
}

/* --- one entry --- */

/* The types of the format. bits: of an item; those without a scalar are not read. */
static const struct
{
  const char *name;
  guint       bits;
  int         scalar; /* TfScalar, or -1 */
} types[] = {
  { "BOOL", 8, TF_SCALAR_BOOL },    { "U8", 8, TF_SCALAR_UINT8 },       { "I8", 8, TF_SCALAR_INT8 },
  { "U16", 16, TF_SCALAR_UINT16 },  { "I16", 16, TF_SCALAR_INT16 },     { "U32", 32, TF_SCALAR_UINT32 },
  { "I32", 32, TF_SCALAR_INT32 },   { "U64", 64, TF_SCALAR_UINT64 },    { "I64", 64, TF_SCALAR_INT64 },
  { "F16", 16, TF_SCALAR_FLOAT16 }, { "BF16", 16, TF_SCALAR_BFLOAT16 }, { "F32", 32, TF_SCALAR_FLOAT32 },
  { "F64", 64, TF_SCALAR_FLOAT64 }, { "F8_E5M2", 8, -1 },               { "F8_E4M3", 8, -1 },
  { "F8_E8M0", 8, -1 },             { "F4", 4, -1 },                    { "F6_E2M3", 6, -1 },
  { "F6_E3M2", 6, -1 },             { "C64", 64, -1 },
};

static gboolean
take_type (Scanner *scanner, TfSafetensor *entry, guint *bits, GError **error)
{
  g_autofree char *dtype = take_string (scanner);

  if (dtype == NULL)
    return fail_syntax (error);
  g_strlcpy (entry->dtype, dtype, sizeof entry->dtype);
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (types[i].name, dtype))
      {
        *bits = types[i].bits;
        entry->known = types[i].scalar >= 0;
        entry->array.scalar = entry->known ? (TfScalar) types[i].scalar : TF_SCALAR_UINT8;
        entry->array.item_size = entry->known ? types[i].bits / 8 : 1;
        return TRUE;
      }
  return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "%s is of a type that the format has not (“%s”).", entry->name, entry->dtype);
}

static gboolean
take_shape (Scanner *scanner, TfSafetensor *entry, GError **error)
{
  guint64 dims[TF_ARRAY_MAX_DIMS];

  if (!take_numbers (scanner, dims, TF_ARRAY_MAX_DIMS, &entry->array.n_dims))
    return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT,
                             "The shape of %s is not a list of up to %d whole numbers.", entry->name, TF_ARRAY_MAX_DIMS);
  for (guint i = 0; i < entry->array.n_dims; i++)
    entry->array.dims[i] = dims[i];
  return TRUE;
}

static gboolean
take_offsets (Scanner *scanner, TfSafetensor *entry, GError **error)
{
  guint64 offsets[2];
  guint   n;

  if (!take_numbers (scanner, offsets, 2, &n) || n != 2 || offsets[0] > offsets[1])
    return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "The place of %s in the file is not two numbers in order.", entry->name);
  entry->begin = offsets[0];
  entry->end = offsets[1];
  return TRUE;
}

/* Type times shape are the bytes that the offsets span. */
static gboolean
check_size (const TfSafetensor *entry, guint bits, GError **error)
{
  guint64 n;

  if (!g_uint64_checked_mul (&n, entry->array.n_items, bits) || n % 8 != 0)
    return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "%s is no whole number of bytes.", entry->name);
  if (n / 8 != entry->end - entry->begin)
    return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT,
                             "%s is said to have %" G_GUINT64_FORMAT " bytes; its type and shape make it %" G_GUINT64_FORMAT ".",
                             entry->name, entry->end - entry->begin, n / 8);
  return TRUE;
}

/* One "key": value of an entry; which keys were met is kept in seen. */
static gboolean
take_field (Scanner *scanner, TfSafetensor *entry, guint *bits, guint *seen, GError **error)
{
  static const char *const keys[] = { "dtype", "shape", "data_offsets" };
  g_autofree char *key = take_string (scanner);

  if (key == NULL || !take (scanner, ':'))
    return fail_syntax (error);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (!g_str_equal (key, keys[i]))
        continue;
      if (*seen & 1u << i)
        return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "%s says its %s twice.", entry->name, key);
      *seen |= 1u << i;
      return i == 0 ? take_type (scanner, entry, bits, error)
             : i == 1 ? take_shape (scanner, entry, error) : take_offsets (scanner, entry, error);
    }
  return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "%s has an entry that the format has not.", entry->name);
}

static gboolean
take_entry (Scanner *scanner, TfSafetensor *entry, GError **error)
{
  guint bits = 0, seen = 0;

  if (!take (scanner, '{'))
    return fail_syntax (error);
  do
    if (!take_field (scanner, entry, &bits, &seen, error))
      return FALSE;
  while (take (scanner, ','));
  if (!take (scanner, '}'))
    return fail_syntax (error);
  if (seen != 7)
    return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT,
                             "%s does not say its %s.", entry->name, !(seen & 1) ? "type" : !(seen & 2) ? "shape" : "place");
  return tf_array_count_items (&entry->array, entry->name, error) && check_size (entry, bits, error);
}

/* --- all of them --- */

/* Texts by names, of which nothing is kept. */
static gboolean
skip_metadata (Scanner *scanner, GError **error)
{
  if (!take (scanner, '{'))
    return fail_syntax (error);
  if (take (scanner, '}'))
    return TRUE;
  do
    {
      g_autofree char *key = take_string (scanner);
      g_autofree char *value = key != NULL && take (scanner, ':') ? take_string (scanner) : NULL;

      if (value == NULL)
        return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "The notes in the header (__metadata__) are not texts by names.");
    }
  while (take (scanner, ','));
  return take (scanner, '}') || fail_syntax (error);
}

static gboolean
take_named (Scanner *scanner, GArray *entries, GHashTable *names, GError **error)
{
  TfSafetensor     entry = { .name = take_string (scanner) };
  g_autofree char *shown = entry.name != NULL ? g_utf8_substring (entry.name, 0, MIN (g_utf8_strlen (entry.name, -1), 40)) : NULL;

  if (entry.name == NULL || strlen (entry.name) > MAX_NAME || !take (scanner, ':'))
    {
      g_free (entry.name);
      return fail_syntax (error);
    }
  if (g_hash_table_contains (names, entry.name))
    {
      g_free (entry.name);
      return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "The header names %s twice.", shown);
    }
  g_hash_table_add (names, g_strdup (entry.name));
  if (g_str_equal (entry.name, "__metadata__"))
    {
      g_free (entry.name);
      return skip_metadata (scanner, error);
    }
  if (entries->len == TF_FEATURES_MAX_ARRAYS)
    {
      g_free (entry.name);
      return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "The file has more than %d arrays.", TF_FEATURES_MAX_ARRAYS);
    }
  g_array_append_val (entries, entry);
  return take_entry (scanner, &g_array_index (entries, TfSafetensor, entries->len - 1), error);
}

static gboolean
take_all (Scanner *scanner, GArray *entries, GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (tf_label_hash, g_str_equal, g_free, NULL);

  if (!take (scanner, '{'))
    return fail_syntax (error);
  if (!take (scanner, '}'))
    {
      do
        if (!take_named (scanner, entries, names, error))
          return FALSE;
      while (take (scanner, ','));
      if (!take (scanner, '}'))
        return fail_syntax (error);
    }
  while (scanner->p < scanner->end && *scanner->p == ' ')
    scanner->p++;
  return scanner->p == scanner->end || fail_syntax (error);
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const TfSafetensor *x = *(const TfSafetensor *const *) a, *y = *(const TfSafetensor *const *) b;

  return x->begin != y->begin ? (x->begin > y->begin) - (x->begin < y->begin) : (x->end > y->end) - (x->end < y->end);
}

/* Side by side from the first byte to the last. */
static gboolean
check_places (GArray *entries, guint64 n_bytes, GError **error)
{
  g_autoptr (GPtrArray) order = g_ptr_array_new ();
  guint64 at = 0;

  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (order, &g_array_index (entries, TfSafetensor, i));
  g_ptr_array_sort (order, compare_places);
  for (guint i = 0; i < order->len; i++)
    {
      const TfSafetensor *entry = order->pdata[i];

      if (entry->begin < at)
        return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "%s lies over another array of the file.", entry->name);
      if (entry->begin > at)
        return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "There is a gap before %s in the file.", entry->name);
      at = entry->end;
    }
  if (at > n_bytes)
    return tf_features_fail (error, TF_FEATURES_ERROR_FORMAT,
                             "The file is cut short: its arrays take %" G_GUINT64_FORMAT " bytes, but only %" G_GUINT64_FORMAT
                             " are there.", at, n_bytes);
  return at == n_bytes || tf_features_fail (error, TF_FEATURES_ERROR_FORMAT, "The file goes on after its last array.");
}

static void
clear_entry (gpointer entry)
{
  g_free (((TfSafetensor *) entry)->name);
}

GArray *
tf_safetensors_parse (const char *header, gsize length, guint64 n_bytes, GError **error)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, TRUE, sizeof (TfSafetensor));
  Scanner scanner = { header, header + length };

  g_array_set_clear_func (entries, clear_entry);
  if (memchr (header, '\0', length) != NULL)
    fail_syntax (error);
  else if (take_all (&scanner, entries, error) && check_places (entries, n_bytes, error))
    return g_steal_pointer (&entries);
  return NULL;
}
