/* wake.h: another thread tells the main one that something has come
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A source of the default main context that calls back whenever it was made
 * ready. Destroy it once no thread can make it ready any more. */
GSource *tf_wake_new (GSourceFunc callback, gpointer user_data);

/* On any thread: it touches nothing but the ready time. data: the source. */
gboolean tf_wake_ready (gpointer data);

G_END_DECLS
