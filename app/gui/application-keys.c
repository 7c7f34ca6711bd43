/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "application-keys.h"

void
tf_application_add_keys (GtkApplication *self)
{
  static const struct
  {
    const char *action;
    const char *keys[4];
  } accelerators[] = {
    { "app.new-window", { "<Control>n" } },
    { "app.quit", { "<Control>q" } },
    { "app.manual", { "F1" } },
    { "app.text-larger", { "<Control>plus", "<Control>equal", "<Control>KP_Add" } },
    { "app.text-smaller", { "<Control>minus", "<Control>KP_Subtract" } },
    { "app.text-normal", { "<Control>0", "<Control>KP_0" } },
    { "window.close", { "<Control>w" } },
    { "win.open", { "<Control>o" } },
    { "win.save-session", { "<Control>s" } },
    { "win.save-session-as", { "<Control><Shift>s" } },
    { "win.resume", { "<Control><Shift>o" } },
    { "win.copy-command", { "<Control><Alt>c" } },
    { "win.restart", { "<Control>r" } },
    { "win.export-figure", { "<Control>e" } },
    { "win.undo", { "<Control>z" } },
    { "win.redo", { "<Control><Shift>z", "<Control>y" } },
    { "win.sidebar", { "F9" } },
    { "win.fullscreen", { "F11" } },
    { "win.on-stage", { "F5" } },
    { "win.high-contrast", { "<Shift>F5" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (self, accelerators[i].action, (const char **) accelerators[i].keys);
}
