/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "manual.h"

#include <adwaita.h>

#include "install-place.h"

#define MANUAL_ON_THE_WEB "https://tightframe.github.io/help/"

static void
manual_shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *path = user_data;
  GtkWindow *window = source != NULL ? GTK_WINDOW (source) : NULL;
  g_autoptr (GError) error = NULL;
  GtkWidget *dialog;

  if (gtk_show_uri_full_finish (window, result, &error))
    return;
  dialog = adw_message_dialog_new (window, "The Manual Does Not Open", NULL);
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), "%s. It is in %s, for any browser.", error->message, path);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", "_Close");
  gtk_window_present (GTK_WINDOW (dialog));
}

void
tf_show_manual (GtkWindow *window)
{
  g_autofree char *path = tf_data_find ("help/index.html");
  g_autofree char *uri = path != NULL ? g_filename_to_uri (path, NULL, NULL) : NULL;

  if (uri == NULL)
    uri = g_strdup (MANUAL_ON_THE_WEB);
  gtk_show_uri_full (window, uri, GDK_CURRENT_TIME, NULL, manual_shown_cb, g_strdup (path != NULL ? path : uri));
}
