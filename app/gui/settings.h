/* settings.h: the few choices that outlive a session of work
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A key file in the user's configuration folder. A file that cannot be read is
 * as good as none, and one that cannot be written is no one's trouble.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef struct
{
  AdwColorScheme color_scheme; /* ADW_COLOR_SCHEME_DEFAULT, _FORCE_LIGHT or _FORCE_DARK */
  double         text_scale;   /* 1: as the system has it */
  gboolean       has_offered;  /* the first lesson, to whoever came for the first time */
} TfSettings;

#define TF_TEXT_SCALE_MIN 0.75
#define TF_TEXT_SCALE_MAX 2.5

void tf_settings_load (TfSettings *self);
void tf_settings_save (const TfSettings *self);

const char    *tf_color_scheme_name (AdwColorScheme scheme); /* "system", "light" or "dark" */
AdwColorScheme tf_color_scheme_from_name (const char *name); /* of an unknown name: the system's */

G_END_DECLS
