/* test-cli-render.c: figures from the command line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define _GNU_SOURCE /* memmem */
#include <gio/gio.h>
#include <string.h>

#include "cli-fixture.h"

/* --- render --- */

#define FIGURES "render --classes 3 --per-class 12 --dim 6 --seed 5 --beta 0.05 --time 9 --layers 2 "

static void
assert_begins (GBytes *bytes, const char *start)
{
  gsize length, n = strlen (start);
  const char *data = g_bytes_get_data (bytes, &length);

  g_assert_cmpuint (length, >, n);
  g_assert_cmpmem (data, n, start, n);
}

/* A program on a file that was made; nothing where the program is not there. */
static void
check_by (Fixture *fixture, const char *words, const char *name)
{
  g_auto (GStrv) argv = g_strsplit (words, " ", -1);
  g_autofree char *found = g_find_program_in_path (argv[0]);
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *line = g_strconcat (words, " ", path, NULL);
  g_auto (GStrv) whole = g_strsplit (line, " ", -1);
  g_autoptr (GSubprocess) process = found != NULL ? spawn ((const char *const *) whole) : NULL;

  if (process == NULL)
    {
      g_test_message ("%s is not there", argv[0]);
      return;
    }
  collect (fixture, process);
  g_assert_cmpint (fixture->status, ==, 0);
}

static gboolean
holds (GBytes *bytes, const char *text)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return memmem (data, length, text, strlen (text)) != NULL;
}

/* Figures of awkward labels are well-formed, and say nothing of the folders of whoever
 * made them; they find their features again all the same. */
static void
test_render_private (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "one.svg", "one.pdf", "one.png" };
  g_autofree char *features = g_test_build_filename (G_TEST_DIST, "data", "habits", "control_characters.npz", NULL);
  g_autofree char *folder = g_path_get_dirname (features);
  g_autofree char *words = g_strdup_printf ("render --features %s --view means,geometry --size 4in --dpi 72 --time 1 ", features);
  g_autofree char *full = g_strconcat (words, "--full-paths ", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GBytes) first = NULL, again = NULL, told = NULL;
      g_autofree char *session = g_strdup_printf ("render %s/%s --view means,geometry --size 4in --dpi 72 ", fixture->folder, names[i]);

      render (fixture, words, names[i]);
      assert_done (fixture);
      first = read_figure (fixture, names[i]);
      g_assert_false (holds (first, folder));
      g_assert_false (holds (first, g_get_home_dir ()));
      if (i == 0)
        check_by (fixture, "xmllint --noout", names[i]);
      if (i == 1)
        {
          check_by (fixture, "pdfinfo", names[i]);
          g_assert_null (fixture->out != NULL ? strstr (fixture->out, folder) : NULL);
        }
      render (fixture, session, names[i]);
      assert_done (fixture);
      again = read_figure (fixture, names[i]);
      g_assert_true (g_bytes_equal (first, again));
      render (fixture, full, names[i]);
      assert_done (fixture);
      told = read_figure (fixture, names[i]);
      g_assert_true (i == 1 || holds (told, folder)); /* a PDF has it in UTF-16 */
    }
}

/* Two runs of features of their own: the caption says whose, and the figure holds both. */
static void
test_render_two (Fixture *fixture, gconstpointer data)
{
  static const char text[] = "[Tightframe]\nformat=1\n[Features]\nkind=synthetic\nclasses=4\nper-class=9\ndim=8\n"
                             "[Run]\nbeta=0.1\ntime=2\n[Beside]\nbeta=0.5\n"
                             "[Beside Features]\nkind=synthetic\nclasses=3\nper-class=5\ndim=7\n";
  g_autofree char *path = g_build_filename (fixture->folder, "two.tightframe", NULL);
  g_autofree char *words = g_strdup_printf ("render %s --view means,traces --size 4in --caption ", path);
  g_autofree char *again = g_strdup_printf ("render %s/a.svg --view means,traces --size 4in --caption ", fixture->folder);
  g_autoptr (GBytes) first = NULL, second = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  render (fixture, words, "a.svg");
  g_assert_cmpint (fixture->status, ==, 0);
  g_assert_nonnull (strstr (fixture->out, "(K = 4, N = 36, d = 8)"));
  g_assert_nonnull (strstr (fixture->out, "(K = 3, N = 15, d = 7), "));
  g_assert_nonnull (strstr (fixture->out, " B: "));
  g_assert_nonnull (strstr (fixture->out, "β = 0.5"));
  first = read_figure (fixture, "a.svg");
  render (fixture, again, "b.svg");
  g_assert_cmpint (fixture->status, ==, 0);
  second = read_figure (fixture, "b.svg");
  g_assert_true (g_bytes_equal (first, second));
}

/* Each view in each format, by two processes: the same bytes, and not those of another view. */
static void
test_render_views (Fixture *fixture, gconstpointer data)
{
  static const char *const views[]
      = { "means", "traces", "geometry", "limit", "monotone", "vicinity", "depth", "spectrum", "response", "dashboard" };
  static const struct
  {
    const char *suffix, *start;
  } formats[] = { { "svg", "<?xml" }, { "pdf", "%PDF-1." }, { "png", "\x89PNG\r\n\x1a\n" } };

  for (guint f = 0; f < G_N_ELEMENTS (formats); f++)
    {
      g_autoptr (GBytes) last = NULL;

      for (guint v = 0; v < G_N_ELEMENTS (views); v++)
        {
          g_autofree char *words = g_strdup_printf (FIGURES "--size 3.25in --dpi 72 --view %s ", views[v]);
          g_autofree char *one = g_strdup_printf ("one.%s", formats[f].suffix);
          g_autofree char *two = g_strdup_printf ("two.%s", formats[f].suffix);
          g_autoptr (GBytes) first = NULL, second = NULL;

          render (fixture, words, one);
          assert_done (fixture);
          g_assert_cmpstr (fixture->out, ==, "");
          render (fixture, words, two);
          assert_done (fixture);
          first = read_figure (fixture, one);
          second = read_figure (fixture, two);
          assert_begins (first, formats[f].start);
          g_assert_true (g_bytes_equal (first, second));
          g_assert_false (last != NULL && g_bytes_equal (first, last));
          g_clear_pointer (&last, g_bytes_unref);
          last = g_steal_pointer (&first);
        }
    }
}

/* Width or height in the header of a .png. */
static guint32
read_pixels (GBytes *png, gsize offset)
{
  guint32 pixels;

  memcpy (&pixels, (const char *) g_bytes_get_data (png, NULL) + offset, sizeof pixels);
  return GUINT32_FROM_BE (pixels);
}

static void
test_render_size (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *words;
    guint32 width, height;
  } cases[] = {
    { "--size 640x360px ", 640, 360 },
    { "--size 640x360px --dpi 200 ", 640, 360 },
    { "--size 3x2in --dpi 100 ", 300, 200 },
    { "--size 2.54x5.08cm ", 300, 600 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = g_strconcat (FIGURES "--view traces ", cases[i].words, NULL);
      g_autoptr (GBytes) png = NULL;

      render (fixture, words, "size.png");
      assert_done (fixture);
      png = read_figure (fixture, "size.png");
      g_assert_cmpuint (read_pixels (png, 16), ==, cases[i].width);
      g_assert_cmpuint (read_pixels (png, 20), ==, cases[i].height);
    }
}

/* The run inside a figure of any format gives that figure again. */
static void
test_render_again (Fixture *fixture, gconstpointer data)
{
  static const char *const suffixes[] = { "svg", "pdf", "png" };
  g_autoptr (GBytes) wanted = NULL;

  render (fixture, FIGURES "--view means,traces --columns 2 ", "wanted.svg");
  assert_done (fixture);
  wanted = read_figure (fixture, "wanted.svg");
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strdup_printf ("figure.%s", suffixes[i]);
      g_autofree char *words = g_strdup_printf ("render %s/%s --view means,traces --columns 2 ", fixture->folder, name);
      g_autoptr (GBytes) again = NULL;

      render (fixture, FIGURES "--view geometry ", name);
      assert_done (fixture);
      render (fixture, words, "again.svg");
      assert_done (fixture);
      again = read_figure (fixture, "again.svg");
      g_assert_true (g_bytes_equal (wanted, again));
    }
}

static void
test_render_caption (Fixture *fixture, gconstpointer data)
{
  render (fixture, FIGURES "--caption ", "caption.pdf");
  assert_done (fixture);
  for (const char *const *part = (const char *const[]){ "K = 3", "N = 36", "d = 6", "β = 0.05", "t = 9", NULL }; *part != NULL; part++)
    if (strstr (fixture->out, *part) == NULL)
      g_error ("“%s” is not in: %s", *part, fixture->out);
  g_assert_true (g_str_has_suffix (fixture->out, "\n"));
}

static void
write_table (Fixture *fixture, const char *name, const char *rows)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL), *text = g_strconcat ("a,b,c,label\n", rows, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* Held-out samples that lie outside of the picture are counted in words. */
static void
test_render_held_out (Fixture *fixture, gconstpointer data)
{
  g_autofree char *words = g_strdup_printf ("render --features %s/train.csv --test %s/test.csv --view means --size 5in --time 0 ",
                                            fixture->folder, fixture->folder);
  g_autoptr (GBytes) within = NULL, beyond = NULL;

  write_table (fixture, "train.csv", "1,0,0,x\n1.2,.1,0,x\n0,1,0,y\n0,1.1,.1,y\n0,0,1,z\n.1,0,1.1,z\n");
  write_table (fixture, "test.csv", "1,0,0,x\n0,1,0,y\n0,0,1,z\n");
  render (fixture, words, "within.svg");
  assert_done (fixture);
  within = read_figure (fixture, "within.svg");
  g_assert_true (holds (within, "test set, 3, where measured"));
  write_table (fixture, "test.csv", "1,0,0,x\n0,900,0,y\n0,0,-900,z\n");
  render (fixture, words, "beyond.svg");
  assert_done (fixture);
  beyond = read_figure (fixture, "beyond.svg");
  g_assert_true (holds (beyond, "test set, 3 (in the picture: 1), where measured"));
}

/* Words that make no figure leave no file. */
static void
test_render_failures (Fixture *fixture, gconstpointer data)
{
  static const char *const words[] = {
    "--view nonsense ", "--view means,dashboard ", "--view= ", "--size 4x3 ", "--size 0.1x0.1in ", "--size 1e9in ",
    "--dpi 0 ", "--dpi nan ", "--time -1 ", "--text-size 0 ", "--line-width x ", "--columns -1 ", "--layers 0 ",
  };
  g_autofree char *path = g_build_filename (fixture->folder, "none.png", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *line = g_strconcat (FIGURES, words[i], NULL);

      render (fixture, line, "none.png");
      assert_failed (fixture, 2, "tightframe: render: --");
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
  run (fixture, FIGURES "--view means");
  assert_failed (fixture, 2, "tightframe: render: -o FILE is missing");
  render (fixture, FIGURES, "none.gif");
  assert_failed (fixture, 2, "tightframe: render: -o: ");
  run (fixture, FIGURES "-o /nonexistent/folder/none.svg");
  assert_failed (fixture, 1, "tightframe: /nonexistent/folder/none.svg: ");
  g_assert_true (g_file_set_contents (path, "\x89PNG\r\n\x1a\n", 8, NULL));
  g_free (g_steal_pointer (&path));
  path = g_strdup_printf ("render %s/none.png ", fixture->folder);
  render (fixture, path, "none.svg");
  g_assert_cmpint (fixture->status, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define CASE(path, data, function) g_test_add ("/cli/" path, Fixture, data, set_up, function, tear_down)
  CASE ("render-private", NULL, test_render_private);
  CASE ("render/views", NULL, test_render_views);
  CASE ("render/two", NULL, test_render_two);
  CASE ("render/size", NULL, test_render_size);
  CASE ("render/again", NULL, test_render_again);
  CASE ("render/caption", NULL, test_render_caption);
  CASE ("render/held-out", NULL, test_render_held_out);
  CASE ("render/failures", NULL, test_render_failures);
  return g_test_run ();
}
