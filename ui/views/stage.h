/* stage.h: the arrangement of the views
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Wide: the class means at the left; at the right the traces above the geometry,
 * or in place of both a page of the theory. Narrow: one under the other. Above
 * what is exchanged stands the switcher that does it.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TF_TYPE_STAGE (tf_stage_get_type ())
G_DECLARE_FINAL_TYPE (TfStage, tf_stage, TF, STAGE, GtkWidget)

/* The children; each call once. */
void tf_stage_set_views (TfStage *self, GtkWidget *means, GtkWidget *traces, GtkWidget *geometry);
void tf_stage_set_theory (TfStage *self, GtkWidget *switcher, GtkWidget *theory); /* after the views */

/* Of a second run: beside the first one's when shown. Once, after the views. */
void tf_stage_set_beside (TfStage *self, GtkWidget *means, GtkWidget *geometry);
void tf_stage_set_beside_shown (TfStage *self, gboolean shown);

#define TF_STAGE_ALL_PLOTS "means traces geometry"

/* Without the switcher of pages. */
void tf_stage_set_bare (TfStage *self, gboolean bare);

/* All views anew, as after another style. */
void tf_stage_redraw (TfStage *self);

/* Which of "means", "traces" and "geometry" are shown, with spaces between; NULL: all.
 * Where a page of the theory is shown it stands in place of both traces and geometry. */
void tf_stage_set_plots (TfStage *self, const char *plots);

/* Makes that plot (as above, or "theory") stand out as well; NULL: none any more. */
void tf_stage_mark (TfStage *self, const char *plot);

void tf_stage_set_theory_shown (TfStage *self, gboolean shown);

G_END_DECLS
