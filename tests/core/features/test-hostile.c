/* test-hostile.c: files made to break the readers, and what a load may cost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * First every file in tests/data, through every reader, as the fuzzer does it:
 * what fuzzing found lies in data/fuzz/READER/. Then files that are too large
 * to keep, made here: each is loaded in a child process whose memory and time
 * are held against the limits of features.h.
 */
#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "features.h"
#include "readers.h"
#include "zip.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1 /* which takes memory and time of its own */
#else
#define SANITIZED 0
#endif

#define MIB (1024 * 1024)
/* Strict checks of strings look at all that follows for each line. */
#define FEWER (SANITIZED ? 256 : 1)

/* --- every file, every reader --- */

static void
read_folder (const char *folder, const FuzzReader *reader, guint *n_files)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *bytes = NULL;
      gsize n;

      if (!g_file_get_contents (path, &bytes, &n, NULL))
        continue; /* a folder */
      g_test_message ("%s", path);
      reader->read ((const guint8 *) bytes, n);
      *n_files += 1;
    }
}

static void
test_files (gconstpointer data)
{
  static const char *const folders[] = { "malformed", "formats", "cli" };
  const FuzzReader *reader = data;
  g_autofree char  *found = g_test_build_filename (G_TEST_DIST, "data", "fuzz", reader->name, NULL);
  guint             n_files = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", folders[i], NULL);

      read_folder (folder, reader, &n_files);
    }
  g_assert_cmpuint (n_files, >, 50);
  read_folder (found, reader, &n_files);
}

/* --- what a load may cost --- */

typedef struct
{
  const char *name;
  GByteArray *(*make) (void);
  gboolean loads;
} Attack;

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
make_bomb (void) /* 3.5 GiB in 4 MiB */
{
  return bomb ("H.npy", "(4, 234881024)", 112);
}

static GByteArray *
make_small_bomb (void) /* what is still unpacked */
{
  return bomb ("H.npy", "(4, 16777216)", 8);
}

static GByteArray *
make_trailing_bomb (void) /* it says that it is small */
{
  return bomb ("H.npy", "(4, 2)", 112);
}

static GByteArray *
make_label_bomb (void)
{
  g_autoptr (GByteArray) start = g_byte_array_new ();
  g_auto (Zip) zip = { 0 };

  zip_init (&zip);
  put_header (start, "|i1", "(234881024,)");
  zip_add_zeros (&zip, "y.npy", start->data, start->len, 7);
  zip_finish (&zip);
  return g_byte_array_ref (zip.bytes);
}

static GByteArray *
make_many_bombs (void) /* each of them allowed, together not */
{
  static const char *const shapes[] = { "(4, 12582912)", "(4, 12582912)", "(4,)" };
  static const char *const names[] = { "H.npy", "W.npy", "b.npy" };
  g_auto (Zip) zip = { 0 };

  zip_init (&zip);
  add_labels (&zip, "y.npy", 4);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GByteArray) start = g_byte_array_new ();

      put_header (start, "<f4", shapes[i]);
      zip_add_zeros (&zip, names[i], start->data, start->len, i == 2 ? 112 : 6);
    }
  zip_finish (&zip);
  return g_byte_array_ref (zip.bytes);
}

static GByteArray *
make_huge_shape (void)
{
  GByteArray *array = g_byte_array_new ();

  put_header (array, "<f8", "(24, 1099511627776)");
  g_byte_array_set_size (array, array->len + 4096);
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
make_many_members (void)
{
  g_auto (Zip) zip = { 0 };

  zip_init (&zip);
  for (guint i = 0; i < 16000; i++)
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
make_colliding_labels (void)
{
  g_autoptr (GString) text = g_string_new ("1,2,first\n");

  for (guint i = 0; i < 1000000 / FEWER; i++)
    {
      char word[29];

      colliding_word (i % 4000, word);
      g_string_append_printf (text, "1,2,%s\n", word);
    }
  return text_bytes (text);
}

static GByteArray *
make_own_labels (void) /* each sample a class of its own */
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 1000000; i++)
    g_string_append_printf (text, "1,2,%u\n", i);
  return text_bytes (text);
}

static GByteArray *
make_own_numbers (void)
{
  GByteArray *array = g_byte_array_new ();

  g_autoptr (GByteArray) labels = g_byte_array_new ();
  g_auto (Zip) zip = { 0 };

  zip_init (&zip);
  put_header (labels, "<i8", "(1000000,)");
  put_header (array, "|i1", "(1000000, 1)");
  for (gint64 i = 0; i < 1000000; i++)
    g_byte_array_append (labels, (const guint8 *) &i, sizeof i);
  g_byte_array_set_size (array, array->len + 1000000);
  zip_add (&zip, "y.npy", labels->data, labels->len, FALSE);
  zip_add (&zip, "H.npy", array->data, array->len, FALSE);
  zip_finish (&zip);
  g_byte_array_unref (array);
  return g_byte_array_ref (zip.bytes);
}

/* The most expensive file that is no lie: single bytes, stored. */
static GByteArray *
make_bytes (void)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();
  g_auto (Zip) zip = { 0 };

  zip_init (&zip);
  put_header (array, "|i1", "(4194304, 1)");
  g_byte_array_set_size (array, array->len + 4194304);
  memset (array->data + 128, 1, 4194304);
  add_labels (&zip, "y.npy", 4194304);
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
make_one_number (void)
{
  return filled (100 * MIB, "7");
}

static GByteArray *
make_one_line (void)
{
  return filled (60 * MIB, "1,");
}

static GByteArray *
make_empty_fields (void)
{
  return filled (32 * MIB, ",");
}

/* Names over words, as wide as is read. */
static GByteArray *
make_wide_table (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int line = 0; line < 3; line++)
    {
      for (guint j = 0; j < 500000; j++)
        g_string_append (text, "a,");
      g_string_append (text, "b\n");
    }
  return text_bytes (text);
}

static GByteArray *
make_short_lines (void)
{
  return filled (24 * MIB / FEWER, "1,2\n1,3\n");
}

static GByteArray *
make_blank_lines (void)
{
  return filled (64 * MIB / FEWER / (SANITIZED ? 16 : 1), "\n");
}

static GByteArray *
make_quotes (void)
{
  return filled (16 * MIB, "\"");
}

static GByteArray *
make_long_label (void)
{
  g_autoptr (GByteArray) word = filled (16 * MIB, "w");
  g_autoptr (GString) text = g_string_new ("1,2,");

  g_string_append_len (text, (const char *) word->data, word->len);
  g_string_append (text, "\n3,4,x\n5,6,x\n");
  return text_bytes (text);
}

static GByteArray *
make_nested_header (void)
{
  GByteArray *array = g_byte_array_new ();
  g_autoptr (GByteArray) nested = filled (65000, "({[");

  g_byte_array_append (array, (const guint8 *) "\x93NUMPY\2\0\xe8\xfd\0\0", 12);
  return g_byte_array_append (array, nested->data, nested->len);
}

static const Attack attacks[] = {
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
};

/* A number from /proc/self/status, in bytes. */
static gsize
status_bytes (const char *key)
{
  g_autofree char *text = NULL;
  const char      *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  line = strstr (text, key);
  g_assert_nonnull (line);
  return (gsize) g_ascii_strtoull (line + strlen (key) + 1, NULL, 10) * 1024;
}

/* In a process of its own; exits 0 or 1 as the load does, by a signal on failure. */
static void G_GNUC_NORETURN
load_within (const char *path, gsize allowed)
{
  gsize    before = status_bytes ("VmSize"), resident = status_bytes ("VmRSS");
  gboolean loads;

  if (!SANITIZED)
    setrlimit (RLIMIT_AS, &(struct rlimit){ before + allowed, before + allowed });
  loads = fuzz_load (path, NULL, NULL, NULL);
  if (!SANITIZED)
    g_assert_cmpuint (status_bytes ("VmHWM"), <=, resident + allowed);
  _exit (loads ? 0 : 1);
}

/* Memory is that of features.h; reading warrants a second, and one for 16 MiB. */
static void
test_attack (gconstpointer data)
{
  const Attack *attack = data;
  g_autoptr (GByteArray) bytes = attack->make ();
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "test-hostile-XXXXXX", NULL);
  gsize            n = bytes->len, allowed = (gsize) TF_FEATURES_MEMORY_FACTOR * n + TF_FEATURES_MEMORY_BASE;
  double           seconds, granted = (1 + n / (16.0 * MIB)) * (SANITIZED ? 10 : 1);
  int              status, fd = g_mkstemp (path);
  struct rusage    used;
  pid_t            child;

  close (fd);
  g_assert_true (g_file_set_contents (path, (const char *) bytes->data, (gssize) n, NULL));
  g_byte_array_set_size (bytes, 0);
  child = fork ();
  if (child == 0)
    load_within (path, allowed);
  while (wait4 (child, &status, 0, &used) < 0)
    g_assert_cmpint (errno, ==, EINTR);
  g_unlink (path);
  seconds = used.ru_utime.tv_sec + 1e-6 * used.ru_utime.tv_usec + used.ru_stime.tv_sec + 1e-6 * used.ru_stime.tv_usec;
  g_test_message ("%" G_GSIZE_FORMAT " bytes: %ld MiB resident, %.2f s", n, used.ru_maxrss / 1024, seconds);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, attack->loads ? 0 : 1);
  g_assert_cmpfloat (seconds, <, granted);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (const FuzzReader *reader = fuzz_readers; reader->name != NULL; reader++)
    {
      g_autofree char *name = g_strdup_printf ("/hostile/files/%s", reader->name);

      g_test_add_data_func (name, reader, test_files);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (attacks); i++)
    {
      g_autofree char *name = g_strdup_printf ("/hostile/cost/%s", attacks[i].name);

      g_test_add_data_func (name, &attacks[i], test_attack);
    }
  return g_test_run ();
}
