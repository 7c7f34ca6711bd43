/* application.h: the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Opens the window; argv: feature files. Returns the exit status. */
int tf_application_run (int argc, char **argv);

G_END_DECLS
