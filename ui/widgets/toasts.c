/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "toasts.h"

#define HURRIED 1500 /* ms that one stays when others wait */
#define MOST_WAITING 8
#define LINE 72 /* characters */

typedef struct
{
  char *text, *button, *action_name;
  guint seconds;
} Toast;

struct _TfToasts
{
  GtkWidget parent_instance;

  GtkWidget *revealer;
  GtkWidget *box; /* an alert to a screen reader */
  GtkLabel  *label;
  GtkButton *button;
  Toast     *present; /* or NULL */
  GQueue     waiting; /* of Toast */
  gint64     since;   /* monotonic, us: of the present one */
  guint      timeout;
};

G_DEFINE_FINAL_TYPE (TfToasts, tf_toasts, GTK_TYPE_WIDGET)

static void
toast_free (Toast *self)
{
  g_free (self->text);
  g_free (self->button);
  g_free (self->action_name);
  g_free (self);
}

/* Lines of at most LINE characters where the words allow. A label that wraps by its
 * width has another height in the one measure of the box than in the other. */
static char *
break_lines (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  GString *lines = g_string_new (NULL);
  glong used = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      glong length = g_utf8_strlen (words[i], -1);
      gboolean fits = used + 1 + length <= LINE;

      if (i > 0)
        g_string_append_c (lines, fits ? ' ' : '\n');
      used = i > 0 && fits ? used + 1 + length : length;
      g_string_append (lines, words[i]);
    }
  return g_string_free (lines, FALSE);
}

static void show_next (TfToasts *self);

static gboolean
timeout_passed_cb (gpointer user_data)
{
  TfToasts *self = user_data;

  self->timeout = 0;
  show_next (self);
  return G_SOURCE_REMOVE;
}

/* The present one stays so long, counted from when it came. */
static void
set_end (TfToasts *self, gint64 stay_ms)
{
  gint64 passed = (g_get_monotonic_time () - self->since) / 1000;

  g_clear_handle_id (&self->timeout, g_source_remove);
  self->timeout = g_timeout_add (MAX (stay_ms - passed, 0), timeout_passed_cb, self);
}

static void
show_next (TfToasts *self)
{
  g_autofree char *lines = NULL;

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_pointer (&self->present, toast_free);
  self->present = g_queue_pop_head (&self->waiting);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), self->present != NULL);
  gtk_widget_set_can_target (GTK_WIDGET (self), self->present != NULL);
  if (self->present == NULL)
    return;
  lines = break_lines (self->present->text);
  gtk_label_set_text (self->label, lines);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->box), GTK_ACCESSIBLE_PROPERTY_LABEL, self->present->text, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->button), self->present->button != NULL);
  gtk_button_set_label (self->button, self->present->button != NULL ? self->present->button : "");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), self->present->action_name);
  self->since = g_get_monotonic_time ();
  set_end (self, g_queue_is_empty (&self->waiting) ? 1000 * (gint64) self->present->seconds : HURRIED);
}

static void
tf_toasts_dispose (GObject *object)
{
  TfToasts *self = TF_TOASTS (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_pointer (&self->present, toast_free);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) toast_free);
  g_clear_pointer (&self->revealer, gtk_widget_unparent);
  G_OBJECT_CLASS (tf_toasts_parent_class)->dispose (object);
}

static void
tf_toasts_class_init (TfToastsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tf_toasts_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
tf_toasts_init (TfToasts *self)
{
  GtkWidget *close = gtk_button_new_from_icon_name ("window-close-symbolic");

  g_queue_init (&self->waiting);
  self->box = g_object_new (GTK_TYPE_BOX, "css-name", "toast", "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, NULL);
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_MIDDLE); /* a line with no room to break */
  gtk_label_set_xalign (self->label, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "heading");
  gtk_widget_set_margin_start (GTK_WIDGET (self->label), 12);
  self->button = GTK_BUTTON (gtk_button_new_with_mnemonic (""));
  gtk_widget_set_tooltip_text (close, "Close");
  gtk_widget_add_css_class (close, "flat");
  gtk_widget_add_css_class (close, "circular");
  /* After the button's own action: it is done for whoever asked. */
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (show_next), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (close, "clicked", G_CALLBACK (show_next), self, G_CONNECT_SWAPPED);
  gtk_box_set_spacing (GTK_BOX (self->box), 6);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->button));
  gtk_box_append (GTK_BOX (self->box), close);

  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_transition_type (GTK_REVEALER (self->revealer), GTK_REVEALER_TRANSITION_TYPE_CROSSFADE);
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), self->box);
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_END);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

/* public */

GtkWidget *
tf_toasts_new (void)
{
  return g_object_new (TF_TYPE_TOASTS, NULL);
}

void
tf_toasts_show (TfToasts *self, const char *text, const char *button, const char *action_name, guint seconds)
{
  Toast *toast;

  g_return_if_fail (TF_IS_TOASTS (self) && text != NULL && (button == NULL) == (action_name == NULL));
  toast = g_new (Toast, 1);
  *toast = (Toast){ g_strdup (text), g_strdup (button), g_strdup (action_name), seconds };
  if (g_queue_get_length (&self->waiting) == MOST_WAITING)
    toast_free (g_queue_pop_head (&self->waiting));
  g_queue_push_tail (&self->waiting, toast);
  if (self->present == NULL)
    show_next (self);
  else
    set_end (self, HURRIED);
}

static int
compare_action (gconstpointer toast, gconstpointer action_name)
{
  return g_strcmp0 (((const Toast *) toast)->action_name, action_name);
}

void
tf_toasts_withdraw (TfToasts *self, const char *action_name)
{
  GList *link;

  g_return_if_fail (TF_IS_TOASTS (self) && action_name != NULL);
  while ((link = g_queue_find_custom (&self->waiting, action_name, compare_action)) != NULL)
    {
      toast_free (link->data);
      g_queue_delete_link (&self->waiting, link);
    }
  if (self->present != NULL && compare_action (self->present, action_name) == 0)
    show_next (self);
}

const char *
tf_toasts_get_text (TfToasts *self)
{
  g_return_val_if_fail (TF_IS_TOASTS (self), NULL);
  return self->present != NULL ? self->present->text : NULL;
}
