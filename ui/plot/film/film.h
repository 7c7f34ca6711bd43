/* film.h: a run as a sequence of pictures
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Drawn by the functions of the plots from the run followed anew, never from a screen:
 * the same session and film give the same pixels. A second run of the session goes along, with class means and
 * angles in pictures of its own, as in the window; its pins that are shown are drawn as they are.
 */
#pragma once

#include "film-reel.h"
#include "parameter-info.h"

G_BEGIN_DECLS

typedef struct
{
  TfFigure figure;
  double   dpi;      /* with the figure's size: the pixels of a frame */
  double   seconds, fps;
  double   turns;    /* that the camera makes around the class means from first to last; 0: stands still */
  gboolean stands;   /* the run stands at the session's instant: only the camera moves */
  /* A real parameter that moves to glide_to, in both runs where there are two, from the session's instant on, while so much flow
   * (iterations) passes: this is then the film, and its frames say the parameters' values. NULL: none. */
  const TfParameterInfo *glide;
  double                 glide_to, glide_flow;
} TfFilm;

guint tf_film_get_n_frames (const TfFilm *self); /* 1 to TF_FILM_MAX_FRAMES */

/* Of a run, as one scene. The session's instant is the film's end; where it is at infinity,
 * the run is followed until it rests, and the session's instant is set there. A glide is added
 * to the session. layers may be NULL. Blocks; NULL with an error where the run cannot be followed. */
TfReel *tf_film_make_reel (const TfFilm *self,
                           TfMoments    *moments,
                           TfLayers     *layers,
                           TfSession    *session,
                           GCancellable *cancellable,
                           GError      **error);

G_END_DECLS
