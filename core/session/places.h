/* places.h: where files were that figures name by their digests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is published says nothing of the folders of whoever made it. So that a figure
 * finds its features again here, their places are kept by digest in a file of this
 * person's state (XDG_STATE_HOME/tightframe/places): the newest first, 500 of them.
 */
#pragma once

#include "session.h"

G_BEGIN_DECLS

/* The places of all files of a session whose digests are known. A failure is none:
 * a person is asked, then. Blocks for a moment. */
void tf_places_remember (TfSession *session);

/* A file that had the digest and is still there, or NULL. */
GFile *tf_places_find (const char *digest);

G_END_DECLS
