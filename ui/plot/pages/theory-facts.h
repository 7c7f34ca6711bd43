/* theory-facts.h: what pages of the theory are made of beside run and survey
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each is worked out when it is first asked for, and kept until moments, parameters
 * or layers are others. A window keeps one from frame to frame; where a view's data
 * has none, a drawing makes its own.
 */
#pragma once

#include "limit.h"
#include "monotone-curves.h"
#include "spectra.h"
#include "view.h"

G_BEGIN_DECLS

TfTheoryFacts *tf_theory_facts_new (void);
TfTheoryFacts *tf_theory_facts_ref (TfTheoryFacts *self);
void           tf_theory_facts_unref (TfTheoryFacts *self);

/* A reference to those in the data, or new ones. */
TfTheoryFacts *tf_theory_facts_of (const TfViewData *data);

/* All that follows is borrowed until the next call. */

/* The closed form of the end at beta = 0, or NULL; *no_form (NULL is fine): why there is none, or NULL. */
const TfLimit *tf_theory_facts_get_limit (TfTheoryFacts *self, const TfViewData *data, const char **no_form);

const TfSpectrumPlot *tf_theory_facts_get_spectra (TfTheoryFacts *self, const TfViewData *data);

/* The three quantities along the data's trace: an update costs only rows that are new. */
const TfMonotoneCurves *tf_theory_facts_get_curves (TfTheoryFacts *self, const TfViewData *data);

/* How many measured layers there are, with names and metrics under these parameters. */
guint tf_theory_facts_get_layers (TfTheoryFacts *self, const TfViewData *data, const char *const **names,
                                  const TfMetrics **measured);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfTheoryFacts, tf_theory_facts_unref)

G_END_DECLS
