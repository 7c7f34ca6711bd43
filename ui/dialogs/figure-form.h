/* figure-form.h: how a figure is to be, in rows to fill in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * "changed" is emitted after anything of the figure has.
 */
#pragma once

#include <adwaita.h>

#include "figure-file.h"

G_BEGIN_DECLS

#define TF_TYPE_FIGURE_FORM (tf_figure_form_get_type ())
G_DECLARE_FINAL_TYPE (TfFigureForm, tf_figure_form, TF, FIGURE_FORM, GtkBox)

GtkWidget *tf_figure_form_new (void);

/* Whether the features are of a folder of epochs, which can be drawn then. */
void            tf_figure_form_set_has_epochs (TfFigureForm *self, gboolean has_epochs);
void            tf_figure_form_set_figure (TfFigureForm *self, const TfFigure *figure); /* copied */
const TfFigure *tf_figure_form_get_figure (TfFigureForm *self);
TfFigureFormat  tf_figure_form_get_format (TfFigureForm *self);
double          tf_figure_form_get_dpi (TfFigureForm *self);

/* Whether the file may say where on this computer its features lie; not at first. */
gboolean tf_figure_form_get_full_paths (TfFigureForm *self);

/* Where the last figure went, in this process; or NULL. */
const char *tf_figure_form_get_folder (TfFigureForm *self);
void        tf_figure_form_set_folder (TfFigureForm *self, const char *folder);

G_END_DECLS
