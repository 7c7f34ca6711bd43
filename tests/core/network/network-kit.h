/* network-kit.h: networks for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "network.h"

G_BEGIN_DECLS

TfNetwork *make (TfFeatures *features, const TfNetworkSettings *settings);

/* Caller frees. */
double *copy_parameters (TfNetwork *network);

G_END_DECLS
