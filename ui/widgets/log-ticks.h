/* log-ticks.h: the decades beneath a logarithmic slider
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Drawn here and not as marks of the GtkScale, which would catch the slider
 * twelve pixels to either side of every decade.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Decades between the slider's end, which is 0, and its first decade. */
#define TF_LOG_TICKS_ZERO_GAP 0.8

#define TF_TYPE_LOG_TICKS (tf_log_ticks_get_type ())
G_DECLARE_FINAL_TYPE (TfLogTicks, tf_log_ticks, TF, LOG_TICKS, GtkWidget)

/* The slider whose trough the ticks are aligned with; not owned, and a sibling. */
void tf_log_ticks_set_scale (TfLogTicks *self, GtkRange *scale);
void tf_log_ticks_set_range (TfLogTicks *self, double lower, double upper, gboolean has_zero);

G_END_DECLS
