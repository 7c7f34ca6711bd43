/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figure.h"

#include <math.h>

#include "label-layout.h"
#include "plot-depth.h"
#include "plot-limit.h"
#include "plot-monotone.h"
#include "plot-response.h"
#include "plot-spectrum.h"
#include "plot-text.h"
#include "plot-vicinity.h"
#include "theory-text.h"

#define DEFAULT_WIDTH (6.75 * TF_POINTS_PER_INCH)
#define DEFAULT_TEXT 8.0

/* Of the window's arrangement. */
#define FIRST_SHARE 0.52  /* of the width */
#define SECOND_SHARE 0.54 /* of the height beside it */
#define NARROW (4.5 * TF_POINTS_PER_INCH) /* below, all stand one under the other */

#define GAP 1.0 /* between panels, ems */

/* Coarser than this the minimizer is no level to draw. */
#define LEVEL_GRADIENT 1e-5

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
  self->panels[0] = TF_VIEW_MEANS;
  self->panels[1] = TF_VIEW_TRACES;
  self->panels[2] = TF_VIEW_GEOMETRY;
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
    return self->width * (self->panels[0] == TF_VIEW_MEANS || self->panels[0] == TF_VIEW_GEOMETRY ? 0.9 : 0.72);
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

TfSurveyParts
tf_figure_get_parts (const TfFigure *self)
{
  TfSurveyParts parts = 0;

  for (guint i = 0; i < self->n_panels; i++)
    parts |= tf_view_get_parts (self->panels[i]);
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

/* --- what is in them --- */

static const TfSurvey *
get_limit (const TfFigureData *data)
{
  const TfSurvey *survey = data->hide_limit ? NULL : data->survey;

  return survey != NULL && survey->has_limit && !(survey->limit_gradient > LEVEL_GRADIENT) ? survey : NULL;
}

static void
draw_means (cairo_t *cr, double width, double height, const TfFigureData *data, const TfPlotStyle *style)
{
  g_autoptr (TfMeansCamera) camera = data->camera != NULL ? tf_means_camera_copy (data->camera) : tf_means_camera_new ();
  TfMeansOptions options = data->means != NULL ? *data->means : TF_MEANS_OPTIONS_DEFAULT;
  const TfSurvey *limit = get_limit (data);
  const TfFrame *frame = data->frame;

  if (camera->dim != frame->view_dim || camera->n_classes != frame->n_classes)
    tf_means_camera_reset (camera, frame->view_dim, frame->n_classes);
  /* Of a camera only the side counts, and the zoom: how the extent came about is the screen's history. */
  if (!data->keeps_scale)
    {
      camera->extent = 0;
      tf_means_camera_fit (camera, frame);
    }
  options.trail = NULL;
  options.highlighted = -1;
  options.name = NULL;
  options.companions = data->companions;
  /* At beta = 0 any rotation of the minimizer is as good. */
  options.limit = NULL;
  if (limit != NULL && limit->view_dim == frame->view_dim && frame->parameters.beta > 0)
    options.limit = camera->fixed ? limit->fixed_limit : limit->view_limit;
  tf_plot_means_draw (cr, width, height, frame, camera, &options, style);
}

static void
draw_traces (cairo_t *cr, double width, double height, const TfFigureData *data, const TfPlotStyle *style)
{
  TfTracesOptions options = data->traces != NULL ? *data->traces : TF_TRACES_OPTIONS_DEFAULT;
  const TfSurvey *limit = get_limit (data);

  options.has_pointer = FALSE;
  options.has_cursor = FALSE;
  options.name = data->companions.n > 0 ? data->name : NULL;
  options.companions = data->companions;
  options.levels = limit != NULL ? &limit->limit : NULL;
  tf_plot_traces_draw (cr, width, height, data->trace, &options, style);
}

static void
draw_geometry (cairo_t *cr, double width, double height, const TfFigureData *data, const TfPlotStyle *style)
{
  TfGeometryOptions options = data->geometry != NULL ? *data->geometry : TF_GEOMETRY_OPTIONS_DEFAULT;

  options.has_pointer = FALSE;
  options.name = NULL;
  options.companions = data->companions;
  tf_plot_geometry_draw (cr, width, height, data->frame, &options, style);
}

static TfChartOptions
get_chart_options (const TfFigureData *data)
{
  TfChartOptions options = TF_CHART_OPTIONS_DEFAULT;

  options.companions = data->companions;
  return options;
}

static void
draw_limit (cairo_t *cr, double width, double height, const TfFigureData *data, const TfPlotStyle *style)
{
  g_autoptr (TfLimit) closed = tf_limit_new_for_moments (data->moments, &data->frame->parameters, NULL);
  TfLimitPlot plot = { data->frame, data->survey, closed };

  tf_plot_limit_draw (cr, width, height, &plot, style);
}

static void
draw_monotone (cairo_t *cr, double width, double height, const TfFigureData *data, const TfPlotStyle *style)
{
  g_autoptr (TfMonotoneCurves) curves = tf_monotone_curves_new ();
  TfChartOptions options = get_chart_options (data);

  tf_monotone_curves_update (curves, data->trace, &data->frame->parameters, tf_theory_is_balanced (data->moments));
  tf_plot_monotone_draw (cr, width, height, curves, data->trace, &options, style);
}

static void
draw_vicinity (cairo_t *cr, double width, double height, const TfFigureData *data, const TfPlotStyle *style)
{
  TfVicinityData vicinity = { data->survey, data->trace, &data->frame->parameters };
  TfVicinityOptions options = TF_VICINITY_OPTIONS_DEFAULT;

  options.chart = get_chart_options (data);
  tf_plot_vicinity_draw (cr, width, height, &vicinity, &options, style);
}

static void
draw_depth (cairo_t *cr, double width, double height, const TfFigureData *data, const TfPlotStyle *style)
{
  guint n = data->layers != NULL ? data->layers->n_layers : 0;
  g_autofree const char **names = g_new (const char *, n + 1);
  g_autofree TfMetrics *measured = g_new (TfMetrics, n + 1);
  TfDepthData depth = { data->survey, n, names, measured };
  TfDepthOptions options = TF_DEPTH_OPTIONS_DEFAULT;

  for (guint i = 0; i < n; i++)
    {
      names[i] = data->layers->layers[i].name;
      tf_layers_measure (data->layers, &data->frame->parameters, i, &measured[i]);
    }
  options.chart = get_chart_options (data);
  tf_plot_depth_draw (cr, width, height, &depth, &options, style);
}

static void
draw_spectrum (cairo_t *cr, double width, double height, const TfFigureData *data, const TfPlotStyle *style)
{
  TfSpectrumPlot spectra = { 0 };
  TfChartOptions options = get_chart_options (data);

  tf_spectrum_plot_fill (&spectra, data->moments, &data->frame->parameters);
  tf_plot_spectrum_draw (cr, width, height, &spectra, &options, style);
  tf_spectrum_plot_clear (&spectra);
}

static void
draw_response (cairo_t *cr, double width, double height, const TfFigureData *data, const TfPlotStyle *style)
{
  TfChartOptions options = get_chart_options (data);

  tf_plot_response_draw (cr, width, height, data->survey, &options, style);
}

static void
draw_map (cairo_t *cr, double width, double height, const TfFigureData *data, const TfPlotStyle *style)
{
  TfChartOptions options = get_chart_options (data);
  TfMapPlot plot = { .metric = TF_METRIC_NC1 };

  if (data->map != NULL)
    plot = *data->map;
  plot.now = &data->frame->parameters;
  options.companions = (TfCompanions){ 0 };
  tf_plot_map_draw (cr, width, height, &plot, &options, style);
}

static void (*const draws[TF_N_VIEWS]) (cairo_t            *cr,
                                        double              width,
                                        double              height,
                                        const TfFigureData *data,
                                        const TfPlotStyle  *style)
    = {
        [TF_VIEW_MEANS] = draw_means,       [TF_VIEW_TRACES] = draw_traces,     [TF_VIEW_GEOMETRY] = draw_geometry,
        [TF_VIEW_LIMIT] = draw_limit,       [TF_VIEW_MONOTONE] = draw_monotone, [TF_VIEW_VICINITY] = draw_vicinity,
        [TF_VIEW_DEPTH] = draw_depth,       [TF_VIEW_SPECTRUM] = draw_spectrum, [TF_VIEW_RESPONSE] = draw_response,
        [TF_VIEW_MAP] = draw_map,
      };

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

void
tf_figure_draw (cairo_t *cr, const TfFigure *self, const TfFigureData *data)
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
      if (self->show_letters && self->n_panels > 1)
        top = draw_letter (cr, i, &style);
      cairo_translate (cr, 0, top);
      draws[self->panels[i]] (cr, box.width, MAX (box.height - top, 1), data, &style);
      cairo_restore (cr);
    }
}
