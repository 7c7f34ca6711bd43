/* system-kinds.h: which system a problem is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. A kind more is its file and a word here.
 */
#pragma once

#include "system.h"

G_BEGIN_DECLS

/* Of the kind for this start and these parameters, which it is given. The start is borrowed. */
TfSystem *tf_system_new (const TfStart *start, const TfParameters *parameters);

/* Whether it is of that kind. */
gboolean tf_system_suits (const TfSystem *self, const TfStart *start, const TfParameters *parameters);

G_END_DECLS
