/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "monotone-curves.h"

struct _TfMonotoneCurves
{
  GArray      *times;                 /* double, a row each */
  GArray      *values[TF_N_MONOTONE]; /* likewise */
  double       starts[TF_N_MONOTONE]; /* logarithms; NaN: none yet */
  guint        n_fed;                 /* rows that will not change any more, and are in `fed` */
  TfMonotone   fed, state;            /* `state`: with the last row, which only stands for the present */
  gboolean     balanced;
  TfParameters now;
  guint        n_marks;
  TfTraceMark  last_mark;
};

TfMonotoneCurves *
tf_monotone_curves_new (void)
{
  TfMonotoneCurves *self = g_new0 (TfMonotoneCurves, 1);

  self->times = g_array_new (FALSE, FALSE, sizeof (double));
  for (int q = 0; q < TF_N_MONOTONE; q++)
    self->values[q] = g_array_new (FALSE, FALSE, sizeof (double));
  tf_monotone_curves_clear (self);
  return self;
}

void
tf_monotone_curves_free (TfMonotoneCurves *self)
{
  g_array_unref (self->times);
  for (int q = 0; q < TF_N_MONOTONE; q++)
    g_array_unref (self->values[q]);
  g_free (self);
}

static void
truncate_rows (TfMonotoneCurves *self, guint n)
{
  g_array_set_size (self->times, n);
  for (int q = 0; q < TF_N_MONOTONE; q++)
    g_array_set_size (self->values[q], n);
}

void
tf_monotone_curves_clear (TfMonotoneCurves *self)
{
  truncate_rows (self, 0);
  self->n_fed = 0;
  tf_monotone_start (&self->fed, self->balanced);
  self->state = self->fed;
  for (int q = 0; q < TF_N_MONOTONE; q++)
    self->starts[q] = NAN;
}

/* Marks can move, merge and be forgotten, rows can be dropped: then all is begun anew. */
static gboolean
continues (const TfMonotoneCurves *self, const TfTrace *trace, const TfParameters *now, gboolean balanced)
{
  guint n_rows = tf_trace_get_n_rows (trace), n_marks = tf_trace_get_n_marks (trace);

  if (!self->balanced != !balanced || n_marks != self->n_marks || n_rows <= self->n_fed)
    return FALSE;
  if (n_marks == 0 && !tf_parameters_equal (now, &self->now))
    return FALSE;
  if (n_marks > 0)
    {
      const TfTraceMark *mark = tf_trace_get_mark (trace, n_marks - 1);

      if (mark->t != self->last_mark.t || !tf_parameters_equal (&mark->after, &self->last_mark.after))
        return FALSE;
    }
  return self->n_fed == 0
         || (tf_trace_get_row (trace, 0)->t == g_array_index (self->times, double, 0)
             && tf_trace_get_row (trace, self->n_fed - 1)->t == g_array_index (self->times, double, self->n_fed - 1));
}

/* A row at a mark's time was reached under what was before it. */
static const TfParameters *
find_parameters (const TfTrace *trace, double t, guint *mark, const TfParameters *now)
{
  guint n = tf_trace_get_n_marks (trace);

  if (n == 0)
    return now;
  while (*mark < n && tf_trace_get_mark (trace, *mark)->t < t)
    (*mark)++;
  return *mark < n ? &tf_trace_get_mark (trace, *mark)->before : &tf_trace_get_mark (trace, n - 1)->after;
}

static void
append (TfMonotoneCurves *self, double t, const TfMonotone *state)
{
  g_array_append_val (self->times, t);
  for (int q = 0; q < TF_N_MONOTONE; q++)
    {
      double value;

      if (isnan (self->starts[q]))
        self->starts[q] = state->values[q];
      value = exp (state->values[q] - self->starts[q]);
      g_array_append_val (self->values[q], value);
    }
}

void
tf_monotone_curves_update (TfMonotoneCurves   *self,
                           const TfTrace      *trace,
                           const TfParameters *now,
                           gboolean            balanced)
{
  guint n = trace != NULL ? tf_trace_get_n_rows (trace) : 0, mark = 0;

  if (n == 0 || !continues (self, trace, now, balanced))
    {
      self->balanced = balanced;
      tf_monotone_curves_clear (self);
    }
  if (n == 0)
    return;
  self->now = *now;
  self->n_marks = tf_trace_get_n_marks (trace);
  if (self->n_marks > 0)
    self->last_mark = *tf_trace_get_mark (trace, self->n_marks - 1);
  truncate_rows (self, self->n_fed);
  for (guint i = self->n_fed; i < n; i++)
    {
      const TfTraceRow *row = tf_trace_get_row (trace, i);
      TfMonotone *state = i + 1 < n ? &self->fed : &self->state;

      if (i + 1 == n)
        self->state = self->fed;
      tf_monotone_feed (state, row->t, &row->metrics, find_parameters (trace, row->t, &mark, now));
      append (self, row->t, state);
    }
  self->n_fed = n - 1;
}

guint
tf_monotone_curves_get_n (const TfMonotoneCurves *self)
{
  return self->times->len;
}

const double *
tf_monotone_curves_get_times (const TfMonotoneCurves *self)
{
  return (const double *) (gconstpointer) self->times->data;
}

const double *
tf_monotone_curves_get_values (const TfMonotoneCurves *self, TfMonotoneQuantity quantity)
{
  return (const double *) (gconstpointer) self->values[quantity]->data;
}

const TfMonotone *
tf_monotone_curves_get_state (const TfMonotoneCurves *self)
{
  return &self->state;
}

double
tf_monotone_curves_get_violation (const TfMonotoneCurves *self, TfMonotoneQuantity *quantity)
{
  TfMonotoneQuantity worst = TF_MONOTONE_RATIO;

  for (int q = 0; q < TF_N_MONOTONE; q++)
    if (self->state.violations[q] > self->state.violations[worst])
      worst = q;
  if (quantity != NULL)
    *quantity = worst;
  return self->state.violations[worst];
}
