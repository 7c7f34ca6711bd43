/* test-figure-pair.c: figures of two trainings side by side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gsl/gsl_errno.h>
#include <string.h>

#include "figure-scene.h"
#include "remove-tree.h"
#include "session-training.h"
#include "training-files.h"
#include "views.h"

static const char *const names[] = { "epoch_1.csv", "epoch_2.csv", NULL };

static char *folder;

/* "epochs" in a folder of its own. */
static char *
make_training (const char *parent, const char *table)
{
  char *training = g_build_filename (folder, parent, "epochs", NULL);

  g_assert_no_errno (g_mkdir_with_parents (training, 0700));
  write_training (training, names, table);
  return training;
}

static TfSource *
make_source (const char *training)
{
  g_autofree char *path = g_build_filename (training, names[0], NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  return tf_source_new_file (file, NULL);
}

/* Both at their first epoch, and the second's run pinned. */
static TfFigureScene *
make_scene (void)
{
  g_autofree char *first = make_training ("wd1", TABLE ("5")), *second = make_training ("wd2", TABLE ("6"));
  g_autoptr (TfSource) one = make_source (first), other = make_source (second);
  g_autoptr (TfCourse) course = tf_course_new (&TF_PARAMETERS_DEFAULT);
  g_autoptr (TfSession) session = tf_session_new (one, course, &(TfInstant){ 1, 0 }, NULL);
  TfSurveyQuestion question = TF_SURVEY_QUESTION_DEFAULT;
  g_auto (TfFetched) fetched = { 0 };
  g_autoptr (GError) error = NULL;
  TfFigureScene *scene;

  tf_session_set_beside (session, course, other);
  tf_session_add_pin (session, "kept", FALSE, other, course, &(TfInstant){ 1, 0 });
  tf_session_set_training (session, FALSE, first);
  tf_session_set_training (session, TRUE, second);
  g_assert_true (tf_source_fetch (one, NULL, &fetched, NULL));
  question.parts = tf_view_find ("epochs")->parts;
  scene = tf_figure_scene_new (fetched.moments, NULL, session, &question, NULL, &error);
  g_assert_no_error (error);
  return scene;
}

/* Their folders have one name, and so have all files: what tells them apart is said. */
static void
test_caption (void)
{
  g_autoptr (TfFigureScene) scene = make_scene ();
  const TfViewData *data = tf_figure_scene_get_data (scene);
  g_autofree char *plain = NULL;
  TfFigure figure;

  g_assert_cmpuint (data->epochs->n, ==, 2);
  g_assert_cmpuint (data->epochs_beside->n, ==, 2);
  tf_figure_init (&figure);
  plain = tf_figure_scene_make_caption (scene, &figure, FALSE);
  for (const char *const *part = (const char *const[]){ " Features: wd1/epoch_1.csv (K = 2", " B: wd2/epoch_1.csv (K = 2",
                                                        " kept: wd2/epoch_1.csv (K = 2", NULL };
       *part != NULL; part++)
    if (strstr (plain, *part) == NULL)
      g_error ("“%s” is not in: %s", *part, plain);
  tf_figure_clear (&figure);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  gsl_set_error_handler_off ();
  folder = g_dir_make_tmp ("tightframe-test-XXXXXX", NULL);
  g_test_add_func ("/figure-pair/caption", test_caption);
  status = g_test_run ();
  remove_tree (folder);
  g_free (folder);
  return status;
}
