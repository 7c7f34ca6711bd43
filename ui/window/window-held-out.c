/* window-held-out.c: a test set, or samples out of distribution, beside what the window shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * They are part of where the features come from (source.h): the run is followed again with them beside it,
 * and sessions and figures have them. Beside epochs stands a folder, with a file for each.
 */
#include "features-load.h"
#include "figure-session.h"
#include "window-private.h"

/* Of one file: the run as it stands, with or without what is beside it. */
static void
stand_beside_run (TfWindow *self, TfHeldOutKind kind, const char *path)
{
  g_autoptr (GFile) file = path != NULL ? g_file_new_for_path (path) : NULL;
  g_autoptr (TfSource) other = file != NULL ? tf_source_new_file (file, NULL) : NULL;
  g_autoptr (TfSource) source = NULL;
  TfSession *session = tf_lab_make_session (self->lab);

  if (session == NULL)
    return;
  if (session->beside_source != NULL && tf_lab_get_chosen (self->lab) == 1)
    {
      source = tf_source_new_with_held_out (session->beside_source, kind, other);
      tf_session_set_beside (session, session->beside, source);
    }
  else
    {
      source = tf_source_new_with_held_out (session->source, kind, other);
      tf_session_set_source (session, source);
    }
  tf_window_fetch (self, session->source, session);
}

void
tf_window_hold_out (TfWindow *self, TfHeldOutKind kind, const char *path)
{
  g_return_if_fail (TF_IS_WINDOW (self));
  if (tf_lab_get_source (self->lab) == NULL)
    return;
  if (tf_window_is_chosen_of_series (self))
    tf_window_hold_out_of_series (self, kind, path);
  else if (tf_source_get_n_layers (tf_lab_get_chosen_features (self->lab)->source) > 0)
    tf_window_toast (self, "Beside the layers of a network there is no test set: open one layer, or a folder of epochs");
  else
    stand_beside_run (self, kind, path);
}

static void
chosen_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  TfWindow *self = user_data;
  TfHeldOutKind kind = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (chooser), "kind"));
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;

  if (file != NULL && g_file_peek_path (file) != NULL)
    tf_window_hold_out (self, kind, g_file_peek_path (file));
  g_clear_object (&self->chooser);
}

/* Beside epochs a folder is chosen, beside one file a file. */
static void
open_held_out_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  gboolean epochs = tf_window_is_chosen_of_series (self), ood = g_str_equal (g_variant_get_string (parameter, NULL), "ood");
  TfHeldOutKind kind = ood ? TF_HELD_OUT_OOD : TF_HELD_OUT_TEST;
  GtkNativeDialog *chooser
    = tf_window_show_chooser (self, ood ? "Open Samples out of Distribution" : "Open a Test Set",
                              epochs ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_OPEN,
                              epochs ? "Folders" : "Features", epochs ? NULL : tf_features_get_suffixes (), NULL, NULL);

  g_object_set_data (G_OBJECT (chooser), "kind", GINT_TO_POINTER (kind));
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, 0);
}

static void
close_held_out_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  TfSource *source = tf_lab_get_chosen_features (self->lab)->source;

  for (int kind = 0; source != NULL && kind < TF_N_HELD_OUT; kind++)
    if (tf_window_is_chosen_of_series (self) || tf_source_get_held_out (source, kind) != NULL)
      tf_window_hold_out (self, kind, NULL);
}

/* --- dropped --- */

/* "test_features.npz", "digits-val", "ood/": a word for what is not trained on. */
static gboolean
says_held_out (const char *base, gboolean *ood)
{
  static const char *const words[] = { "test", "val", "valid", "validation", "eval", "heldout", "ood", "out", NULL };
  g_autofree char *lower = g_ascii_strdown (base, -1);
  g_auto (GStrv) parts = g_strsplit_set (lower, "_-. ", -1);

  for (gsize i = 0; parts[i] != NULL; i++)
    if (g_strv_contains (words, parts[i]))
      {
        *ood = g_str_equal (parts[i], "ood") || g_str_equal (parts[i], "out");
        return TRUE;
      }
  return FALSE;
}

static void
answered_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  TfWindow *self = user_data;
  GFile *file = g_object_get_data (G_OBJECT (dialog), "file");

  if (g_str_equal (response, "open"))
    tf_window_open_files (self, &file, 1);
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    if (g_str_equal (response, tf_held_out_get_name (kind)))
      tf_window_hold_out (self, kind, g_file_peek_path (file));
}

gboolean
tf_window_ask_held_out (TfWindow *self, GFile *file)
{
  g_autofree char *base = g_file_get_basename (file), *name = NULL, *heading = NULL;
  gboolean ood = FALSE, folder = g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY;
  AdwMessageDialog *dialog;

  if (tf_lab_get_source (self->lab) == NULL || g_file_peek_path (file) == NULL || base == NULL || !says_held_out (base, &ood)
      || folder != tf_window_is_chosen_of_series (self) || tf_session_file_recognize (g_file_peek_path (file)))
    return FALSE;
  name = g_filename_display_name (base);
  heading = g_strdup_printf ("What Is “%s”?", name);
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (GTK_WINDOW (self), heading,
                                                       "Samples that are not trained on can stand beside the features "
                                                       "that are open: hollow, through the same last layer."));
  adw_message_dialog_add_responses (dialog, "cancel", "_Cancel", "open", "Open _Alone", "ood", "_Out of Distribution", "test",
                                    "_Test Set", NULL);
  adw_message_dialog_set_response_appearance (dialog, ood ? "ood" : "test", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, ood ? "ood" : "test");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "file", g_object_ref (file), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  return TRUE;
}

void
tf_window_make_held_out (TfWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "open-held-out", .parameter_type = "s", .activate = open_held_out_cb },
    { .name = "close-held-out", .activate = close_held_out_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
