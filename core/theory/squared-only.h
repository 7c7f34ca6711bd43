/* squared-only.h: what is known for the squared error alone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "parameters.h"

G_BEGIN_DECLS

/* TRUE where the loss is squared and one linear layer is on top; otherwise G_IO_ERROR_NOT_SUPPORTED and one
 * sentence: `what` ("minimizers are found"), for squared error or one layer, and what this is. */
gboolean tf_squared_only (const TfParameters *parameters, const char *what, GError **error);

/* The same of the loss alone, with any number of layers. */
gboolean tf_squared_loss_only (const TfParameters *parameters, const char *what, GError **error);

G_END_DECLS
