/* parameters-panel.h: the sidebar's groups for parameters, flow and pace
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Holds a TfParameters and shows it. Signals, for what a person did and never
 * for what the program set: "changed" when a parameter is another,
 * "pace-changed" when the pace is.
 */
#pragma once

#include <adwaita.h>

#include "parameters.h"

G_BEGIN_DECLS

#define TF_TYPE_PARAMETERS_PANEL (tf_parameters_panel_get_type ())
G_DECLARE_FINAL_TYPE (TfParametersPanel, tf_parameters_panel, TF, PARAMETERS_PANEL, GtkBox)

const TfParameters *tf_parameters_panel_get_parameters (TfParametersPanel *self);
void                tf_parameters_panel_set_parameters (TfParametersPanel *self, const TfParameters *parameters);

double tf_parameters_panel_get_pace (TfParametersPanel *self); /* decades a second */
void   tf_parameters_panel_set_pace (TfParametersPanel *self, double pace);
void   tf_parameters_panel_step_pace (TfParametersPanel *self, int tenths); /* emits "pace-changed" */

/* Beside the heading of the sliders; borrowed. */
void tf_parameters_panel_set_beside_heading (TfParametersPanel *self, GtkWidget *widget);

/* Makes that parameter's row stand out as well; NULL: none any more. */
void tf_parameters_panel_mark (TfParametersPanel *self, const char *name);

/* Whether "from the file" is a choice for the joint flow's first W. When it is
 * not, and was the choice, zero takes its place (no signal). */
void tf_parameters_panel_set_has_weights (TfParametersPanel *self, gboolean has_weights);

G_END_DECLS
