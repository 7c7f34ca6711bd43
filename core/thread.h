/* thread.h: who goes first where cores are few
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The calling thread's niceness, as far as its system knows such a thing: the
 * display goes first, then the run, then what is worked out beside it; but a
 * machine that is busy otherwise must not starve any of them. */
#define TF_NICENESS_RUN 5
#define TF_NICENESS_THEORY 10

void tf_thread_give_way (int niceness);

/* Around long work on a thread that no one joins, so that the process does not
 * end, and take its libraries away, in the middle of it. */
void tf_thread_begin_work (void);
void tf_thread_end_work (void);

/* Until all such work has come to its end, having been cancelled before; at the
 * most so many microseconds. FALSE when some is still going on. */
gboolean tf_thread_wait_for_work (gint64 patience);

G_END_DECLS
