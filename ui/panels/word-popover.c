/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "word-popover.h"

#include "lesson-text.h"

#define KEY "tf-word"
#define WIDTH_CHARS 52

static GtkWidget *
make_label (const char *markup, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDTH_CHARS);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
fill (GtkWidget *box, const TfWord *word)
{
  g_autofree char *meaning = tf_word_get_meaning (word), *sources = tf_word_get_sources (word);
  g_autofree char *escaped = sources != NULL ? g_markup_escape_text (sources, -1) : NULL;
  GtkWidget *button = tf_word_make_button (word);

  gtk_box_append (GTK_BOX (box), make_label (word->title, "title-4"));
  gtk_box_append (GTK_BOX (box), make_label (meaning, "word-meaning"));
  if (escaped != NULL)
    {
      gtk_box_append (GTK_BOX (box), make_label (escaped, "caption"));
      gtk_widget_add_css_class (gtk_widget_get_last_child (box), "dim-label");
    }
  if (button != NULL)
    gtk_box_append (GTK_BOX (box), button);
}

static gboolean
unparent_cb (gpointer user_data)
{
  GtkWidget *popover = user_data;

  if (gtk_widget_get_parent (popover) != NULL)
    gtk_widget_unparent (popover);
  return G_SOURCE_REMOVE;
}

/* Not at once: a button in it has still to do its work. */
static void
closed_cb (GtkWidget *popover)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, unparent_cb, g_object_ref (popover), g_object_unref);
}

/* What the popover says the tooltip would say again, over it. */
static void
restore_tooltip_cb (GtkWidget *holder)
{
  gtk_widget_set_has_tooltip (holder, gtk_widget_get_tooltip_text (holder) != NULL);
}

static void
root_destroyed_cb (GtkWidget *root, GtkWidget *popover)
{
  if (gtk_widget_get_parent (popover) == root)
    gtk_widget_unparent (popover);
}

/* In root: all of the holder, or a part of it. */
static void
point_to (GtkPopover *popover, GtkWidget *root, GtkWidget *holder, const GdkRectangle *at)
{
  double x, y;

  if (!gtk_widget_translate_coordinates (holder, root, at != NULL ? at->x : 0, at != NULL ? at->y : 0, &x, &y))
    return;
  gtk_popover_set_pointing_to (popover, &(GdkRectangle){ (int) x, (int) y, at != NULL ? at->width : gtk_widget_get_width (holder),
                                                         at != NULL ? at->height : gtk_widget_get_height (holder) });
}

/* public */

/* Its tooltip has symbols, too. */
static gboolean
query_tooltip_cb (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer user_data)
{
  const char *text = gtk_widget_get_tooltip_text (widget);
  g_autofree char *markup = text != NULL ? tf_lesson_text_to_markup (text) : NULL;

  if (markup == NULL)
    return FALSE;
  gtk_tooltip_set_markup (tooltip, markup);
  return TRUE;
}

void
tf_word_attach (GtkWidget *widget, const char *name)
{
  if (tf_word_of_holder (widget) == NULL && name != NULL)
    g_signal_connect (widget, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  g_object_set_data (G_OBJECT (widget), KEY, (gpointer) (name != NULL ? tf_words_find (name) : NULL));
}

GtkWidget *
tf_word_find_holder (GtkWidget *widget)
{
  while (widget != NULL && tf_word_of_holder (widget) == NULL)
    widget = gtk_widget_get_parent (widget);
  return widget;
}

const TfWord *
tf_word_of_holder (GtkWidget *holder)
{
  return g_object_get_data (G_OBJECT (holder), KEY);
}

GtkWidget *
tf_word_ask (GtkWidget *holder, const GdkRectangle *at)
{
  GtkWidget *popover = gtk_popover_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (holder));

  fill (box, tf_word_of_holder (holder));
  gtk_widget_add_css_class (popover, "word");
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_widget_set_parent (popover, root);
  point_to (GTK_POPOVER (popover), root, holder, at);
  g_signal_connect (popover, "closed", G_CALLBACK (closed_cb), NULL);
  g_signal_connect_object (popover, "closed", G_CALLBACK (restore_tooltip_cb), holder, G_CONNECT_SWAPPED);
  gtk_widget_set_has_tooltip (holder, FALSE);
  g_signal_connect_object (root, "destroy", G_CALLBACK (root_destroyed_cb), popover, 0);
  gtk_popover_popup (GTK_POPOVER (popover));
  return popover;
}

GtkWidget *
tf_word_make_button (const TfWord *word)
{
  g_autofree char *lesson = NULL;
  GtkWidget *button;
  guint step;

  if (!tf_word_find_step (word, &lesson, &step))
    return NULL;
  button = gtk_button_new_with_mnemonic ("_Show Me");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (button, "The step of a lesson that shows it");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", word->name);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.show-word");
  return button;
}
