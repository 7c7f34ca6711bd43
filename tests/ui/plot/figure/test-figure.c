/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "figure-kit.h"
#include "figure-size.h"
#include "plot-vicinity.h"

/* What no format may stumble over. */
#define HOSTILE "[Tightframe]\nformat=1\n\\()<>&\"'%% ]]> --> </session> λ_W β 𝕊 \\n (unbalanced ))\\\ttab\nlast line \\"

/* --- SVG --- */

/* What a reader of the file finds. */
typedef struct
{
  guint    n_texts, n_paths, n_outlined; /* glyphs as symbols */
  gboolean in_text, in_metadata;
  GString *text;    /* of all <text>, a line each */
  double   width, height;
} Structure;

static const char *
find (const char **names, const char **values, const char *name)
{
  for (; *names != NULL; names++, values++)
    if (strcmp (*names, name) == 0)
      return *values;
  return NULL;
}

static void
start_cb (GMarkupParseContext *context, const char *element, const char **names, const char **values, gpointer data,
          GError **error)
{
  Structure *found = data;

  if (strcmp (element, "svg") == 0)
    {
      found->width = g_ascii_strtod (find (names, values, "width"), NULL);
      found->height = g_ascii_strtod (find (names, values, "height"), NULL);
      g_assert_true (g_str_has_suffix (find (names, values, "width"), "pt"));
    }
  else if (strcmp (element, "text") == 0)
    {
      double m[6];

      g_assert_cmpint (sscanf (find (names, values, "transform"), "matrix(%lf %lf %lf %lf %lf %lf)", m, m + 1, m + 2,
                               m + 3, m + 4, m + 5), ==, 6);
      g_assert_cmpfloat (m[4], >=, -1);
      g_assert_cmpfloat (m[4], <=, found->width + 1);
      g_assert_cmpfloat (m[5], >=, 0);
      g_assert_cmpfloat (m[5], <=, found->height + 1);
      found->n_texts++;
      found->in_text = TRUE;
    }
  else if (strcmp (element, "tspan") == 0)
    {
      g_assert_nonnull (find (names, values, "font-family"));
      g_assert_cmpfloat (g_ascii_strtod (find (names, values, "font-size"), NULL), >, 2);
    }
  else if (strcmp (element, "path") == 0)
    found->n_paths++;
  else if (strcmp (element, "symbol") == 0 || strcmp (element, "use") == 0)
    found->n_outlined++;
}

static void
end_cb (GMarkupParseContext *context, const char *element, gpointer data, GError **error)
{
  Structure *found = data;

  if (strcmp (element, "text") != 0)
    return;
  found->in_text = FALSE;
  g_string_append_c (found->text, '\n');
}

static void
text_cb (GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  Structure *found = data;

  if (found->in_text)
    g_string_append_len (found->text, text, length);
}

static void
read_structure (GBytes *svg, Structure *found)
{
  static const GMarkupParser parser = { start_cb, end_cb, text_cb, NULL, NULL };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, found, NULL);
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *data = g_bytes_get_data (svg, &length);

  *found = (Structure){ .text = g_string_new (NULL) };
  g_markup_parse_context_parse (context, data, length, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
}

static void
assert_line (const Structure *found, const char *line)
{
  g_auto (GStrv) lines = g_strsplit (found->text->str, "\n", -1);

  if (!g_strv_contains ((const char *const *) lines, line))
    g_error ("no text is “%s” among:\n%s", line, found->text->str);
}

static void
test_svg (void)
{
  g_autoptr (TfFigureScene) scene = make_scene (4, 16, 0.02, 60, TF_SURVEY_LIMIT, 0);
  g_autoptr (GBytes) svg = NULL;
  TfFigure figure;
  Structure found;

  tf_figure_init (&figure);
  figure.show_letters = TRUE;
  svg = make (scene, TF_FIGURE_SVG, &figure, 0);
  read_structure (svg, &found);
  g_assert_cmpfloat_with_epsilon (found.width, 6.75 * 72, 1e-3);
  g_assert_cmpfloat_with_epsilon (found.height, figure.height, 1e-3);
  g_assert_cmpuint (found.n_outlined, ==, 0);
  g_assert_cmpuint (found.n_texts, >, 25);
  g_assert_cmpuint (found.n_paths, >, 50);
  for (const char *const *line = (const char *const[]){ "(a)", "(b)", "(c)", "NC1", "NC2", "NC3", "f", "t", "Tr ΣW / Tr ΣB",
                                                        "0", "1", "2", "3", "10⁻¹", "−1/3", "β = 0.02", NULL };
       *line != NULL; line++)
    assert_line (&found, *line);
  g_string_free (found.text, TRUE);
  tf_figure_clear (&figure);
}

/* Where there is little room, the page of the end does without metrics before it does without classes. */
static void
test_small_limit (void)
{
  g_autoptr (TfFigureScene) scene = make_scene (4, 16, 0, 60, TF_SURVEY_LIMIT, 0);
  const double heights[] = { 350, 150 };

  for (guint i = 0; i < G_N_ELEMENTS (heights); i++)
    {
      g_autoptr (GBytes) svg = NULL;
      TfFigure figure;
      Structure found;

      tf_figure_init (&figure);
      figure.n_panels = 1;
      figure.panels[0] = tf_view_find ("limit");
      figure.width = 216;
      figure.height = heights[i];
      svg = make (scene, TF_FIGURE_SVG, &figure, 0);
      read_structure (svg, &found);
      for (const char *const *line = (const char *const[]){ "f", "NC1", "‖mk‖²", "0", "1", "2", "3", NULL }; *line != NULL; line++)
        assert_line (&found, *line);
      g_assert_true ((strstr (found.text->str, "CDNV") != NULL) == (i == 0));
      g_string_free (found.text, TRUE);
      tf_figure_clear (&figure);
    }
}

/* --- PDF --- */

static char *
extract_text (GBytes *pdf)
{
  g_autofree char *path = NULL, *program = g_find_program_in_path ("pdftotext");
  char *text = NULL;
  int fd, status;
  gsize length;
  const char *data = g_bytes_get_data (pdf, &length);

  if (program == NULL)
    return NULL;
  fd = g_file_open_tmp ("figure-XXXXXX.pdf", &path, NULL);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, data, length, NULL));
  g_assert_true (g_spawn_sync (NULL, (char *[]){ program, (char *) "-raw", path, (char *) "-", NULL }, NULL, 0, NULL, NULL,
                               &text, NULL, &status, NULL));
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  g_unlink (path);
  return text;
}

static gboolean
contains (GBytes *bytes, const char *word)
{
  gsize length, n = strlen (word);
  const char *data = g_bytes_get_data (bytes, &length);

  for (gsize i = 0; i + n <= length; i++)
    if (memcmp (data + i, word, n) == 0)
      return TRUE;
  return FALSE;
}

static void
test_pdf (void)
{
  g_autoptr (TfFigureScene) scene = make_scene (4, 16, 0.02, 60, TF_SURVEY_LIMIT, 0);
  g_autoptr (GBytes) pdf = NULL;
  g_autofree char *text = NULL;
  TfFigure figure;

  tf_figure_init (&figure);
  figure.height = 288;
  pdf = make (scene, TF_FIGURE_PDF, &figure, 0);
  g_assert_true (contains (pdf, "/MediaBox [ 0 0 486 288 ]"));
  g_assert_true (contains (pdf, "/FontFile")); /* embedded */
  g_assert_true (contains (pdf, "/ToUnicode"));
  g_assert_true (contains (pdf, "/CreationDate (20000101000000Z)"));
  text = extract_text (pdf);
  if (text == NULL)
    g_test_skip ("pdftotext is not there");
  else
    for (const char *const *word = (const char *const[]){ "NC1", "NC2", "NC3", "−1/3", "10", NULL }; *word != NULL; word++)
      g_assert_nonnull (strstr (text, *word));
  tf_figure_clear (&figure);
}

/* --- PNG --- */

static guint32
read_number (const guint8 *data)
{
  return (guint32) data[0] << 24 | data[1] << 16 | data[2] << 8 | data[3];
}

static void
test_png (void)
{
  g_autoptr (TfFigureScene) scene = make_scene (4, 16, 0.02, 60, TF_SURVEY_LIMIT, 0);
  g_autoptr (GError) error = NULL;
  TfFigure figure;

  tf_figure_init (&figure);
  figure.width = 3.25 * 72;
  figure.height = 2.5 * 72;
  for (int dpi = 72; dpi <= 600; dpi += 132)
    {
      g_autoptr (GBytes) png = make (scene, TF_FIGURE_PNG, &figure, dpi);
      const guint8 *data = g_bytes_get_data (png, NULL);

      g_assert_cmpuint (read_number (data + 16), ==, (guint32) round (3.25 * dpi));
      g_assert_cmpuint (read_number (data + 20), ==, (guint32) round (2.5 * dpi));
      g_assert_true (contains (png, "pHYs"));
    }
  figure.width = figure.height = TF_FIGURE_MAX_SIZE;
  g_assert_null (tf_figure_scene_make (scene, TF_FIGURE_PNG, &figure, 2000, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  tf_figure_clear (&figure);
}

/* --- all --- */

/* Whatever the number of classes, each view can be drawn, twice alike, also after others. */
static void
test_views (void)
{
  static const guint sizes[][2] = { { 2, 1 }, { 2, 5 }, { 4, 16 }, { 10, 12 }, { 40, 20 } };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      TfSurveyParts all = TF_SURVEY_LIMIT | TF_SURVEY_VICINITY | TF_SURVEY_DEPTH | (sizes[s][0] < 40 ? TF_SURVEY_RESPONSE : 0);
      g_autoptr (TfFigureScene) scene = make_scene (sizes[s][0], sizes[s][1], 0.05, 20, all, s % 3);

      for (guint view = 0; view < TF_N_VIEWS; view++)
        for (int format = tf_view_at (view)->screen_only ? TF_N_FIGURE_FORMATS : 0; format < TF_N_FIGURE_FORMATS; format++)
          {
            TfFigure figure;

            tf_figure_init (&figure);
            figure.n_panels = 1;
            figure.panels[0] = tf_view_at (view);
            for (int width = 1; width <= 2; width++)
              {
                g_autoptr (GBytes) first = NULL, second = NULL;

                figure.width = width * 3.25 * 72;
                figure.height = tf_figure_suggest_height (&figure);
                first = make (scene, format, &figure, 50);
                second = make (scene, format, &figure, 50);
                g_assert_true (g_bytes_equal (first, second));
              }
            tf_figure_clear (&figure);
          }
    }
}

/* Another scene of the same session gives the same figure: nothing of the way there is in it. */
static void
test_reproducible (void)
{
  g_autoptr (TfFigureScene) first = make_scene (4, 16, 0.02, 60, TF_SURVEY_LIMIT | TF_SURVEY_VICINITY, 2);
  g_autoptr (TfFigureScene) second = make_scene (4, 16, 0.02, 60, TF_SURVEY_LIMIT | TF_SURVEY_VICINITY, 2);
  TfFigure figure;

  tf_figure_init (&figure);
  figure.panels[figure.n_panels++] = &tf_view_vicinity;
  figure.n_columns = 2;
  for (int format = 0; format < TF_N_FIGURE_FORMATS; format++)
    {
      g_autoptr (GBytes) a = make (first, format, &figure, 100), b = make (second, format, &figure, 100);

      g_assert_true (g_bytes_equal (a, b));
    }
  tf_figure_clear (&figure);
}

static void
test_metadata (void)
{
  g_autoptr (TfFigureScene) scene = make_scene (4, 16, 0.02, 5, 0, 0);
  g_autofree char *large = g_strnfill (1 << 20, 'x');
  const char *texts[] = { HOSTILE, "", "plain", large };
  TfFigure figure;

  tf_figure_init (&figure);
  for (int format = 0; format < TF_N_FIGURE_FORMATS; format++)
    for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
      {
        TfFigureWords words = { "title <&>", "caption ) ( \\", texts[i] };
        g_autoptr (GBytes) bytes = tf_figure_file_make (format, &figure, tf_figure_scene_get_data (scene), &words, 50, NULL);
        g_autofree char *back = tf_figure_file_read_session (bytes, NULL);

        g_assert_cmpstr (back, ==, texts[i]);
      }
  tf_figure_clear (&figure);
}

/* Figures of others, and broken ones. */
static void
test_no_metadata (void)
{
  static const char *const others[] = {
    "", "x", "%PDF-1.4\n", "%PDF-1.4\n/Keywords", "%PDF-1.4\n/Keywords (", "%PDF-1.4\n/Keywords <FE", "<svg", "<svg/>",
    "<?xml version='1.0'?><svg><metadata><session xmlns='other'>x</session></metadata></svg>", "\x89PNG\r\n\x1a\n",
    "<svg><session xmlns='https://tightframe.github.io/ns/1'>never ends",
  };
  g_autoptr (TfFigureScene) scene = make_scene (4, 16, 0.02, 5, 0, 0);
  TfFigure figure;

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (others[i], strlen (others[i]));
      g_autoptr (GError) error = NULL;

      g_assert_null (tf_figure_file_read_session (bytes, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
  tf_figure_init (&figure);
  for (int format = 0; format < TF_N_FIGURE_FORMATS; format++)
    {
      TfFigureWords words = { NULL, NULL, "session" };
      g_autoptr (GBytes) whole = tf_figure_file_make (format, &figure, tf_figure_scene_get_data (scene), &words, 50, NULL);
      gsize length = g_bytes_get_size (whole);

      for (gsize cut = 0; cut < length; cut += MAX (length / 300, 1))
        {
          g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, cut);
          g_autofree char *text = tf_figure_file_read_session (part, NULL);

          if (text != NULL)
            g_assert_cmpstr (text, ==, "session");
        }
    }
  tf_figure_clear (&figure);
}

/* A chunk that claims to have half a gigabyte. */
static void
test_claim (void)
{
  static const guint8 png[] = "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde\x21\0\1\xa2iTXttiOh\0\0af%PD\xff\xe5";
  g_autoptr (GBytes) bytes = g_bytes_new_static (png, sizeof png - 1);

  g_assert_null (tf_figure_file_read_session (bytes, NULL));
}

/* What a session says of itself comes back from the figure. */
static void
test_session_inside (void)
{
  g_autoptr (TfFigureScene) scene = make_scene (4, 16, 0.02, 60, 0, 1);
  TfFigure figure;

  tf_figure_init (&figure);
  for (int format = 0; format < TF_N_FIGURE_FORMATS; format++)
    {
      g_autoptr (GBytes) bytes = make (scene, format, &figure, 50);
      g_autofree char *text = tf_figure_file_read_session (bytes, NULL);
      g_autoptr (TfSession) session = tf_session_from_text (text, strlen (text), NULL, NULL);

      g_assert_nonnull (session);
      g_assert_cmpfloat (session->at.t, ==, 60);
      g_assert_cmpuint (session->course->n_changes, ==, 1);
      g_assert_cmpfloat (session->course->changes[0].parameters.beta, ==, 0.02);
      g_assert_cmpuint (session->pins->len, ==, 1);
    }
  tf_figure_clear (&figure);
}

static void
test_sizes (void)
{
  static const struct
  {
    const char *text;
    double width, height; /* points */
  } good[] = {
    { "6.75x4in", 486, 288 }, { "17 × 10 cm", 17 / 2.54 * 72, 10 / 2.54 * 72 }, { "1920x1080px", 1440, 810 }, { "2*3in", 144, 216 },
  };
  static const char *const bad[] = { "", "in", "4", "4x3", "4xin", "x3in", "-4x3in", "4x3inch", "0x3in", "nanxnanin", "4x3in x" };
  TfFigureSize size;
  TfFigure figure;

  tf_figure_init (&figure);
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (tf_figure_size_parse (good[i].text, &size));
      tf_figure_size_apply (&size, 96, &figure);
      g_assert_cmpfloat_with_epsilon (figure.width, good[i].width, 1e-9);
      g_assert_cmpfloat_with_epsilon (figure.height, good[i].height, 1e-9);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (tf_figure_size_parse (bad[i], &size));
  tf_figure_clear (&figure);
}

static void
test_caption (void)
{
  g_autoptr (TfFigureScene) scene = make_scene (4, 16, 0.02, 60, 0, 0);
  g_autofree char *plain = NULL, *latex = NULL;
  TfFigure figure;

  tf_figure_init (&figure);
  plain = tf_figure_scene_make_caption (scene, &figure, FALSE);
  latex = tf_figure_scene_make_caption (scene, &figure, TRUE);
  for (const char *const *part = (const char *const[]){ "K = 4", "N = 48", "d = 16", "λ_W = 5×10⁻³", "β = 0.02", "t = 60", "changed 1 time",
                                                        "Tirer", "Papyan", NULL };
       *part != NULL; part++)
    if (strstr (plain, *part) == NULL)
      g_error ("“%s” is not in: %s", *part, plain);
  for (const char *const *part = (const char *const[]){ "$K = 4$", "$\\lambda_W$ = $5\\times 10^{-3}$", "$\\beta$ = $0.02$", NULL };
       *part != NULL; part++)
    if (strstr (latex, *part) == NULL)
      g_error ("“%s” is not in: %s", *part, latex);
  tf_figure_clear (&figure);
}

int
main (int argc, char **argv)
{
  /* No display is needed for any of it. */
  g_unsetenv ("DISPLAY");
  g_unsetenv ("WAYLAND_DISPLAY");
  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  g_test_add_func ("/figure/svg", test_svg);
  g_test_add_func ("/figure/small-limit", test_small_limit);
  g_test_add_func ("/figure/pdf", test_pdf);
  g_test_add_func ("/figure/png", test_png);
  g_test_add_func ("/figure/views", test_views);
  g_test_add_func ("/figure/reproducible", test_reproducible);
  g_test_add_func ("/figure/metadata", test_metadata);
  g_test_add_func ("/figure/no-metadata", test_no_metadata);
  g_test_add_func ("/figure/claim", test_claim);
  g_test_add_func ("/figure/session-inside", test_session_inside);
  g_test_add_func ("/figure/sizes", test_sizes);
  g_test_add_func ("/figure/caption", test_caption);
  return g_test_run ();
}
