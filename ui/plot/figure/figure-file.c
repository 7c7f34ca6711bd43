/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figure-file-private.h"

#include <string.h>

typedef char *(*Finder) (const char *data, gsize length);

static const struct
{
  const char *suffix, *mime;
  GBytes *(*make) (const TfFigure *figure, const TfViewData *data, const TfFigureWords *words, double dpi, GError **error);
} formats[TF_N_FIGURE_FORMATS] = {
  [TF_FIGURE_SVG] = { "svg", "image/svg+xml", tf_figure_make_svg },
  [TF_FIGURE_PDF] = { "pdf", "application/pdf", tf_figure_make_pdf },
  [TF_FIGURE_PNG] = { "png", "image/png", tf_figure_make_png },
};

/* What begins like this has its session found by that. */
static const struct
{
  const char *start;
  Finder      find;
} finders[] = {
  { "\x89PNG\r\n\x1a\n", tf_figure_find_in_png },
  { "%PDF-", tf_figure_find_in_pdf },
  { "\x1a\x45\xdf\xa3", tf_figure_find_in_webm },
  { "GIF89a", tf_figure_find_in_gif },
};

/* SVG begins after an XML declaration, comments, a document type. */
static gboolean
is_svg (const guint8 *start, gsize length)
{
  g_autofree char *text = g_strndup ((const char *) start, MIN (length, 4096));

  return *text != '\0' && *g_strchug (text) == '<' && strstr (text, "<svg") != NULL;
}

static Finder
get_finder (const guint8 *start, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (finders); i++)
    if (length >= strlen (finders[i].start) && memcmp (start, finders[i].start, strlen (finders[i].start)) == 0)
      return finders[i].find;
  return is_svg (start, length) ? tf_figure_find_in_svg : NULL;
}

const char *
tf_figure_format_suffix (TfFigureFormat format)
{
  return formats[format].suffix;
}

const char *
tf_figure_format_mime (TfFigureFormat format)
{
  return formats[format].mime;
}

gboolean
tf_figure_format_from_path (const char *path, TfFigureFormat *format, GError **error)
{
  const char *dot = strrchr (path, '.');

  for (int i = 0; dot != NULL && i < TF_N_FIGURE_FORMATS; i++)
    if (g_ascii_strcasecmp (dot + 1, formats[i].suffix) == 0)
      {
        *format = i;
        return TRUE;
      }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       "a figure's name ends in .svg, .pdf or .png, which says what it is to be");
  return FALSE;
}

GBytes *
tf_figure_file_make (TfFigureFormat       format,
                     const TfFigure      *figure,
                     const TfViewData  *data,
                     const TfFigureWords *words,
                     double               dpi,
                     GError             **error)
{
  return formats[format].make (figure, data, words, dpi, error);
}

gboolean
tf_figure_file_recognize (const guint8 *start, gsize length)
{
  return get_finder (start, length) != NULL;
}

char *
tf_figure_file_read_session (GBytes *file, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (file, &length);
  Finder find = data != NULL ? get_finder ((const guint8 *) data, length) : NULL;
  char *session = find != NULL ? find (data, length) : NULL;

  if (session != NULL && g_utf8_validate (session, -1, NULL) && strlen (session) <= TF_FIGURE_MAX_SESSION)
    return session;
  g_free (session);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       "there is no session in this figure: it was not made by Tightframe, or another program has "
                       "removed its metadata");
  return NULL;
}
