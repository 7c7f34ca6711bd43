/* measured-values.h: every metric of features as they are, in our convention and in other codes'
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What `tightframe info`, with and without --like, says of them: with the W that came with them, where there is one, else
 * with W*(H).
 */
#pragma once

#include <gio/gio.h>

#include "like.h"

G_BEGIN_DECLS

typedef struct
{
  TfMetrics metrics;
  double   *likes[TF_N_LIKES]; /* of each as many as it has columns; NaN: undefined */
} TfMeasuredValues;

/* Blocks. */
TfMeasuredValues *tf_measured_values_new (TfMoments *moments, const TfParameters *parameters);
void              tf_measured_values_free (TfMeasuredValues *self);

/* "0.0123456789012", or "undefined". Caller frees. */
char *tf_measured_value_write (double value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfMeasuredValues, tf_measured_values_free)

G_END_DECLS
