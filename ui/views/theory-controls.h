/* theory-controls.h: what a page of the theory can be asked, above its plots
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * "asked" is emitted when what is to be worked out is another, "changed" when it is only drawn
 * in another way; after what the choice of epochs does, both.
 */
#pragma once

#include "epochs-controls.h"
#include "survey.h"
#include "view.h"

G_BEGIN_DECLS

#define TF_TYPE_THEORY_CONTROLS (tf_theory_controls_get_type ())
G_DECLARE_FINAL_TYPE (TfTheoryControls, tf_theory_controls, TF, THEORY_CONTROLS, GtkBox)

GtkWidget *tf_theory_controls_new (void);

/* Those of that view alone; none, and the row is gone. */
void tf_theory_controls_show_for (TfTheoryControls *self, const TfView *view);

/* Whether there is a map of layers and epochs, whose metric can be chosen. */
void tf_theory_controls_set_has_map (TfTheoryControls *self, gboolean has_map);

guint              tf_theory_controls_get_n_layers (TfTheoryControls *self);
TfPerturbationKind tf_theory_controls_get_perturbation (TfTheoryControls *self);
TfMetric           tf_theory_controls_get_map_metric (TfTheoryControls *self);
TfEpochsControls  *tf_theory_controls_get_epochs (TfTheoryControls *self); /* borrowed */

G_END_DECLS
