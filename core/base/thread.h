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

/* Around long work on a thread that no one joins: the process, when it exits, waits
 * for it (it ought to have been cancelled), so that its libraries are not taken away
 * in the middle of it; after two seconds the process is gone without their farewell. */
void tf_thread_begin_work (void);
void tf_thread_end_work (void);

/* Waits until no one is at such work, for at most `patience` microseconds; whether no
 * one is. */
gboolean tf_thread_wait_for_work (gint64 patience);

/* From now on the process is gone after so many milliseconds, and what has been begun as
 * work (for two seconds more, at most), with that status, whatever else still runs in it:
 * a factorization of a large matrix cannot be cancelled, and no one waits for it any
 * more. What is to be kept must be kept before: a busy machine may do nothing in that
 * time. */
void tf_thread_exit_within (guint milliseconds, int status);

/* A part of something long, from any thread. */
typedef void (*TfRangeFunc) (gsize first, gsize n, guint part, gpointer user_data);

/* The two halves of [0, n), parts 0 and 1, side by side where there are cores for
 * it; the first is a multiple of `unit` long, and nothing is done of an empty one.
 * What belongs to which part depends on n and unit alone. Returns when both are done. */
void tf_thread_halve (gsize n, gsize unit, TfRangeFunc func, gpointer user_data);

/* From now on the calling thread does both halves itself, one after the other: there are as
 * many of its kind as cores. */
void tf_thread_keep_whole (void);

G_END_DECLS
