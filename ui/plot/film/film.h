/* film.h: a run as a sequence of pictures
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Drawn by the functions of the plots from the run followed anew, never from a screen:
 * the same session and film give the same pixels. Time passes as in the window, on the
 * logarithm of the time since the last change of parameters: with the changes at
 * c_0 = 0 < c_1 < … and the end c_n, the stretch from c_j on takes a share of the film
 * proportional to ln (1 + (c_{j+1} - c_j)/s), s = 0.1 of time, 1 of iterations.
 */
#pragma once

#include "figure.h"
#include "session.h"

G_BEGIN_DECLS

#define TF_FILM_MAX_FRAMES 100000

typedef struct
{
  TfFigure figure;
  double   dpi;      /* with the figure's size: the pixels of a frame */
  double   seconds, fps;
  double   turns;    /* that the camera makes around the class means from first to last; 0: stands still */
  gboolean stands;   /* the run stands at the session's instant: only the camera moves */
} TfFilm;

guint tf_film_get_n_frames (const TfFilm *self); /* 1 to TF_FILM_MAX_FRAMES */

/* Where the run is in frame i of n: from H0 to `end` along the course. */
TfInstant tf_film_find_instant (const TfCourse *course, const TfInstant *end, guint i, guint n);

/* Takes frame i. FALSE, with an error: there are to be no more. */
typedef gboolean (*TfFilmFunc) (cairo_surface_t *picture, guint i, gpointer user_data, GError **error);

/* Makes one frame after the other, the same surface (CAIRO_FORMAT_RGB24) each time. The
 * session's instant is the film's end; where it is at infinity, the run is followed
 * until it rests, and the session's instant is set there. parts: what its panels need is
 * worked out once, where parameters stay the same. Blocks. */
gboolean tf_film_make (const TfFilm *self,
                       TfMoments    *moments,
                       TfLayers     *layers,
                       TfSession    *session,
                       TfFilmFunc    take,
                       gpointer      user_data,
                       GCancellable *cancellable,
                       GError      **error);

G_END_DECLS
