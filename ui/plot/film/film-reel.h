/* film-reel.h: the scenes of a film, and their frames
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scenes follow one another, each on a run of its own or on that of the one before.
 */
#pragma once

#include "film-scene.h"

G_BEGIN_DECLS

#define TF_FILM_MAX_FRAMES 100000

typedef struct
{
  GPtrArray *scenes;  /* TfFilmScene, one at the least */
  TfSession *session; /* that goes into the film's file; owned */
  double     dpi;     /* with the figures' size: the pixels of a frame */
  double     fps;
} TfReel;

TfReel *tf_reel_new (double dpi, double fps);
void    tf_reel_free (TfReel *self);

/* Adds one without words; references are taken. layers may be NULL. */
TfFilmScene *tf_reel_add (TfReel         *self,
                          TfMoments      *moments,
                          TfLayers       *layers,
                          TfSession      *session,
                          const TfFigure *figure);

guint tf_reel_get_n_frames (const TfReel *self);

/* Takes frame i. FALSE, with an error: there are to be no more. */
typedef gboolean (*TfFilmFunc) (cairo_surface_t *picture, guint i, gpointer user_data, GError **error);

/* Makes one frame after the other, the same surface (CAIRO_FORMAT_RGB24) each time. What the
 * panels need of a survey is worked out wherever parameters have changed. Blocks. */
gboolean tf_reel_make (const TfReel *self, TfFilmFunc take, gpointer user_data, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfReel, tf_reel_free)

G_END_DECLS
