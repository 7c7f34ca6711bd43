/* metrics-kit.h: metrics by their definitions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#include "flow.h"
#include "metric-floor.h"
#include "problems.h"

G_BEGIN_DECLS

void measure (TfFeatures *features, TfFlowKind kind, TfMetrics *metrics);

G_END_DECLS
