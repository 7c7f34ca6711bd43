/* film-dialog.h: from a run to a film
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is filmed, how large, how long and how fast, into which kind of file. The run is
 * followed anew on a thread of its own; the dialog shows how far it has come, and giving up
 * leaves nothing behind.
 */
#pragma once

#include <adwaita.h>

#include "film-files.h"
#include "film-form.h"
#include "lesson.h"

G_BEGIN_DECLS

#define TF_TYPE_FILM_DIALOG (tf_film_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TfFilmDialog, tf_film_dialog, TF, FILM_DIALOG, AdwWindow)

/* session is taken. layers may be NULL, and so may lesson: the one that the window goes
 * through. view: of the page that the window shows, offered first; NULL: it is the run's own. */
TfFilmDialog *tf_film_dialog_new (GtkWindow *parent, TfMoments *moments, TfLayers *layers, TfSession *session,
                                  TfLesson *lesson, const TfView *view);

TfFilmForm *tf_film_dialog_get_form (TfFilmDialog *self); /* borrowed */

/* Begins, as the button does once the file is named. */
void     tf_film_dialog_record (TfFilmDialog *self, const char *path);
gboolean tf_film_dialog_is_recording (TfFilmDialog *self);
void     tf_film_dialog_cancel (TfFilmDialog *self);

G_END_DECLS
