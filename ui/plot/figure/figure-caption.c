/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figure-caption.h"

#include <math.h>
#include <string.h>

#include "number-format.h"
#include "parameter-info.h"

/* One symbol or phrase in both languages. */
typedef struct
{
  const char *plain, *latex;
} Words;

static const Words beta = { "β", "$\\beta$" };
static const Words minimizer = { "H_{1/β}", "$H_{1/\\beta}$" };
static const Words layer = { "H₀ ← H_{1/β}", "$H_0 \\leftarrow H_{1/\\beta}$" };
static const Words h0 = { "H₀", "$H_0$" };

typedef struct
{
  GString *text;
  gboolean latex;
} Caption;

static const char *
say (const Caption *self, Words words)
{
  return self->latex ? words.latex : words.plain;
}

/* What people called their things, safe in LaTeX. */
static char *
quote (const Caption *self, const char *name)
{
  GString *text;

  if (!self->latex)
    return g_strdup (name);
  text = g_string_new (NULL);
  for (; *name != '\0'; name++)
    {
      if (strchr ("_&%$#{}", *name) != NULL)
        g_string_append_c (text, '\\');
      if (*name == '\\' || *name == '~' || *name == '^')
        g_string_append_printf (text, "\\char`\\%c ", *name);
      else
        g_string_append_c (text, *name);
    }
  return g_string_free (text, FALSE);
}

/* Four digits. */
static char *
format_number (const Caption *self, double value)
{
  int exponent = value != 0 ? (int) floor (log10 (fabs (value)) + 1e-9) : 0;
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (!self->latex)
    return tf_format_number_short (value, 4);
  if (exponent >= -2 && exponent < 4)
    {
      g_ascii_formatd (digits, sizeof digits, "%.4g", value);
      return g_strdup_printf ("$%s$", digits);
    }
  g_ascii_formatd (digits, sizeof digits, "%.4g", value / pow (10, exponent));
  if (strcmp (digits, "1") == 0)
    return g_strdup_printf ("$10^{%d}$", exponent);
  return g_strdup_printf ("$%s\\times 10^{%d}$", digits, exponent);
}

/* ", λ_W = 0.005", or ", with a bias". */
static void
append_parameter (Caption *self, const TfParameterInfo *info, const TfParameters *p)
{
  Words symbol = { info->symbol, info->latex };
  g_autofree char *number = NULL;

  if (info->kind == TF_PARAMETER_FLAG)
    g_string_append_printf (self->text, ", %s %s", tf_parameter_get_whole (info, p) ? "with a" : "without",
                            say (self, symbol));
  if (info->kind != TF_PARAMETER_REAL)
    return;
  number = format_number (self, tf_parameter_get_real (info, p));
  g_string_append_printf (self->text, ", %s = %s", say (self, symbol), number);
}

/* "NC1 over beta and lambda-h, at the minimizers". */
static void
append_map (Caption *self, const TfMapPlot *plot)
{
  const TfSweepGrid *grid = plot->map->grid;

  g_string_append_printf (self->text, "%s over ", tf_map_metric_label (plot->metric));
  for (guint i = 0; i < grid->n_axes; i++)
    {
      const TfParameterInfo *info = grid->axes[i].parameter;
      const Words symbol = { info != NULL ? info->symbol : NULL, info != NULL ? info->latex : NULL };

      g_string_append_printf (self->text, "%s%s", i > 0 ? " and " : "", info != NULL ? say (self, symbol) : grid->axes[i].name);
    }
  if (plot->map->at.on_flow)
    {
      g_autofree char *t = format_number (self, plot->map->at.t);

      g_string_append_printf (self->text, plot->map->at.iterations ? ", after %s iterations" : ", on the flow at t = %s", t);
    }
  else
    g_string_append_printf (self->text, ", at the minimizers %s", say (self, minimizer));
}

static void
append_panel (Caption *self, TfView view, const TfFigureData *data)
{
  static const char *const shown[TF_N_VIEWS] = {
    [TF_VIEW_MEANS] = "class means, in the subspace of a simplex equiangular tight frame",
    [TF_VIEW_TRACES] = "metrics of neural collapse over time t",
    [TF_VIEW_GEOMETRY] = "cosines between the centred class means",
    [TF_VIEW_LIMIT] = "metrics now and at the end of the flow",
    [TF_VIEW_MONOTONE] = "quantities that are monotone along the flow (Theorem 3.1)",
    [TF_VIEW_SPECTRUM] = "singular values of the map of perturbations near collapse (Theorem 4.2)",
    [TF_VIEW_RESPONSE] = "error of the predicted response to perturbations of given size (Theorem 4.1)",
    [TF_VIEW_MAP] = "map of settings",
  };

  if (view == TF_VIEW_VICINITY)
    g_string_append_printf (self->text, "metrics of the minimizers %s over %s", say (self, minimizer), say (self, beta));
  else if (view == TF_VIEW_DEPTH)
    g_string_append_printf (self->text, "metrics layer after layer, %s", say (self, layer));
  else if (view == TF_VIEW_MAP && data->map != NULL && data->map->map != NULL)
    append_map (self, data->map);
  else
    g_string_append (self->text, shown[view]);
  if (view == TF_VIEW_TRACES && data->survey != NULL && data->survey->has_limit)
    g_string_append (self->text, " (dashed: at the minimizer)");
}

static void
append_panels (Caption *self, const TfFigure *figure, const TfFigureData *data)
{
  for (guint i = 0; i < figure->n_panels; i++)
    {
      if (i > 0)
        g_string_append (self->text, "; ");
      if (figure->show_letters && figure->n_panels > 1)
        g_string_append_printf (self->text, "(%c) ", 'a' + i);
      append_panel (self, figure->panels[i], data);
    }
}

static void
append_features (Caption *self, const TfMoments *moments)
{
  g_autofree char *name = quote (self, moments->name);
  const char *mark = self->latex ? "$" : ""; /* around what is mathematics */

  g_string_append_printf (self->text, " Features: %s (%sK = %u%s, %sN = %" G_GSIZE_FORMAT "%s, %sd = %u%s).", name, mark,
                          moments->n_classes, mark, mark, moments->n_samples, mark, mark, moments->dim, mark);
}

static void
append_flow (Caption *self, const TfParameters *p)
{
  static const char *const names[] = {
    [TF_FLOW_CENTRAL] = " Gradient flow along the central path",
    [TF_FLOW_JOINT] = " Gradient flow of features and last layer",
    [TF_FLOW_DESCENT] = " Gradient descent along the central path",
  };

  g_string_append (self->text, names[p->flow]);
  for (guint place = 0; place < TF_N_PARAMETERS; place++)
    {
      const TfParameterInfo *info = tf_parameter_at_place (place);

      if (tf_parameter_applies (info, p)
          && (info->group == TF_GROUP_OBJECTIVE || (info->group == TF_GROUP_DYNAMICS && p->flow == TF_FLOW_JOINT)))
        append_parameter (self, info, p);
    }
}

static void
append_time (Caption *self, const TfFrame *frame)
{
  g_autofree char *t = format_number (self, frame->t);
  guint n = frame->course != NULL ? frame->course->n_changes : 0;

  if (frame->parameters.flow == TF_FLOW_DESCENT)
    g_string_append_printf (self->text, ", after %" G_GUINT64_FORMAT " iterations", frame->iteration);
  else
    g_string_append_printf (self->text, self->latex ? ", at $t$ = %s" : ", at t = %s", t);
  if (n > 0)
    g_string_append_printf (self->text, " (parameters were changed %u %s on the way)", n, n == 1 ? "time" : "times");
  g_string_append_c (self->text, '.');
}

static gboolean
shows (const TfFigure *figure, TfView view)
{
  for (guint i = 0; i < figure->n_panels; i++)
    if (figure->panels[i] == view)
      return TRUE;
  return FALSE;
}

static void
append_sources (Caption *self, const TfFigure *figure)
{
  gboolean metrics = shows (figure, TF_VIEW_TRACES) || shows (figure, TF_VIEW_LIMIT) || shows (figure, TF_VIEW_GEOMETRY)
                     || shows (figure, TF_VIEW_VICINITY) || shows (figure, TF_VIEW_MAP) || shows (figure, TF_VIEW_DEPTH);

  g_string_append_printf (self->text, " The flow and its deviation from %s: Tirer, Huang and Niles-Weed, ICML 2023.",
                          say (self, h0));
  if (metrics)
    g_string_append (self->text, " Neural collapse and its metrics: Papyan, Han and Donoho, PNAS 2020.");
}

char *
tf_figure_caption (const TfFigure *figure, const TfFigureData *data, gboolean latex)
{
  Caption self = { g_string_new (NULL), latex };

  append_panels (&self, figure, data);
  g_string_append_c (self.text, '.');
  if (g_ascii_islower (self.text->str[0]))
    self.text->str[0] = g_ascii_toupper (self.text->str[0]);
  append_features (&self, data->moments);
  append_flow (&self, &data->frame->parameters);
  append_time (&self, data->frame);
  append_sources (&self, figure);
  return g_string_free (self.text, FALSE);
}
