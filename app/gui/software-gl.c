/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "software-gl.h"

#include <epoxy/gl.h>
#include <string.h>

/* GSK's own word for the renderer of a display; it is not in the environment, which other programs
 * started from here would inherit. A GTK that does not know it loses nothing but speed. */
#define GSK_RENDERER_KEY "gsk-renderer"

gboolean
tf_gl_is_software (const char *renderer)
{
  static const char *const names[] = { "llvmpipe", "softpipe", "swrast", "software rasterizer", "swiftshader",
                                       "microsoft basic render" };
  g_autofree char *lower = g_ascii_strdown (renderer != NULL ? renderer : "", -1);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strstr (lower, names[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* GTK has looked for OpenGL when it opened the display: a context more is 20 ms, and GSK's programs,
 * which are then not compiled, are more. */
static gboolean
has_card (GdkDisplay *display)
{
  g_autoptr (GdkGLContext) context = gdk_display_create_gl_context (display, NULL);
  gboolean is_software;

  if (context == NULL || !gdk_gl_context_realize (context, NULL))
    return FALSE;
  gdk_gl_context_make_current (context);
  is_software = tf_gl_is_software ((const char *) glGetString (GL_RENDERER));
  gdk_gl_context_clear_current ();
  return !is_software;
}

void
tf_avoid_software_gl (GdkDisplay *display)
{
  if (g_getenv ("GSK_RENDERER") == NULL && g_getenv ("GDK_DEBUG") == NULL && !has_card (display))
    g_object_set_data (G_OBJECT (display), GSK_RENDERER_KEY, (gpointer) "cairo");
}
