/* film-apng.h: an animated PNG, written frame by frame
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libpng writes one picture a file. This is the rest of the APNG 1.0 specification, on
 * zlib: after the first frame only the rectangle that has changed is written.
 */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _TfApng TfApng;

/* Into stream (borrowed). n_frames >= 1 stands at the file's beginning, the session's text (or NULL)
 * behind the first frame. fps: frames a second, to a thousandth. */
TfApng *tf_apng_new (GOutputStream *stream, int width, int height, guint n_frames, double fps, const char *keyword,
                     const char *session, GError **error);
gboolean tf_apng_add (TfApng *self, cairo_surface_t *picture, GError **error); /* CAIRO_FORMAT_RGB24, of that size */
gboolean tf_apng_finish (TfApng *self, GError **error);
void     tf_apng_free (TfApng *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfApng, tf_apng_free)

G_END_DECLS
