/* samples-kit.h: states of every sample
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#include "asked.h"
#include "flow.h"
#include "measure.h"
#include "parameter-info.h"
#include "problems.h"
#include "run.h"

G_BEGIN_DECLS

TfParameters random_parameters (guint32 seed, TfFlowKind flow);

G_END_DECLS
