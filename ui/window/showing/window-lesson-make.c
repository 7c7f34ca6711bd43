/* window-lesson-make.c: the list of lessons, and a lesson made from what the window shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first step asks for a file, the later ones are added to it; words are written with
 * any editor, whose changes are read before each step is added.
 */
#include <string.h>

#include "lessons.h"
#include "output.h"
#include "window-showing.h"

#define TRY_SECONDS 8

/* As others will read it: NULL, and a toast, where some of it cannot be said. */
static char *
write_text (TfWindow *self, TfLesson *lesson, const char *path, gsize *length)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = tf_lesson_to_text (lesson, folder, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (TfLesson) again = tf_lesson_from_text (text, *length, folder, &error);

  if (again != NULL)
    return g_steal_pointer (&text);
  tf_window_toast (self, "A lesson cannot say this: it has one file of features, or some that come with the program");
  return NULL;
}

static void
save_lesson (TfWindow *self, TfLesson *lesson, const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  g_autofree char *text = write_text (self, lesson, path, &length);

  if (text == NULL)
    return;
  if (!tf_output_write (path, text, length, &error))
    {
      said = g_strdup_printf ("%s %s", name, error->message);
      tf_window_toast (self, said);
      return;
    }
  if (g_strcmp0 (self->lesson_path, path) != 0)
    {
      g_free (self->lesson_path);
      self->lesson_path = g_strdup (path);
    }
  said = g_strdup_printf (lesson->steps->len == 1 ? "%s has %u step. Write its words with any text editor"
                                                  : "%s has %u steps. Write their words with any text editor",
                          name, lesson->steps->len);
  tf_toasts_show (self->toasts, said, "_Try It", "win.try-lesson", TRY_SECONDS);
}

/* What stands in the file now, with the present run behind it. */
static void
add_to (TfWindow *self, TfLesson *lesson, const char *path)
{
  g_autoptr (TfSession) session = tf_lab_make_session (self->lab);

  if (session == NULL)
    return;
  if (tf_lesson_record (lesson, session))
    save_lesson (self, lesson, path);
  else
    tf_window_toast (self, "This run cannot be steps of a lesson: too many changes on features of your own");
}

static void
chosen_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  TfWindow *self = user_data;
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  const char *path = file != NULL ? g_file_peek_path (file) : NULL;

  g_clear_object (&self->chooser);
  if (path != NULL)
    tf_window_new_lesson (self, path);
}

static void
new_lesson_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  static const char *const suffixes[] = { "md", NULL };
  TfWindow *self = user_data;
  GtkNativeDialog *chooser = tf_window_show_chooser (self, "New Lesson from Here", GTK_FILE_CHOOSER_ACTION_SAVE, "Lessons",
                                                     suffixes, NULL, "my" TF_LESSON_SUFFIX);

  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, 0);
}

/* Loads the lesson that is being made; NULL, and a toast, where it is broken or gone. */
static TfLesson *
load_made (TfWindow *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;
  TfLesson *lesson = tf_lesson_load (self->lesson_path, &error);

  if (lesson == NULL)
    {
      g_autofree char *name = g_filename_display_basename (self->lesson_path);

      said = g_strdup_printf ("%s: %s", name, error->message);
      tf_window_toast (self, said);
    }
  return lesson;
}

static void
add_step_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  g_autoptr (TfLesson) lesson = NULL;

  if (self->lesson_path == NULL)
    {
      new_lesson_activated_cb (NULL, NULL, self);
      return;
    }
  lesson = load_made (self);
  if (lesson != NULL)
    add_to (self, lesson, self->lesson_path);
}

static void
try_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TfWindow *self = user_data;
  g_autoptr (TfLesson) lesson = self->lesson_path != NULL ? load_made (self) : NULL;

  if (lesson != NULL)
    tf_window_teach (self, lesson);
}

static void
add_making (GMenu *menu)
{
  g_autoptr (GMenu) making = g_menu_new ();

  g_menu_append (making, "_New Lesson from Here…", "win.new-lesson");
  g_menu_append (making, "_Add Step from Here", "win.add-lesson-step");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (making));
}

/* The bundled ones, by their titles. */
static void
fill_menu (TfWindow *self)
{
  g_auto (GStrv) names = tf_lessons_list ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (TfLesson) lesson = tf_lessons_load (names[i], NULL);
      g_autoptr (GMenuItem) item = NULL;
      g_autofree char *label = NULL;

      if (lesson == NULL)
        continue;
      label = g_strdup_printf ("_%u  %s", i + 1, lesson->title);
      item = g_menu_item_new (label, NULL);
      g_menu_item_set_action_and_target (item, "win.lesson", "s", names[i]);
      g_menu_append_item (self->lessons_menu, item);
    }
  add_making (self->lessons_menu);
}

/* shared with the other files */

void
tf_window_new_lesson (TfWindow *self, const char *path)
{
  g_autofree char *full = g_str_has_suffix (path, ".md") ? g_strdup (path) : g_strconcat (path, TF_LESSON_SUFFIX, NULL);
  g_autofree char *title = g_filename_display_basename (full);
  g_autoptr (TfLesson) lesson = NULL;

  title[strcspn (title, ".")] = '\0';
  lesson = tf_lesson_new (*title != '\0' ? title : "Lesson");
  add_to (self, lesson, full);
}

void
tf_window_make_lesson_maker (TfWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "new-lesson", .activate = new_lesson_activated_cb },
    { .name = "add-lesson-step", .activate = add_step_activated_cb },
    { .name = "try-lesson", .activate = try_activated_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect (self, "lesson-opened", G_CALLBACK (tf_window_teach), NULL);
  fill_menu (self);
}
