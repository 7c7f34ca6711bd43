/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson-values.h"

#include <string.h>

#include "parameter-info.h"
#include "traces-floor.h"
#include "traces-marks.h"

/* Between two values. */
#define GAP "\u2003\u2003"

static gboolean
speaks_of_parameter (const TfLessonStep *step, const TfParameterInfo *info)
{
  for (guint i = 0; i < step->highlights->len; i++)
    {
      const TfLessonHighlight *one = &g_array_index (step->highlights, TfLessonHighlight, i);

      if (one->kind == TF_LESSON_PARAMETER && strcmp (one->first, info->name) == 0)
        return TRUE;
    }
  for (guint i = 0; i < step->glides->len; i++)
    if (g_array_index (step->glides, TfLessonGlide, i).info == info)
      return TRUE;
  return FALSE;
}

static gboolean
speaks_of_metric (const TfLessonStep *step, TfMetric metric)
{
  for (guint i = 0; i < step->highlights->len; i++)
    {
      const TfLessonHighlight *one = &g_array_index (step->highlights, TfLessonHighlight, i);

      if (one->kind == TF_LESSON_METRIC && strcmp (one->first, tf_metric_name (metric)) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
add (GString *markup, char *value)
{
  g_string_append_printf (markup, "%s%s", markup->len > 0 ? GAP : "", value);
  g_free (value);
}

static char *
describe_metric (const TfTrace *trace, TfMetric metric)
{
  g_autofree char *value = tf_traces_format_value (trace, tf_trace_get_n_rows (trace) - 1, metric);
  g_autofree char *escaped = g_markup_escape_text (value, -1);

  return g_strdup_printf (value[0] == '<' ? "%s %s" : "%s = %s", tf_metric_get_info (metric)->symbol, escaped);
}

char *
tf_lesson_values_to_markup (const TfLessonStep *step, const TfParameters *parameters, const TfTrace *trace, TfMetricSet seen)
{
  gboolean any = trace != NULL && tf_trace_get_n_rows (trace) > 0;
  GString *markup = g_string_new (NULL);

  for (guint place = 0; place < TF_N_PARAMETERS; place++)
    if (speaks_of_parameter (step, tf_parameter_at_place (place)))
      add (markup, tf_traces_describe_value (tf_parameter_at_place (place), parameters));
  for (int m = 0; m < TF_N_METRICS; m++)
    if (any && !tf_metric_set_has (seen, m) && speaks_of_metric (step, m))
      add (markup, describe_metric (trace, m));
  return g_string_free (markup, markup->len == 0);
}
