/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "timeline-scale.h"

#include <math.h>

#include "parameter-info.h"

#define FIRST_TIME 0.1    /* times below are alike */
#define LONGEST_STEP 10.0 /* between two changes of what is moved */
#define LEAST_STEPS 4

/* A bit for each parameter that a change sets. */
static guint64
find_changed (const TfCourse *course, guint i)
{
  const TfParameters *before = i > 0 ? &course->changes[i - 1].parameters : &course->start;
  guint64 changed = 0;

  for (guint p = 0; p < TF_N_PARAMETERS; p++)
    if (!tf_parameter_agrees (tf_parameter_info (p), before, &course->changes[i].parameters))
      changed |= G_GUINT64_CONSTANT (1) << p;
  return changed;
}

/* The last of the changes by which what change i sets is moved on; i itself: it is a single one. */
static guint
find_end_of_moving (const TfCourse *course, guint i)
{
  guint64 changed = find_changed (course, i);
  guint last = i;

  while (last + 1 < course->n_changes && course->changes[last + 1].at.t - course->changes[last].at.t <= LONGEST_STEP
         && find_changed (course, last + 1) == changed)
    last++;
  return last - i >= LEAST_STEPS ? last : i;
}

static void
add (GArray *stretches, double from, double to, gboolean moving)
{
  TfStretch stretch = { from, MAX (from, to), moving };

  g_array_append_val (stretches, stretch);
}

GArray *
tf_stretches_new (const TfCourse *course, double latest)
{
  GArray *stretches = g_array_new (FALSE, FALSE, sizeof (TfStretch));
  guint n = course != NULL ? course->n_changes : 0;
  double from = 0;

  for (guint i = 0; i < n; i++)
    {
      guint last = find_end_of_moving (course, i);

      add (stretches, from, course->changes[i].at.t, FALSE);
      if (last > i)
        add (stretches, course->changes[i].at.t, course->changes[last].at.t, TRUE);
      from = course->changes[last].at.t;
      i = last;
    }
  add (stretches, from, n == 0 ? MAX (latest, TF_TIMELINE_LEAST_LENGTH) : latest, FALSE);
  return stretches;
}

static double
measure (const TfStretch *stretch, double t)
{
  return log1p ((CLAMP (t, stretch->from, stretch->to) - stretch->from) / FIRST_TIME);
}

static double
get_length (const GArray *stretches)
{
  double length = 0;

  for (guint i = 0; i < stretches->len; i++)
    length += measure (&g_array_index (stretches, TfStretch, i), INFINITY);
  return length;
}

double
tf_stretches_map (const GArray *stretches, double t)
{
  double length = 0, whole = get_length (stretches);

  for (guint i = 0; i < stretches->len; i++)
    length += measure (&g_array_index (stretches, TfStretch, i), t);
  return whole > 0 ? length / whole : 0;
}

double
tf_stretches_unmap (const GArray *stretches, double share)
{
  double rest = CLAMP (share, 0, 1) * get_length (stretches), to = 0;

  for (guint i = 0; i < stretches->len; i++)
    {
      const TfStretch *stretch = &g_array_index (stretches, TfStretch, i);
      double length = measure (stretch, INFINITY);

      to = stretch->to;
      if (rest <= length)
        return MIN (stretch->from + FIRST_TIME * expm1 (MAX (rest, 0)), to);
      rest -= length;
    }
  return to;
}
