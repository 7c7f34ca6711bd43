/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export.h"

#include <math.h>

#include "equilibrium.h"
#include "metric-floor.h"
#include "parameter-info.h"

static void
add_class_names (TfCsvWriter *csv, guint n, const char *const *names)
{
  for (guint k = 0; k < n; k++)
    tf_csv_writer_add_word (csv, names[k]);
}

static void
add_change (TfCsvWriter *csv, const TfInstant *at, const TfParameters *parameters)
{
  tf_csv_writer_add_number (csv, at->t);
  tf_csv_writer_add_number (csv, at->iteration);
  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    {
      g_autofree char *text = tf_parameter_get_text (tf_parameter_info (i), parameters);

      tf_csv_writer_add_word (csv, text);
    }
  tf_csv_writer_end_row (csv);
}

/* public */

void
tf_export_trace (TfCsvWriter *csv, const TfTrace *trace, const TfCourse *course)
{
  gboolean descent = tf_course_counts_iterations (course);

  tf_csv_writer_add_word (csv, descent ? "iteration" : "t");
  tf_csv_writer_add_metric_names (csv);
  tf_csv_writer_end_row (csv);
  for (guint i = 0; i < tf_trace_get_n_rows (trace); i++)
    {
      const TfTraceRow *row = tf_trace_get_row (trace, i);
      TfMetrics metrics = row->metrics;

      tf_metrics_drop_noise (&metrics, &tf_trace_get_row (trace, 0)->metrics, row->accuracy);
      tf_csv_writer_add_number (csv, descent ? (double) row->iteration : row->t);
      tf_csv_writer_add_metrics (csv, &metrics);
      tf_csv_writer_end_row (csv);
    }
}

void
tf_export_means (TfCsvWriter *csv, gsize dim, guint n_classes, const double *means, const char *const *names)
{
  tf_csv_writer_add_word (csv, "class");
  for (gsize j = 0; j < dim; j++)
    {
      char name[24];

      g_snprintf (name, sizeof name, "x%" G_GSIZE_FORMAT, j + 1);
      tf_csv_writer_add_word (csv, name);
    }
  tf_csv_writer_end_row (csv);
  for (guint k = 0; k < n_classes; k++)
    {
      tf_csv_writer_add_word (csv, names[k]);
      for (gsize j = 0; j < dim; j++)
        tf_csv_writer_add_number (csv, means[k * dim + j]);
      tf_csv_writer_end_row (csv);
    }
}

void
tf_export_gram (TfCsvWriter *csv, guint n_classes, const double *cosines, const char *const *names)
{
  tf_csv_writer_add_word (csv, "class");
  add_class_names (csv, n_classes, names);
  tf_csv_writer_end_row (csv);
  for (guint k = 0; k < n_classes; k++)
    {
      tf_csv_writer_add_word (csv, names[k]);
      for (guint j = 0; j < n_classes; j++)
        tf_csv_writer_add_number (csv, cosines[k * n_classes + j]);
      tf_csv_writer_end_row (csv);
    }
}

void
tf_export_equilibria (TfCsvWriter *csv, const TfSurvey *survey)
{
  tf_csv_writer_add_word (csv, "beta");
  tf_csv_writer_add_metric_names (csv);
  tf_csv_writer_end_row (csv);
  for (guint i = 0; i < survey->n_points; i++)
    {
      const TfSurveyPoint *point = &survey->points[i];
      TfParameters p = survey->question.parameters;
      TfMetrics metrics = point->metrics;

      p.beta = point->beta;
      tf_metrics_drop_noise (&metrics, &survey->start, tf_equilibrium_get_accuracy (&p, point->relative_gradient));
      tf_csv_writer_add_number (csv, point->beta);
      tf_csv_writer_add_metrics (csv, &metrics);
      tf_csv_writer_end_row (csv);
    }
}

void
tf_export_changes (TfCsvWriter *csv, const TfCourse *course)
{
  tf_csv_writer_add_word (csv, "t");
  tf_csv_writer_add_word (csv, "iteration");
  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    tf_csv_writer_add_word (csv, tf_parameter_info (i)->name);
  tf_csv_writer_end_row (csv);
  add_change (csv, &(TfInstant){ 0, 0 }, &course->start);
  for (guint i = 0; i < course->n_changes; i++)
    add_change (csv, &course->changes[i].at, &course->changes[i].parameters);
}
