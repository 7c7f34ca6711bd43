/* window-link.c: a run as a line of text, to the clipboard and back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "session-link.h"
#include "window-private.h"

static void
copy_link_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  g_autoptr (TfSession) session = tf_lab_make_session (self->lab);
  g_autofree char *link = session != NULL ? tf_session_to_link (session) : NULL;

  if (session == NULL)
    return;
  if (link == NULL)
    {
      tf_window_toast (self, "A link is for synthetic and bundled features. Save the session, and share it with your files");
      return;
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), link);
  tf_window_toast (self, "Link copied: paste it into any Tightframe window");
}

static void
pasted_cb (GObject *clipboard, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TfWindow) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);

  if (self->lab == NULL || gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  if (text != NULL && tf_session_is_link (text))
    tf_window_open_link (self, text);
  else
    tf_window_toast (self, "What was copied is no link to a run");
}

static void
paste_link_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (user_data), NULL, pasted_cb, g_object_ref (user_data));
}

/* shared with the other files */

void
tf_window_make_links (TfWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "copy-link", .activate = copy_link_activated_cb },
    { .name = "paste-link", .activate = paste_link_activated_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

/* public */

void
tf_window_open_link (TfWindow *self, const char *link)
{
  g_autoptr (GError) error = NULL;
  TfSession *session;

  g_return_if_fail (TF_IS_WINDOW (self));
  session = tf_session_from_link (link, &error);
  if (session != NULL)
    tf_window_open_session (self, session);
  else
    {
      tf_window_toast (self, error->message);
      tf_window_open_default_at_last (self);
    }
}
