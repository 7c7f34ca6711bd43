/* film-kit.h: a session to make films of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "parameter-info.h"
#include "session.h"

G_BEGIN_DECLS

/* Of three synthetic classes, saved at t, whose beta changes at 3. */
TfSession *make_session (double t);

/* That of its option's name. */
const TfParameterInfo *find_parameter (const char *name);

G_END_DECLS
