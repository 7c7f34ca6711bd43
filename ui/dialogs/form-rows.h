/* form-rows.h: groups, rows and lists that the forms of dialogs are made of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is made is the parent's; what is returned is borrowed.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

AdwPreferencesGroup *tf_form_add_group (GtkBox *form, const char *title);

/* choices: NULL-terminated; selected: the place of one. */
AdwComboRow *tf_form_add_combo (AdwPreferencesGroup *group, const char *title, const char *const *choices, guint selected);

/* A row of that title with a widget at its end, which assistive tools call by the title. */
AdwActionRow *tf_form_add_row (AdwPreferencesGroup *group, const char *title, GtkWidget *suffix);

/* The row is the switch's, too: a click anywhere in it turns it. */
AdwActionRow *tf_form_add_switch (AdwPreferencesGroup *group, const char *title, GtkSwitch *suffix);

/* A card of rows that are made for what is to be seen alone; above max_height (px) they are scrolled. factory is taken. */
GtkWidget *tf_form_make_list (GListModel *items, GtkListItemFactory *factory, const char *label, int max_height);

/* Not in a row yet. */
GtkSpinButton *tf_form_make_spin (double min, double max, double step, guint digits);

G_END_DECLS
