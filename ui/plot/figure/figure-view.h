/* figure-view.h: how a run is looked at, in the keys of a session
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What window and figures have in common of it. Keys that are not there, or hold
 * what cannot be, leave things as they are.
 */
#pragma once

#include "session.h"
#include "figure.h"

G_BEGIN_DECLS

void tf_session_set_camera (TfSession *self, const TfMeansCamera *camera);
/* NULL where there is none. Owned by the caller. */
TfMeansCamera *tf_session_get_camera (TfSession *self);

void tf_session_set_hidden_metrics (TfSession *self, TfMetricSet hidden);
void tf_session_get_hidden_metrics (TfSession *self, TfMetricSet *hidden);

void tf_session_set_flag (TfSession *self, const char *key, gboolean flag);
void tf_session_get_flag (TfSession *self, const char *key, gboolean *flag);

/* The options of the plots, as the session's window had them. */
void tf_session_get_options (TfSession *self, TfMeansOptions *means, TfTracesOptions *traces, gboolean *show_limit);

G_END_DECLS
