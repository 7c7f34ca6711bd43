/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace.h"

#include <math.h>

/* Changes nearer than this, as a share of the time and in its units, are one: those
 * of a slider being dragged. */
#define DRAG_SHARE 0.05
#define DRAG_TIME 10.0

struct _TfTrace
{
  GArray *rows;  /* TfTraceRow */
  GArray *marks; /* TfTraceMark */
  guint capacity;
  double spacing; /* natural logarithm of the time since the last mark: rows nearer than this are
                   * one; 0 before any thinning */
};

TfTrace *
tf_trace_new (guint capacity)
{
  TfTrace *self = g_new0 (TfTrace, 1);

  self->capacity = MAX (capacity, 16);
  self->rows = g_array_new (FALSE, FALSE, sizeof (TfTraceRow));
  self->marks = g_array_new (FALSE, FALSE, sizeof (TfTraceMark));
  return self;
}

void
tf_trace_free (TfTrace *self)
{
  g_array_unref (self->rows);
  g_array_unref (self->marks);
  g_free (self);
}

void
tf_trace_clear (TfTrace *self)
{
  g_array_set_size (self->rows, 0);
  g_array_set_size (self->marks, 0);
  self->spacing = 0;
}

TfTrace *
tf_trace_copy (const TfTrace *self)
{
  TfTrace *copy = tf_trace_new (self->capacity);

  g_array_append_vals (copy->rows, self->rows->data, self->rows->len);
  g_array_append_vals (copy->marks, self->marks->data, self->marks->len);
  copy->spacing = self->spacing;
  return copy;
}

void
tf_trace_exchange (TfTrace *a, TfTrace *b)
{
  TfTrace held = *a;

  *a = *b;
  *b = held;
}

static void
cut_marks (TfTrace *self, double t)
{
  while (self->marks->len > 0 && tf_trace_get_mark (self, self->marks->len - 1)->t > t)
    g_array_set_size (self->marks, self->marks->len - 1);
}

void
tf_trace_cut (TfTrace *self, double t)
{
  guint n = self->rows->len;

  while (n > 0 && tf_trace_get_row (self, n - 1)->t > t)
    n--;
  g_array_set_size (self->rows, n);
  cut_marks (self, t);
}

/* Whether a change begins or ends in [from, to]: the rows on both its sides are kept. */
static gboolean
has_mark (const TfTrace *self, double from, double to)
{
  for (guint i = 0; i < self->marks->len; i++)
    {
      const TfTraceMark *mark = tf_trace_get_mark (self, i);

      if ((mark->t >= from && mark->t <= to) || (mark->first >= from && mark->first <= to))
        return TRUE;
    }
  return FALSE;
}

/* The end of the last change before t, or the beginning of the one that is under way then; 0 where
 * there is none. */
static double
find_start (const TfTrace *self, double t)
{
  for (guint i = self->marks->len; i-- > 0;)
    {
      const TfTraceMark *mark = tf_trace_get_mark (self, i);

      if (mark->first < t)
        return mark->t < t ? mark->t : mark->first;
    }
  return 0;
}

static gboolean
is_near (const TfTrace *self, const TfTraceRow *a, const TfTraceRow *b)
{
  double start = find_start (self, a->t);

  return a->t > start && log ((b->t - start) / (a->t - start)) < self->spacing && !has_mark (self, a->t, b->t);
}

/* Of all stretches between marks together: the natural logarithms that their rows span. */
static double
measure_span (const TfTrace *self)
{
  const TfTraceRow *rows = (const TfTraceRow *) (gconstpointer) self->rows->data;
  double span = 0;

  for (guint i = 1; i < self->rows->len; i++)
    {
      double start = find_start (self, rows[i - 1].t);

      if (rows[i - 1].t > start && !has_mark (self, rows[i - 1].t, rows[i].t))
        span += log ((rows[i].t - start) / (rows[i - 1].t - start));
    }
  return span;
}

static void
drop_near (TfTrace *self)
{
  TfTraceRow *rows = (TfTraceRow *) (gpointer) self->rows->data;
  guint n = self->rows->len, kept = 1;

  for (guint i = 1; i < n; i++)
    if (i == n - 1 || !is_near (self, &rows[kept - 1], &rows[i]) || has_mark (self, rows[i].t, rows[i + 1].t))
      rows[kept++] = rows[i];
  g_array_set_size (self->rows, kept);
}

/* Keeps rows that are a spacing apart, so that half the capacity spans the run. Where a change that
 * has gone on held rows until now, that is enough. */
static void
thin (TfTrace *self)
{
  drop_near (self);
  if (self->rows->len <= self->capacity * 3 / 4)
    return;
  self->spacing = MAX (2 * self->spacing, measure_span (self) / (self->capacity / 2));
  drop_near (self);
}

void
tf_trace_append (TfTrace *self, const TfTraceRow *row)
{
  guint n = self->rows->len;

  while (n > 0 && tf_trace_get_row (self, n - 1)->t >= row->t)
    g_array_set_size (self->rows, --n);
  cut_marks (self, row->t);
  /* The last row stands for the present only, until it is far enough along. */
  if (n >= 2 && is_near (self, tf_trace_get_row (self, n - 2), tf_trace_get_row (self, n - 1))
      && !has_mark (self, tf_trace_get_row (self, n - 1)->t, row->t))
    g_array_set_size (self->rows, --n);
  g_array_append_vals (self->rows, row, 1);
  if (self->rows->len > self->capacity)
    thin (self);
}

void
tf_trace_mark (TfTrace *self, const TfTraceMark *mark)
{
  TfTraceMark added = *mark;

  /* A slider being dragged makes many marks at nearly one time: they are one change. */
  if (self->marks->len > 0)
    {
      TfTraceMark *last = &g_array_index (self->marks, TfTraceMark, self->marks->len - 1);

      if (mark->t - last->t <= MIN (DRAG_SHARE * last->t, DRAG_TIME))
        {
          last->after = mark->after;
          last->t = mark->t;
          if (tf_parameters_equal (&last->before, &last->after))
            g_array_set_size (self->marks, self->marks->len - 1);
          return;
        }
    }
  /* As many changes as rows can be told apart are remembered; the oldest go first. */
  if (self->marks->len >= self->capacity / 4)
    g_array_remove_index (self->marks, 0);
  added.first = mark->first > 0 ? MIN (mark->first, mark->t) : mark->t;
  g_array_append_val (self->marks, added);
}

guint
tf_trace_get_n_rows (const TfTrace *self)
{
  return self->rows->len;
}

const TfTraceRow *
tf_trace_get_row (const TfTrace *self, guint i)
{
  g_assert (i < self->rows->len);
  return &g_array_index (self->rows, TfTraceRow, i);
}

guint
tf_trace_get_n_marks (const TfTrace *self)
{
  return self->marks->len;
}

const TfTraceMark *
tf_trace_get_mark (const TfTrace *self, guint i)
{
  g_assert (i < self->marks->len);
  return &g_array_index (self->marks, TfTraceMark, i);
}

gboolean
tf_trace_is_thinned (const TfTrace *self)
{
  return self->spacing > 0;
}
