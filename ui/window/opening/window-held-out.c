/* window-held-out.c: a test set, or samples out of distribution, beside what the window shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * They are part of where the features come from (source.h): the run is followed again with them beside it,
 * and sessions and figures have them. Beside epochs stands a folder, with a file for each; beside layers a file, which is
 * of the first one, or a folder with a file for each.
 */
#include "chooser.h"
#include "data-sets.h"
#include "features-load.h"
#include "figure-session.h"
#include "series-files.h"
#include "window-open-series.h"
#include "window-opening.h"

/* Of files, and of those of folders; NULL: there are none. */
static TfSource *
make_source (const char *const *paths)
{
  g_auto (GStrv) all = tf_series_list (paths);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  for (char **file = all; *file != NULL; file++)
    g_ptr_array_add (files, g_file_new_for_path (*file));
  return files->len > 0 ? tf_source_new_files ((GFile *const *) files->pdata, files->len) : NULL;
}

/* How many of the layers have what was opened beside them. */
static void
say_layers (TfWindow *self, TfHeldOutKind kind, TfSource *source)
{
  guint n = tf_source_count_held_out (source, kind), of = tf_source_get_n_layers (source);
  g_autofree char *text = n == 0 ? g_strdup ("None of these files has the name of a layer, and there are not as many as layers")
                          : n == 1 ? g_strdup_printf ("%s beside one of %u layers", tf_held_out_get_title (kind), of)
                                   : g_strdup_printf ("%s beside %u of %u layers", tf_held_out_get_title (kind), n, of);

  if (of > 0)
    tf_window_toast (self, text);
}

/* The source with what is beside it or, where that is NULL, without, even if its own file holds it. */
static TfSource *
stand_beside (TfSource *source, TfHeldOutKind kind, TfSource *other)
{
  TfFeaturesOptions options;
  g_autoptr (TfSource) without = other == NULL ? tf_source_new_with_held_out (source, kind, NULL) : NULL;

  if (other != NULL)
    return tf_source_new_with_held_out (source, kind, other);
  if (tf_source_get_synthetic (source) != NULL || kind != TF_HELD_OUT_TEST)
    return g_steal_pointer (&without);
  options = tf_source_get_options (tf_source_get_n_layers (source) > 0 ? tf_source_get_layer (source, 0) : source);
  options.alone = TRUE;
  return tf_source_new_with_options (without, &options);
}

/* The run as it stands, with or without what is beside it. */
static void
stand_beside_run (TfWindow *self, TfHeldOutKind kind, const char *const *paths)
{
  g_autoptr (TfSource) other = paths != NULL ? make_source (paths) : NULL;
  g_autoptr (TfSource) source = NULL;
  TfSession *session = paths == NULL || other != NULL ? tf_lab_make_session (self->lab) : NULL;

  if (paths != NULL && other == NULL)
    tf_window_toast (self, "There are no files of features in this folder");
  if (session == NULL)
    return;
  if (session->beside_source != NULL && tf_lab_get_chosen (self->lab) == 1)
    {
      source = stand_beside (session->beside_source, kind, other);
      tf_session_set_beside (session, session->beside, source);
    }
  else
    {
      source = stand_beside (session->source, kind, other);
      tf_session_set_source (session, source);
    }
  if (other != NULL)
    say_layers (self, kind, source);
  tf_window_fetch (self, session->source, session);
}

void
tf_window_hold_out_of_series (TfWindow *self, TfHeldOutKind kind, const char *path)
{
  TfOpenSeries *open = tf_window_get_open_series (self, tf_lab_has_two (self->lab) ? tf_lab_get_chosen (self->lab) : 0);

  tf_epoch_reader_hold_out (tf_open_series_get_reader (open), kind, path);
  tf_open_series_ask_again (open);
}

static void
hold_out (TfWindow *self, TfHeldOutKind kind, const char *const *paths)
{
  if (tf_lab_get_source (self->lab) == NULL)
    return;
  if (tf_window_is_chosen_of_series (self))
    tf_window_hold_out_of_series (self, kind, paths != NULL ? paths[0] : NULL);
  else
    stand_beside_run (self, kind, paths);
}

void
tf_window_hold_out (TfWindow *self, TfHeldOutKind kind, const char *path)
{
  const char *paths[] = { path, NULL };

  g_return_if_fail (TF_IS_WINDOW (self));
  hold_out (self, kind, path != NULL ? paths : NULL);
}

static void
chosen_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  TfWindow *self = user_data;
  TfHeldOutKind kind = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (chooser), "kind"));
  g_autoptr (GPtrArray) files = tf_chooser_get_files (chooser, response);
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();

  for (guint i = 0; i < files->len; i++)
    if (g_file_peek_path (files->pdata[i]) != NULL)
      g_ptr_array_add (paths, (gpointer) g_file_peek_path (files->pdata[i]));
  g_ptr_array_add (paths, NULL);
  if (paths->len > 1)
    hold_out (self, kind, (const char *const *) paths->pdata);
  g_clear_object (&self->chooser);
}

static gboolean
has_layers (TfWindow *self)
{
  TfSource *source = tf_lab_get_chosen_features (self->lab)->source;

  return source != NULL && tf_source_get_n_layers (source) > 0;
}

/* Beside epochs a folder is chosen, beside one file a file, beside layers one or several. */
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

  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), !epochs && has_layers (self));
  g_object_set_data (G_OBJECT (chooser), "kind", GINT_TO_POINTER (kind));
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, 0);
}

static void
close_held_out_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  const TfLabFeatures *features = tf_lab_get_chosen_features (self->lab);

  for (int kind = 0; features->source != NULL && kind < TF_N_HELD_OUT; kind++)
    if (tf_window_is_chosen_of_series (self) || tf_source_count_held_out (features->source, kind) > 0
        || features->moments->held_out[kind] != NULL)
      tf_window_hold_out (self, kind, NULL);
}

/* --- dropped --- */

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

/* Beside epochs a folder, beside one file a file, beside layers either. */
static gboolean
may_stand (TfWindow *self, gboolean folder)
{
  if (tf_window_is_chosen_of_series (self))
    return folder;
  return !folder || has_layers (self);
}

gboolean
tf_window_ask_held_out (TfWindow *self, GFile *file)
{
  g_autofree char *base = g_file_get_basename (file), *name = NULL, *heading = NULL;
  gboolean folder = g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY, ood;
  TfHeldOutKind kind;
  AdwMessageDialog *dialog;

  if (tf_lab_get_source (self->lab) == NULL || g_file_peek_path (file) == NULL || base == NULL
      || !tf_data_set_is_held_out (tf_data_set_of_name (base), &kind) || !may_stand (self, folder)
      || tf_session_file_recognize (g_file_peek_path (file)))
    return FALSE;
  ood = kind == TF_HELD_OUT_OOD;
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
