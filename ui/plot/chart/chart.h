/* chart.h: lines against an axis, in the same look as the traces
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A chart is built for one drawing, hit test or read-out: made, filled with
 * series, rules and notes, used, freed. It copies what it is given. Texts are
 * Pango markup. A point with a NaN, or on a logarithmic axis one that is not
 * positive, is a gap.
 */
#pragma once

#include "label-layout.h"
#include "line-look.h"
#include "view.h"

G_BEGIN_DECLS

typedef enum
{
  TF_CHART_LINE,
  TF_CHART_STEPS, /* the value y[i] from x[i] to x[i + 1]; the last y has no say */
} TfChartShape;

typedef struct
{
  guint        id;          /* below TF_CHART_N_IDS; several may share it */
  TfChartShape shape;
  TfLineLook   look;        /* a marker stands where the line ends */
  gboolean     show_points; /* a marker at every point */
  gboolean     no_line;     /* none between them */
  char        *label;       /* in the legend; NULL: not there */
  char        *read_label;  /* at the pointer; NULL: label, if there is one */
  guint        n;
  double      *xs, *ys;     /* n each, x ascending */
} TfChartSeries;

typedef struct
{
  gboolean   vertical;
  double     value;    /* drawn only where the axis reaches it; a horizontal one extends the axis */
  TfLineLook look;
  char      *label;    /* or NULL */
} TfChartRule;

/* A text beside a point of the chart, where there is room for it. */
typedef struct
{
  double x, y, rgb[3];
  double dx, dy; /* direction on the surface it would like to stand in */
  char  *label;
} TfChartNote;

typedef struct
{
  TfPlotStyle style;
  gboolean x_log, y_log;
  gboolean x_reversed;        /* the largest x is on the left */
  gboolean x_whole;           /* only whole x are labelled */
  gboolean x_zero;            /* x = 0 has a place left of a logarithmic axis */
  double   x_lo, x_hi;        /* the axis exactly; NaN: what the series need */
  char    *x_symbol;          /* title of the axis, and before x at the pointer */
  char    *x_inverse_title;   /* of a second row of labels, those of 1/x; or NULL */
  char    *x_inverse_symbol;  /* before 1/x at the pointer */
  char   **x_names;           /* second row of labels, at x = 0, 1, …; plain text; or NULL */
  guint    x_name_rows;       /* rows there are for them, where they would touch in one; 0 is 1 */
  char    *y_title;           /* or NULL */
  guint    digits;            /* significant, of values at the pointer */
  char    *headline;          /* a sentence above the lines, or NULL */
  char    *message;           /* in the middle when there is nothing to draw */
  GPtrArray *series;          /* TfChartSeries; the first is drawn last */
  GPtrArray *rules;           /* TfChartRule */
  GPtrArray *notes;           /* TfChartNote */
} TfChart;

/* Ids of series: a plot's own are the first, metrics have that of TfMetric. The last
 * are of what any plot may have beside its own, and of companions' names. */
#define TF_CHART_N_IDS 64
#define TF_CHART_OTHER_ID (TF_CHART_N_IDS - 1)
#define TF_CHART_COMPANION_ID (TF_CHART_N_IDS - 2)

G_STATIC_ASSERT ((int) TF_N_METRICS <= (int) TF_CHART_COMPANION_ID);

typedef struct
{
  guint64  hidden; /* bits of the series' ids */
  gboolean show_legend;
  gboolean has_pointer;
  double   pointer_x, pointer_y; /* where values are read out */
  TfCompanions companions; /* other runs, drawn beside */
} TfChartOptions;

#define TF_CHART_OPTIONS_DEFAULT ((TfChartOptions){ .show_legend = TRUE })

/* With the pointer and the companions of what a view draws. */
TfChartOptions tf_chart_options_of (const TfViewData *data);

static inline gboolean
tf_chart_is_hidden (const TfChartOptions *options, guint id)
{
  return (options->hidden & G_GUINT64_CONSTANT (1) << id) != 0;
}

TfChart *tf_chart_new (const TfPlotStyle *style, const char *x_symbol, gboolean x_log, gboolean y_log);
void     tf_chart_free (TfChart *self);

/* Sets one of the chart's texts; takes it. */
void tf_chart_take (char **place, char *text);

/* The returned series, rule and note are the chart's, to be changed until it is
 * drawn. xs and ys may be NULL with n = 0: then it is only in the legend. */
TfChartSeries *tf_chart_add_series (TfChart          *self,
                                    guint             id,
                                    const TfLineLook *look,
                                    const char       *label,
                                    guint             n,
                                    const double     *xs,
                                    const double     *ys);
TfChartRule   *tf_chart_add_rule (TfChart *self, gboolean vertical, double value, const char *label);
TfChartNote   *tf_chart_add_note (TfChart *self, double x, double y, double dx, double dy, const double rgb[3],
                                  const char *label);

/* Solid lines of the traces' colours, for things that are neither a metric nor a class. */
TfLineLook tf_chart_palette (guint index, const TfPlotStyle *style);

void tf_chart_set_dashed (TfLineLook *look);
void tf_chart_set_dotted (TfLineLook *look);

/* The labelled series of another chart, as those of a companion: below all others,
 * with its name in the legend. */
void tf_chart_add_companion (TfChart *self, const TfChart *other, const TfCompanion *companion);

/* Whether a series has a point that can be drawn. */
gboolean tf_chart_has_points (const TfChart *self);

void tf_chart_draw (cairo_t *cr, double width, double height, const TfChart *self, const TfChartOptions *options);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfChart, tf_chart_free)

G_END_DECLS
