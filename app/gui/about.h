/* about.h: who made what, and where it comes from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void tf_show_about (GtkWindow *parent);

G_END_DECLS
