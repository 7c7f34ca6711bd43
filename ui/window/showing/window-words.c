/* window-words.c: everything in the window can be asked what it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * By the second mouse button, by Shift+F1 where the focus is, and a number below the plots
 * by a plain click.
 */
#include "glossary.h"
#include "lessons.h"
#include "window-showing.h"
#include "word-popover.h"

static void
ask_at (TfWindow *self, GtkWidget *holder, double x, double y)
{
  double here_x, here_y;

  if (gtk_widget_translate_coordinates (GTK_WIDGET (self), holder, x, y, &here_x, &here_y))
    tf_word_ask (holder, &(GdkRectangle){ (int) here_x, (int) here_y, 1, 1 });
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, TfWindow *self)
{
  gboolean second = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) == GDK_BUTTON_SECONDARY;
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  GtkWidget *holder = tf_word_find_holder (picked);

  /* Text has a menu of its own. */
  if (holder == NULL || GTK_IS_TEXT (picked) || gtk_widget_get_ancestor (picked, GTK_TYPE_TEXT) != NULL)
    return;
  if (gtk_widget_is_ancestor (holder, GTK_WIDGET (self->readouts)))
    tf_word_ask (holder, NULL);
  else if (second)
    ask_at (self, holder, x, y);
  else
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
glossary_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_window_present (tf_glossary_new (user_data));
}

/* Where nothing in the focus has a word: the glossary. */
static void
ask_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWidget *holder = tf_word_find_holder (gtk_window_get_focus (GTK_WINDOW (user_data)));

  if (holder != NULL)
    tf_word_ask (holder, NULL);
  else
    gtk_window_present (tf_glossary_new (user_data));
}

static void
show_word_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  const TfWord *word = tf_words_find (g_variant_get_string (parameter, NULL));
  g_autofree char *name = NULL;
  g_autoptr (TfLesson) lesson = NULL;
  guint step;

  if (word == NULL || !tf_word_find_step (word, &name, &step) || (lesson = tf_lessons_load (name, NULL)) == NULL)
    return;
  tf_window_teach_from (self, lesson, step);
  gtk_window_present (GTK_WINDOW (self));
}

/* shared with the other files */

void
tf_window_add_words (TfWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "glossary", .activate = glossary_activated_cb },
    { .name = "ask", .activate = ask_activated_cb },
    { .name = "show-word", .activate = show_word_activated_cb, .parameter_type = "s" },
  };
  GtkGesture *click = gtk_gesture_click_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  tf_word_attach (GTK_WIDGET (self->means_view), "plot-means");
  tf_word_attach (GTK_WIDGET (self->traces_view), "plot-traces");
  tf_word_attach (GTK_WIDGET (self->geometry_view), "plot-geometry");
}
