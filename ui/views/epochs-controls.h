/* epochs-controls.h: what of the epochs is drawn, and on which scales
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * "changed" is emitted when a person chooses something else.
 */
#pragma once

#include <gtk/gtk.h>

#include "metric-set.h"

G_BEGIN_DECLS

#define TF_TYPE_EPOCHS_CONTROLS (tf_epochs_controls_get_type ())
G_DECLARE_FINAL_TYPE (TfEpochsControls, tf_epochs_controls, TF, EPOCHS_CONTROLS, GtkWidget)

GtkWidget  *tf_epochs_controls_new (void);
TfMetricSet tf_epochs_controls_get_metrics (TfEpochsControls *self);
gboolean    tf_epochs_controls_get_log_x (TfEpochsControls *self);
void        tf_epochs_controls_set_metrics (TfEpochsControls *self, TfMetricSet metrics);
void        tf_epochs_controls_set_log_x (TfEpochsControls *self, gboolean log_x);
void        tf_epochs_controls_set_log_y (TfEpochsControls *self, gboolean log_y);

/* Variants have no scale of epochs to choose. */
void        tf_epochs_controls_set_variants (TfEpochsControls *self, gboolean variants);
gboolean    tf_epochs_controls_get_log_y (TfEpochsControls *self);
gboolean    tf_epochs_controls_get_complexity (TfEpochsControls *self); /* 1/beta from epoch to epoch */

G_END_DECLS
