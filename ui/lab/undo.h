/* undo.h: changes of parameters that can be taken back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What one hand does in one go is one step: changes of the same values that
 * follow each other without a pause.
 */
#pragma once

#include "parameters.h"

G_BEGIN_DECLS

typedef struct _TfUndo TfUndo;

/* More steps than this are not remembered. */
#define TF_UNDO_MAX_STEPS 500

/* A change this long (microseconds) after the last one is a step of its own. */
#define TF_UNDO_PAUSE 800000

TfUndo *tf_undo_new (void);
void    tf_undo_free (TfUndo *self);
void    tf_undo_clear (TfUndo *self);

/* run: which of two. now: monotonic time. What had been taken back is forgotten. */
void tf_undo_record (TfUndo *self, guint run, const TfParameters *before, const TfParameters *after, gint64 now);

/* What is recorded next is a step of its own, however soon. */
void tf_undo_end_step (TfUndo *self);

/* Forgets the steps of one run, or gives each run the other's. */
void tf_undo_drop_run (TfUndo *self, guint run);
void tf_undo_swap_runs (TfUndo *self); /* 0 and 1 */

gboolean tf_undo_can_undo (const TfUndo *self);
gboolean tf_undo_can_redo (const TfUndo *self);

/* Sets what is to be set, and for which run. FALSE when there is nothing. */
gboolean tf_undo_undo (TfUndo *self, guint *run, TfParameters *parameters);
gboolean tf_undo_redo (TfUndo *self, guint *run, TfParameters *parameters);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfUndo, tf_undo_free)

G_END_DECLS
