/* window-drop.c: files that are dropped on the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "window-opening.h"

#define TAKE "tf-take-files" /* of a drop target: the function that gets its files */

static gboolean
dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer user_data)
{
  TfTakeFiles *take = g_object_get_data (G_OBJECT (target), TAKE);
  g_autoptr (GPtrArray) files = g_ptr_array_new ();

  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
      g_ptr_array_add (files, l->data);
  else if (G_VALUE_HOLDS (value, G_TYPE_FILE))
    g_ptr_array_add (files, g_value_get_object (value));
  if (files->len == 0)
    return FALSE;
  take (user_data, (GFile *const *) files->pdata, files->len);
  return TRUE;
}

void
tf_window_take_drops (TfWindow *self, GtkWidget *widget, TfTakeFiles *take)
{
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_FILE };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  g_object_set_data (G_OBJECT (target), TAKE, take);
  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect (target, "drop", G_CALLBACK (dropped_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
}

static void
take_files (TfWindow *self, GFile *const *files, guint n_files)
{
  if (n_files != 1 || !tf_window_ask_held_out (self, files[0]))
    tf_window_open_files (self, files, n_files);
}

void
tf_window_make_drop (TfWindow *self)
{
  tf_window_take_drops (self, GTK_WIDGET (self->overlay), take_files);
}
