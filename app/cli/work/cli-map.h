/* cli-map.h: which map `tightframe render --view map` draws
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "session.h"

G_BEGIN_DECLS

typedef struct
{
  char **vary, *metric, *at;
  gboolean curves;
} TfCliMap;

void tf_cli_map_clear (TfCliMap *self);
void tf_cli_map_add_options (GOptionContext *context, TfCliMap *self);

/* FALSE with an error of G_OPTION_ERROR where the words are wrong. */
gboolean tf_cli_map_check (const TfCliMap *self, GError **error);

/* Whether it is over the epochs of a training. The words were checked. */
gboolean tf_cli_map_has_epochs (const TfCliMap *self);

/* To the keys of a session: what was given. The words were checked. */
void tf_cli_map_apply (const TfCliMap *self, TfSession *session);

G_END_DECLS
