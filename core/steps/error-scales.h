/* error-scales.h: in which units the error of a step is measured
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. What the metrics depend on counts, each part by itself: the
 * class means without what they have in common, the within-class factor, and W
 * where it is part of the state, or as it follows from the others. A part that has shrunk to next to nothing is held
 * to absolute, no longer to relative accuracy.
 */
#pragma once

#include "system.h"

G_BEGIN_DECLS

typedef struct
{
  TfSystemScales features; /* allowed errors: of the class means' columns, of the others */
  double weights;         /* of V; 1 where W is no part of the state */
  double bias;            /* of b beside a single layer, which may be far larger than W */
  double tolerance;       /* of what each is a share */
  double floor_means, floor_noise, floor_weights;
} TfErrorScales;

/* For a flow that begins at `start`. */
void tf_error_scales_init (TfErrorScales *self, const TfStart *start);

/* At y with slope dy, the system's last evaluation; rate: the largest there, or 0. */
void tf_error_scales_set (TfErrorScales      *self,
                          const TfStart      *start,
                          const TfSystem     *system,
                          const TfParameters *parameters,
                          const double       *y,
                          const double       *dy,
                          double              rate);

/* v, of the system's size, in units of what is allowed: the largest of its parts. y: the state it is the error of,
 * of the system's size, at or near its last evaluation. */
double tf_error_scales_norm (const TfErrorScales *self, const TfStart *start, TfSystem *system, const double *y, const double *v);

G_END_DECLS
