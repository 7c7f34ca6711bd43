/* cli-render.h: what commands that draw have in common
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "figure.h"

G_BEGIN_DECLS

/* The value of --view: views with commas between, or "dashboard". Failures are of G_OPTION_ERROR. */
gboolean tf_cli_render_take_views (const char *list, gboolean once, TfFigure *figure, GError **error);

G_END_DECLS
