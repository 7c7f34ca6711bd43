/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "settings.h"

#include <math.h>

#define GROUP "Window"

static char *
folder (void)
{
  return g_build_filename (g_get_user_config_dir (), "tightframe", NULL);
}

static char *
path_in (const char *dir)
{
  return g_build_filename (dir, "settings.ini", NULL);
}

const char *
tf_color_scheme_name (AdwColorScheme scheme)
{
  switch ((int) scheme) /* a library's: there may be more */
    {
    case ADW_COLOR_SCHEME_FORCE_LIGHT:
      return "light";
    case ADW_COLOR_SCHEME_FORCE_DARK:
      return "dark";
    default:
      return "system";
    }
}

AdwColorScheme
tf_color_scheme_from_name (const char *name)
{
  if (g_strcmp0 (name, "light") == 0)
    return ADW_COLOR_SCHEME_FORCE_LIGHT;
  return g_strcmp0 (name, "dark") == 0 ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_DEFAULT;
}

void
tf_settings_load (TfSettings *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *dir = folder ();
  g_autofree char *path = path_in (dir);
  g_autofree char *scheme = NULL;
  double scale;

  self->color_scheme = ADW_COLOR_SCHEME_DEFAULT;
  self->text_scale = 1;
  self->has_offered = FALSE;
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return;
  scheme = g_key_file_get_string (file, GROUP, "color-scheme", NULL);
  self->color_scheme = tf_color_scheme_from_name (scheme);
  self->has_offered = g_key_file_get_boolean (file, GROUP, "offered-lesson", NULL);
  scale = g_key_file_get_double (file, GROUP, "text-scale", NULL);
  if (isfinite (scale) && scale > 0)
    self->text_scale = CLAMP (scale, TF_TEXT_SCALE_MIN, TF_TEXT_SCALE_MAX);
}

void
tf_settings_save (const TfSettings *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = folder ();
  g_autofree char *path = path_in (dir);

  g_key_file_set_string (file, GROUP, "color-scheme", tf_color_scheme_name (self->color_scheme));
  g_key_file_set_double (file, GROUP, "text-scale", self->text_scale);
  g_key_file_set_boolean (file, GROUP, "offered-lesson", self->has_offered);
  if (g_mkdir_with_parents (dir, 0700) != 0 || !g_key_file_save_to_file (file, path, &error))
    g_debug ("settings not saved in %s: %s", dir, error != NULL ? error->message : "no folder");
}
