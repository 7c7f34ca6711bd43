/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "glossary.h"

#include <adwaita.h>

#include "word-popover.h"

#define WIDTH 640
#define HEIGHT 720
#define ROW "tf-row" /* of a group: its rows, a GPtrArray; of a row: what is searched, in small letters */

static char *
make_subtitle (const TfWord *word)
{
  g_autofree char *meaning = tf_word_get_meaning (word), *sources = tf_word_get_sources (word);
  g_autofree char *escaped = sources != NULL ? g_markup_escape_text (sources, -1) : NULL;

  return escaped != NULL ? g_strdup_printf ("%s\n<small>%s</small>", meaning, escaped) : g_steal_pointer (&meaning);
}

static GtkWidget *
make_row (const TfWord *word)
{
  GtkWidget *row = adw_action_row_new (), *button = tf_word_make_button (word);
  g_autofree char *subtitle = make_subtitle (word), *all = g_strconcat (word->name, " ", word->title, " ", word->meaning, NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), word->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  g_object_set_data_full (G_OBJECT (row), ROW, g_utf8_casefold (all, -1), g_free);
  if (button != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
search_cb (GtkSearchEntry *entry, GPtrArray *groups)
{
  g_autofree char *sought = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (entry)), -1);

  for (guint i = 0; i < groups->len; i++)
    {
      GPtrArray *rows = g_object_get_data (groups->pdata[i], ROW);
      gboolean any = FALSE;

      for (guint j = 0; j < rows->len; j++)
        {
          gboolean found = g_strstr_len (g_object_get_data (rows->pdata[j], ROW), -1, sought) != NULL;

          gtk_widget_set_visible (rows->pdata[j], found);
          any = any || found;
        }
      gtk_widget_set_visible (groups->pdata[i], any);
    }
}

static GtkWidget *
make_page (GPtrArray *groups)
{
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());

  for (TfWordKind kind = 0; kind < TF_N_WORD_KINDS; kind++)
    {
      AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

      adw_preferences_group_set_title (group, tf_word_kind_title (kind));
      adw_preferences_page_add (page, group);
      g_object_set_data_full (G_OBJECT (group), ROW, g_ptr_array_new (), (GDestroyNotify) g_ptr_array_unref);
      g_ptr_array_add (groups, group);
    }
  for (guint i = 0; i < tf_words_get_n (); i++)
    {
      const TfWord *word = tf_words_get (i);
      GtkWidget *row = make_row (word);

      adw_preferences_group_add (groups->pdata[word->kind], row);
      g_ptr_array_add (g_object_get_data (groups->pdata[word->kind], ROW), row);
    }
  return GTK_WIDGET (page);
}

static void
show_word_cb (GSimpleAction *action, GVariant *parameter, gpointer parent)
{
  g_action_group_activate_action (G_ACTION_GROUP (parent), "show-word", parameter);
}

/* Its parent's action, without keeping the parent. */
static void
pass_on (GtkWidget *window, GtkWindow *parent)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("show-word", G_VARIANT_TYPE_STRING);

  g_signal_connect_object (action, "activate", G_CALLBACK (show_word_cb), parent, 0);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (window, "win", G_ACTION_GROUP (group));
}

/* public */

GtkWindow *
tf_glossary_new (GtkWindow *parent)
{
  GtkWidget *window = adw_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *bar = adw_header_bar_new ();
  GtkWidget *search = gtk_search_entry_new (), *page;
  GPtrArray *groups = g_ptr_array_new ();

  page = make_page (groups);
  gtk_window_set_title (GTK_WINDOW (window), "Words");
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  pass_on (window, parent);
  gtk_widget_set_hexpand (search, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (search), GTK_ACCESSIBLE_PROPERTY_LABEL, "Search words", -1);
  g_signal_connect_data (search, "search-changed", G_CALLBACK (search_cb), groups, (GClosureNotify) (void (*) (void)) g_ptr_array_unref, 0);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (bar), search);
  gtk_widget_set_vexpand (page, TRUE);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), page);
  adw_window_set_content (ADW_WINDOW (window), box);
  return GTK_WINDOW (window);
}
