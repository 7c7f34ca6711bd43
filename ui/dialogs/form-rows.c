/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "form-rows.h"

AdwPreferencesGroup *
tf_form_add_group (GtkBox *form, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_box_append (form, group);
  return ADW_PREFERENCES_GROUP (group);
}

AdwComboRow *
tf_form_add_combo (AdwPreferencesGroup *group, const char *title, const char *const *choices, guint selected)
{
  g_autoptr (GtkStringList) model = gtk_string_list_new (choices);
  GtkWidget *row = g_object_new (ADW_TYPE_COMBO_ROW, "title", title, "model", model, "selected", selected, NULL);

  adw_preferences_group_add (group, row);
  return ADW_COMBO_ROW (row);
}

AdwActionRow *
tf_form_add_row (AdwPreferencesGroup *group, const char *title, GtkWidget *suffix)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_widget_set_valign (suffix, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), suffix);
  gtk_accessible_update_property (GTK_ACCESSIBLE (suffix), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_preferences_group_add (group, row);
  return ADW_ACTION_ROW (row);
}

AdwActionRow *
tf_form_add_switch (AdwPreferencesGroup *group, const char *title, GtkSwitch *suffix)
{
  AdwActionRow *row = tf_form_add_row (group, title, GTK_WIDGET (suffix));

  adw_action_row_set_activatable_widget (row, GTK_WIDGET (suffix));
  return row;
}

GtkSpinButton *
tf_form_make_spin (double min, double max, double step, guint digits)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (min, max, step);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), digits);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 6);
  return GTK_SPIN_BUTTON (spin);
}

GtkWidget *
tf_form_make_list (GListModel *items, GtkListItemFactory *factory, const char *label, int max_height)
{
  GtkNoSelection *model = gtk_no_selection_new (g_object_ref (items));
  GtkWidget *view = gtk_list_view_new (GTK_SELECTION_MODEL (model), factory), *scroller = gtk_scrolled_window_new ();

  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), max_height);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_widget_set_overflow (scroller, GTK_OVERFLOW_HIDDEN); /* the rows keep to the card's round corners */
  gtk_widget_add_css_class (scroller, "card");
  return scroller;
}
