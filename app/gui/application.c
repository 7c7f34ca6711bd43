/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "application.h"

#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>

#include "about.h"
#include "application-keys.h"
#include "application-private.h"
#include "frame-log.h"
#include "manual.h"
#include "session-link.h"
#include "settings.h"
#include "software-gl.h"
#include "thread.h"
#include "window.h"

#define APPLICATION_ID "io.github.tightframe.Tightframe"
#define TEXT_STEP 1.125
#define MOST_TO_END 100 /* milliseconds after the last window is gone and what it had to keep is kept */

struct _TfApplication
{
  AdwApplication parent_instance;

  TfSettings settings;
  int        plain_dpi; /* of text, as the system has it; times 1024 */

  TfFrameLog *frame_log; /* or NULL */
  char       *frame_log_path;
  gboolean    is_logged; /* the first window has it */
  gboolean    resumes;   /* the first window shows the last session */
  gboolean    is_alone;  /* in its process, which ends with it */
  int         status;    /* to exit with */
};

G_DEFINE_FINAL_TYPE (TfApplication, tf_application, ADW_TYPE_APPLICATION)

static void
apply_text_scale (TfApplication *self)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", (int) (self->plain_dpi * self->settings.text_scale), NULL);
}

static void
set_text_scale (TfApplication *self, double scale)
{
  self->settings.text_scale = CLAMP (scale, TF_TEXT_SCALE_MIN, TF_TEXT_SCALE_MAX);
  apply_text_scale (self);
  tf_settings_save (&self->settings);
}

static int
report_log (const char *path, const GError *error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_printerr ("tightframe: %s: %s\n", name, error->message);
  return EXIT_FAILURE;
}

/* After the last window; where there is no log, or none any more, this is nothing. */
static void
finish_log (TfApplication *self)
{
  g_autoptr (GError) error = NULL;

  if (self->frame_log != NULL && !tf_frame_log_finish (g_steal_pointer (&self->frame_log), &error))
    self->status = report_log (self->frame_log_path, error);
}

/* What is to be kept is kept now, at whatever pace the machine has, and only then is the
 * process given a time to end: what its threads are in the middle of may take them seconds. */
static void
window_unmapped_cb (TfWindow *window, TfApplication *self)
{
  g_autoptr (GListModel) toplevels = g_object_ref (gtk_window_get_toplevels ());

  tf_window_keep_session (window);
  tf_window_set_frame_log (window, NULL);
  if (!self->is_alone)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      if (TF_IS_WINDOW (toplevel) && gtk_widget_get_visible (toplevel))
        return;
    }
  finish_log (self);
  tf_thread_exit_within (MOST_TO_END, self->status);
}

static TfWindow *
add_window (TfApplication *self)
{
  TfWindow *window = tf_window_new (GTK_APPLICATION (self));

  g_signal_connect_object (window, "unmap", G_CALLBACK (window_unmapped_cb), self, 0);
  if (self->frame_log != NULL && !self->is_logged)
    {
      self->is_logged = TRUE;
      tf_window_set_frame_log (window, self->frame_log);
    }
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

/* actions */

static void
new_window_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tf_window_open_default (add_window (user_data));
}

static void
resume_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tf_window_resume (add_window (user_data));
}

static void
about_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tf_show_about (gtk_application_get_active_window (user_data));
}

static void
manual_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tf_show_manual (gtk_application_get_active_window (user_data));
}

/* Windows are closed one by one, so that each ends its thread; with the last one the process ends. */
static gboolean
close_windows_cb (gpointer user_data)
{
  GDBusConnection *bus = g_application_get_dbus_connection (user_data);
  GList *windows = g_list_copy (gtk_application_get_windows (user_data));

  if (bus != NULL)
    g_dbus_connection_flush_sync (bus, NULL, NULL);
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
  g_list_free (windows);
  return G_SOURCE_REMOVE;
}

/* Whoever asks for it over the bus is answered when this has returned. */
static void
quit_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, close_windows_cb, g_object_ref (user_data), g_object_unref);
}

static void
text_larger_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfApplication *self = user_data;

  set_text_scale (self, self->settings.text_scale * TEXT_STEP);
}

static void
text_smaller_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfApplication *self = user_data;

  set_text_scale (self, self->settings.text_scale / TEXT_STEP);
}

static void
text_normal_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  set_text_scale (user_data, 1);
}

static void
color_scheme_changed_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  TfApplication *self = user_data;
  AdwColorScheme scheme = tf_color_scheme_from_name (g_variant_get_string (state, NULL));

  self->settings.color_scheme = scheme;
  adw_style_manager_set_color_scheme (adw_application_get_style_manager (ADW_APPLICATION (self)), scheme);
  g_simple_action_set_state (action, g_variant_new_string (tf_color_scheme_name (scheme)));
  tf_settings_save (&self->settings);
}

static void
add_actions (TfApplication *self)
{
  static const GActionEntry entries[] = {
    { .name = "new-window", .activate = new_window_activated_cb },
    { .name = "resume", .activate = resume_activated_cb },
    { .name = "manual", .activate = manual_activated_cb },
    { .name = "about", .activate = about_activated_cb },
    { .name = "quit", .activate = quit_activated_cb },
    { .name = "text-larger", .activate = text_larger_activated_cb },
    { .name = "text-smaller", .activate = text_smaller_activated_cb },
    { .name = "text-normal", .activate = text_normal_activated_cb },
    { .name = "color-scheme", .parameter_type = "s", .state = "'system'", .change_state = color_scheme_changed_cb },
  };
  GAction *scheme;

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  scheme = g_action_map_lookup_action (G_ACTION_MAP (self), "color-scheme");
  g_simple_action_set_state (G_SIMPLE_ACTION (scheme),
                             g_variant_new_string (tf_color_scheme_name (self->settings.color_scheme)));
}

static void
add_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/io/github/tightframe/Tightframe/ui/window.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

/* overrides */

static void
tf_application_startup (GApplication *application)
{
  TfApplication *self = TF_APPLICATION (application);

  G_APPLICATION_CLASS (tf_application_parent_class)->startup (application);
  tf_avoid_software_gl (gdk_display_get_default ());
  tf_settings_load (&self->settings);
  adw_style_manager_set_color_scheme (adw_application_get_style_manager (ADW_APPLICATION (self)),
                                      self->settings.color_scheme);
  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &self->plain_dpi, NULL);
  if (self->plain_dpi <= 0)
    self->plain_dpi = 96 * 1024;
  if (self->settings.text_scale != 1)
    apply_text_scale (self);
  gtk_window_set_default_icon_name (APPLICATION_ID);
  add_style ();
  add_actions (self);
  tf_application_add_keys (GTK_APPLICATION (self));
}

/* Once, to whoever is here for the first time. */
static void
offer_lesson (TfApplication *self, TfWindow *window)
{
  if (self->settings.has_offered)
    return;
  self->settings.has_offered = TRUE;
  tf_settings_save (&self->settings);
  tf_window_offer_lesson (window);
}

static void
tf_application_activate (GApplication *application)
{
  TfApplication *self = TF_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (self->resumes)
    {
      self->resumes = FALSE;
      tf_window_resume (add_window (self));
    }
  else if (window != NULL)
    gtk_window_present (window);
  else
    {
      TfWindow *first = add_window (self);

      tf_window_open_default (first);
      offer_lesson (self, first);
    }
}

/* A log is not lost to a script that ends the program when it has seen enough. */
static gboolean
ended_cb (gpointer user_data)
{
  quit_activated_cb (NULL, NULL, user_data);
  return G_SOURCE_CONTINUE;
}

/* Where another instance runs it is told; otherwise the first window will do it. */
static int
resume (TfApplication *self, GError **error)
{
  GApplication *application = G_APPLICATION (self);

  if (!g_application_register (application, NULL, error))
    return EXIT_FAILURE;
  if (!g_application_get_is_remote (application))
    {
      self->resumes = TRUE;
      return -1;
    }
  g_action_group_activate_action (G_ACTION_GROUP (self), "resume", NULL);
  g_dbus_connection_flush_sync (g_application_get_dbus_connection (application), NULL, NULL);
  return EXIT_SUCCESS;
}

/* -1: goes on. */
static int
start_frame_log (TfApplication *self, const char *path)
{
  GApplication *application = G_APPLICATION (self);
  g_autoptr (GError) error = NULL;

  self->frame_log = tf_frame_log_new (path, &error);
  if (self->frame_log == NULL)
    return report_log (path, error);
  self->frame_log_path = g_strdup (path);
  /* It is this process that is measured, and no other instance. */
  g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  g_unix_signal_add (SIGINT, ended_cb, self);
  g_unix_signal_add (SIGTERM, ended_cb, self);
  return -1;
}

static int
tf_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  TfApplication *self = TF_APPLICATION (application);
  g_autoptr (GError) error = NULL;
  const char *path;
  int status = -1;

  if (g_variant_dict_lookup (options, "frame-log", "^&ay", &path))
    status = start_frame_log (self, path);
  if (status < 0 && g_variant_dict_contains (options, "resume"))
    status = resume (self, &error);
  if (error != NULL)
    g_printerr ("tightframe: %s\n", error->message);
  return status;
}

/* A link, or files. Files named together are the layers of one network, in one window; one alone
 * may be a session. */
static void
tf_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  g_autofree char *uri = n_files == 1 ? g_file_get_uri (files[0]) : NULL;
  TfWindow *window = add_window (TF_APPLICATION (application));

  if (uri != NULL && tf_session_is_link (uri))
    tf_window_open_link (window, uri);
  else
    tf_window_open_files (window, files, n_files);
}

static void
tf_application_finalize (GObject *object)
{
  g_free (TF_APPLICATION (object)->frame_log_path);
  G_OBJECT_CLASS (tf_application_parent_class)->finalize (object);
}

static void
tf_application_class_init (TfApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tf_application_finalize;
  application_class->handle_local_options = tf_application_handle_local_options;
  application_class->startup = tf_application_startup;
  application_class->activate = tf_application_activate;
  application_class->open = tf_application_open;
}

static void
tf_application_init (TfApplication *self)
{
  static const GOptionEntry entries[] = {
    { "resume", 0, 0, G_OPTION_ARG_NONE, NULL, "Go on with the last session", NULL },
    { "frame-log", 0, 0, G_OPTION_ARG_FILENAME, NULL, "Write what each frame of the first window cost, as CSV", "FILE" },
    G_OPTION_ENTRY_NULL,
  };

  g_application_add_main_option_entries (G_APPLICATION (self), entries);
}

TfApplication *
tf_application_new (GApplicationFlags flags)
{
  return g_object_new (TF_TYPE_APPLICATION, "application-id", APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN | flags, NULL);
}

/* Bare machines have no session bus. The toolkit warns of it for each window's
 * accessibility, and there is nobody to be the one instance among. */
static GApplicationFlags
adapt_to_session (void)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);

  if (bus != NULL)
    return G_APPLICATION_DEFAULT_FLAGS;
  g_setenv ("GTK_A11Y", "none", FALSE);
  return G_APPLICATION_NON_UNIQUE;
}

int
tf_application_run (int argc, char **argv)
{
  g_autoptr (TfApplication) application = NULL;
  GApplicationFlags flags = adapt_to_session ();
  int status;

  if (!gtk_init_check ())
    {
      fputs ("tightframe: there is no display to open the window on; tightframe run --features FILE works without one\n",
             stderr);
      return EXIT_FAILURE;
    }
  g_set_application_name ("Tightframe");
  application = tf_application_new (flags);
  application->is_alone = TRUE;
  status = g_application_run (G_APPLICATION (application), argc, argv);
  finish_log (application);
  return MAX (status, application->status);
}
