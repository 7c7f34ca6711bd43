/* session-slot.h: places for sessions that are kept by themselves, one for each window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A slot is a file `session-….tightframe` in a folder that processes share, with a
 * lock beside it that is held as long as the slot's window lives: nobody writes into
 * another's, and a slot that nobody holds is what a window, or a crash, left behind.
 * The newest KEPT of those stay, the others go.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TF_SESSION_SLOTS_KEPT 10

typedef struct _TfSessionSlot TfSessionSlot;

/* A slot of one's own; the folder is made where it is missing. Nothing is written yet
 * but the lock. NULL with G_IO_ERROR where that cannot be. */
TfSessionSlot *tf_session_slot_new (const char *folder, GError **error);

/* Lets go of it; what was written stays. */
void tf_session_slot_free (TfSessionSlot *self);

const char *tf_session_slot_get_path (TfSessionSlot *self); /* of the session's file */

/* The newest session in the folder that no living window holds, or NULL: none. */
char *tf_session_slots_find_last (const char *folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfSessionSlot, tf_session_slot_free)

G_END_DECLS
