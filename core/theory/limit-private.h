/* limit-private.h: what limit.c and limit-loss.c share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "limit.h"

G_BEGIN_DECLS

/* Squares and what has vanished, from the Gram matrices. */
void tf_limit_finish (TfLimit *self);

/* Of a loss other than the squared error; FALSE with G_IO_ERROR_NOT_SUPPORTED and one
 * sentence where nothing is known. */
gboolean tf_limit_fill_loss (TfLimit *self, gsize dim, const TfParameters *parameters, GError **error);

G_END_DECLS
