/* session-groups.h: names of groups that are written and read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "features.h"

G_BEGIN_DECLS

/* Of what is held out beside the features of that group: "Features Test". Caller frees. */
static inline char *
tf_held_out_get_group (const char *group, TfHeldOutKind kind)
{
  g_autofree char *name = g_strdup (tf_held_out_get_name (kind));

  name[0] = g_ascii_toupper (name[0]);
  return g_strconcat (group, " ", name, NULL);
}

G_END_DECLS
