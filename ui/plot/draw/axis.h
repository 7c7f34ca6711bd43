/* axis.h: values to [0, 1] and back, and ticks that deserve the name
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A plain value. lo < hi; on a logarithmic axis 0 < lo.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double   lo, hi;
  gboolean log;
} TfAxis;

typedef struct
{
  double value;
  double position;  /* in [0, 1] */
  char   label[48]; /* empty for a minor tick */
} TfTick;

/* An axis that shows [lo, hi] at least, mended where that is empty, reversed,
 * not finite or, on a logarithmic axis, not positive. */
TfAxis tf_axis_new (double lo, double hi, gboolean log);

/* Not clamped: below 0 or above 1 outside of the range. */
double tf_axis_map (const TfAxis *self, double value);
double tf_axis_unmap (const TfAxis *self, double position);

/* Ascending TfTicks inside the range, at least two of them labelled, and not
 * more than about max_labels (>= 2). Free with g_array_unref(). */
GArray *tf_axis_get_ticks (const TfAxis *self, guint max_labels);

/* Outward to the next 1, 2 or 5 times a power of ten; value > 0. */
double tf_axis_round_up (double value);
double tf_axis_round_down (double value);

G_END_DECLS
