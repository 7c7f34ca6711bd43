/* software-gl.h: what windows are drawn by where there is no graphics card
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Without a card OpenGL is there all the same, worked out by the processor, and GTK before 4.14
 * takes it: a frame of a large window is then 60 ms of rasterizing, and by Cairo 8.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* renderer: OpenGL's GL_RENDERER, or NULL, which is not known. TRUE for Mesa's and others' rasterizers
 * that have no card. */
gboolean tf_gl_is_software (const char *renderer);

/* Before the display's first window: has it drawn by Cairo where its OpenGL is software, or is not
 * there (GTK then takes Cairo by itself, but complains). What the person says in GSK_RENDERER or
 * GDK_DEBUG goes before. */
void tf_avoid_software_gl (GdkDisplay *display);

G_END_DECLS
