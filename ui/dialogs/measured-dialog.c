/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measured-dialog.h"

#include <adwaita.h>

#include "like.h"

#define WIDTH 640
#define HEIGHT 720

char *
tf_measured_dialog_make_text (void)
{
  GString *text = g_string_new ("Tightframe\n");

  for (int m = 0; m < TF_N_METRICS; m++)
    g_string_append_printf (text, "%s\t%s\n", tf_metric_name (m), tf_metric_get_info (m)->meaning);
  for (int like = 0; like < TF_N_LIKES; like++)
    {
      guint n;
      const TfLikeColumn *columns = tf_like_get_columns (like, &n);

      g_string_append_printf (text, "--like %s: %s\n", tf_like_get_name (like), tf_like_get_source (like));
      for (guint i = 0; i < n; i++)
        g_string_append_printf (text, "%s\t%s\n", columns[i].name, columns[i].meaning);
    }
  return g_string_free (text, FALSE);
}

static void
add_row (AdwPreferencesGroup *group, const char *name, const char *column, const char *meaning)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = g_markup_escape_text (name, -1), *subtitle = g_markup_escape_text (meaning, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (column != NULL)
    {
      GtkWidget *label = gtk_label_new (column);

      gtk_widget_add_css_class (label, "dim-label");
      gtk_label_set_selectable (GTK_LABEL (label), TRUE);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
    }
  adw_preferences_group_add (group, row);
}

static AdwPreferencesGroup *
add_group (AdwPreferencesPage *page, const char *title, const char *description)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  adw_preferences_group_set_description (group, description);
  adw_preferences_page_add (page, group);
  return group;
}

static GtkWidget *
make_page (void)
{
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  AdwPreferencesGroup *group = add_group (page, "Metrics", "As in tables, traces and read-outs; at the right the name of the column");

  for (int m = 0; m < TF_N_METRICS; m++)
    add_row (group, tf_metric_get_info (m)->label, tf_metric_name (m), tf_metric_get_info (m)->meaning);
  for (int like = 0; like < TF_N_LIKES; like++)
    {
      guint n;
      const TfLikeColumn *columns = tf_like_get_columns (like, &n);
      g_autofree char *title = g_strdup_printf ("In %s", tf_like_get_source (like));
      g_autofree char *description = g_strdup_printf ("On the command line: --like %s", tf_like_get_name (like));

      group = add_group (page, title, description);
      for (guint i = 0; i < n; i++)
        add_row (group, columns[i].name, NULL, columns[i].meaning);
    }
  return GTK_WIDGET (page);
}

static void
copy_cb (GtkWidget *button)
{
  g_autofree char *text = tf_measured_dialog_make_text ();

  gdk_clipboard_set_text (gtk_widget_get_clipboard (button), text);
}

GtkWindow *
tf_measured_dialog_new (GtkWindow *parent)
{
  GtkWidget *window = adw_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *bar = adw_header_bar_new ();
  GtkWidget *copy = gtk_button_new_with_mnemonic ("_Copy All"), *page = make_page ();

  gtk_window_set_title (GTK_WINDOW (window), "What Is Measured");
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_widget_set_tooltip_text (copy, "All definitions as text, a line each");
  g_signal_connect (copy, "clicked", G_CALLBACK (copy_cb), NULL);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), copy);
  gtk_widget_set_vexpand (page, TRUE);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), page);
  adw_window_set_content (ADW_WINDOW (window), box);
  return GTK_WINDOW (window);
}
