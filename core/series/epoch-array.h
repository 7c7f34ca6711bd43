/* epoch-array.h: the epoch that a file of features says it is of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The number in the array `epoch` (or `step`, `global_step`) of an .npz; NaN where there is none, or no one
 * number. Reads no other array. */
double tf_epoch_array_read (const char *path);

/* The same for the array `loss` (or `train_loss`). */
double tf_epoch_array_read_loss (const char *path);

/* Whether an .npz holds one array beside such numbers and a last layer: then its labels are elsewhere. */
gboolean tf_epoch_array_is_alone (const char *path);

G_END_DECLS
