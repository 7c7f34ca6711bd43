/* session-link.h: a run as one line of text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *     tightframe:1?f.kind=synthetic&f.classes=4&f.seed=1&r.beta=0.01&c.1=t%3D10%20beta%3D1&v.page=limit
 *
 * The keys of a session's text, each behind a letter for its group (session-write.c),
 * values percent-encoded. Parameters at their defaults are left out; so are pins. Only
 * of features that everybody has: made up, or bundled.
 */
#pragma once

#include "session.h"

G_BEGIN_DECLS

#define TF_SESSION_LINK_SCHEME "tightframe:"

/* NULL where the features are files of one's own; caller frees. */
char *tf_session_to_link (TfSession *self);

gboolean tf_session_is_link (const char *text);

/* Space around it does not matter. Fails as tf_session_from_text(). */
TfSession *tf_session_from_link (const char *link, GError **error);

G_END_DECLS
