/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "symbol-choice.h"

#include "symbol-markup.h"

/* The one that is chosen is ticked in the list. */
static void
setup_word_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *label = gtk_label_new (NULL);
  GtkWidget *tick = gtk_image_new_from_icon_name ("object-select-symbolic");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), tick);
  g_object_bind_property (item, "selected", tick, "visible", G_BINDING_SYNC_CREATE);
  gtk_list_item_set_child (item, box);
}

static void
bind_word_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  g_autofree char *markup = tf_symbol_markup (gtk_string_object_get_string (GTK_STRING_OBJECT (gtk_list_item_get_item (item))));

  gtk_label_set_markup (GTK_LABEL (gtk_widget_get_first_child (gtk_list_item_get_child (item))), markup);
}

/* public */

GtkWidget *
tf_symbol_choice_new (const char *const *words)
{
  GtkWidget *down = gtk_drop_down_new_from_strings (words);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_word_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_word_cb), NULL);
  gtk_drop_down_set_factory (GTK_DROP_DOWN (down), factory);
  return down;
}
