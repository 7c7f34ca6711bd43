/* ahead.h: items that are worked out on every core, and taken in their order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TfAhead TfAhead;

/* Item i, on any thread; NULL with an error. */
typedef gpointer (*TfAheadFunc) (guint i, gpointer user_data, GError **error);

/* n items, at the most so many side by side; free_result: of those that are never taken. What is worked
 * out of an item must not depend on others. With one worker an item may have threads of its own. */
TfAhead *tf_ahead_new (guint n, guint n_workers, TfAheadFunc func, GDestroyNotify free_result, gpointer user_data);

/* Waits for item i, and gives it away: each once, from the first on. */
gpointer tf_ahead_take (TfAhead *self, guint i, GError **error);

/* No further item is begun; waits for those that are. */
void tf_ahead_free (TfAhead *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfAhead, tf_ahead_free)

G_END_DECLS
