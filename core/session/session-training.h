/* session-training.h: the folder of epochs that a session's features are one of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * It stands in the view as the way from the features' folder up to it, so that all can be moved together. Either run
 * may have one: beside is FALSE for the first, TRUE for the second, whose features are its own.
 */
#pragma once

#include "session.h"

G_BEGIN_DECLS

/* Nothing where the features are no file in folder or below it. */
void tf_session_set_training (TfSession *self, gboolean beside, const char *folder);

/* Whether the run was of such a folder. */
gboolean tf_session_has_training (TfSession *self, gboolean beside);

/* The folder that the session names, or else where its features lie; NULL: they are no file. Caller frees. */
char *tf_session_get_training (TfSession *self, gboolean beside);

/* What was opened by hand beside the epochs: a folder or a file, as the way from the features' folder to it; NULL: nothing,
 * whatever names say. Nothing is kept where the two have no folder in common but the root. */
void tf_session_set_training_held_out (TfSession *self, gboolean beside, TfHeldOutKind kind, const char *path);

/* FALSE: names say it. *path: NULL: nothing stands there. Caller frees. */
gboolean tf_session_get_training_held_out (TfSession *self, gboolean beside, TfHeldOutKind kind, char **path);

G_END_DECLS
