/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measured-dialog.h"

#include <adwaita.h>

#include "dialog-work.h"
#include "like.h"
#include "symbol-markup.h"

#define WIDTH 640
#define HEIGHT 720
#define PAGE "tf-page"

/* What the window has while it is open: a label for each value, in the order of the rows. */
typedef struct
{
  GPtrArray        *labels;
  TfDialogWork      measuring;
  TfMeasuredValues *values; /* or NULL: not known yet */
} Page;

static void
page_free (gpointer data)
{
  Page *page = data;

  tf_dialog_work_stop (&page->measuring);
  g_ptr_array_unref (page->labels);
  g_clear_pointer (&page->values, tf_measured_values_free);
  g_free (page);
}

static void
append_line (GString *text, const char *name, const double *value, const char *meaning)
{
  g_autofree char *digits = value != NULL ? tf_measured_value_write (*value) : NULL;

  if (digits != NULL)
    g_string_append_printf (text, "%s\t%s\t%s\n", name, digits, meaning);
  else
    g_string_append_printf (text, "%s\t%s\n", name, meaning);
}

char *
tf_measured_dialog_make_text (const TfMeasuredValues *values)
{
  GString *text = g_string_new ("Tightframe\n");

  for (int m = 0; m < TF_N_METRICS; m++)
    append_line (text, tf_metric_name (m), values != NULL ? &values->metrics.values[m] : NULL, tf_metric_get_info (m)->meaning);
  for (int like = 0; like < TF_N_LIKES; like++)
    {
      guint n;
      const TfLikeColumn *columns = tf_like_get_columns (like, &n);

      g_string_append_printf (text, "--like %s: %s\n", tf_like_get_name (like), tf_like_get_source (like));
      for (guint i = 0; i < n; i++)
        append_line (text, columns[i].name, values != NULL ? &values->likes[like][i] : NULL, columns[i].meaning);
    }
  return g_string_free (text, FALSE);
}

/* In the order of the rows. */
static void
show_values (Page *page)
{
  guint next = 0;

  for (int m = 0; m < TF_N_METRICS; m++)
    {
      g_autofree char *text = tf_measured_value_write (page->values->metrics.values[m]);

      gtk_label_set_label (page->labels->pdata[next++], text);
    }
  for (int like = 0; like < TF_N_LIKES; like++)
    {
      guint n;

      tf_like_get_columns (like, &n);
      for (guint i = 0; i < n; i++)
        {
          g_autofree char *text = tf_measured_value_write (page->values->likes[like][i]);

          gtk_label_set_label (page->labels->pdata[next++], text);
        }
    }
}

/* --- what the features have of each --- */

typedef struct
{
  TfMoments   *moments;
  TfParameters parameters;
} Wanted;

static void
wanted_free (gpointer data)
{
  tf_moments_unref (((Wanted *) data)->moments);
  g_free (data);
}

static void
measure_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const Wanted *wanted = task_data;
  TfMeasuredValues *values
    = g_cancellable_is_cancelled (cancellable) ? NULL : tf_measured_values_new (wanted->moments, &wanted->parameters);

  g_task_return_pointer (task, values, (GDestroyNotify) tf_measured_values_free);
}

static void
measured (GtkWidget *window, GAsyncResult *result)
{
  Page *page = g_object_get_data (G_OBJECT (window), PAGE);

  page->values = g_task_propagate_pointer (G_TASK (result), NULL);
  show_values (page);
}

static void
measure (Page *page, TfMoments *moments, const TfParameters *parameters)
{
  Wanted *wanted = g_new (Wanted, 1);

  *wanted = (Wanted){ tf_moments_ref (moments), *parameters };
  tf_dialog_work_begin (&page->measuring, measure_thread, wanted, wanted_free);
}

/* --- the window --- */

static void
add_row (Page *page, AdwPreferencesGroup *group, const char *name, const char *column, const char *meaning)
{
  GtkWidget *row = adw_action_row_new (), *value = gtk_label_new (NULL);
  g_autofree char *title = tf_symbol_markup (name), *subtitle = tf_symbol_markup (meaning);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_label_set_selectable (GTK_LABEL (value), TRUE);
  gtk_widget_add_css_class (value, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), value);
  g_ptr_array_add (page->labels, value);
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
add_group (AdwPreferencesPage *pages, const char *title, const char *description)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  adw_preferences_group_set_description (group, description);
  adw_preferences_page_add (pages, group);
  return group;
}

static GtkWidget *
make_page (Page *page, gboolean has_values)
{
  AdwPreferencesPage *pages = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  AdwPreferencesGroup *group = add_group (
      pages, "Metrics",
      has_values ? "As in tables, traces and read-outs; at the right the value of the features that are open, "
                   "as they are, and the name of the column"
                 : "As in tables, traces and read-outs; at the right the name of the column");

  for (int m = 0; m < TF_N_METRICS; m++)
    add_row (page, group, tf_metric_get_info (m)->label, tf_metric_name (m), tf_metric_get_info (m)->meaning);
  for (int like = 0; like < TF_N_LIKES; like++)
    {
      guint n;
      const TfLikeColumn *columns = tf_like_get_columns (like, &n);
      g_autofree char *title = g_strdup_printf ("In %s", tf_like_get_source (like));
      g_autofree char *description = g_strdup_printf ("On the command line: --like %s", tf_like_get_name (like));

      group = add_group (pages, title, description);
      for (guint i = 0; i < n; i++)
        add_row (page, group, columns[i].name, NULL, columns[i].meaning);
    }
  return GTK_WIDGET (pages);
}

static void
copy_cb (GtkWidget *button)
{
  Page *page = g_object_get_data (G_OBJECT (gtk_widget_get_root (button)), PAGE);
  g_autofree char *text = tf_measured_dialog_make_text (page->values);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (button), text);
}

GtkWindow *
tf_measured_dialog_new (GtkWindow *parent, TfMoments *moments, const TfParameters *parameters)
{
  Page *known = g_new0 (Page, 1);
  GtkWidget *window = adw_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *bar = adw_header_bar_new ();
  GtkWidget *copy = gtk_button_new_with_mnemonic ("_Copy All"), *page;

  known->labels = g_ptr_array_new ();
  tf_dialog_work_init (&known->measuring, window, measured);
  g_object_set_data_full (G_OBJECT (window), PAGE, known, page_free);
  page = make_page (known, moments != NULL);
  gtk_window_set_title (GTK_WINDOW (window), "What Is Measured");
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_widget_set_tooltip_text (copy, "All definitions, with the values, as text, a line each");
  g_signal_connect (copy, "clicked", G_CALLBACK (copy_cb), NULL);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), copy);
  gtk_widget_set_vexpand (page, TRUE);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), page);
  adw_window_set_content (ADW_WINDOW (window), box);
  if (moments != NULL)
    measure (known, moments, parameters);
  return GTK_WINDOW (window);
}
