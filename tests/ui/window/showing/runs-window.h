/* runs-window.h: windows whose runs go back and beside each other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#include "window-fixture.h"

G_BEGIN_DECLS

gboolean is_beyond (TfWindow *window, gpointer data);

gboolean is_still (TfWindow *window, gpointer data);

gboolean is_past (TfWindow *window, gpointer data);

gboolean is_compared (TfWindow *window, gpointer data);

gboolean is_alone (TfWindow *window, gpointer data);

gboolean has_both_betas (TfWindow *window, gpointer data);

TfWindow *open_moving_window (void);

/* The window's own binding of a key, as the key would activate it. */
void press (TfWindow *window, guint key, GdkModifierType modifiers);

/* As a hand on a slider does it. */
void set_beta (TfWindow *window, double beta);

double get_beta (TfWindow *window);

void hold (TfWindow *window);

G_END_DECLS
