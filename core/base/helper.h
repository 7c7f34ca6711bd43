/* helper.h: a second thread that stands by, for work that comes in many short pieces
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tf_thread_halve() makes a thread for each call, which takes as long as a short piece of work does. This one stays: it
 * watches for the next piece a moment longer than pieces are apart, and sleeps when none comes.
 */
#pragma once

#include "thread.h"

G_BEGIN_DECLS

/* Belongs to one thread at a time. */
typedef struct _TfHelper TfHelper;

/* Makes no thread yet: that begins with the first piece, as nice as the thread that asks for it. */
TfHelper *tf_helper_new (void);

/* Joins the thread. */
void tf_helper_free (TfHelper *self);

/* As tf_thread_halve(): what belongs to which part depends on n and unit alone. */
void tf_helper_halve (TfHelper *self, gsize n, gsize unit, TfRangeFunc func, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfHelper, tf_helper_free)

G_END_DECLS
