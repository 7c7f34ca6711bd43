/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cairo-pdf.h>
#include <string.h>

#include "figure-file-private.h"

/* A date that says nothing, so that the same figure is the same file. */
#define DATE "2000-01-01T00:00:00Z"

/* The session among the keywords comes after this line. */
#define MARK TF_FIGURE_KEYWORD "\n"

static void
set_metadata (cairo_surface_t *surface, const TfFigureWords *words)
{
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Tightframe");
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, DATE);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_MOD_DATE, DATE);
  if (words->title != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, words->title);
  if (words->caption != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_SUBJECT, words->caption);
  if (words->session != NULL)
    {
      g_autofree char *marked = g_strconcat (MARK, words->session, NULL);

      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_KEYWORDS, marked);
    }
}

GBytes *
tf_figure_make_pdf (const TfFigure *figure, const TfViewData *data, const TfFigureWords *words, double dpi,
                    GError **error)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (tf_figure_append, bytes, figure->width, figure->height);
  cairo_t *cr;
  gboolean good;

  /* Later versions may hide the document information in a compressed stream. */
  cairo_pdf_surface_restrict_to_version (surface, CAIRO_PDF_VERSION_1_4);
  set_metadata (surface, words);
  cr = cairo_create (surface);
  tf_figure_draw (cr, figure, data);
  cairo_show_page (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  good = tf_figure_check_surface (surface, error);
  cairo_surface_destroy (surface);
  if (good)
    return g_byte_array_free_to_bytes (bytes);
  g_byte_array_unref (bytes);
  return NULL;
}

/* --- reading --- */

/* Other than strings, these may hold zeros. */
static const char *
find_last (const char *data, gsize length, const char *word)
{
  gsize n = strlen (word);

  for (gsize i = length; i-- >= n;)
    if (data[i + 1 - n] == *word && memcmp (data + i + 1 - n, word, n) == 0)
      return data + i + 1 - n;
  return NULL;
}

/* <FEFF…>: UTF-16, big end first. */
static char *
decode_hex (const char *at, const char *end)
{
  g_autofree gunichar2 *units = g_new (gunichar2, (end - at) / 4 + 1);
  gsize n = 0;

  for (; end - at >= 4 && *at != '>'; at += 4)
    {
      guint unit = 0;

      for (int i = 0; i < 4; i++)
        {
          if (!g_ascii_isxdigit (at[i]))
            return NULL;
          unit = unit << 4 | g_ascii_xdigit_value (at[i]);
        }
      if (unit != 0xfeff || n > 0)
        units[n++] = unit;
    }
  if (at >= end || *at != '>')
    return NULL; /* cut off */
  return g_utf16_to_utf8 (units, n, NULL, NULL, NULL);
}

/* (…): plain, with backslashes before what would end it. */
static char *
decode_literal (const char *at, const char *end)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (; at < end && *at != ')'; at++)
    {
      if (*at == '\\' && at + 1 < end)
        {
          at++;
          g_string_append_c (text, *at == 'n' ? '\n' : *at == 'r' ? '\r' : *at == 't' ? '\t' : *at);
        }
      else
        g_string_append_c (text, *at);
    }
  if (at >= end)
    return NULL; /* cut off */
  return g_strdup (text->str);
}

char *
tf_figure_find_in_pdf (const char *data, gsize length)
{
  /* The last one holds, as where a file was changed by appending to it. */
  const char *end = data + length, *at = find_last (data, length, "/Keywords");
  g_autofree char *text = NULL;

  if (at == NULL)
    return NULL;
  at += strlen ("/Keywords");
  while (at < end && g_ascii_isspace (*at))
    at++;
  if (end - at > 8 * (gssize) TF_FIGURE_MAX_SESSION)
    end = at + 8 * (gssize) TF_FIGURE_MAX_SESSION;
  if (at < end && *at == '<')
    text = decode_hex (at + 1, end);
  else if (at < end && *at == '(')
    text = decode_literal (at + 1, end);
  if (text == NULL || !g_str_has_prefix (text, MARK))
    return NULL;
  return g_strdup (text + strlen (MARK));
}
