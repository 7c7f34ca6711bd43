/* window-open-series.h: the series that a run of the window is of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "open-series.h"
#include "window.h"

G_BEGIN_DECLS

TfOpenSeries *tf_window_get_open_series (TfWindow *self, guint run); /* borrowed, or NULL */

G_END_DECLS
