/* film-encoder.h: films in the formats of video, by a program that others keep
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * WebM (VP9) and GIF are made by ffmpeg, which is handed one frame after the other through
 * a pipe: no codec is ever loaded here, and nothing needs it to be installed but these
 * films. The session goes into a WebM as a tag, into a GIF as a comment (figure-find-film.c
 * reads both). On one machine the same frames give the same bytes.
 */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _TfEncoder TfEncoder;

/* Whether the name has one of them. */
gboolean tf_encoder_knows (const char *path);

/* FALSE with one sentence (G_IO_ERROR_NOT_FOUND) where the program is not installed. */
gboolean tf_encoder_is_there (GError **error);

/* Of the kind that `named` has, into the file `path`, which it empties. session: text, or NULL. */
TfEncoder *tf_encoder_new (const char *named, const char *path, int width, int height, double fps, const char *session,
                           GError **error);
gboolean tf_encoder_add (TfEncoder *self, cairo_surface_t *picture, GError **error); /* CAIRO_FORMAT_RGB24, of that size */
gboolean tf_encoder_finish (TfEncoder *self, GError **error); /* the file is then whole */
void     tf_encoder_free (TfEncoder *self); /* unfinished: the program is stopped */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfEncoder, tf_encoder_free)

G_END_DECLS
