/* application-keys.h: keys that are typed into no entry; the window has the others
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void tf_application_add_keys (GtkApplication *self);

G_END_DECLS
