/* pins-panel.h: the sidebar's list of pinned runs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A row a pin: how its lines look, its name to be typed over, whether it is
 * shown, and a button that removes it.
 */
#pragma once

#include <adwaita.h>

#include "pins.h"

G_BEGIN_DECLS

#define TF_TYPE_PINS_PANEL (tf_pins_panel_get_type ())
G_DECLARE_FINAL_TYPE (TfPinsPanel, tf_pins_panel, TF, PINS_PANEL, AdwPreferencesGroup)

/* Once; keeps a reference. */
void tf_pins_panel_set_pins (TfPinsPanel *self, TfPins *pins);

G_END_DECLS
