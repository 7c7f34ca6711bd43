/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figure.h"

#include <math.h>

#include "label-layout.h"
#include "plot-text.h"

#define DEFAULT_WIDTH (6.75 * TF_POINTS_PER_INCH)
#define DEFAULT_TEXT 8.0

/* Of the window's arrangement. */
#define FIRST_SHARE 0.52  /* of the width */
#define SECOND_SHARE 0.54 /* of the height beside it */
#define NARROW (4.5 * TF_POINTS_PER_INCH) /* below, all stand one under the other */

#define GAP 1.0 /* between panels, ems */

void
tf_figure_init (TfFigure *self)
{
  *self = (TfFigure){ .width = DEFAULT_WIDTH, .text_size = DEFAULT_TEXT, .line_width = 1 };
  tf_figure_set_dashboard (self);
  self->height = tf_figure_suggest_height (self);
}

void
tf_figure_clear (TfFigure *self)
{
  g_clear_pointer (&self->font_family, g_free);
}

void
tf_figure_copy (const TfFigure *self, TfFigure *copy)
{
  *copy = *self;
  copy->font_family = g_strdup (self->font_family);
}

void
tf_figure_set_dashboard (TfFigure *self)
{
  self->n_panels = 3;
  self->panels[0] = &tf_view_means;
  self->panels[1] = &tf_view_traces;
  self->panels[2] = &tf_view_geometry;
  self->n_columns = 0;
}

static gboolean
is_stacked (const TfFigure *self)
{
  return self->n_columns == 0 && self->width < NARROW;
}

double
tf_figure_suggest_height (const TfFigure *self)
{
  guint n = self->n_panels, columns = MAX (self->n_columns, 1);
  double cell;

  if (n == 1)
    return self->width * self->panels[0]->aspect;
  if (self->n_columns == 0)
    return self->width * (is_stacked (self) ? 0.8 * n : n == 2 ? 0.42 : 0.6);
  columns = MIN (columns, n);
  cell = self->width / columns;
  return cell * 0.78 * ((n + columns - 1) / columns);
}

static void
find_style (const TfFigure *self, TfPlotStyle *style)
{
  tf_plot_style_paper (style, self->text_size);
  if (self->font_family != NULL)
    style->font_family = self->font_family;
  style->line_width *= self->line_width;
  style->thin_width *= self->line_width;
}

const char *
tf_figure_get_font (const TfFigure *self)
{
  TfPlotStyle style;

  find_style (self, &style);
  return style.font_family;
}

gboolean
tf_figure_shows (const TfFigure *self, const TfView *view)
{
  for (guint i = 0; i < self->n_panels; i++)
    if (self->panels[i] == view)
      return TRUE;
  return FALSE;
}

TfSurveyParts
tf_figure_get_parts (const TfFigure *self)
{
  TfSurveyParts parts = 0;

  for (guint i = 0; i < self->n_panels; i++)
    parts |= self->panels[i]->parts;
  return parts;
}

/* --- where the panels are --- */

static TfBox
find_grid_box (const TfFigure *self, guint i, guint columns, double gap)
{
  guint rows = (self->n_panels + columns - 1) / columns;
  double width = (self->width - (columns - 1) * gap) / columns, height = (self->height - (rows - 1) * gap) / rows;

  return (TfBox){ i % columns * (width + gap), i / columns * (height + gap), width, height };
}

/* The first one large, the others one under the other at its right. */
static TfBox
find_stage_box (const TfFigure *self, guint i, double gap)
{
  guint n = self->n_panels - 1;
  double first = (self->width - gap) * FIRST_SHARE, left = self->height - (n - 1) * gap, top, height;

  if (i == 0)
    return (TfBox){ 0, 0, first, self->height };
  height = n == 1 ? left : i == 1 ? left * (n == 2 ? SECOND_SHARE : 1.0 / n) : left * (n == 2 ? 1 - SECOND_SHARE : 1.0 / n);
  top = i == 1 ? 0 : left * (n == 2 ? SECOND_SHARE : (double) (i - 1) / n) + (i - 1) * gap;
  return (TfBox){ first + gap, top, self->width - first - gap, height };
}

static TfBox
find_box (const TfFigure *self, guint i)
{
  double gap = GAP * self->text_size;

  if (self->n_panels == 1)
    return (TfBox){ 0, 0, self->width, self->height };
  if (self->n_columns > 0 || is_stacked (self))
    return find_grid_box (self, i, CLAMP (self->n_columns, 1, self->n_panels), gap);
  return find_stage_box (self, i, gap);
}

/* --- drawing --- */

/* In a row of its own above the panel. */
static double
draw_letter (cairo_t *cr, guint i, const TfPlotStyle *style)
{
  char letter[] = { '(', 'a' + i, ')', '\0' };
  TfPlotText text;

  tf_plot_text_init (&text, cr, style);
  tf_plot_text_set_size (&text, 1.1, TRUE);
  tf_plot_set_color (cr, style->foreground, 1);
  tf_plot_text_draw (&text, letter, 0, 0, 0, 0);
  tf_plot_text_clear (&text);
  return style->text_size * 1.5;
}

static void
draw_frame (cairo_t *cr, const TfBox *box, const TfPlotStyle *style)
{
  static const double rgb[3] = { 0.11, 0.44, 0.85 };
  double wide = 1.6 * style->line_width;

  cairo_rectangle (cr, wide / 2, wide / 2, box->width - wide, box->height - wide);
  tf_plot_set_color (cr, rgb, 1);
  cairo_set_line_width (cr, wide);
  cairo_stroke (cr);
}

/* In a picture's corner. */
static void
draw_name (cairo_t *cr, const char *name, const TfPlotStyle *style)
{
  TfPlotText text;

  tf_plot_text_init (&text, cr, style);
  tf_plot_text_set_size (&text, 1.3, TRUE);
  tf_plot_set_color (cr, style->foreground, 1);
  tf_plot_text_draw (&text, name, style->text_size / 2, style->text_size / 3, 0, 0);
  tf_plot_text_clear (&text);
}

/* Beside each other where the panel is wide, else one above the other. */
static void
draw_both (cairo_t *cr, const TfView *view, double width, double height, const TfViewData *data, const TfPlotStyle *style)
{
  const TfViewData *runs[] = { data, data->second };
  gboolean wide = width > height;
  double gap = GAP * style->text_size, w = wide ? (width - gap) / 2 : width, h = wide ? height : (height - gap) / 2;

  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      TfViewData run = *runs[i];

      run.companions = data->second->companions;
      cairo_save (cr);
      cairo_translate (cr, wide ? i * (w + gap) : 0, wide ? 0 : i * (h + gap));
      view->draw (cr, MAX (w, 1), MAX (h, 1), &run, style);
      draw_name (cr, run.name, style);
      cairo_restore (cr);
    }
}

void
tf_figure_draw (cairo_t *cr, const TfFigure *self, const TfViewData *data)
{
  TfPlotStyle style;

  find_style (self, &style);
  tf_plot_paint_background (cr, self->width, self->height, &style);
  style.fill_background = FALSE;
  for (guint i = 0; i < self->n_panels; i++)
    {
      TfBox box = find_box (self, i);
      double top = 0;

      cairo_save (cr);
      cairo_translate (cr, box.x, box.y);
      if (self->is_framed[i])
        draw_frame (cr, &box, &style);
      if (self->show_letters && self->n_panels > 1)
        top = draw_letter (cr, i, &style);
      cairo_translate (cr, 0, top);
      if (data->second != NULL && self->panels[i]->apart)
        draw_both (cr, self->panels[i], box.width, MAX (box.height - top, 1), data, &style);
      else
        self->panels[i]->draw (cr, box.width, MAX (box.height - top, 1), data, &style);
      cairo_restore (cr);
    }
}
