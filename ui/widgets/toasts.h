/* toasts.h: sentences that come up for some seconds, one after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lies over the foot of a window. AdwToastOverlay of libadwaita 1.2 takes down
 * the program now and then when several toasts come within its animations.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TF_TYPE_TOASTS (tf_toasts_get_type ())
G_DECLARE_FINAL_TYPE (TfToasts, tf_toasts, TF, TOASTS, GtkWidget)

GtkWidget *tf_toasts_new (void);

/* text: plain, not markup. button: a label with mnemonic, and the action behind
 * it, or both NULL. Waits for those before it, which then stay for a shorter time. */
void tf_toasts_show (TfToasts *self, const char *text, const char *button, const char *action_name, guint seconds);

/* What offers that action is of no use any more, shown or waiting: it goes. */
void tf_toasts_withdraw (TfToasts *self, const char *action_name);

const char *tf_toasts_get_text (TfToasts *self); /* what is shown, or NULL */

G_END_DECLS
