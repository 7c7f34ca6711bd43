/* runner-kit.h: runners for tests, and waiting for their frames
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#include "flow.h"
#include "runner.h"

G_BEGIN_DECLS

typedef gboolean (*Condition) (const TfFrame *frame, gpointer data);

/* Polls like a display until a frame fulfils the condition, and returns it. */
TfFrame *wait_for_both (TfRunner *runner, TfTrace *trace, TfTrace *beside, Condition condition, gpointer data);

TfFrame *wait_for (TfRunner *runner, TfTrace *trace, Condition condition, gpointer data);

gboolean is_past (const TfFrame *frame, gpointer data);

TfMoments *make_moments (guint k_n, guint32 seed);

/* Waits until nothing more is to come, and takes the last frame. */
TfFrame *drain_both (TfRunner *runner, TfTrace *trace, TfTrace *beside);

TfFrame *drain (TfRunner *runner, TfTrace *trace);

G_END_DECLS
