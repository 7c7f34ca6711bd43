/* figure.h: an arrangement of plots of an exact size, for paper
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Drawn by the same functions as the screen, in the style of paper. What is drawn
 * depends on nothing but figure and data.
 */
#pragma once

#include "plot-geometry.h"
#include "plot-map.h"
#include "plot-means.h"
#include "plot-traces.h"
#include "views.h"

G_BEGIN_DECLS

#define TF_FIGURE_MAX_PANELS TF_N_VIEWS
#define TF_POINTS_PER_INCH 72.0

/* Sizes in points; between these a figure can be drawn. */
#define TF_FIGURE_MIN_SIZE 36.0
#define TF_FIGURE_MAX_SIZE 7200.0

typedef struct
{
  double   width, height; /* points */
  guint    n_panels;      /* >= 1 */
  const TfView *panels[TF_FIGURE_MAX_PANELS];
  guint    n_columns;     /* of a grid; 0: the first panel large, the others beside it, as in the window */
  gboolean show_letters;  /* (a), (b), … where there are several */
  gboolean is_framed[TF_FIGURE_MAX_PANELS]; /* a panel that is spoken of: with a frame around it */
  char    *font_family;   /* owned; NULL: that of the style */
  double   text_size;     /* points */
  double   line_width;    /* 1: as the style has it */
} TfFigure;

/* The window's arrangement at two columns' width. */
void tf_figure_init (TfFigure *self);
void tf_figure_clear (TfFigure *self);
void tf_figure_copy (const TfFigure *self, TfFigure *copy);

/* As the window opens: class means, traces, geometry. */
void tf_figure_set_dashboard (TfFigure *self);

/* A height that suits panels and width, in points. */
double tf_figure_suggest_height (const TfFigure *self);

/* The family, and what to fall back on. */
const char *tf_figure_get_font (const TfFigure *self);

gboolean tf_figure_shows (const TfFigure *self, const TfView *view);

/* The union of what its panels need. */
TfSurveyParts tf_figure_get_parts (const TfFigure *self);

/* From the origin of cr, in points. */
void tf_figure_draw (cairo_t *cr, const TfFigure *self, const TfViewData *data);

G_END_DECLS
