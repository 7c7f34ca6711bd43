/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cairo-svg.h>
#include <string.h>

#include "figure-file-private.h"
#include "svg-text.h"
#include "text-clean.h"

#define NAMESPACE "https://tightframe.github.io/ns/1"

/* Cairo counts its surfaces over the life of the process: here they are counted
 * in the order in which they appear. */
static char *
renumber (const char *svg)
{
  static const char word[] = "surface";
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GString *text = g_string_new (NULL);

  for (const char *at; (at = strstr (svg, word)) != NULL;)
    {
      gsize digits = strspn (at + strlen (word), "0123456789");
      char *number = g_strndup (at + strlen (word), digits);

      g_string_append_len (text, svg, at - svg + strlen (word));
      if (!g_hash_table_contains (numbers, number))
        g_hash_table_insert (numbers, g_strdup (number), GUINT_TO_POINTER (g_hash_table_size (numbers)));
      if (digits > 0)
        g_string_append_printf (text, "%u", GPOINTER_TO_UINT (g_hash_table_lookup (numbers, number)));
      svg = at + strlen (word) + digits;
      g_free (number);
    }
  g_string_append (text, svg);
  return g_string_free (text, FALSE);
}

static void
append_element (GString *svg, const char *name, const char *text)
{
  g_autofree char *escaped = text != NULL ? tf_text_escape (text, -1) : NULL;

  if (text != NULL)
    g_string_append_printf (svg, "<%s>%s</%s>\n", name, escaped, name);
}

/* After the root's start tag. */
static void
append_words (GString *svg, const TfFigureWords *words)
{
  g_autofree char *session = words->session != NULL ? tf_text_escape (words->session, -1) : NULL;

  append_element (svg, "title", words->title);
  append_element (svg, "desc", words->caption);
  if (session != NULL)
    g_string_append_printf (svg, "<metadata>\n<session xmlns=\"" NAMESPACE "\" xml:space=\"preserve\">%s</session>\n</metadata>\n",
                            session);
}

/* Cairo's drawing with words at its beginning and texts at its end. */
static GBytes *
assemble (const char *drawing, const char *texts, const TfFigureWords *words)
{
  const char *root = strstr (drawing, "<svg"), *start = root != NULL ? strchr (root, '>') : NULL;
  const char *end = g_strrstr (drawing, "</svg>");
  GString *svg;
  gsize length;

  g_assert (start != NULL && end != NULL && end > start);
  svg = g_string_new_len (drawing, start + 1 - drawing);
  g_string_append_c (svg, '\n');
  append_words (svg, words);
  g_string_append_len (svg, start + 1, end - start - 1);
  g_string_append (svg, "<g style=\"font-feature-settings:'tnum';white-space:pre\">\n");
  g_string_append (svg, texts);
  g_string_append (svg, "</g>\n</svg>\n");
  length = svg->len;
  return g_bytes_new_take (g_string_free (svg, FALSE), length);
}

GBytes *
tf_figure_make_svg (const TfFigure *figure, const TfViewData *data, const TfFigureWords *words, double dpi,
                    GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_svg_surface_create_for_stream (tf_figure_append, bytes, figure->width, figure->height);
  TfSvgText *texts = tf_svg_text_attach (surface, tf_figure_get_font (figure));
  g_autofree char *drawing = NULL;
  GBytes *svg = NULL;
  cairo_t *cr;

  cr = cairo_create (surface);
  tf_figure_draw (cr, figure, data);
  cairo_show_page (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (tf_figure_check_surface (surface, error))
    {
      g_byte_array_append (bytes, (const guint8 *) "", 1);
      drawing = renumber ((const char *) bytes->data);
      svg = assemble (drawing, tf_svg_text_get_markup (texts), words);
    }
  cairo_surface_destroy (surface);
  return svg;
}

/* --- reading --- */

typedef struct
{
  gboolean inside, complete;
  GString *text;
} Reading;

static void
start_cb (GMarkupParseContext *context, const char *element, const char **names, const char **values, gpointer user_data,
          GError **error)
{
  Reading *reading = user_data;

  if (strcmp (element, "session") != 0 || reading->complete)
    return;
  for (; *names != NULL; names++, values++)
    if (strcmp (*names, "xmlns") == 0 && strcmp (*values, NAMESPACE) == 0)
      reading->inside = TRUE;
}

/* Complete: the rest need not be read. */
static void
end_cb (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Reading *reading = user_data;

  if (!reading->inside)
    return;
  reading->inside = FALSE;
  reading->complete = TRUE;
  g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_EMPTY, "done");
}

static void
text_cb (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data, GError **error)
{
  Reading *reading = user_data;

  if (reading->inside && reading->text->len + length <= TF_FIGURE_MAX_SESSION)
    g_string_append_len (reading->text, text, length);
}

char *
tf_figure_find_in_svg (const char *data, gsize length)
{
  static const GMarkupParser parser = { start_cb, end_cb, text_cb, NULL, NULL };
  Reading reading = { .text = g_string_new (NULL) };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &reading, NULL);

  g_markup_parse_context_parse (context, data, length, NULL);
  return g_string_free (reading.text, !reading.complete);
}
