/* squared-only.h: what is known for the squared error alone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "parameters.h"

G_BEGIN_DECLS

/* TRUE where the loss is squared; otherwise G_IO_ERROR_NOT_SUPPORTED and one sentence:
 * `what` ("minimizers are found"), for squared error, and which loss this is. */
gboolean tf_squared_only (const TfParameters *parameters, const char *what, GError **error);

G_END_DECLS
