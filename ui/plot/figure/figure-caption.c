/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figure-caption.h"

#include "parameter-info.h"

/* ", λ_W = 0.005", or ", with a bias". */
static void
append_parameter (TfCaption *self, const TfParameterInfo *info, const TfParameters *p)
{
  const char *symbol = tf_caption_choose (self, info->symbol, info->latex);
  g_autofree char *number = NULL;

  if (info->kind == TF_PARAMETER_FLAG)
    g_string_append_printf (self->text, ", %s %s", tf_parameter_get_whole (info, p) ? "with a" : "without",
                            symbol);
  if (info->kind == TF_PARAMETER_WHOLE && tf_parameter_get_whole (info, p) > info->min)
    g_string_append_printf (self->text, ", %s = %u", symbol, tf_parameter_get_whole (info, p));
  if (info->kind == TF_PARAMETER_WIDTHS)
    {
      g_autofree char *widths = tf_parameter_get_text (info, p);

      g_string_append_printf (self->text, ", %s %s", symbol, widths);
    }
  if (info->kind != TF_PARAMETER_REAL)
    return;
  number = tf_caption_number (self, tf_parameter_get_real (info, p));
  g_string_append_printf (self->text, ", %s = %s", symbol, number);
}

static void
append_panel (TfCaption *self, const TfView *view, const TfViewData *data)
{
  if (view->say != NULL)
    view->say (self, data);
  else
    g_string_append (self->text, self->latex && view->caption_latex != NULL ? view->caption_latex : view->caption);
}

static void
append_panels (TfCaption *self, const TfFigure *figure, const TfViewData *data)
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

/* head: " Features"; called: NULL: as they are */
static void
append_features (TfCaption *self, const char *head, const char *called, const TfMoments *moments)
{
  g_autofree char *name = tf_caption_quote (self, called != NULL ? called : moments->name);
  const char *mark = self->latex ? "$" : ""; /* around what is mathematics */

  g_string_append_printf (self->text, "%s: %s (%sK = %u%s, %sN = %" G_GSIZE_FORMAT "%s, %sd = %u%s)", head, name, mark,
                          moments->n_classes, mark, mark, moments->n_samples, mark, mark, moments->dim, mark);
}

static void
append_parameters (TfCaption *self, const TfParameters *p)
{
  for (guint place = 0; place < TF_N_PARAMETERS; place++)
    {
      const TfParameterInfo *info = tf_parameter_at_place (place);

      if (tf_parameter_applies (info, p)
          && (info->group == TF_GROUP_OBJECTIVE || (info->group == TF_GROUP_DYNAMICS && p->flow == TF_FLOW_JOINT)
              || (p->flow == TF_FLOW_NETWORK && info->group != TF_GROUP_ACCURACY && !info->is_seed)))
        append_parameter (self, info, p);
    }
}

static void
append_flow (TfCaption *self, const TfParameters *p)
{
  static const char *const names[] = {
    [TF_FLOW_CENTRAL] = " Gradient flow along the central path",
    [TF_FLOW_JOINT] = " Gradient flow of features and last layer",
    [TF_FLOW_DESCENT] = " Gradient descent along the central path",
    [TF_FLOW_NETWORK] = " A network trained on the features by gradient descent with momentum",
  };

  g_string_append (self->text, names[p->flow]);
  append_parameters (self, p);
}

/* Runs beside it that are of other features; names: of these, or NULL. */
static void
append_others (TfCaption *self, const TfViewData *data, const char *const *names)
{
  for (guint i = 0; i < data->companions.n; i++)
    {
      const TfCompanion *other = &data->companions.items[i];
      g_autofree char *quoted = tf_caption_quote (self, other->name), *head = g_strconcat (" ", quoted, NULL);

      if (other->moments == NULL || other->moments == data->moments)
        continue;
      append_features (self, head, names != NULL ? names[i] : NULL, other->moments);
      append_parameters (self, &other->frame->parameters);
      g_string_append_c (self->text, '.');
    }
}

static void
append_time (TfCaption *self, const TfFrame *frame)
{
  g_autofree char *t = tf_caption_number (self, frame->t);
  guint n = frame->course != NULL ? frame->course->n_changes : 0;

  if (tf_parameters_count_iterations (&frame->parameters))
    g_string_append_printf (self->text, ", after %" G_GUINT64_FORMAT " iterations", frame->iteration);
  else
    g_string_append_printf (self->text, self->latex ? ", at $t$ = %s" : ", at t = %s", t);
  if (n > 0)
    g_string_append_printf (self->text, " (parameters were changed %u %s on the way)", n, n == 1 ? "time" : "times");
  g_string_append_c (self->text, '.');
}

static void
append_sources (TfCaption *self, const TfFigure *figure, gboolean is_network)
{
  gboolean metrics = FALSE;

  for (guint i = 0; i < figure->n_panels; i++)
    metrics = metrics || figure->panels[i]->cites_metrics;
  if (is_network)
    g_string_append_printf (self->text, " The weight decay of the last layer is %s, that of the others %s.",
                            tf_caption_choose (self, "λ_W/K", "$\\lambda_W/K$"), tf_caption_choose (self, "λ_H", "$\\lambda_H$"));
  else
    g_string_append_printf (self->text, " The flow and its deviation from %s: Tirer, Huang and Niles-Weed, ICML 2023.",
                            tf_caption_choose (self, "H₀", "$H_0$"));
  if (metrics)
    g_string_append (self->text, " Neural collapse and its metrics: Papyan, Han and Donoho, PNAS 2020.");
}

char *
tf_figure_caption (const TfFigure *figure, const TfViewData *data, const char *const *names, gboolean latex)
{
  TfCaption self = { g_string_new (NULL), latex };

  append_panels (&self, figure, data);
  g_string_append_c (self.text, '.');
  if (g_ascii_islower (self.text->str[0]))
    self.text->str[0] = g_ascii_toupper (self.text->str[0]);
  append_features (&self, " Features", names != NULL ? names[data->companions.n] : NULL, data->moments);
  g_string_append_c (self.text, '.');
  append_flow (&self, &data->frame->parameters);
  append_time (&self, data->frame);
  append_others (&self, data, names);
  append_sources (&self, figure, data->frame->parameters.flow == TF_FLOW_NETWORK);
  return g_string_free (self.text, FALSE);
}
