/* window-drop.c: files that are dropped on the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "window-private.h"

static gboolean
files_dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer user_data)
{
  TfWindow *self = user_data;
  g_autoptr (GPtrArray) files = g_ptr_array_new ();

  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
      g_ptr_array_add (files, l->data);
  else if (G_VALUE_HOLDS (value, G_TYPE_FILE))
    g_ptr_array_add (files, g_value_get_object (value));
  if (files->len == 0)
    return FALSE;

  if (files->len == 1 && tf_window_ask_held_out (self, files->pdata[0]))
    return TRUE;
  tf_window_open_files (self, (GFile *const *) files->pdata, files->len);
  return TRUE;
}

void
tf_window_make_drop (TfWindow *self)
{
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_FILE };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect (target, "drop", G_CALLBACK (files_dropped_cb), self);
  gtk_widget_add_controller (self->overlay, GTK_EVENT_CONTROLLER (target));
}
