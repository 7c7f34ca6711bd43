/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "software-gl.h"

#include <epoxy/gl.h>

#include "application-private.h"
#include "display.h"

static void
test_names (void)
{
  static const char *const software[] = {
    "llvmpipe (LLVM 15.0.6, 256 bits)", "Gallium 0.4 on llvmpipe (LLVM 3.4, 128 bits)", "softpipe", "Software Rasterizer",
    "Mesa DRI swrast", "virgl (LLVMPIPE (LLVM 17.0.6, 256 bits))", "zink Vulkan 1.3(llvmpipe (LLVM 17.0.6, 256 bits) (MESA_LLVMPIPE))",
    "Google SwiftShader", "D3D12 (Microsoft Basic Render Driver)",
  };
  static const char *const cards[] = {
    "Mesa Intel(R) UHD Graphics 620 (KBL GT2)", "AMD Radeon RX 580 Series (polaris10, LLVM 15.0.6, DRM 3.49, 6.1.0)", "NV136",
    "NVIDIA GeForce RTX 3060/PCIe/SSE2", "SVGA3D; build: RELEASE;  LLVM;", "virgl (Mesa Intel(R) Xe Graphics (TGL GT2))",
    "zink Vulkan 1.3(AMD Radeon RX 6600 (RADV NAVI23))", "V3D 4.2", "Mali-T860 (Panfrost)", "",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (software); i++)
    g_assert_true (tf_gl_is_software (software[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (cards); i++)
    g_assert_false (tf_gl_is_software (cards[i]));
  g_assert_false (tf_gl_is_software (NULL));
}

/* As the toolkit itself sees it; NULL: there is no OpenGL. */
static char *
find_gl (GdkDisplay *display)
{
  g_autoptr (GdkGLContext) context = gdk_display_create_gl_context (display, NULL);

  if (context == NULL || !gdk_gl_context_realize (context, NULL))
    return NULL;
  gdk_gl_context_make_current (context);
  return g_strdup ((const char *) glGetString (GL_RENDERER));
}

/* What a window of the started application is drawn by. */
static char *
find_renderer (void)
{
  g_autoptr (TfApplication) application = tf_application_new (G_APPLICATION_NON_UNIQUE);
  GtkWidget *window;
  char *name;

  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  window = gtk_window_new ();
  gtk_widget_realize (window);
  name = g_strdup (G_OBJECT_TYPE_NAME (gtk_native_get_renderer (GTK_NATIVE (window))));
  gtk_window_destroy (GTK_WINDOW (window));
  return name;
}

static void
test_left_alone (void)
{
  g_autofree char *gl = find_gl (gdk_display_get_default ());
  g_autofree char *renderer = find_renderer ();

  g_test_message ("%s by %s", gl != NULL ? gl : "no OpenGL", renderer);
  if (gl == NULL || tf_gl_is_software (gl))
    g_assert_cmpstr (renderer, ==, "GskCairoRenderer");
  else
    g_assert_cmpstr (renderer, !=, "GskCairoRenderer");
}

static void
test_said (void)
{
  g_autofree char *renderer = find_renderer ();

  g_assert_cmpstr (renderer, !=, "GskCairoRenderer");
}

/* Each in a process of its own, which sees its environment once. What the person says: before that. */
static void
test_in_process (gconstpointer data)
{
  const char *said = data;
  const char *path = said != NULL ? "/software-gl/process/subprocess/said" : "/software-gl/process/subprocess/left-alone";
  g_autofree char *before = g_strdup (g_getenv ("GSK_RENDERER"));
  g_autofree char *gl = find_gl (gdk_display_get_default ());

  if (said != NULL && gl == NULL)
    {
      g_test_skip ("there is no OpenGL to ask for");
      return;
    }
  g_unsetenv ("GDK_DEBUG");
  if (said != NULL)
    g_setenv ("GSK_RENDERER", said, TRUE);
  else
    g_unsetenv ("GSK_RENDERER");
  g_test_trap_subprocess (path, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  if (before != NULL)
    g_setenv ("GSK_RENDERER", before, TRUE);
  else
    g_unsetenv ("GSK_RENDERER");
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!test_has_display ())
    return 0;
  g_test_add_func ("/software-gl/names", test_names);
  g_test_add_data_func ("/software-gl/left-alone", NULL, test_in_process);
  g_test_add_data_func ("/software-gl/said", "gl", test_in_process);
  g_test_add_func ("/software-gl/process/subprocess/left-alone", test_left_alone);
  g_test_add_func ("/software-gl/process/subprocess/said", test_said);
  return g_test_run ();
}
