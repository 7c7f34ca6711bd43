/* film-form.h: what film is to be made, in rows to fill in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "film.h"

G_BEGIN_DECLS

#define TF_TYPE_FILM_FORM (tf_film_form_get_type ())
G_DECLARE_FINAL_TYPE (TfFilmForm, tf_film_form, TF, FILM_FORM, GtkBox)

/* What is filmed. */
typedef enum
{
  TF_FILM_OF_RUN,
  TF_FILM_OF_TURN,   /* the camera once around the class means, at the present time */
  TF_FILM_OF_GLIDE,  /* from the present time on, one parameter moves */
  TF_FILM_OF_LESSON, /* all steps of the lesson that is open */
} TfFilmSubject;

/* view: of the page that the window shows, offered first; NULL: it is the run's own. has_lesson: whether one is
 * open. parameters: where a glide would begin; copied. */
GtkWidget *tf_film_form_new (const TfView *view, gboolean has_lesson, const TfParameters *parameters);

void          tf_film_form_set_subject (TfFilmForm *self, TfFilmSubject subject);
TfFilmSubject tf_film_form_get_subject (TfFilmForm *self);
void          tf_film_form_set_length (TfFilmForm *self, double seconds);

/* The glide's parameter, by its name, and its last value, as typed. */
void tf_film_form_set_glide (TfFilmForm *self, const char *name, const char *to);

/* As it is set now; caller clears the figure. FALSE with one sentence where the typed value is none of the
 * parameter; the figure then need not be cleared. Of a lesson, size and rate alone count. */
gboolean tf_film_form_get_film (TfFilmForm *self, TfFilm *film, GError **error);

/* Of the file's name: ".webm". */
const char *tf_film_form_get_suffix (TfFilmForm *self);

G_END_DECLS
