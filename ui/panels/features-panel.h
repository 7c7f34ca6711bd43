/* features-panel.h: the sidebar's group that says which features are shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A list of the bundled examples, the file last opened, and a synthetic draw
 * with its numbers. "chosen" is emitted when a person chose other features; the
 * panel is told what came of it by tf_features_panel_set_current(). Bundled sessions stand in the
 * list, too: "run-chosen" (GFile *).
 */
#pragma once

#include <adwaita.h>

#include "source.h"

G_BEGIN_DECLS

#define TF_TYPE_FEATURES_PANEL (tf_features_panel_get_type ())
G_DECLARE_FINAL_TYPE (TfFeaturesPanel, tf_features_panel, TF, FEATURES_PANEL, AdwPreferencesGroup)

/* What the rows ask for now; free with tf_source_unref(). */
TfSource *tf_features_panel_get_chosen (TfFeaturesPanel *self);

/* Shows what is in use: after a success the new one, after a failure the old. */
void tf_features_panel_set_current (TfFeaturesPanel *self, TfSource *current);

/* Chooses entry i of the list, as a person would; FALSE when there is none. */
gboolean tf_features_panel_choose (TfFeaturesPanel *self, guint i);

G_END_DECLS
