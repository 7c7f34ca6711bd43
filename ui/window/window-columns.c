/* window-columns.c: how a file is read, and how else it may be: labels, columns and classes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "window-private.h"

#include "class-list.h"

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

/* What was typed, or NULL for nothing. */
static const char *
typed_in (gpointer dialog, const char *name)
{
  const char *text = gtk_editable_get_text (g_object_get_data (G_OBJECT (dialog), name));

  return *text != '\0' ? text : NULL;
}

static void
failure_response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  TfSource *source = g_object_get_data (G_OBJECT (dialog), "source");

  if (g_strcmp0 (response, "labels") == 0)
    choose_labels (user_data, source);
  else if (g_strcmp0 (response, "keys") == 0)
    {
      const char *left[] = { typed_in (dialog, "leave-out"), NULL };
      TfClassList *classes = g_object_get_data (G_OBJECT (dialog), "classes");
      g_auto (GStrv) left_classes = classes != NULL ? tf_class_list_get_left_out (classes) : NULL;
      TfSource *first = tf_source_get_n_layers (source) > 0 ? tf_source_get_layer (source, 0) : source;
      TfFeaturesOptions options = tf_source_get_options (first);
      g_autoptr (TfSource) named = NULL;

      options.features_key = typed_in (dialog, "features-key");
      options.labels_key = typed_in (dialog, "labels-key");
      options.leave_out = left;
      options.leave_out_classes = (const char *const *) left_classes;
      named = tf_source_new_with_options (source, &options);
      tf_window_open (user_data, named);
    }
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

/* Where the file leaves a choice: what its columns or arrays are for. What has been said
 * already stands there. */
static void
ask_for_keys (AdwMessageDialog *dialog, TfSource *source, const TfMoments *moments)
{
  TfSource *first = tf_source_get_n_layers (source) > 0 ? tf_source_get_layer (source, 0) : source;
  TfFeaturesOptions options = tf_source_get_options (first);
  g_autofree char *left = options.leave_out != NULL ? g_strjoinv (",", (char **) options.leave_out) : NULL;
  const char *said[] = { options.labels_key, options.features_key, left };
  static const struct
  {
    const char *name, *title;
  } rows[] = { { "labels-key", "Labels are in the column or array" },
               { "features-key", "Features are in the array, or in the columns that begin with" },
               { "leave-out", "Leave out the columns (with commas between)" } };
  GtkWidget *list = gtk_list_box_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GtkWidget *row = adw_entry_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), rows[i].title);
      gtk_editable_set_text (GTK_EDITABLE (row), said[i] != NULL ? said[i] : "");
      adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
      g_object_set_data (G_OBJECT (dialog), rows[i].name, row);
    }
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), make_class_list (dialog, moments, options.leave_out_classes));
  adw_message_dialog_set_extra_child (dialog, box);
  add_response (dialog, "keys", "_Open");
}

/* shared with the other files */

void
tf_window_explain_reading (TfWindow *self, TfSource *source, const char *heading, const char *body, const TfFetched *fetched)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", "_Close");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  if (fetched->needs_labels)
    add_response (ADW_MESSAGE_DIALOG (dialog), "labels", "Choose _Labels…");
  else if (fetched->needs_keys)
    ask_for_keys (ADW_MESSAGE_DIALOG (dialog), source, fetched->moments);
  g_object_set_data_full (G_OBJECT (dialog), "source", tf_source_ref (source), (GDestroyNotify) tf_source_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (failure_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* How the present file was read, and how else it may be. */
void
tf_window_choose_columns (TfWindow *self)
{
  const TfFetched fetched = { .moments = self->moments, .needs_keys = TRUE };
  g_autofree char *body = NULL;

  g_return_if_fail (self->source != NULL && tf_source_get_synthetic (self->source) == NULL);
  body = g_strconcat (adw_window_title_get_subtitle (self->title), ".", NULL);
  tf_window_explain_reading (self, self->source, "How the File Is Read", body, &fetched);
}
