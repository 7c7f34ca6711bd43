/* window.h: one run and all that is seen of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A window shows a lab (lab.h), which owns the runs and the features in use; what it is made of
 * is in window-parts.h. It starts empty; tell it what to open.
 */
#pragma once

#include <adwaita.h>

#include "frame.h"
#include "moments.h"
#include "session.h"
#include "source.h"
#include "trace.h"
#include "frame-log.h"
#include "lesson.h"

G_BEGIN_DECLS

#define TF_TYPE_WINDOW (tf_window_get_type ())
G_DECLARE_FINAL_TYPE (TfWindow, tf_window, TF, WINDOW, AdwApplicationWindow)

TfWindow *tf_window_new (GtkApplication *application);

/* Fetches the features and starts a run on them. A fetch under way is given up;
 * until this one has come, and when it fails, the present run goes on. */
void tf_window_open (TfWindow *self, TfSource *source);
void tf_window_open_default (TfWindow *self);

/* What opening these n_files >= 1 together means: the session in one file or
 * figure, features, or the layers of a network. */
void tf_window_open_files (TfWindow *self, GFile *const *files, guint n_files);

/* Stands beside the present features what is not trained on, a file or beside epochs a folder; NULL: not any more. */
void tf_window_hold_out (TfWindow *self, TfHeldOutKind kind, const char *path);

/* The run and how it is looked at; NULL as long as there is none. Digests of
 * files that were opened a moment ago may still be missing. */
TfSession *tf_window_make_session (TfWindow *self);

/* Takes the session. Asks where its files are missing or changed, then restores
 * it; until then, and when it fails, the present run goes on. */
void tf_window_open_session (TfWindow *self, TfSession *session);

/* A session in one line (session-link.h); a toast says what is wrong with it. */
void tf_window_open_link (TfWindow *self, const char *link);

/* The one that was kept by itself when the program last ended, however it did. */
void tf_window_resume (TfWindow *self);

/* Goes through a lesson from its first step on, in place of one under way. */
void tf_window_teach (TfWindow *self, TfLesson *lesson);
void tf_window_teach_from (TfWindow *self, TfLesson *lesson, guint step);

/* Asks whether the first lesson is wanted, without waiting for an answer. */
void tf_window_offer_lesson (TfWindow *self);

/* The lesson that is gone through and where in it one is; NULL: none. Borrowed. */
TfLesson *tf_window_get_lesson (TfWindow *self, guint *step);

void                tf_window_set_parameters (TfWindow *self, const TfParameters *parameters);
const TfParameters *tf_window_get_parameters (TfWindow *self);

/* What is shown now; borrowed, NULL before there is any. */
TfFrame       *tf_window_get_frame (TfWindow *self);
const TfTrace *tf_window_get_trace (TfWindow *self);
TfLayers      *tf_window_get_layers (TfWindow *self); /* also NULL where there is one file */

/* A file of features, or those of layers, for a second run beside the first. */
void tf_window_open_beside (TfWindow *self, GFile *const *files, guint n_files);

gboolean    tf_window_is_loading (TfWindow *self);
const char *tf_window_get_status (TfWindow *self); /* a sentence */

/* The session that resume() opens is from now on the present one; it is written before this returns. Where nothing
 * has been done in the window, or it is disposed of, nothing is. */
void tf_window_keep_session (TfWindow *self);

/* What its frames cost goes there, until NULL is told; the log must outlive that. */
void tf_window_set_frame_log (TfWindow *self, TfFrameLog *frame_log);

/* A short message over the views; text is no markup. */
void tf_window_toast (TfWindow *self, const char *text);

G_END_DECLS
