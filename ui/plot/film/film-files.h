/* film-files.h: a film as a file, or as one a frame
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * NAME.webm and NAME.gif are video (film-encoder.h), NAME.png is an animated PNG (APNG 1.0, of which readers that know none show the first
 * frame), each with the session inside like a figure's; NAME%04d.png numbered pictures, from
 * 0 on. The same film gives the same bytes.
 */
#pragma once

#include "film.h"

G_BEGIN_DECLS

/* Whether the name is one of these; else one sentence (G_IO_ERROR_INVALID_ARGUMENT). */
gboolean tf_film_check_name (const char *path, GError **error);

/* Called after each frame; may be NULL. */
typedef void (*TfFilmProgress) (guint n_done, guint n, gpointer user_data);

/* An animated file appears whole or not at all; of numbered ones each does. */
gboolean tf_reel_write (const TfReel  *self,
                        const char    *path,
                        TfFilmProgress progress,
                        gpointer       user_data,
                        GCancellable  *cancellable,
                        GError       **error);

/* The film of one run: tf_film_make_reel(), written. */
gboolean tf_film_write (const TfFilm  *self,
                        TfMoments     *moments,
                        TfLayers      *layers,
                        TfSession     *session,
                        const char    *path,
                        TfFilmProgress progress,
                        gpointer       user_data,
                        GCancellable  *cancellable,
                        GError       **error);

G_END_DECLS
