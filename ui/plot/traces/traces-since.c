/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "traces-since.h"

#include <math.h>

#include "traces-floor.h"
#include "traces-lines.h"

/* At rest: in the last third of a stretch no line moved by more than this share of
 * the largest value there; a logarithm of one that falls for ever does not count. */
#define REST 0.01

/* Something to see: a factor on a logarithmic axis, a share of the largest value on a linear one. */
#define MOVED_FACTOR 1.1
#define MOVED_SHARE 0.02

/* The rows of one metric. */
typedef struct
{
  const TfTrace *trace;
  TfMetric metric;
  double floor;
  gboolean log;
} Line;

static double
get_value (const Line *line, guint row)
{
  return tf_trace_get_row (line->trace, row)->metrics.values[line->metric];
}

/* The last row not later than t. */
static guint
find_row (const TfTrace *trace, double t)
{
  guint from = 0, to = tf_trace_get_n_rows (trace);

  while (to - from > 1)
    {
      guint middle = from + (to - from) / 2;

      if (tf_trace_get_row (trace, middle)->t <= t)
        from = middle;
      else
        to = middle;
    }
  return from;
}

/* The last one before a mark: the row at its time is of the parameters after it. */
static guint
find_row_before (const TfTrace *trace, guint mark)
{
  double t = tf_trace_get_mark (trace, mark)->first;
  guint row = find_row (trace, t);

  return row > 0 && tf_trace_get_row (trace, row)->t >= t ? row - 1 : row;
}

static double
get_start (const TfTrace *trace, guint mark)
{
  return mark > 0 ? tf_trace_get_mark (trace, mark - 1)->t : 0;
}

/* Whether the line stood still before the mark. */
static gboolean
rests_before (const Line *line, guint mark)
{
  double start = get_start (line->trace, mark), end = tf_trace_get_mark (line->trace, mark)->first;
  double before = get_value (line, find_row (line->trace, start + (end - start) * 2 / 3));
  double at = get_value (line, find_row_before (line->trace, mark));
  double size = MAX (fabs (get_value (line, 0)), MAX (fabs (before), fabs (at)));

  return !(fabs (at - before) > REST * size);
}

/* Whether it moved from the mark until the next one, or until now. */
static gboolean
moves_after (const Line *line, guint mark)
{
  guint n_marks = tf_trace_get_n_marks (line->trace);
  guint from = find_row_before (line->trace, mark);
  guint to = mark + 1 < n_marks ? find_row_before (line->trace, mark + 1) : tf_trace_get_n_rows (line->trace) - 1;
  double at = get_value (line, from), size = MAX (fabs (get_value (line, 0)), fabs (at));

  for (guint i = from + 1; i <= to; i++)
    {
      double value = get_value (line, i), low = MAX (at, line->floor);

      if (line->log && value > line->floor && (value > low * MOVED_FACTOR || value < low / MOVED_FACTOR))
        return TRUE;
      if (!line->log && fabs (value - at) > MOVED_SHARE * MAX (size, fabs (value)))
        return TRUE;
    }
  return FALSE;
}

gboolean
tf_traces_wants_since_change (const TfTrace *trace, const TfTracesOptions *options)
{
  guint n_marks = trace != NULL ? tf_trace_get_n_marks (trace) : 0;
  gboolean wanted = FALSE;

  if (n_marks == 0 || tf_trace_get_n_rows (trace) == 0)
    return FALSE;
  for (guint mark = 0; mark < n_marks; mark++)
    {
      gboolean rests = TRUE, moves = FALSE;

      for (int m = 0; m < TF_N_METRICS; m++)
        if (tf_traces_is_drawn (options, m))
          {
            Line line = { trace, m, tf_traces_get_floor (trace, m), options->log_y };

            rests = rests && rests_before (&line, mark);
            moves = moves || moves_after (&line, mark);
          }
      wanted = moves && (rests || wanted);
    }
  return wanted && tf_trace_get_row (trace, tf_trace_get_n_rows (trace) - 1)->t > tf_trace_get_mark (trace, n_marks - 1)->t;
}
