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

#include "epochs.h"
#include "frame.h"
#include "layers.h"
#include "survey.h"
#include "trace.h"
#include "companion.h"
#include "map-view.h"

G_BEGIN_DECLS

typedef enum
{
  TF_PAGE_RUN, /* no page of the theory: the traces and the geometry */
  TF_PAGE_LIMIT,
  TF_PAGE_MONOTONE,
  TF_PAGE_VICINITY,
  TF_PAGE_DEPTH,
  TF_PAGE_RESPONSE,
  TF_PAGE_EPOCHS, /* of a network in training */
  TF_PAGE_MAP,
  TF_N_PAGES
} TfPage;

const char *tf_page_id (TfPage page);    /* "vicinity" */
const char *tf_page_title (TfPage page); /* "Vicinity" */
const char *tf_page_meaning (TfPage page); /* a sentence for a tooltip */

/* What the pages are made of; each may be NULL. */
typedef struct
{
  TfFrame            *frame;
  const TfTrace      *trace;
  TfSurvey           *survey;
  TfMoments          *moments;
  TfLayers           *layers;     /* of the network, the first being moments; mostly NULL */
  TfEpochs           *epochs;     /* of a network in training; mostly NULL */
  int                 epoch_shown; /* its row whose features are moments, or -1 */
  const TfParameters *parameters; /* of the sliders */
} TfTheoryData;

#define TF_TYPE_THEORY_VIEW (tf_theory_view_get_type ())
G_DECLARE_FINAL_TYPE (TfTheoryView, tf_theory_view, TF, THEORY_VIEW, GtkWidget)

GtkWidget *tf_theory_view_new (void);

void   tf_theory_view_set_page (TfTheoryView *self, TfPage page);
TfPage tf_theory_view_get_page (TfTheoryView *self);

/* References are kept; the trace is borrowed until the next update. */
void tf_theory_view_update (TfTheoryView *self, const TfTheoryData *data);

/* Runs drawn beside it in every plot; borrowed until others are set. */
void tf_theory_view_set_companions (TfTheoryView *self, TfCompanions companions);

/* Which parts of a survey the page needs, and their numbers. */
void tf_theory_view_fill_question (TfTheoryView *self, TfSurveyQuestion *question);

/* On a logarithmic scale, as if a person had chosen it. */
void tf_theory_view_set_log_epochs (TfTheoryView *self, gboolean log_epochs);
/* The page of the map, which is filled by who asks for maps; borrowed. */
TfMapView *tf_theory_view_get_map_view (TfTheoryView *self);

/* What stands below the plots, as plain text. */
const char *tf_theory_view_get_explanation (TfTheoryView *self);

G_END_DECLS
