/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-marks.h"

#define THEORY "theory"

static guint
count (const GArray *highlights)
{
  return highlights != NULL ? highlights->len : 0;
}

static const TfLessonHighlight *
get (const GArray *highlights, guint i)
{
  return &g_array_index (highlights, TfLessonHighlight, i);
}

static void
mark_metric (TfTracesOptions *traces, const char *name)
{
  for (int i = 0; i < TF_N_METRICS; i++)
    if (g_str_equal (tf_metric_name (i), name))
      tf_metric_set_add (&traces->marked, i);
}

void
tf_film_mark_plots (const GArray *highlights, const TfFrame *frame, TfMeansOptions *means, TfTracesOptions *traces,
                    TfGeometryOptions *geometry)
{
  means->marked = 0;
  traces->marked = (TfMetricSet){ 0 };
  geometry->has_mark = FALSE;
  for (guint i = 0; i < count (highlights); i++)
    {
      const TfLessonHighlight *highlight = get (highlights, i);
      guint k;

      if (highlight->kind == TF_LESSON_CLASS && tf_frame_find_class (frame, highlight->first, &k))
        means->marked |= tf_means_mark (k);
      else if (highlight->kind == TF_LESSON_METRIC)
        mark_metric (traces, highlight->first);
      else if (highlight->kind == TF_LESSON_CELL)
        geometry->has_mark = tf_frame_find_class (frame, highlight->first, &geometry->mark_row)
                             && tf_frame_find_class (frame, highlight->second, &geometry->mark_column);
    }
}

/* As the window's plots are called; what stands in their place is a page of the theory. */
static const char *
get_plot (const TfView *view)
{
  return view == &tf_view_means || view == &tf_view_traces || view == &tf_view_geometry ? view->id : THEORY;
}

void
tf_film_mark_panels (const GArray *highlights, TfFigure *figure)
{
  for (guint i = 0; i < count (highlights); i++)
    for (guint panel = 0; panel < figure->n_panels; panel++)
      if (get (highlights, i)->kind == TF_LESSON_PLOT
          && g_str_equal (get (highlights, i)->first, get_plot (figure->panels[panel])))
        figure->is_framed[panel] = TRUE;
}

gboolean
tf_film_is_marked (const GArray *highlights, const TfParameterInfo *info)
{
  for (guint i = 0; i < count (highlights); i++)
    if (get (highlights, i)->kind == TF_LESSON_PARAMETER && g_str_equal (get (highlights, i)->first, info->name))
      return TRUE;
  return FALSE;
}
