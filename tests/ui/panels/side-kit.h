/* side-kit.h: runs for undo and pins
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "replay.h"
#include "plot-spectrum.h"

G_BEGIN_DECLS

TfReplay *replay (TfMoments *moments, double beta);

TfMoments *make_moments (guint n_classes);

G_END_DECLS
