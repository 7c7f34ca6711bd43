/* window-pins.c: runs that are kept in the plots, and the offer to keep what is let go
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "window-showing.h"

#define OFFER_TIMEOUT 10 /* seconds */

static void
explain_full (TfWindow *self)
{
  g_autofree char *text = g_strdup_printf ("There are %u pins already; remove one of them first", (guint) TF_PINS_MAX);

  tf_window_toast (self, text);
}

static void
pin_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;

  if (!tf_lab_pin (self->lab))
    explain_full (self);
}

static void
pin_later_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;

  if (tf_lab_pin_let_go (self->lab))
    tf_window_update (self);
  else
    explain_full (self);
}

static void
let_go_cb (TfWindow *self, const char *text)
{
  tf_toasts_show (self->toasts, text, "_Pin It", "win.pin-later", OFFER_TIMEOUT);
  tf_window_update (self);
}

/* shared with the other files */

void
tf_window_make_pins (TfWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "pin", .activate = pin_activated_cb },
    { .name = "pin-later", .activate = pin_later_activated_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  tf_pins_panel_set_pins (self->pins_panel, tf_lab_get_pins (self->lab));
  g_signal_connect_object (self->lab, "let-go", G_CALLBACK (let_go_cb), self, G_CONNECT_SWAPPED);
}
