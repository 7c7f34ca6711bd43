/* stage.h: the arrangement of the three views
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Wide: the class means at the left, the traces above the geometry at the
 * right. Narrow: one under the other.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TF_TYPE_STAGE (tf_stage_get_type ())
G_DECLARE_FINAL_TYPE (TfStage, tf_stage, TF, STAGE, GtkWidget)

/* The children; each call once. */
void tf_stage_set_views (TfStage *self, GtkWidget *means, GtkWidget *traces, GtkWidget *geometry);

G_END_DECLS
