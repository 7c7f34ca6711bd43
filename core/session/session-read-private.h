/* session-read-private.h: what the files of session-read share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "session.h"
#include "session-keys.h"

G_BEGIN_DECLS

TfSource *tf_session_read_source (const TfKeys *keys, const char *group, GError **error);

G_END_DECLS
