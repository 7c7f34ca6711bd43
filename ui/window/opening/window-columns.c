/* window-columns.c: how a file is read, and how else it may be: labels, columns and classes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "window-opening.h"

#include "class-list.h"
#include "column-list.h"

#define MIN_WIDTH 480 /* px: a name and its roles side by side */

static void
labels_response_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  TfWindow *self = user_data;
  TfSource *source = g_object_get_data (G_OBJECT (chooser), "source");

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) labels = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
      g_autoptr (TfSource) labelled = tf_source_new_file (tf_source_get_file (source), labels);

      tf_window_open (self, labelled);
    }
  g_clear_object (&self->chooser);
}

static void
choose_labels (TfWindow *self, TfSource *source)
{
  static const char *const suffixes[] = { "npy", "csv", "txt", NULL };
  g_autoptr (GFile) folder = g_file_get_parent (tf_source_get_file (source));
  GtkNativeDialog *chooser = tf_window_show_chooser (self, "Choose Labels", GTK_FILE_CHOOSER_ACTION_OPEN, "Labels",
                                                     suffixes, folder, NULL);

  g_object_set_data_full (G_OBJECT (chooser), "source", tf_source_ref (source), (GDestroyNotify) tf_source_unref);
  g_signal_connect_object (chooser, "response", G_CALLBACK (labels_response_cb), self, 0);
}

/* How the file, or the first of a series, is read now. */
static TfFeaturesOptions
get_options (TfSource *source)
{
  return tf_source_get_options (tf_source_get_n_layers (source) > 0 ? tf_source_get_layer (source, 0) : source);
}

/* What is left out of the file, and what was typed of an array's columns; or NULL. */
static char **
join_left_out (char *const *left, GtkEditable *typed)
{
  GStrvBuilder *names = g_strv_builder_new ();
  char **all;

  if (left != NULL)
    g_strv_builder_addv (names, (const char **) left);
  if (typed != NULL && *gtk_editable_get_text (typed) != '\0')
    g_strv_builder_add (names, gtk_editable_get_text (typed));
  all = g_strv_builder_end (names);
  g_strv_builder_unref (names);
  return all;
}

static void
open_as_chosen (TfWindow *self, TfSource *source, GObject *dialog)
{
  TfColumnList *columns = g_object_get_data (dialog, "columns");
  TfFeaturesOptions options = get_options (source);
  g_auto (TfColumnChoice) choice = { 0 };
  g_auto (GStrv) left_classes = tf_class_list_get_left_out (g_object_get_data (dialog, "classes"));
  g_auto (GStrv) left = NULL;
  g_autoptr (TfSource) chosen = NULL;

  if (columns != NULL)
    {
      tf_column_list_get_choice (columns, &options, g_object_get_data (dialog, "asked") != NULL, &choice);
      options.features_key = choice.features_key;
      options.labels_key = choice.labels_key;
      options.features_columns = (const char *const *) choice.features_columns;
    }
  left = join_left_out (choice.leave_out, g_object_get_data (dialog, "leave-out"));
  options.leave_out = (const char *const *) left;
  options.leave_out_classes = (const char *const *) left_classes;
  chosen = tf_source_new_with_options (source, &options);
  tf_window_open (self, chosen);
}

static void
failure_response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  TfSource *source = g_object_get_data (G_OBJECT (dialog), "source");

  if (g_strcmp0 (response, "labels") == 0)
    choose_labels (user_data, source);
  else if (g_strcmp0 (response, "keys") == 0)
    open_as_chosen (user_data, source, G_OBJECT (dialog));
}

static void
add_response (AdwMessageDialog *dialog, const char *response, const char *label)
{
  adw_message_dialog_add_response (dialog, response, label);
  adw_message_dialog_set_response_appearance (dialog, response, ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, response);
}

/* moments: of the file as it is read now, or NULL: its classes are not known yet. */
static GtkWidget *
make_class_list (AdwMessageDialog *dialog, const TfMoments *moments, const char *const *left)
{
  GtkWidget *list = tf_class_list_new ();

  if (moments != NULL)
    tf_class_list_fill (TF_CLASS_LIST (list), moments->n_classes, moments->class_names, moments->sizes, left);
  else
    tf_class_list_fill (TF_CLASS_LIST (list), 0, NULL, NULL, left);
  gtk_widget_set_visible (list, moments != NULL);
  g_object_set_data (G_OBJECT (dialog), "classes", list);
  return list;
}

/* Where the features are an array: its columns have no names, and are said by number. */
static GtkWidget *
make_numbers (AdwMessageDialog *dialog, const TfFeaturesOptions *options, GPtrArray *listing)
{
  g_autoptr (GPtrArray) left = g_ptr_array_new ();
  g_autofree char *said = NULL;
  GtkWidget *list = gtk_list_box_new (), *row = adw_entry_row_new ();

  for (gsize i = 0; options->leave_out != NULL && options->leave_out[i] != NULL; i++)
    {
      gboolean array = FALSE;

      for (guint j = 0; listing != NULL && j < listing->len; j++)
        array |= g_str_equal (((TfListed *) listing->pdata[j])->key, options->leave_out[i]);
      if (!array)
        g_ptr_array_add (left, (gpointer) options->leave_out[i]);
    }
  g_ptr_array_add (left, NULL);
  said = g_strjoinv (",", (char **) left->pdata);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), "Leave out the columns (numbers from 1, with commas between)");
  gtk_editable_set_text (GTK_EDITABLE (row), said);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  g_object_set_data (G_OBJECT (dialog), "leave-out", row);
  return list;
}

static void
columns_changed_cb (TfColumnList *list, AdwMessageDialog *dialog)
{
  adw_message_dialog_set_response_enabled (dialog, "keys", tf_column_list_is_complete (list));
}

static void
add_columns (AdwMessageDialog *dialog, GtkBox *box, TfSource *source, GPtrArray *listing)
{
  GtkWidget *columns = tf_column_list_new (listing, tf_source_get_labels (source) == NULL);

  gtk_box_append (box, columns);
  g_object_set_data (G_OBJECT (dialog), "columns", columns);
  g_signal_connect_object (columns, "changed", G_CALLBACK (columns_changed_cb), dialog, 0);
  columns_changed_cb (TF_COLUMN_LIST (columns), dialog);
}

/* Where the file leaves a choice: what its columns or arrays are for. What has been said
 * already stands there. */
static void
ask_for_columns (AdwMessageDialog *dialog, TfSource *source, const TfFetched *fetched)
{
  GtkWidget *box;
  TfFeaturesOptions options = get_options (source);
  GPtrArray *listing = fetched->listing;

  if (listing == NULL && fetched->moments == NULL)
    return; /* nothing of it could be read: there is nothing to choose */
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  add_response (dialog, "keys", "_Open");
  gtk_widget_set_size_request (box, MIN_WIDTH, -1);
  if (fetched->moments == NULL)
    g_object_set_data (G_OBJECT (dialog), "asked", GUINT_TO_POINTER (TRUE));
  if (listing != NULL)
    add_columns (dialog, GTK_BOX (box), source, listing);
  if (listing == NULL || ((TfListed *) listing->pdata[0])->is_array)
    gtk_box_append (GTK_BOX (box), make_numbers (dialog, &options, listing));
  gtk_box_append (GTK_BOX (box), make_class_list (dialog, fetched->moments, options.leave_out_classes));
  adw_message_dialog_set_extra_child (dialog, box);
}

/* heading and body: of a dialog; fetched says what can be done: choose labels, or columns and classes. */
static void
explain_reading (TfWindow *self, TfSource *source, const char *heading, const char *body, const TfFetched *fetched)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", "_Close");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  if (fetched->needs_labels)
    add_response (ADW_MESSAGE_DIALOG (dialog), "labels", "Choose _Labels…");
  else if (fetched->needs_keys)
    ask_for_columns (ADW_MESSAGE_DIALOG (dialog), source, fetched);
  g_object_set_data_full (G_OBJECT (dialog), "source", tf_source_ref (source), (GDestroyNotify) tf_source_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (failure_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* shared with the other files */

/* How the present file was read, and how else it may be. */
void
tf_window_choose_columns (TfWindow *self)
{
  const TfFetched fetched = { .moments = tf_lab_get_moments (self->lab), .listing = self->listing, .needs_keys = TRUE };
  g_autofree char *body = NULL;

  g_return_if_fail (tf_lab_get_source (self->lab) != NULL && tf_source_get_synthetic (tf_lab_get_source (self->lab)) == NULL);
  body = g_strconcat (adw_window_title_get_subtitle (self->title), ".", NULL);
  explain_reading (self, tf_lab_get_source (self->lab), "How the File Is Read", body, &fetched);
}

void
tf_window_make_columns (TfWindow *self)
{
  g_signal_connect_object (self, "not-opened", G_CALLBACK (explain_reading), self, 0);
}
