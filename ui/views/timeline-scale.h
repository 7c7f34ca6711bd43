/* timeline-scale.h: where on the timeline's strip a time is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * In every stretch, from one change of parameters to the next, the scale is that of the
 * logarithm of the time since the change, so that what came of a late change has a place
 * to be pointed at. A parameter that is moved changes with every frame: all of that is one
 * stretch, which would else have the strip for itself.
 */
#pragma once

#include "course.h"

G_BEGIN_DECLS

/* Where a run of one stretch begins to be one. */
#define TF_TIMELINE_LEAST_LENGTH 10.0

typedef struct
{
  double   from, to;
  gboolean moving; /* parameters are moved all through it */
} TfStretch;

/* Of TfStretch, at least one. course: may be NULL; latest: the last time there is. */
GArray *tf_stretches_new (const TfCourse *course, double latest);

/* The time at that share of the strip, and back; 0 where the strip has no length yet. */
double tf_stretches_map (const GArray *stretches, double t);
double tf_stretches_unmap (const GArray *stretches, double share);

G_END_DECLS
