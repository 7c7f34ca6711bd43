/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "course.h"

#include <math.h>

int
tf_instant_compare (const TfInstant *a, const TfInstant *b)
{
  if (a->t != b->t)
    return a->t < b->t ? -1 : 1;
  return a->iteration < b->iteration ? -1 : a->iteration > b->iteration;
}

/* With room for n changes, the first of them those of the model. */
static TfCourse *
course_alloc (const TfCourse *model, guint n_copied, guint n)
{
  TfCourse *self = g_new0 (TfCourse, 1);

  self->ref_count = 1;
  self->start = model->start;
  self->is_exact = model->is_exact;
  self->n_changes = n;
  self->changes = g_new (TfCourseChange, MAX (n, 1));
  for (guint i = 0; i < n_copied; i++)
    self->changes[i] = model->changes[i];
  return self;
}

TfCourse *
tf_course_new (const TfParameters *start)
{
  return course_alloc (&(TfCourse){ .start = *start, .is_exact = TRUE }, 0, 0);
}

TfCourse *
tf_course_ref (TfCourse *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
tf_course_unref (TfCourse *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_free (self->changes);
  g_free (self);
}

/* The change whose successor follows it soonest, by the share of time: what it
 * did is the least to be missed. Never the last one. */
static guint
find_expendable (const TfCourse *self)
{
  guint found = 0;
  double least = INFINITY;

  for (guint i = 0; i + 1 < self->n_changes; i++)
    {
      double t = self->changes[i].at.t, next = self->changes[i + 1].at.t, share = next > 0 ? (next - t) / next : 0;

      if (share < least)
        {
          least = share;
          found = i;
        }
    }
  return found;
}

static void
drop (TfCourse *self, guint index)
{
  self->n_changes--;
  for (guint i = index; i < self->n_changes; i++)
    self->changes[i] = self->changes[i + 1];
  self->is_exact = FALSE;
}

TfCourse *
tf_course_change (TfCourse *self, const TfInstant *at, const TfParameters *parameters)
{
  guint n = self->n_changes;
  TfCourse *longer;

  g_return_val_if_fail (n == 0 || tf_instant_compare (&self->changes[n - 1].at, at) <= 0, NULL);
  if (n > 0 && tf_instant_compare (&self->changes[n - 1].at, at) == 0)
    n--;
  longer = course_alloc (self, n, n + 1);
  longer->changes[n] = (TfCourseChange){ *at, *parameters };
  if (longer->n_changes > TF_COURSE_MAX_CHANGES)
    drop (longer, find_expendable (longer));
  return longer;
}

TfCourse *
tf_course_cut (TfCourse *self, const TfInstant *at)
{
  guint n = self->n_changes;

  while (n > 0 && tf_instant_compare (&self->changes[n - 1].at, at) > 0)
    n--;
  return n == self->n_changes ? tf_course_ref (self) : course_alloc (self, n, n);
}

const TfParameters *
tf_course_get_parameters (const TfCourse *self, const TfInstant *at)
{
  guint n = self->n_changes;

  while (n > 0 && tf_instant_compare (&self->changes[n - 1].at, at) > 0)
    n--;
  return n > 0 ? &self->changes[n - 1].parameters : &self->start;
}

gboolean
tf_course_counts_iterations (const TfCourse *self)
{
  gboolean counts = tf_parameters_count_iterations (&self->start);

  for (guint i = 0; i < self->n_changes; i++)
    counts = counts && tf_parameters_count_iterations (&self->changes[i].parameters);
  return counts;
}

gboolean
tf_course_equal (const TfCourse *a, const TfCourse *b)
{
  if (a->n_changes != b->n_changes || !a->is_exact != !b->is_exact || !tf_parameters_equal (&a->start, &b->start))
    return FALSE;
  for (guint i = 0; i < a->n_changes; i++)
    if (tf_instant_compare (&a->changes[i].at, &b->changes[i].at) != 0
        || !tf_parameters_equal (&a->changes[i].parameters, &b->changes[i].parameters))
      return FALSE;
  return TRUE;
}
