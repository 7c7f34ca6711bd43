/* figure-caption.h: what to write under a figure
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "figure.h"

G_BEGIN_DECLS

/* A few sentences: what each panel shows, of which features, under which
 * parameters and when, and whose theory and metrics these are. names: what the features
 * of each companion are called, and behind them those of the run itself; NULL: as their
 * moments are. latex: with commands of LaTeX in place of symbols. Caller frees. */
char *tf_figure_caption (const TfFigure *figure, const TfViewData *data, const char *const *names, gboolean latex);

G_END_DECLS
