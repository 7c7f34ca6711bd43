/* figure-file.h: a figure as SVG, PDF or PNG, and the session inside it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The same figure, data and words give the same bytes, at any time and on every
 * run of a machine with the same fonts. Each file carries the text of a session
 * where its format keeps such things: SVG in <metadata>, PDF among the keywords
 * of its document information, PNG in a text chunk.
 */
#pragma once

#include <gio/gio.h>

#include "figure.h"

G_BEGIN_DECLS

typedef enum
{
  TF_FIGURE_SVG,
  TF_FIGURE_PDF,
  TF_FIGURE_PNG,
  TF_N_FIGURE_FORMATS
} TfFigureFormat;

const char *tf_figure_format_suffix (TfFigureFormat format); /* "svg" */
const char *tf_figure_format_mime (TfFigureFormat format);

/* By the name's suffix; FALSE, with one sentence (G_IO_ERROR_INVALID_ARGUMENT), when it is none of these. */
gboolean tf_figure_format_from_path (const char *path, TfFigureFormat *format, GError **error);

#define TF_FIGURE_SESSION_KEYWORD "tightframe-session" /* of the text in which a PNG has it */

/* What goes into the file beside the drawing; UTF-8, each may be NULL. */
typedef struct
{
  const char *title;
  const char *caption;
  const char *session;
} TfFigureWords;

#define TF_FIGURE_MIN_DPI 10.0
#define TF_FIGURE_MAX_DPI 2400.0
#define TF_FIGURE_DEFAULT_DPI 300.0
#define TF_FIGURE_MAX_PIXELS 2e8 /* of a PNG */

/* dpi: of a PNG. Fails (G_IO_ERROR, one sentence) when the figure is too large. */
GBytes *tf_figure_file_make (TfFigureFormat       format,
                             const TfFigure      *figure,
                             const TfViewData  *data,
                             const TfFigureWords *words,
                             double               dpi,
                             GError             **error);

/* Pixels of a PNG. */
void tf_figure_get_pixels (const TfFigure *figure, double dpi, int *width, int *height);

/* Larger than this nothing is looked for a session in. */
#define TF_FIGURE_MAX_SESSION (4u << 20)

/* Whether the beginning of a file looks like one of the formats, or like a film's. */
gboolean tf_figure_file_recognize (const guint8 *start, gsize length);

/* The text of the session in a file of any origin; NULL with one sentence
 * (G_IO_ERROR) when there is none, or the file is broken. */
char *tf_figure_file_read_session (GBytes *file, GError **error);

G_END_DECLS
