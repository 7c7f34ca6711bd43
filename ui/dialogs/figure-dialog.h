/* figure-dialog.h: from a run to a figure
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which panels, in which arrangement and size, with what letters and lines; a
 * preview of the page as it will be, a caption, and the file.
 */
#pragma once

#include <adwaita.h>

#include "figure-scene.h"

G_BEGIN_DECLS

#define TF_TYPE_FIGURE_DIALOG (tf_figure_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TfFigureDialog, tf_figure_dialog, TF, FIGURE_DIALOG, AdwWindow)

/* session is taken. layers may be NULL. figure: what to begin with. */
TfFigureDialog *tf_figure_dialog_new (GtkWindow      *parent,
                                      TfMoments      *moments,
                                      TfLayers       *layers,
                                      TfSession      *session,
                                      const TfFigure *figure);

/* Whether the run has been had again, so that there is something to see. */
gboolean tf_figure_dialog_is_ready (TfFigureDialog *self);

/* Writes the file as the button does, format by its suffix. FALSE with one sentence. */
gboolean tf_figure_dialog_export (TfFigureDialog *self, const char *path, GError **error);

G_END_DECLS
