/* log-scale.h: a preferences row for one positive number on a logarithmic slider
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A symbol with its name, an entry, and a slider of decades beneath. The slider
 * runs from 10^lower to 10^upper; with has-zero, its left end is exactly 0. The
 * entry takes any number above zero (or zero, with has-zero), inside the
 * slider's reach or not. "changed" is emitted when a person changed the value,
 * not when the program set it.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TF_TYPE_LOG_SCALE (tf_log_scale_get_type ())
G_DECLARE_FINAL_TYPE (TfLogScale, tf_log_scale, TF, LOG_SCALE, AdwPreferencesRow)

double tf_log_scale_get_value (TfLogScale *self);
void   tf_log_scale_set_value (TfLogScale *self, double value);

/* By so many tenths of a decade, as the arrow keys do. Emits "changed". */
void tf_log_scale_step (TfLogScale *self, int tenths);

G_END_DECLS
