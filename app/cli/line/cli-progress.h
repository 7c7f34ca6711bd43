/* cli-progress.h: how far long work is, and a way to stop it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Shows one line on standard error, over the last one, where that is a terminal
 * and the last one is not too fresh. */
void tf_cli_progress_show (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Wipes it; to be called before anything else is printed. */
void tf_cli_progress_clear (void);

/* The cancellable that Ctrl-C, SIGTERM and SIGHUP cancel from now on; SIGHUP not under nohup. Owned by
 * the process. */
GCancellable *tf_cli_watch_interrupts (void);

/* Whether they have been. */
gboolean tf_cli_was_interrupted (void);

G_END_DECLS
