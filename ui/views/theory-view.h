/* theory-view.h: what the theory says, one page at a time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A plot or two, below them a sentence or two that say what is seen and who
 * says so, above them what else can be asked. "question-changed" is emitted when
 * a person asks for something else than before.
 */
#pragma once

#include <gtk/gtk.h>

#include "epochs-controls.h"
#include "map-view.h"
#include "views.h"

G_BEGIN_DECLS

#define TF_TYPE_THEORY_VIEW (tf_theory_view_get_type ())
G_DECLARE_FINAL_TYPE (TfTheoryView, tf_theory_view, TF, THEORY_VIEW, GtkWidget)

GtkWidget *tf_theory_view_new (void);

void   tf_theory_view_set_page (TfTheoryView *self, TfPage page);
TfPage tf_theory_view_get_page (TfTheoryView *self);

/* Of the data run, survey, moments, layers, epochs and parameters have a say. References
 * are kept; the trace is borrowed until the next update. */
void tf_theory_view_update (TfTheoryView *self, const TfViewData *data);

/* Runs drawn beside it in every plot; borrowed until others are set. */
void tf_theory_view_set_companions (TfTheoryView *self, TfCompanions companions);

/* Which parts of a survey the page needs, and their numbers. */
void tf_theory_view_fill_question (TfTheoryView *self, TfSurveyQuestion *question);

/* Whether 1/beta from epoch to epoch is to be seen. */
gboolean tf_theory_view_wants_complexity (TfTheoryView *self);

/* In front of a class the words below are few: as many whole sentences as there is room for. */
void tf_theory_view_set_brief (TfTheoryView *self, gboolean brief);

/* On a logarithmic scale, as if a person had chosen it. */
void tf_theory_view_set_log_epochs (TfTheoryView *self, gboolean log_epochs);
TfEpochsControls *tf_theory_view_get_epochs_controls (TfTheoryView *self); /* borrowed */
/* The page of the map, which is filled by who asks for maps; borrowed. */
TfMapView *tf_theory_view_get_map_view (TfTheoryView *self);

/* Whether the words below the plots are shown; a lesson has words of its own. */
void tf_theory_view_set_explained (TfTheoryView *self, gboolean explained);

/* What stands below the plots, as plain text. */
const char *tf_theory_view_get_explanation (TfTheoryView *self);

G_END_DECLS
