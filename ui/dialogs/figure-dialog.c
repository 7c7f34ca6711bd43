/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figure-dialog.h"

#include "chooser.h"
#include "dialog-work.h"
#include "output.h"
#include "session-training.h"
#include "figure-form.h"
#include "figure-page.h"
#include "toasts.h"

#define TOAST_SECONDS 5

struct _TfFigureDialog
{
  AdwWindow parent_instance;

  TfMoments     *moments;
  TfLayers      *layers;
  TfSession     *session;
  TfFigureScene *scene;   /* NULL: not yet */
  TfSurveyParts  parts;   /* that it was, or is being, made with */
  TfDialogWork   making;
  char          *failure; /* why there is no scene */

  TfFigurePage    *page;
  TfFigureForm    *form;
  TfToasts        *toasts;
  GtkNativeDialog *chooser;
};

G_DEFINE_FINAL_TYPE (TfFigureDialog, tf_figure_dialog, ADW_TYPE_WINDOW)

static void
toast (TfFigureDialog *self, const char *text)
{
  tf_toasts_show (self->toasts, text, NULL, NULL, TOAST_SECONDS);
}

/* --- the page --- */

static char *
make_caption (TfFigureDialog *self)
{
  if (self->scene != NULL)
    return tf_figure_scene_make_caption (self->scene, tf_figure_form_get_figure (self->form), FALSE);
  if (self->failure != NULL)
    return g_strdup_printf ("There is no figure: %s", self->failure);
  return g_strdup ("The run is being followed again…");
}

static void
show_page (TfFigureDialog *self)
{
  g_autofree char *caption = make_caption (self);

  tf_figure_page_show (self->page, tf_figure_form_get_figure (self->form),
                       self->scene != NULL ? tf_figure_scene_get_data (self->scene) : NULL, caption);
}

/* The file as the form has it now. Other arguments as of tf_figure_scene_make. */
static GBytes *
make_file (TfFigureDialog *self, TfFigureFormat format, const char *folder, GError **error)
{
  tf_figure_scene_set_full_paths (self->scene, tf_figure_form_get_full_paths (self->form));
  return tf_figure_scene_make (self->scene, format, tf_figure_form_get_figure (self->form), tf_figure_form_get_dpi (self->form),
                               folder, NULL, error);
}

static void
enable (TfFigureDialog *self, const char *action)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), action, self->scene != NULL);
}

static void
refresh (TfFigureDialog *self)
{
  enable (self, "figure.export");
  enable (self, "figure.copy");
  enable (self, "figure.copy-caption");
  enable (self, "figure.copy-latex");
  show_page (self);
}

/* --- having the run again --- */

typedef struct
{
  TfMoments *moments;
  TfLayers  *layers;
  TfSession *session;
  TfSurveyQuestion question;
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  tf_moments_unref (making->moments);
  g_clear_pointer (&making->layers, tf_layers_unref);
  tf_session_free (making->session);
  g_free (making);
}

static void
make_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Making *making = task_data;
  g_autoptr (TfSource) digested = tf_source_digest (making->session->source, cancellable, NULL);
  TfFigureScene *scene;
  GError *error = NULL;

  /* Files that are gone meanwhile are still in memory, and keep the digest they were known by. */
  if (digested != NULL && tf_source_find_changed (making->session->source, digested) == NULL)
    tf_session_set_source (making->session, digested);
  scene = tf_figure_scene_new (making->moments, making->layers, making->session, &making->question, cancellable, &error);
  if (scene != NULL)
    g_task_return_pointer (task, scene, (GDestroyNotify) tf_figure_scene_free);
  else
    g_task_return_error (task, error);
}

static void
made (GtkWidget *dialog, GAsyncResult *result)
{
  TfFigureDialog *self = TF_FIGURE_DIALOG (dialog);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->scene, tf_figure_scene_free);
  self->scene = g_task_propagate_pointer (G_TASK (result), &error);
  if (self->scene == NULL)
    self->failure = g_strdup (error->message);
  refresh (self);
}

static void
make_scene (TfFigureDialog *self)
{
  Making *making = g_new0 (Making, 1);

  g_clear_pointer (&self->failure, g_free);
  making->moments = tf_moments_ref (self->moments);
  making->layers = self->layers != NULL ? tf_layers_ref (self->layers) : NULL;
  making->session = tf_session_copy (self->session);
  making->question = TF_SURVEY_QUESTION_DEFAULT;
  making->question.parts = self->parts;
  tf_dialog_work_begin (&self->making, make_thread, making, making_free);
}

static void
form_changed_cb (TfFigureDialog *self)
{
  TfSurveyParts parts = tf_figure_get_parts (tf_figure_form_get_figure (self->form));

  if ((parts & ~self->parts) != 0)
    {
      self->parts |= parts;
      g_clear_pointer (&self->scene, tf_figure_scene_free);
      make_scene (self);
    }
  refresh (self);
}

/* --- copies --- */

static void
copy_text (TfFigureDialog *self, gboolean latex)
{
  g_autofree char *text = tf_figure_scene_make_caption (self->scene, tf_figure_form_get_figure (self->form), latex);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  toast (self, latex ? "Caption copied as LaTeX" : "Caption copied");
}

static void
copy_caption_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  copy_text (TF_FIGURE_DIALOG (widget), FALSE);
}

static void
copy_latex_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  copy_text (TF_FIGURE_DIALOG (widget), TRUE);
}

/* In every format, for whoever pastes to choose from. */
static void
copy_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TfFigureDialog *self = TF_FIGURE_DIALOG (widget);
  GdkContentProvider *providers[TF_N_FIGURE_FORMATS];
  g_autoptr (GdkContentProvider) all = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  for (int format = 0; format < TF_N_FIGURE_FORMATS; format++)
    {
      g_autoptr (GBytes) bytes = make_file (self, format, NULL, error == NULL ? &error : NULL);

      if (bytes != NULL)
        providers[n++] = gdk_content_provider_new_for_bytes (tf_figure_format_mime (format), bytes);
    }
  if (n == 0)
    {
      toast (self, error->message);
      return;
    }
  all = gdk_content_provider_new_union (providers, n);
  gdk_clipboard_set_content (gtk_widget_get_clipboard (widget), all);
  toast (self, "Figure copied");
}

/* --- the file --- */

static void
export_to (TfFigureDialog *self, const char *path)
{
  g_autofree char *base = g_path_get_basename (path), *name = g_filename_display_name (base), *text = NULL;
  g_autoptr (GError) error = NULL;

  if (tf_figure_dialog_export (self, path, &error))
    text = g_strdup_printf ("%s is written", name);
  else
    text = g_strdup_printf ("%s: %s", name, error->message);
  toast (self, text);
}

static void
response_cb (GtkNativeDialog *chooser, int response, TfFigureDialog *self)
{
  g_autoptr (GFile) file
      = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  g_autoptr (GFile) folder = file != NULL ? g_file_get_parent (file) : NULL;

  if (folder != NULL && g_file_peek_path (folder) != NULL)
    tf_figure_form_set_folder (self->form, g_file_peek_path (folder));
  if (file != NULL && g_file_peek_path (file) != NULL)
    export_to (self, g_file_peek_path (file));
  else if (file != NULL)
    toast (self, "The figure can only be written to a folder of this computer");
  g_clear_object (&self->chooser);
}

static char *
suggest_name (TfFigureDialog *self)
{
  const TfFigure *figure = tf_figure_form_get_figure (self->form);
  g_autofree char *end = g_strdup_printf ("-%s.%s", figure->n_panels == 1 ? figure->panels[0]->id : "figure",
                                          tf_figure_format_suffix (tf_figure_form_get_format (self->form)));

  return tf_chooser_suggest_name (self->moments->name, end);
}

static void
export_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TfFigureDialog *self = TF_FIGURE_DIALOG (widget);
  const char *path = tf_figure_form_get_folder (self->form);
  g_autoptr (GFile) folder = path != NULL ? g_file_new_for_path (path) : NULL;
  g_autofree char *name = suggest_name (self);
  const TfChooserWish wish = { .title = "Export Figure", .accept = "_Export", .action = GTK_FILE_CHOOSER_ACTION_SAVE,
                               .folder = folder, .name = name };

  tf_chooser_show (&self->chooser, GTK_WINDOW (self), &wish);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (response_cb), self, 0);
}

/* --- the window --- */

static void
tf_figure_dialog_dispose (GObject *object)
{
  TfFigureDialog *self = TF_FIGURE_DIALOG (object);

  tf_dialog_work_stop (&self->making);
  tf_chooser_close (&self->chooser);
  if (self->page != NULL)
    tf_figure_page_show (self->page, NULL, NULL, "");
  self->page = NULL;
  self->form = NULL;
  g_clear_pointer (&self->scene, tf_figure_scene_free);
  g_clear_pointer (&self->session, tf_session_free);
  g_clear_pointer (&self->layers, tf_layers_unref);
  g_clear_pointer (&self->moments, tf_moments_unref);
  g_clear_pointer (&self->failure, g_free);
  G_OBJECT_CLASS (tf_figure_dialog_parent_class)->dispose (object);
}

static void
tf_figure_dialog_class_init (TfFigureDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tf_figure_dialog_dispose;
  gtk_widget_class_install_action (widget_class, "figure.export", NULL, export_cb);
  gtk_widget_class_install_action (widget_class, "figure.copy", NULL, copy_cb);
  gtk_widget_class_install_action (widget_class, "figure.copy-caption", NULL, copy_caption_cb);
  gtk_widget_class_install_action (widget_class, "figure.copy-latex", NULL, copy_latex_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "figure.export", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "figure.copy", NULL);
}

static GtkWidget *
make_header (TfFigureDialog *self)
{
  GtkWidget *header = adw_header_bar_new (), *copy = gtk_button_new_with_mnemonic ("_Copy");
  GtkWidget *export = gtk_button_new_with_mnemonic ("_Export…");

  gtk_actionable_set_action_name (GTK_ACTIONABLE (copy), "figure.copy");
  gtk_widget_set_tooltip_text (copy, "Copy the figure as SVG, PDF and PNG (Ctrl+C)");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (export), "figure.export");
  gtk_widget_set_tooltip_text (export, "Write the figure to a file (Ctrl+S)");
  gtk_widget_add_css_class (export, "suggested-action");
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), copy);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), export);
  gtk_window_set_focus (GTK_WINDOW (self), export);
  return header;
}

static void
tf_figure_dialog_init (TfFigureDialog *self)
{
  GtkWidget *whole = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *parts = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new (), *overlay = gtk_overlay_new ();

  tf_dialog_work_init (&self->making, GTK_WIDGET (self), made);
  gtk_window_set_title (GTK_WINDOW (self), "Export Figure");
  gtk_window_set_default_size (GTK_WINDOW (self), 1040, 680);
  self->page = TF_FIGURE_PAGE (tf_figure_page_new ());
  self->form = TF_FIGURE_FORM (tf_figure_form_new ());
  self->toasts = TF_TOASTS (tf_toasts_new ());
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->form));
  gtk_widget_set_size_request (scrolled, 380, -1);
  gtk_widget_set_hexpand (scrolled, FALSE);
  gtk_box_append (GTK_BOX (parts), GTK_WIDGET (self->page));
  gtk_box_append (GTK_BOX (parts), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (parts), scrolled);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), parts);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), GTK_WIDGET (self->toasts));
  gtk_widget_set_vexpand (overlay, TRUE);
  gtk_box_append (GTK_BOX (whole), make_header (self));
  gtk_box_append (GTK_BOX (whole), overlay);
  adw_window_set_content (ADW_WINDOW (self), whole);
  g_signal_connect_object (self->form, "changed", G_CALLBACK (form_changed_cb), self, G_CONNECT_SWAPPED);
}

/* public */

TfFigureDialog *
tf_figure_dialog_new (GtkWindow      *parent,
                      TfMoments      *moments,
                      TfLayers       *layers,
                      TfSession      *session,
                      const TfFigure *figure)
{
  TfFigureDialog *self = g_object_new (TF_TYPE_FIGURE_DIALOG, "transient-for", parent, "modal", TRUE, NULL);

  self->moments = tf_moments_ref (moments);
  self->layers = layers != NULL ? tf_layers_ref (layers) : NULL;
  self->session = session;
  tf_figure_form_set_has_epochs (self->form, tf_session_has_training (session, FALSE));
  tf_figure_form_set_figure (self->form, figure);
  self->parts = tf_figure_get_parts (tf_figure_form_get_figure (self->form)) | TF_SURVEY_LIMIT;
  make_scene (self);
  refresh (self);
  return self;
}

gboolean
tf_figure_dialog_is_ready (TfFigureDialog *self)
{
  g_return_val_if_fail (TF_IS_FIGURE_DIALOG (self), FALSE);
  return self->scene != NULL;
}

gboolean
tf_figure_dialog_export (TfFigureDialog *self, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GBytes) bytes = NULL;
  TfFigureFormat format;
  gsize length;
  const char *data;

  g_return_val_if_fail (TF_IS_FIGURE_DIALOG (self) && self->scene != NULL, FALSE);
  if (!tf_source_check_output (self->session->source, path, error)
      || !tf_figure_format_from_path (path, &format, error))
    return FALSE;
  bytes = make_file (self, format, folder, error);
  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &length);
  return tf_output_write (path, data, length, error);
}
