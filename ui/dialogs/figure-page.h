/* figure-page.h: a figure as it will be on paper, with its caption below
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The buttons beside the caption are the actions figure.copy-caption and figure.copy-latex
 * of whoever it stands in.
 */
#pragma once

#include <gtk/gtk.h>

#include "figure.h"

G_BEGIN_DECLS

#define TF_TYPE_FIGURE_PAGE (tf_figure_page_get_type ())
G_DECLARE_FINAL_TYPE (TfFigurePage, tf_figure_page, TF, FIGURE_PAGE, GtkBox)

GtkWidget *tf_figure_page_new (void);

/* Both borrowed until others are shown. data: what is drawn in it; NULL: the page is empty. */
void tf_figure_page_show (TfFigurePage *self, const TfFigure *figure, const TfViewData *data, const char *caption);

G_END_DECLS
