/* course.h: all that determines a run from its H0 on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parameters a run started under, and when which others took their place.
 * Following the same course from the same features gives the same run, to the
 * tolerance; followed with the same steps (run.h), to the bit.
 *
 * A TfCourse is immutable and reference-counted, and may be handed from thread
 * to thread.
 */
#pragma once

#include "parameters.h"

G_BEGIN_DECLS

/* A place on a run: its time, and how many iterations of gradient descent it has
 * made until then (0 where it made none). */
typedef struct
{
  double  t;
  guint64 iteration;
} TfInstant;

/* -1, 0, 1: a is before, at, or after b. */
int tf_instant_compare (const TfInstant *a, const TfInstant *b);

typedef struct
{
  TfInstant    at;
  TfParameters parameters; /* from there on */
} TfCourseChange;

/* More changes than this are not remembered one by one: those nearest in time to
 * their successor give way, and the course is no longer exact. */
#define TF_COURSE_MAX_CHANGES 4096

typedef struct
{
  gint            ref_count; /* atomic */
  TfParameters    start;
  guint           n_changes;
  TfCourseChange *changes;   /* in order of their instants, no two alike */
  gboolean        is_exact;  /* no change was dropped */
} TfCourse;

TfCourse *tf_course_new (const TfParameters *start);
TfCourse *tf_course_ref (TfCourse *self);
void      tf_course_unref (TfCourse *self);

/* The same course with one more change, or with other parameters at its last one
 * where that is at the same instant. at: not before the last change. */
TfCourse *tf_course_change (TfCourse *self, const TfInstant *at, const TfParameters *parameters);

/* The same course up to and with that instant. */
TfCourse *tf_course_cut (TfCourse *self, const TfInstant *at);

/* In force from that instant on; borrowed. */
const TfParameters *tf_course_get_parameters (const TfCourse *self, const TfInstant *at);

/* Whether every stretch is gradient descent, or a network's: what is told of it is then
 * counted in iterations. */
gboolean tf_course_counts_iterations (const TfCourse *self);

gboolean tf_course_equal (const TfCourse *a, const TfCourse *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfCourse, tf_course_unref)

G_END_DECLS
