/* test-window-film.c: films recorded from the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>

#include "figure-file.h"
#include "film-dialog.h"
#include "thread.h"
#include "window-fixture.h"

#define DEADLINE (300 * G_USEC_PER_SEC)

static gboolean
has_recorded (TfWindow *window, gpointer data)
{
  return !tf_film_dialog_is_recording (data);
}

static TfFilmDialog *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (TF_IS_FILM_DIALOG (l->data))
      return l->data;
  return NULL;
}

/* A film of what the window shows; one that is given up leaves no file; closing gives up, too. */
static void
test_film (void)
{
  TfWindow *window = open_window ();
  g_autofree char *films = g_dir_make_tmp ("tightframe-film-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (films, "film.png", NULL), *bytes = NULL;
  g_autoptr (GBytes) file = NULL;
  g_autofree char *text = NULL;
  TfFilmDialog *dialog;
  TfFilmForm *form;
  gsize length;
  TfFilm film;

  act (window, "record");
  dialog = find_dialog ();
  form = tf_film_dialog_get_form (dialog);
  g_assert_true (tf_film_form_get_film (form, &film, NULL));
  g_assert_cmpuint (tf_film_get_n_frames (&film), ==, 300);
  g_assert_cmpfloat_with_epsilon (film.figure.width * film.dpi / 72, 1280, 1e-9);
  tf_figure_clear (&film.figure);
  tf_film_dialog_record (dialog, path);
  g_assert_true (tf_film_dialog_is_recording (dialog));
  g_assert_true (GTK_IS_BUTTON (gtk_window_get_focus (GTK_WINDOW (dialog)))); /* by which keys give it up */
  gtk_widget_activate (gtk_window_get_focus (GTK_WINDOW (dialog)));
  wait_until (window, has_recorded, dialog);
  g_assert_true (GTK_IS_BUTTON (gtk_window_get_focus (GTK_WINDOW (dialog)))); /* and begin another */
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  tf_film_form_set_length (form, 1);
  tf_film_dialog_record (dialog, path);
  wait_until (window, has_recorded, dialog);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  file = g_bytes_new (bytes, length);
  text = tf_figure_file_read_session (file, NULL);
  g_assert_nonnull (text);
  g_remove (path);
  tf_film_dialog_record (dialog, path);
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_assert_true (tf_thread_wait_for_work (DEADLINE));
  g_assert_cmpint (g_rmdir (films), ==, 0);
  close_window (window);
}

static TfSession *
read_session (const char *path)
{
  g_autofree char *bytes = NULL, *text = NULL;
  g_autoptr (GBytes) file = NULL;
  g_autoptr (GError) error = NULL;
  TfSession *session;
  gsize length;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  file = g_bytes_new (bytes, length);
  text = tf_figure_file_read_session (file, &error);
  g_assert_no_error (error);
  session = tf_session_from_text (text, strlen (text), NULL, &error);
  g_assert_no_error (error);
  return session;
}

/* From where the run is on, to what was typed; what is no value is said, and nothing begins. */
static void
test_glide (void)
{
  TfWindow *window = open_window ();
  g_autofree char *films = g_dir_make_tmp ("tightframe-film-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (films, "film.png", NULL);
  g_autoptr (TfSession) session = NULL;
  TfFilmDialog *dialog;
  TfFilmForm *form;

  act (window, "record");
  dialog = find_dialog ();
  form = tf_film_dialog_get_form (dialog);
  tf_film_form_set_length (form, 1);
  tf_film_form_set_glide (form, "beta", "much");
  tf_film_dialog_record (dialog, path);
  g_assert_false (tf_film_dialog_is_recording (dialog));
  tf_film_form_set_glide (form, "beta", "-1");
  tf_film_dialog_record (dialog, path);
  g_assert_false (tf_film_dialog_is_recording (dialog));
  tf_film_form_set_glide (form, "beta", "2,5");
  tf_film_dialog_record (dialog, path);
  wait_until (window, has_recorded, dialog);
  session = read_session (path);
  g_assert_cmpfloat (tf_course_get_parameters (session->course, &session->at)->beta, ==, 2.5);
  g_assert_cmpuint (session->course->n_changes, >=, 10);
  g_remove (path);
  g_assert_cmpint (g_rmdir (films), ==, 0);
  gtk_window_destroy (GTK_WINDOW (dialog));
  close_window (window);
}

/* Where a lesson is open it is what is offered first. */
static void
test_lesson (void)
{
  static const char text[] = "---\ntightframe-lesson: 1\ntitle: A\n---\n# B\n    classes: 3\n    per-class: 5\n    dim: 3\n    seed: 1\n"
                             "    for: 4\n";
  TfWindow *window = open_window ();
  g_autoptr (TfLesson) lesson = tf_lesson_from_text (text, sizeof text - 1, NULL, NULL);
  g_autofree char *films = g_dir_make_tmp ("tightframe-film-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (films, "film.png", NULL);
  g_autoptr (TfSession) session = NULL;
  TfFilmDialog *dialog;

  tf_window_teach (window, lesson);
  wait_until (window, has_own_frame, NULL);
  act (window, "record");
  dialog = find_dialog ();
  g_assert_cmpint (tf_film_form_get_subject (tf_film_dialog_get_form (dialog)), ==, TF_FILM_OF_LESSON);
  tf_film_dialog_record (dialog, path);
  wait_until (window, has_recorded, dialog);
  session = read_session (path);
  g_assert_cmpfloat (session->at.t, ==, 4);
  g_remove (path);
  g_assert_cmpint (g_rmdir (films), ==, 0);
  gtk_window_destroy (GTK_WINDOW (dialog));
  close_window (window);
}

int
main (int argc, char **argv)
{
  if (!begin_tests (&argc, &argv))
    return 0;
  g_test_add_func ("/window-film/run", test_film);
  g_test_add_func ("/window-film/glide", test_glide);
  g_test_add_func ("/window-film/lesson", test_lesson);
  return run_tests ();
}
