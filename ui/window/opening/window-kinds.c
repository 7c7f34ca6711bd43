/* window-kinds.c: several files are the epochs or the layers of one network, or variants of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Their names say which; where that was wrong a person says so, once.
 */
#include "series-files.h"
#include "window-opening.h"

static const struct
{
  const char *id, *label, *meaning;
} kinds[] = {
  [TF_SERIES_EPOCHS] = { "epochs", "_Epochs", "epochs: one network at several times of its training, played in their order" },
  [TF_SERIES_LAYERS] = { "layers", "_Layers", "layers: one network at one time, each file nearer to its end" },
  [TF_SERIES_VARIANTS] = { "variants", "_Variants", "variants: networks that differ in a setting or a seed, without an order" },
  [TF_SERIES_PARTS] = { "parts", "_Parts of the Data", "parts of the data: epochs, with what was trained on and what was not apart" },
};

static void
remember (TfWindow *self, const char *const *paths, TfSeriesKind kind)
{
  char **copy = g_strdupv ((char **) paths);

  g_strfreev (self->several);
  self->several = copy;
  self->several_kind = kind;
}

static void
open_layers (TfWindow *self, const char *const *paths)
{
  g_auto (GStrv) all = tf_series_list (paths);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  for (char **path = all; *path != NULL; path++)
    g_ptr_array_add (files, g_file_new_for_path (*path));
  tf_window_close_series (self, 0);
  if (files->len > 0)
    tf_window_open_layers (self, (GFile *const *) files->pdata, files->len);
}

void
tf_window_open_several (TfWindow *self, const char *const *paths, TfSeriesKind kind)
{
  remember (self, paths, kind);
  if (kind != TF_SERIES_LAYERS)
    tf_window_open_series (self, (const char *const *) self->several, kind);
  else
    {
      g_autofree char *text = g_strdup_printf ("%u files: the layers of a network", g_strv_length (self->several));

      open_layers (self, (const char *const *) self->several);
      tf_toasts_show (self->toasts, text, "Something _Else…", "win.choose-kind", 5);
    }
}

static void
open_as_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  g_auto (GStrv) paths = g_strdupv (self->several);

  for (guint i = 0; paths != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (g_variant_get_string (parameter, NULL), kinds[i].id))
      tf_window_open_several (self, (const char *const *) paths, i);
}

static void
kind_chosen_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  if (!g_str_equal (response, "cancel"))
    g_action_group_activate_action (G_ACTION_GROUP (user_data), "open-as", g_variant_new_string (response));
}

static void
choose_kind_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  g_autofree char *body = g_strdup_printf ("They were opened as %s.\n\n%s;\n%s;\n%s;\n%s.", kinds[self->several_kind].id, kinds[0].meaning,
                                           kinds[1].meaning, kinds[2].meaning, kinds[3].meaning);
  GtkWidget *dialog;

  if (self->several == NULL)
    return;
  dialog = adw_message_dialog_new (GTK_WINDOW (self), "What Are These Files?", body);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", "_Keep");
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (i != self->several_kind)
      adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), kinds[i].id, kinds[i].label);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (kind_chosen_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
tf_window_make_kinds (TfWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "open-as", .parameter_type = "s", .activate = open_as_cb },
    { .name = "choose-kind", .activate = choose_kind_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
