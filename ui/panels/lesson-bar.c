/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson-bar.h"

#include <string.h>

#include "lesson-text.h"
#include "steady.h"

struct _TfLessonBar
{
  GtkBox parent_instance;

  TfLesson *lesson; /* or NULL */
  guint     step;
  gboolean  answered;

  GtkWidget *title, *values, *body;
  GtkWidget *asking;  /* the question, its choices and the answer */
  GtkWidget *question, *choices, *answer;
  GtkWidget *back, *next, *place; /* place: a menu button with the contents */
  GtkWidget *contents;            /* a box in its popover */
};

G_DEFINE_FINAL_TYPE (TfLessonBar, tf_lesson_bar, GTK_TYPE_BOX)

enum
{
  MOVED,
  CLOSED,
  FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const TfLessonStep *
get_step (TfLessonBar *self)
{
  return tf_lesson_get_step (self->lesson, self->step);
}

static void
set_words (GtkWidget *label, const char *text)
{
  g_autofree char *markup = tf_lesson_text_to_markup (text);

  gtk_label_set_markup (GTK_LABEL (label), markup);
}

static GtkWidget *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* --- the question --- */

static void
choice_clicked_cb (GtkButton *button, TfLessonBar *self)
{
  tf_lesson_bar_answer (self, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "choice")));
}

static GtkWidget *
make_choice (TfLessonBar *self, const char *text, int choice)
{
  GtkWidget *button = gtk_button_new (), *label = make_label (NULL);
  g_autofree char *plain = tf_lesson_text_to_plain (text);

  set_words (label, text);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "choice");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, plain, -1);
  g_object_set_data (G_OBJECT (button), "choice", GINT_TO_POINTER (choice));
  g_signal_connect (button, "clicked", G_CALLBACK (choice_clicked_cb), self);
  return button;
}

static void
clear_box (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
show_question (TfLessonBar *self, const TfLessonQuestion *question)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->choices)) != NULL)
    gtk_grid_remove (GTK_GRID (self->choices), child);
  self->answered = FALSE;
  gtk_widget_set_visible (self->asking, question != NULL);
  gtk_widget_set_visible (self->answer, FALSE);
  if (question == NULL)
    return;
  set_words (self->question, question->text);
  for (guint i = 0; i < question->choices->len; i++)
    gtk_grid_attach (GTK_GRID (self->choices), make_choice (self, question->choices->pdata[i], i), i, 0, 1, 1);
  if (question->choices->len == 0 && question->answer != NULL)
    gtk_grid_attach (GTK_GRID (self->choices), make_choice (self, "Show the answer", -1), 0, 0, 1, 1);
}

/* The right one is marked, and so is a wrong guess. */
static void
mark_choices (TfLessonBar *self, const TfLessonQuestion *question, int chosen)
{
  int i = 0;

  for (GtkWidget *button = gtk_widget_get_first_child (self->choices); button != NULL;
       button = gtk_widget_get_next_sibling (button), i++)
    {
      if (i == question->right)
        gtk_widget_add_css_class (button, "right-choice");
      else if (i == chosen && question->right >= 0)
        gtk_widget_add_css_class (button, "wrong-choice");
      gtk_widget_set_sensitive (button, FALSE);
    }
}

/* --- the contents --- */

static void
contents_clicked_cb (GtkButton *button, TfLessonBar *self)
{
  int step = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "step"));

  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->place));
  g_signal_emit (self, signals[MOVED], 0, step);
}

static GtkWidget *
make_entry (TfLessonBar *self, guint step)
{
  const char *title = tf_lesson_get_step (self->lesson, step)->title;
  g_autofree char *numbered = g_strdup_printf ("%u  %s", step + 1, title);
  GtkWidget *button = gtk_button_new (), *label = make_label (NULL);

  set_words (label, numbered);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data (G_OBJECT (button), "step", GUINT_TO_POINTER (step));
  g_signal_connect (button, "clicked", G_CALLBACK (contents_clicked_cb), self);
  return button;
}

static void
show_contents (TfLessonBar *self)
{
  GtkWidget *title = make_label ("heading");

  clear_box (self->contents);
  set_words (title, self->lesson->title);
  gtk_box_append (GTK_BOX (self->contents), title);
  for (guint i = 0; i < self->lesson->steps->len; i++)
    gtk_box_append (GTK_BOX (self->contents), make_entry (self, i));
}

static void
show_place (TfLessonBar *self, const char *next)
{
  guint n = self->lesson->steps->len;
  gboolean is_last = self->step + 1 == n;
  g_autofree char *place = g_strdup_printf ("%u / %u", self->step + 1, n);
  g_autofree char *tip = is_last && next != NULL ? g_strdup_printf ("Next lesson: %s (Page Down)", next)
                                                 : g_strdup (is_last ? "Finish (Page Down)" : "Next step (Page Down)");
  const char *label = !is_last ? "Next" : next != NULL ? "Next Lesson" : "Finish";

  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->place), place);
  gtk_widget_set_sensitive (self->back, self->step > 0);
  gtk_button_set_label (GTK_BUTTON (self->next), label);
  gtk_widget_set_tooltip_text (self->next, tip);
}

/* --- the way --- */

static void
back_clicked_cb (GtkButton *button, TfLessonBar *self)
{
  tf_lesson_bar_move (self, -1);
}

static void
next_clicked_cb (GtkButton *button, TfLessonBar *self)
{
  tf_lesson_bar_move (self, 1);
}

static void
close_clicked_cb (GtkButton *button, TfLessonBar *self)
{
  g_signal_emit (self, signals[CLOSED], 0);
}

/* overrides */

static void
tf_lesson_bar_dispose (GObject *object)
{
  g_clear_pointer (&TF_LESSON_BAR (object)->lesson, tf_lesson_unref);
  G_OBJECT_CLASS (tf_lesson_bar_parent_class)->dispose (object);
}

static void
tf_lesson_bar_class_init (TfLessonBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tf_lesson_bar_dispose;
  signals[MOVED] = g_signal_new ("moved", TF_TYPE_LESSON_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_INT);
  signals[CLOSED]
      = g_signal_new ("closed", TF_TYPE_LESSON_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FINISHED]
      = g_signal_new ("finished", TF_TYPE_LESSON_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
make_words (TfLessonBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  self->values = make_label ("lesson-values");
  gtk_widget_set_visible (self->values, FALSE);
  self->body = make_label ("lesson-words");
  self->asking = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->question = make_label ("lesson-question");
  self->choices = gtk_grid_new (); /* a box would line up baselines, and ask for another height than it needs */
  gtk_grid_set_column_spacing (GTK_GRID (self->choices), 6);
  gtk_grid_set_column_homogeneous (GTK_GRID (self->choices), TRUE);
  self->answer = make_label ("lesson-words");
  gtk_box_append (GTK_BOX (self->asking), self->question);
  gtk_box_append (GTK_BOX (self->asking), self->choices);
  gtk_box_append (GTK_BOX (self->asking), self->answer);
  gtk_box_append (GTK_BOX (box), self->values);
  gtk_box_append (GTK_BOX (box), self->body);
  gtk_box_append (GTK_BOX (box), self->asking);
  return box;
}

static GtkWidget *
make_icon_button (const char *icon, const char *name, const char *tip, GCallback clicked, TfLessonBar *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect (button, "clicked", clicked, self);
  return button;
}

static void
make_place (TfLessonBar *self)
{
  GtkWidget *popover = gtk_popover_new (), *scrolled = gtk_scrolled_window_new ();

  self->contents = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 420);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->contents);
  gtk_widget_set_size_request (self->contents, 280, -1);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
  self->place = gtk_menu_button_new ();
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->place), popover);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->place), GTK_ARROW_UP);
  gtk_widget_set_tooltip_text (self->place, "Contents of the lesson");
}

static GtkWidget *
make_controls (TfLessonBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->back = make_icon_button ("go-previous-symbolic", "Step back", "Step back (Page Up)", G_CALLBACK (back_clicked_cb), self);
  make_place (self);
  self->next = gtk_button_new_with_label ("Next");
  gtk_widget_add_css_class (self->next, "suggested-action");
  g_signal_connect (self->next, "clicked", G_CALLBACK (next_clicked_cb), self);
  gtk_box_append (GTK_BOX (box), self->back);
  gtk_box_append (GTK_BOX (box), self->place);
  gtk_box_append (GTK_BOX (box), self->next);
  gtk_box_append (GTK_BOX (box), make_icon_button ("window-close-symbolic", "Leave the lesson", "Leave the lesson",
                                                   G_CALLBACK (close_clicked_cb), self));
  gtk_widget_add_css_class (gtk_widget_get_last_child (box), "flat");
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  return box;
}

/* The words have the whole width below it. */
static GtkWidget *
make_head (TfLessonBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);

  self->title = make_label ("lesson-title");
  gtk_widget_set_hexpand (self->title, TRUE);
  gtk_box_append (GTK_BOX (box), self->title);
  gtk_box_append (GTK_BOX (box), make_controls (self));
  return box;
}

static void
tf_lesson_bar_init (TfLessonBar *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 4);
  gtk_widget_add_css_class (GTK_WIDGET (self), "lesson-bar");
  gtk_box_append (GTK_BOX (self), make_head (self));
  gtk_box_append (GTK_BOX (self), tf_steady_new (make_words (self)));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* public */

void
tf_lesson_bar_show (TfLessonBar *self, TfLesson *lesson, guint step, const char *next)
{
  gboolean other = lesson != self->lesson;

  g_return_if_fail (TF_IS_LESSON_BAR (self));
  if (lesson != NULL)
    tf_lesson_ref (lesson);
  g_clear_pointer (&self->lesson, tf_lesson_unref);
  self->lesson = lesson;
  self->step = step;
  gtk_widget_set_visible (GTK_WIDGET (self), lesson != NULL);
  if (lesson == NULL)
    return;
  if (other)
    show_contents (self);
  set_words (self->title, get_step (self)->title);
  set_words (self->body, get_step (self)->text);
  show_question (self, get_step (self)->question);
  show_place (self, next);
}

void
tf_lesson_bar_show_values (TfLessonBar *self, const char *markup)
{
  g_return_if_fail (TF_IS_LESSON_BAR (self));
  gtk_widget_set_visible (self->values, markup != NULL);
  if (markup != NULL && strcmp (markup, gtk_label_get_label (GTK_LABEL (self->values))) != 0)
    gtk_label_set_markup (GTK_LABEL (self->values), markup);
}

void
tf_lesson_bar_move (TfLessonBar *self, int by)
{
  int to = (int) self->step + by;

  g_return_if_fail (TF_IS_LESSON_BAR (self));
  if (self->lesson == NULL || to < 0)
    return;
  if (to < (int) self->lesson->steps->len)
    g_signal_emit (self, signals[MOVED], 0, to);
  else
    g_signal_emit (self, signals[FINISHED], 0);
}

void
tf_lesson_bar_answer (TfLessonBar *self, int choice)
{
  const TfLessonQuestion *question;

  g_return_if_fail (TF_IS_LESSON_BAR (self));
  question = self->lesson != NULL ? get_step (self)->question : NULL;
  if (question == NULL || self->answered)
    return;
  self->answered = TRUE;
  mark_choices (self, question, choice);
  if (question->answer == NULL)
    return;
  set_words (self->answer, question->answer);
  gtk_widget_set_visible (self->answer, TRUE);
}

gboolean
tf_lesson_bar_is_answered (TfLessonBar *self)
{
  g_return_val_if_fail (TF_IS_LESSON_BAR (self), FALSE);
  return self->answered;
}
