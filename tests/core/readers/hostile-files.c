/* hostile-files.c: files made to break the readers, too large to keep
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "hostile-files.h"

#include <string.h>

#include "zip.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

#define MIB (1024 * 1024)
/* Strict checks of strings look at all that follows for each line. */
#define FEWER (SANITIZED ? 256 : 1)

/* An array of a type and shape as .npy has it, without its items. */
static void
put_header (GByteArray *bytes, const char *descr, const char *shape)
{
  g_autofree char *dict = g_strdup_printf ("{'descr': '%s', 'fortran_order': False, 'shape': %s, }", descr, shape);
  g_autofree char *padded = g_strdup_printf ("%-117s\n", dict);

  g_byte_array_append (bytes, (const guint8 *) "\x93NUMPY\1\0", 8);
  g_byte_array_append (bytes, (const guint8 *) "\x76\0", 2);
  g_byte_array_append (bytes, (const guint8 *) padded, 118);
}

static void
add_labels (Zip *zip, const char *name, gsize n)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();
  g_autofree char   *shape = g_strdup_printf ("(%" G_GSIZE_FORMAT ",)", n);
  g_autofree guint8 *items = g_malloc0 (n);

  put_header (array, "|i1", shape);
  for (gsize i = 0; i < n; i++)
    items[i] = i % 4;
  g_byte_array_append (array, items, n);
  zip_add (zip, name, array->data, array->len, FALSE);
}

/* Four labels and n_blocks of zeros as the features, of that shape. */
static GByteArray *
bomb (const char *name, const char *shape, guint n_blocks)
{
  g_autoptr (GByteArray) start = g_byte_array_new ();
  g_auto (Zip) zip = { 0 };

  zip_init (&zip);
  put_header (start, "<f4", shape);
  if (!g_str_equal (name, "y.npy"))
    add_labels (&zip, "y.npy", 4);
  zip_add_zeros (&zip, name, start->data, start->len, n_blocks);
  zip_finish (&zip);
  return g_byte_array_ref (zip.bytes);
}

static GByteArray *
make_bomb (guint part) /* 3.5 GiB in 4 MiB */
{
  return bomb ("H.npy", part == 1 ? "(4, 234881024)" : "(4, 58720256)", 112 / part);
}

static GByteArray *
make_small_bomb (guint part) /* what is still unpacked */
{
  return bomb ("H.npy", part == 1 ? "(4, 8388608)" : "(4, 2097152)", 4 / part);
}

static GByteArray *
make_trailing_bomb (guint part) /* it says that it is small */
{
  return bomb ("H.npy", "(4, 2)", 112 / part);
}

static GByteArray *
make_label_bomb (guint part)
{
  g_autoptr (GByteArray) start = g_byte_array_new ();
  g_auto (Zip) zip = { 0 };

  zip_init (&zip);
  put_header (start, "|i1", part == 1 ? "(234881024,)" : "(58720256,)");
  zip_add_zeros (&zip, "y.npy", start->data, start->len, 8 / part);
  zip_finish (&zip);
  return g_byte_array_ref (zip.bytes);
}

static GByteArray *
make_many_bombs (guint part) /* each of them allowed, together not */
{
  static const char *const shapes[2][3] = { { "(4, 10485760)", "(4, 10485760)", "(4,)" },
                                            { "(4, 2097152)", "(4, 2097152)", "(4,)" } };
  static const char *const names[] = { "H.npy", "W.npy", "b.npy" };
  g_auto (Zip) zip = { 0 };

  zip_init (&zip);
  add_labels (&zip, "y.npy", 4);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GByteArray) start = g_byte_array_new ();

      put_header (start, "<f4", shapes[part > 1][i]);
      zip_add_zeros (&zip, names[i], start->data, start->len, (i == 2 ? 4 : 5) / part);
    }
  zip_finish (&zip);
  return g_byte_array_ref (zip.bytes);
}

static GByteArray *
make_huge_shape (guint part)
{
  GByteArray *array = g_byte_array_new ();

  put_header (array, "<f8", part == 1 ? "(24, 1099511627776)" : "(24, 274877906944)");
  g_byte_array_set_size (array, array->len + 4096 / part);
  return array;
}

/* Words of two letters and their like under a hash h = 33 h + c: all collide. */
static void
colliding_word (guint i, char *word)
{
  for (guint bit = 0; bit < 14; bit++)
    memcpy (word + 2 * bit, i >> bit & 1 ? "ab" : "bA", 2);
  word[28] = '\0';
}

static GByteArray *
make_many_members (guint part)
{
  g_auto (Zip) zip = { 0 };

  zip_init (&zip);
  for (guint i = 0; i < 16000 / part; i++)
    {
      char word[29];

      colliding_word (i, word);
      zip_add (&zip, word, "", 0, FALSE);
    }
  zip_finish (&zip);
  return g_byte_array_ref (zip.bytes);
}

static GByteArray *
text_bytes (GString *text)
{
  return g_byte_array_append (g_byte_array_sized_new ((guint) text->len), (const guint8 *) text->str, (guint) text->len);
}

/* As many as are looked at before there are too many, over and over. */
static GByteArray *
make_colliding_labels (guint part)
{
  g_autoptr (GString) text = g_string_new ("1,2,first\n");

  for (guint i = 0; i < 250000 / FEWER / part; i++)
    {
      char word[29];

      colliding_word (i % 4000, word);
      g_string_append_printf (text, "1,2,%s\n", word);
    }
  return text_bytes (text);
}

static GByteArray *
make_own_labels (guint part) /* each sample a class of its own */
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 250000 / part; i++)
    g_string_append_printf (text, "1,2,%u\n", i);
  return text_bytes (text);
}

static GByteArray *
make_own_numbers (guint part)
{
  GByteArray *array = g_byte_array_new ();

  g_autoptr (GByteArray) labels = g_byte_array_new ();
  g_auto (Zip) zip = { 0 };

  zip_init (&zip);
  put_header (labels, "<i8", part == 1 ? "(1000000,)" : "(250000,)");
  put_header (array, "|i1", part == 1 ? "(1000000, 1)" : "(250000, 1)");
  for (gint64 i = 0; i < 1000000 / part; i++)
    g_byte_array_append (labels, (const guint8 *) &i, sizeof i);
  g_byte_array_set_size (array, array->len + 1000000 / part);
  zip_add (&zip, "y.npy", labels->data, labels->len, FALSE);
  zip_add (&zip, "H.npy", array->data, array->len, FALSE);
  zip_finish (&zip);
  g_byte_array_unref (array);
  return g_byte_array_ref (zip.bytes);
}

/* The most expensive file that is no lie: single bytes, stored. */
static GByteArray *
make_bytes (guint part)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();
  g_auto (Zip) zip = { 0 };
  gsize n = 4 * MIB / part;

  zip_init (&zip);
  put_header (array, "|i1", part == 1 ? "(4194304, 1)" : "(1048576, 1)");
  g_byte_array_set_size (array, array->len + n);
  memset (array->data + 128, 1, n);
  add_labels (&zip, "y.npy", n);
  zip_add (&zip, "H.npy", array->data, array->len, FALSE);
  zip_finish (&zip);
  return g_byte_array_ref (zip.bytes);
}

static GByteArray *
filled (gsize n, const char *pattern)
{
  GByteArray *bytes = g_byte_array_new ();
  gsize       length = strlen (pattern);

  g_byte_array_set_size (bytes, (guint) n);
  for (gsize i = 0; i < n; i++)
    bytes->data[i] = (guint8) pattern[i % length];
  return bytes;
}

static GByteArray *
make_one_number (guint part)
{
  return filled (6 * MIB / part, "7");
}

static GByteArray *
make_one_line (guint part)
{
  return filled (4 * MIB / part, "1,");
}

static GByteArray *
make_empty_fields (guint part)
{
  return filled (4 * MIB / part, ",");
}

/* Names over words, as wide as is read. */
static GByteArray *
make_wide_table (guint part)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int line = 0; line < 3; line++)
    {
      for (guint j = 0; j < 500000 / part; j++)
        g_string_append (text, "a,");
      g_string_append (text, "b\n");
    }
  return text_bytes (text);
}

static GByteArray *
make_short_lines (guint part)
{
  return filled (2 * MIB / FEWER / part, "1,2\n1,3\n");
}

static GByteArray *
make_blank_lines (guint part)
{
  return filled (4 * MIB / FEWER / (SANITIZED ? 4 : 1) / part, "\n");
}

static GByteArray *
make_quotes (guint part)
{
  return filled (4 * MIB / part, "\"");
}

static GByteArray *
make_long_label (guint part)
{
  g_autoptr (GByteArray) word = filled (4 * MIB / part, "w");
  g_autoptr (GString) text = g_string_new ("1,2,");

  g_string_append_len (text, (const char *) word->data, word->len);
  g_string_append (text, "\n3,4,x\n5,6,x\n");
  return text_bytes (text);
}

static GByteArray *
make_nested_header (guint part)
{
  GByteArray *array = g_byte_array_new ();
  g_autoptr (GByteArray) nested = filled (65000 / part, "({[");

  g_byte_array_append (array, (const guint8 *) "\x93NUMPY\2\0", 8);
  g_byte_array_append (array, (const guint8[]){ nested->len & 0xff, nested->len >> 8, 0, 0 }, 4);
  return g_byte_array_append (array, nested->data, nested->len);
}

const HostileFile hostile_files[] = {
  { "bomb", make_bomb, FALSE },
  { "small-bomb", make_small_bomb, TRUE },
  { "trailing-bomb", make_trailing_bomb, FALSE },
  { "label-bomb", make_label_bomb, FALSE },
  { "many-bombs", make_many_bombs, FALSE },
  { "huge-shape", make_huge_shape, FALSE },
  { "many-members", make_many_members, FALSE },
  { "colliding-labels", make_colliding_labels, TRUE },
  { "own-labels", make_own_labels, FALSE },
  { "own-numbers", make_own_numbers, FALSE },
  { "bytes", make_bytes, TRUE },
  { "one-number", make_one_number, FALSE },
  { "one-line", make_one_line, FALSE },
  { "empty-fields", make_empty_fields, FALSE },
  { "wide-table", make_wide_table, FALSE },
  { "short-lines", make_short_lines, TRUE },
  { "blank-lines", make_blank_lines, FALSE },
  { "quotes", make_quotes, FALSE },
  { "long-label", make_long_label, TRUE },
  { "nested-header", make_nested_header, FALSE },
  { NULL, NULL, FALSE },
};
