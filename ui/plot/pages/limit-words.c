/* limit-words.c: what is said below the numbers of where a run will end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "limit-logits.h"
#include "number-format.h"
#include "plot-limit.h"

static void
name_vanished (const TfLimitPlot *data, GString *text)
{
  guint named = 0;

  if (data->closed->n_vanished == 0 || data->frame == NULL || data->frame->n_classes != data->closed->n_classes)
    return;
  g_string_append (text, data->closed->rank == 0 ? " All classes vanish (c ≥ 1)" : " Classes that vanish (minority collapse): ");
  for (guint k = 0; k < data->closed->n_classes && data->closed->rank > 0; k++)
    if (data->closed->vanished[k] && named++ < 8)
      g_string_append_printf (text, "%s%s", named > 1 ? ", " : "", data->frame->class_names[k]);
  g_string_append (text, named > 8 ? ", …." : ".");
}

/* Where the frame is one of many, what they have in common. */
static void
name_sum (const TfLimitPlot *data, GString *text)
{
  g_autofree char *sum = NULL;

  if (data->closed->is_determined)
    return;
  sum = tf_format_number_short (data->closed->total_square, 4);
  g_string_append_printf (text, " In the closed form Σ‖m_k‖² = %s, in %u dimensions.", sum, data->closed->rank);
}

/* What is special to losses of probabilities. */
static void
name_margin (const TfLimitPlot *data, GString *text)
{
  const TfLimit *closed = data->closed;
  g_autofree char *gap = NULL, *f = NULL;
  double cosine;

  if (!tf_limit_has_logits (closed) || closed->rank == 0)
    return;
  cosine = tf_limit_get_minority_cosine (closed);
  if (closed->kind != TF_LIMIT_PROGRAM)
    {
      g_autofree char *gamma = tf_format_number_short (tf_limit_get_margin (closed, 0), 5);

      g_string_append_printf (text, " Here γ = %s.", gamma);
      return;
    }
  gap = tf_format_number_short (MAX (closed->objective - closed->bound, 0), 1);
  f = tf_format_number_short (closed->objective, 5);
  g_string_append_printf (text, " Duality gap %s of f = %s: nothing is lower.", gap, f);
  if (isfinite (cosine))
    g_string_append_printf (text, " The weights of the two smallest classes are %.3g° apart (0°: minority collapse, Fang et al. 2021).",
                            acos (CLAMP (cosine, -1, 1)) * 180 / G_PI);
}

/* Of several linear layers on top, which share the logits evenly. */
static void
name_layers (const TfLimitPlot *data, GString *text)
{
  const TfLimit *closed = data->closed;
  g_autofree char *most = NULL, *least = NULL;

  if (closed->n_layers < 2 || closed->layer_lengths == NULL || closed->rank == 0)
    return;
  most = tf_format_number_short (closed->layer_lengths[0], 4);
  least = tf_format_number_short (closed->layer_lengths[closed->rank - 1], 4);
  g_string_append_printf (text, " There W<sub>1</sub>, …, W<sub>%u</sub> have the same %u singular value%s", closed->n_layers, closed->rank,
                          closed->rank > 1 ? "s" : "");
  if (g_str_equal (most, least))
    g_string_append_printf (text, ", %s%s.", closed->rank > 1 ? "each " : "", most);
  else
    g_string_append_printf (text, ", from %s to %s.", most, least);
}

/* Which of the minima is shown, where there is more than one. */
static void
name_lower (const TfLimitPlot *data, GString *text)
{
  const TfSurvey *survey = data->survey;
  g_autofree char *lower = NULL, *shown = NULL;

  if (survey == NULL || !(survey->complete & TF_SURVEY_LOWEST) || !survey->lowest.is_lower)
    return;
  lower = tf_format_number_short (survey->lowest.objective, 4);
  shown = tf_format_number_short (survey->limit.values[TF_METRIC_OBJECTIVE], 4);
  g_string_append_printf (text, " Shown is the minimum where the flow ends, which never leaves the span of H₀: f = %s. "
                                "There is a lower one that it does not come to: f = %s%s.",
                          shown, lower, survey->lowest.is_global ? ", the lowest of all" : "");
}

char *
tf_plot_limit_explain (const TfLimitPlot *data)
{
  GString *text;

  if (data->survey != NULL && data->survey->limit_message != NULL)
    return g_strdup_printf ("No minimizer to go to: %s.", data->survey->limit_message);
  text = g_string_new (NULL);
  if (data->closed == NULL && data->no_form != NULL)
    g_string_append_printf (text, "The minimizer found is shown; there is no closed form beside it: %s.", data->no_form);
  else if (data->closed == NULL)
    g_string_append (text, "The minimizer H<sub>1/β</sub> of the objective for the present values (Tirer et al. 2023, Eq. 2): where the "
                           "flow will end. β > 0 keeps it from full collapse; at β = 0 there are closed forms beside it.");
  else
    {
      g_string_append_printf (text, "%s.", tf_limit_kind_meaning (data->closed->kind));
      name_vanished (data, text);
      name_sum (data, text);
      name_margin (data, text);
      name_layers (data, text);
    }
  name_lower (data, text);
  return g_string_free (text, FALSE);
}
