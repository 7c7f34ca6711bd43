/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-time.h"

#include <math.h>

#include "runner.h"

static gboolean
is_descent (const TfCourse *course)
{
  return tf_parameters_count_iterations (&course->start);
}

static double
get_position (const TfCourse *course, const TfInstant *at)
{
  return is_descent (course) ? (double) at->iteration : at->t;
}

/* Of the stretch from change j (0: the start) until the next change, or the end. */
static double
get_share (double length, double first)
{
  return log1p (MAX (length, 0) / first);
}

static TfInstant
begin_stretch (const TfCourse *course, guint j)
{
  return j > 0 ? course->changes[j - 1].at : (TfInstant){ 0, 0 };
}

static TfInstant
end_stretch (const TfCourse *course, guint j, const TfInstant *end)
{
  return j < course->n_changes && tf_instant_compare (&course->changes[j].at, end) < 0 ? course->changes[j].at : *end;
}

/* By so much of the position from there. */
static TfInstant
go_on (const TfCourse *course, const TfInstant *from, double by)
{
  const TfParameters *parameters = tf_course_get_parameters (course, from);
  guint64 n = (guint64) llround (by);

  if (!is_descent (course))
    return (TfInstant){ from->t + by, 0 };
  return (TfInstant){ from->t + (double) n * tf_parameters_iteration_length (parameters), from->iteration + n };
}

static double
get_first (const TfCourse *course)
{
  return is_descent (course) ? 1 : TF_RUNNER_FIRST_TIME;
}

/* The part of a stretch that lies behind `from`, as positions from its beginning on: FALSE where there is none. */
static gboolean
cut_stretch (const TfCourse *course, guint j, const TfInstant *from, const TfInstant *end, double *first, double *last)
{
  TfInstant begin = begin_stretch (course, j), to = end_stretch (course, j, end);
  double origin = get_position (course, &begin);

  *first = MAX (get_position (course, from) - origin, 0);
  *last = get_position (course, &to) - origin;
  return *last > *first;
}

double
tf_film_measure_way (const TfCourse *course, const TfInstant *from, const TfInstant *end)
{
  double unit = get_first (course), whole = 0, first, last;

  for (guint j = 0; j <= course->n_changes; j++)
    if (cut_stretch (course, j, from, end, &first, &last))
      whole += get_share (last, unit) - get_share (first, unit);
  return whole;
}

TfInstant
tf_film_find_instant (const TfCourse *course, const TfInstant *from, const TfInstant *end, guint i, guint n)
{
  double unit = get_first (course), left, first, last;

  if (i + 1 >= n)
    return *end;
  if (i == 0)
    return *from;
  left = tf_film_measure_way (course, from, end) * i / (n - 1);
  for (guint j = 0; j <= course->n_changes; j++)
    {
      TfInstant begin = begin_stretch (course, j), to = end_stretch (course, j, end), at;
      double before, share;

      if (!cut_stretch (course, j, from, end, &first, &last))
        continue;
      before = get_share (first, unit);
      share = get_share (last, unit) - before;
      at = go_on (course, &begin, unit * expm1 (before + MIN (left, share)));
      if (left <= share)
        return tf_instant_compare (&at, &to) < 0 ? at : to;
      left -= share;
    }
  return *end;
}
