/* window-say.c: what the window's files tell each other and a person; it calls none of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "chooser.h"
#include "window-opening.h"

/* --- to each other: window-private.h says what each means --- */

void
tf_window_class_add_signals (TfWindowClass *klass)
{
  static const char *const plain[] = { "updated", "fetching", "taking", "epochs-changed" };
  GType type = G_TYPE_FROM_CLASS (klass);

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    g_signal_new (plain[i], type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("lesson-opened", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  g_signal_new ("source-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  g_signal_new ("not-opened", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 4, G_TYPE_POINTER, G_TYPE_STRING,
                G_TYPE_STRING, G_TYPE_POINTER);
}

void
tf_window_update (TfWindow *self)
{
  g_signal_emit_by_name (self, "updated");
}

/* --- to a person --- */

GtkNativeDialog *
tf_window_show_chooser (TfWindow            *self,
                        const char          *title,
                        GtkFileChooserAction action,
                        const char          *filter,
                        const char *const   *suffixes,
                        GFile               *folder,
                        const char          *name)
{
  const TfChooserWish wish = { .title = title, .action = action, .filter = filter, .suffixes = suffixes, .folder = folder,
                               .name = name };

  return tf_chooser_show (&self->chooser, GTK_WINDOW (self), &wish);
}

/* public */

const TfParameters *
tf_window_get_parameters (TfWindow *self)
{
  g_return_val_if_fail (TF_IS_WINDOW (self), NULL);
  return tf_lab_get_parameters (self->lab);
}

void
tf_window_toast (TfWindow *self, const char *text)
{
  g_return_if_fail (TF_IS_WINDOW (self));
  tf_toasts_show (self->toasts, text, NULL, NULL, TF_WINDOW_TOAST_SECONDS);
}
