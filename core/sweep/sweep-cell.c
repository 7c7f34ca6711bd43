/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sweep-cell.h"

#include <math.h>

#include "equilibrium.h"
#include "flow.h"
#include "metric-floor.h"
#include "sample-end.h"

#define SLOPE_STEP 0.01 /* share of a weight by which it is changed either way */

static gboolean
find_minimizer (TfSweepCell *self, TfMoments *moments, const TfParameters *p, GCancellable *cancellable, GError **error)
{
  g_autoptr (TfEquilibrium) equilibrium = tf_equilibrium_new (moments, p, error);
  TfMetrics first;

  self->first = p->beta;
  if (equilibrium == NULL)
    return FALSE;
  tf_equilibrium_get_metrics (equilibrium, &first);
  if (!tf_equilibrium_advance (equilibrium, 0, cancellable, error))
    return FALSE;
  self->relative_gradient = tf_equilibrium_get_relative_gradient (equilibrium);
  tf_equilibrium_get_metrics (equilibrium, &self->metrics);
  tf_metrics_drop_noise (&self->metrics, &first, tf_equilibrium_get_accuracy (p, self->relative_gradient));
  return TRUE;
}

/* The same where the loss is not quadratic. */
static gboolean
find_on_samples (TfSweepCell *self, TfMoments *moments, const TfParameters *p, GCancellable *cancellable, GError **error)
{
  g_auto (TfSampleEnd) end = { 0 };

  self->first = p->beta;
  if (!tf_sample_end_find (moments, p, tf_parameters_head_layers (p), NULL, NULL, cancellable, &end, error))
    return FALSE;
  self->relative_gradient = end.relative_gradient;
  self->metrics = end.metrics;
  tf_metrics_drop_noise (&self->metrics, &end.start, tf_equilibrium_get_accuracy (p, end.relative_gradient));
  return TRUE;
}

static gboolean
follow_flow (TfSweepCell *self, TfMoments *moments, const TfParameters *p, const TfSweepAt *at, GCancellable *cancellable,
             GError **error)
{
  g_autoptr (TfFlow) flow = tf_flow_new (moments, p, error);
  gboolean steps = tf_parameters_count_iterations (p) && !at->iterations;
  double until = steps ? MAX (0, ceil (at->t / tf_parameters_iteration_length (p) - 1e-6)) : at->t;
  TfMetrics first;

  self->first = at->t;
  if (flow == NULL)
    return FALSE;
  tf_flow_get_metrics (flow, &first);
  while (tf_flow_get_position (flow) < until)
    if (g_cancellable_set_error_if_cancelled (cancellable, error)
        || !tf_flow_follow (flow, until, 0, 16, cancellable, error))
      return FALSE;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (steps)
    self->first = tf_flow_get_time (flow);
  tf_flow_get_metrics (flow, &self->metrics);
  tf_metrics_drop_noise (&self->metrics, &first, p->tolerance);
  return TRUE;
}

static gboolean
measure (TfSweepCell        *self,
         TfMoments          *moments,
         const TfParameters *parameters,
         const TfSweepAt    *at,
         GCancellable       *cancellable,
         GError            **error)
{
  *self = (TfSweepCell){ .relative_gradient = NAN, .slopes = { NAN, NAN } };
  tf_metrics_clear (&self->metrics);
  return at->on_flow ? follow_flow (self, moments, parameters, at, cancellable, error)
         : tf_sample_end_is_needed (parameters) ? find_on_samples (self, moments, parameters, cancellable, error)
                                                : find_minimizer (self, moments, parameters, cancellable, error);
}

/* log NC1 with one of the weights at a share of its own; NaN where there is none. FALSE with an
 * error that says why. */
static gboolean
measure_log (TfMoments *moments, const TfParameters *parameters, gboolean of_h, double factor, const TfSweepAt *at, double *log_nc1,
             GCancellable *cancellable, GError **error)
{
  TfParameters p = *parameters;
  TfSweepCell cell;

  if (of_h)
    p.lambda_h *= factor;
  else
    p.lambda_w *= factor;
  if (!measure (&cell, moments, &p, at, cancellable, error))
    return FALSE;
  *log_nc1 = cell.metrics.values[TF_METRIC_NC1] > 0 ? log (cell.metrics.values[TF_METRIC_NC1]) : NAN;
  return TRUE;
}

/* FALSE when cancelled; a neighbour without a value leaves a slope undefined. */
static gboolean
measure_slopes (TfSweepCell *self, TfMoments *moments, const TfParameters *p, const TfSweepAt *at, GCancellable *cancellable,
                GError **error)
{
  for (guint k = 0; k < 2; k++)
    {
      g_autoptr (GError) failure = NULL;
      double below, above;

      if (measure_log (moments, p, k, 1 - SLOPE_STEP, at, &below, cancellable, &failure)
          && measure_log (moments, p, k, 1 + SLOPE_STEP, at, &above, cancellable, &failure))
        self->slopes[k] = k == 1 && p->lambda_h == 0 ? NAN : (above - below) / log ((1 + SLOPE_STEP) / (1 - SLOPE_STEP));
      else if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
tf_sweep_cell_measure (TfSweepCell        *self,
                       TfMoments          *moments,
                       const TfParameters *parameters,
                       const TfSweepAt    *at,
                       GCancellable       *cancellable,
                       GError            **error)
{
  g_autoptr (GError) failure = NULL;

  if (measure (self, moments, parameters, at, cancellable, &failure))
    return !at->slopes || measure_slopes (self, moments, parameters, at, cancellable, error);
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  self->message = g_strdup (failure->message);
  return TRUE;
}

void
tf_sweep_cell_clear (TfSweepCell *self)
{
  g_clear_pointer (&self->message, g_free);
}

void
tf_sweep_cell_add_names (const TfSweepAt *at, TfCsvWriter *csv)
{
  tf_csv_writer_add_word (csv, !at->on_flow ? "beta" : at->iterations ? "iteration" : "t");
  tf_csv_writer_add_metric_names (csv);
  if (!at->on_flow)
    tf_csv_writer_add_word (csv, "relative_gradient");
  if (at->slopes)
    tf_sweep_cell_add_slope_names (csv);
}

void
tf_sweep_cell_add_values (const TfSweepCell *self, const TfSweepAt *at, TfCsvWriter *csv)
{
  tf_csv_writer_add_number (csv, self->first);
  tf_csv_writer_add_metrics (csv, &self->metrics);
  if (!at->on_flow)
    tf_csv_writer_add_number (csv, self->relative_gradient);
  if (at->slopes)
    tf_sweep_cell_add_slopes (self, csv);
}

void
tf_sweep_cell_add_slope_names (TfCsvWriter *csv)
{
  tf_csv_writer_add_word (csv, "nc1_slope_lambda_w");
  tf_csv_writer_add_word (csv, "nc1_slope_lambda_h");
}

void
tf_sweep_cell_add_slopes (const TfSweepCell *self, TfCsvWriter *csv)
{
  for (guint k = 0; k < 2; k++)
    tf_csv_writer_add_number (csv, self->slopes[k]);
}
