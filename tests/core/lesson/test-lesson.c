/* test-lesson.c: lessons read, written, broken, walked, recorded
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "blas.h"
#include "lesson-kit.h"
#include "lesson-walk.h"

/* line: of which it must complain. */
static void
check_broken (const char *text, guint line, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TfLesson) lesson = tf_lesson_from_text (text, strlen (text), NULL, &error);
  g_autofree char *begins = g_strdup_printf ("line %u: ", line);

  g_assert_null (lesson);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  if (!g_str_has_prefix (error->message, begins) || strstr (error->message, word) == NULL)
    g_error ("for «%s»: %s", text, error->message);
}

/* --- reading --- */

static const char everything[] =
    "---\n"
    "tightframe-lesson: 1\n"
    "title: Everything\n"
    "about: of *all* kinds\n"
    "---\n"
    "\n"
    "# One\n"
    "    classes: 3\n"
    "    per-class: 5,6,7\n"
    "    dim: 4\n"
    "    seed: 9\n"
    "    noise: 0.5\n"
    "    spread: 2\n"
    "    lambda-w: 0.1\n"
    "    flow: joint\n"
    "    for: 10\n"
    "    pace: 0.8\n"
    "    page: limit\n"
    "    metrics: nc1 nc2\n"
    "    show-weights: true\n"
    "    highlight: class 1, cell 0 2\n"
    "    highlight: metric nc1, parameter beta, plot means\n"
    "    promise: nc1 < 0.5 start\n"
    "    promise-at-start: rank = 2\n"
    "\n"
    "First line\n"
    "and second.\n"
    "\n"
    "Another paragraph.\n"
    "\n"
    "? Why?\n"
    "- [ ] Because\n"
    "- [x] Therefore\n"
    "> That\n"
    "> is why.\n"
    "\n"
    "# Two\n"
    "    beta: 0.5\n"
    "    glide: beta to 2 in 3\n"
    "    glide: lambda-w to 0.2 in 1.5\n"
    "    for: 5\n"
    "<!-- nothing\n# at all -->\n"
    "# Three\n"
    "    run: again\n"
    "    beta: 0\n"
    "# Four\n"
    "    example: MLP, layer 6 of 6\n"
    "# Five\n"
    "    features: own.npz\n"
    "    bias: true\n";

static void
check_everything (const TfLesson *lesson)
{
  const TfLessonStep *one = tf_lesson_get_step (lesson, 0), *two = tf_lesson_get_step (lesson, 1);
  const TfSynthetic *draw = tf_source_get_synthetic (one->source);
  g_autofree char *path = NULL;

  g_assert_cmpstr (lesson->title, ==, "Everything");
  g_assert_cmpstr (lesson->about, ==, "of *all* kinds");
  g_assert_cmpuint (lesson->steps->len, ==, 5);
  g_assert_cmpstr (one->title, ==, "One");
  g_assert_cmpstr (one->text, ==, "First line and second.\n\nAnother paragraph.");
  g_assert_cmpint (one->beginning, ==, TF_LESSON_BEGINS);
  g_assert_cmpuint (draw->n_classes, ==, 3);
  g_assert_cmpuint (draw->sizes[2], ==, 7);
  g_assert_cmpuint (draw->dim, ==, 4);
  g_assert_cmpuint (draw->seed, ==, 9);
  g_assert_cmpfloat (draw->noise, ==, 0.5);
  g_assert_cmpfloat (draw->spread, ==, 2);
  g_assert_cmpfloat (one->parameters.lambda_w, ==, 0.1);
  g_assert_cmpint (one->parameters.flow, ==, TF_FLOW_JOINT);
  g_assert_cmpfloat (one->duration, ==, 10);
  g_assert_cmpfloat (one->pace, ==, 0.8);
  g_assert_cmpuint (one->highlights->len, ==, 5);
  g_assert_cmpint (g_array_index (one->highlights, TfLessonHighlight, 1).kind, ==, TF_LESSON_CELL);
  g_assert_cmpstr (g_array_index (one->highlights, TfLessonHighlight, 1).second, ==, "2");
  g_assert_cmpuint (one->promises->len, ==, 2);
  g_assert_cmpuint (g_array_index (one->promises, TfLessonPromise, 1).at_start, ==, TRUE);
  g_assert_cmpstr (one->question->text, ==, "Why?");
  g_assert_cmpuint (one->question->choices->len, ==, 2);
  g_assert_cmpint (one->question->right, ==, 1);
  g_assert_cmpstr (one->question->answer, ==, "That is why.");

  g_assert_cmpint (two->beginning, ==, TF_LESSON_GOES_ON);
  g_assert_true (two->source == one->source || tf_source_get_synthetic (two->source)->seed == 9);
  g_assert_cmpfloat (two->parameters.lambda_w, ==, 0.1); /* held on */
  g_assert_cmpfloat (two->parameters.beta, ==, 0.5);
  g_assert_cmpuint (two->glides->len, ==, 2);
  g_assert_cmpfloat (two->pace, ==, 0.8);
  g_assert_cmpint (tf_lesson_get_step (lesson, 2)->beginning, ==, TF_LESSON_AGAIN);
  g_assert_cmpfloat (tf_lesson_get_step (lesson, 2)->parameters.lambda_w, ==, 0.2); /* where the glide ended */
  g_assert_true (tf_source_is_example (tf_lesson_get_step (lesson, 3)->source));
  g_assert_cmpfloat (tf_lesson_get_step (lesson, 3)->parameters.lambda_w, ==, TF_PARAMETERS_DEFAULT.lambda_w);
  path = g_file_get_path (tf_source_get_file (tf_lesson_get_step (lesson, 4)->source));
  g_assert_cmpstr (path, ==, "/nowhere/own.npz");
}

static void
test_read (void)
{
  g_autoptr (TfLesson) lesson = read_good (everything);

  check_everything (lesson);
  g_assert_true (tf_lesson_is_text (everything, strlen (everything)));
  g_assert_false (tf_lesson_is_text ("[Tightframe]\nformat=1\n", 22));
  g_assert_false (tf_lesson_is_text ("---\ntitle: x\n", 13));
}

static void
test_write (void)
{
  g_autoptr (TfLesson) lesson = read_good (everything);
  gsize length;
  g_autofree char *text = tf_lesson_to_text (lesson, "/nowhere", &length);
  g_autoptr (TfLesson) again = read_good (text);
  g_autofree char *twice = tf_lesson_to_text (again, "/nowhere", NULL);

  g_assert_cmpuint (strlen (text), ==, length);
  check_everything (again);
  g_assert_cmpstr (text, ==, twice);
}

static void
test_windows_ends (void)
{
  g_auto (GStrv) lines = g_strsplit (everything, "\n", -1);
  g_autofree char *ends = g_strjoinv ("\r\n", lines);
  g_autofree char *text = g_strconcat ("\xef\xbb\xbf", ends, NULL);
  g_autoptr (TfLesson) lesson = read_good (text);

  check_everything (lesson);
}

static void
test_broken (void)
{
  static const struct
  {
    const char *text;
    guint       line;
    const char *word;
  } cases[] = {
    { "", 1, "no lesson" },
    { "# Step\n", 1, "no lesson" },
    { "---\ntitle: x\n", 3, "---" },
    { "---\ntitle: x\n---\n# A\n", 3, "tightframe-lesson" },
    { "---\ntightframe-lesson: 2\n---\n# A\n", 2, "later version" },
    { "---\ntightframe-lesson: 1\nnonsense\n---\n", 3, "key: value" },
    { FRONT, 5, "no step" },
    { FRONT "words\n", 5, "# Title" },
    { FRONT "# \n", 5, "no title" },
    { FRONT "# A\n    colour: red\n", 6, "colour" },
    { FRONT "# A\n    lambda-w\n", 6, "key: value" },
    { FRONT "# A\n    lambda-w: -1\n", 6, "λ_W" },
    { FRONT "# A\n    lambda-w: red\n", 6, "lambda-w" },
    { FRONT "# A\n    beta: 1\n    classes: 3\n", 7, "before parameters" },
    { FRONT "# A\n    run: again\n    classes: 3\n", 7, "begun a run already" },
    { FRONT "# A\n    classes: 1\n", 6, "classes" },
    { FRONT "# A\n    classes: 3\n    per-class: 1,2\n\n# B\n", 7, "2 sizes for 3 classes" },
    { FRONT "# A\n    example: nothing\n", 6, "nothing" },
    { FRONT "# A\n    glide: beta 2\n", 6, "PARAMETER to VALUE" },
    { FRONT "# A\n    glide: bias to 1 in 2\n", 6, "bias" },
    { FRONT "# A\n    glide: lambda-w to 0 in 2\n", 6, "λ_W" },
    { FRONT "# A\n    glide: beta to 1 in 1e9\n", 6, "seconds" },
    { FRONT "# A\n    highlight: nose 1\n", 6, "highlighted" },
    { FRONT "# A\n    highlight: metric nc9\n", 6, "nc9" },
    { FRONT "# A\n    highlight: plot meens\n", 6, "meens" },
    { FRONT "# A\n    link: tightframe:1?f.kind=nothing\n", 6, "this link is broken: it names" },
    { FRONT "# A\n\n?\n", 7, "no words" },
    { FRONT "# A\n\n? Which\n- [x]\n", 8, "no words" },
    { FRONT "# A\n    metrics: nc1 nc9\n", 6, "columns" },
    { FRONT "# A\n    show-weights: maybe\n", 6, "true false" },
    { FRONT "# A\n    promise: nc1\n", 6, "promise" },
    { FRONT "# A\n    promise: nc9 < 1\n", 6, "nc9" },
    { FRONT "# A\n    promise: nc1 < much\n", 6, "number" },
    { FRONT "# A\n    promise: mean < 1\n", 6, "mean" },
    { FRONT "# A\n    promise: nc1 = 1 about 2\n", 6, "about" },
    { FRONT "# A\n    promise-at-start: nc1 < start\n", 6, "start" },
    { FRONT "# A\nwords\n    beta: 1\n", 7, "indented" },
    { FRONT "# A\n- [ ] choice\n", 6, "question" },
    { FRONT "# A\n> answer\n", 6, "question" },
    { FRONT "# A\n? one\n? two\n", 7, "one question" },
    { FRONT "# A\n? one\n- [x] a\n- [x] b\n", 8, "second choice" },
    { FRONT "# A\n? one\nwords\n", 7, "before the question" },
    { FRONT "# A\n    run: on\n", 6, "again" },
    { FRONT "# A\n    page: runs\n", 6, "one of: run limit" },
    { FRONT "# A\n    plots: means angles\n", 6, "several of: means" },
    { FRONT "# A\n    plots: \n", 6, "several of: means" },
    { "---\ntightframe-lesson: 1\ntitel: A\n---\n# A\n", 4, "title: is missing" },
    { FRONT "# A\n    for: ever\n", 6, "for" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_broken (cases[i].text, cases[i].line, cases[i].word);
}

/* --- walking --- */

/* The start of a step is the end of the one before, under its own parameters. */
static void
test_sessions (void)
{
  g_autoptr (TfLesson) lesson = read_good (everything);
  g_autoptr (TfSession) one = tf_lesson_make_session (lesson, 0, TRUE);
  g_autoptr (TfSession) two = tf_lesson_make_session (lesson, 1, FALSE);
  g_autoptr (TfSession) end = tf_lesson_make_session (lesson, 1, TRUE);
  g_autoptr (TfSession) three = tf_lesson_make_session (lesson, 2, FALSE);
  const TfCourseChange *last = &end->course->changes[end->course->n_changes - 1];

  g_assert_cmpfloat (one->at.t, ==, 10);
  g_assert_cmpfloat (two->at.t, ==, 10);
  g_assert_cmpuint (one->course->n_changes, ==, 0);
  g_assert_cmpuint (two->course->n_changes, ==, 1);
  g_assert_cmpfloat (two->course->changes[0].parameters.beta, ==, 0.5);
  g_assert_cmpstr (tf_session_get_view (two, "page"), ==, "limit"); /* holds on */

  g_assert_cmpuint (end->course->n_changes, ==, 1 + 30 + 15);
  g_assert_cmpfloat (last->parameters.beta, ==, 2);
  g_assert_cmpfloat (last->parameters.lambda_w, ==, 0.2);
  g_assert_cmpfloat_with_epsilon (end->at.t, last->at.t + 5, 1e-12);
  for (guint i = 1; i < 30; i++) /* evenly in the logarithm */
    g_assert_cmpfloat_with_epsilon (end->course->changes[i + 1].parameters.beta / end->course->changes[i].parameters.beta,
                                    pow (4, 1.0 / 30), 1e-12);

  g_assert_cmpfloat (three->at.t, ==, 0);
  g_assert_cmpuint (three->course->n_changes, ==, 0);
  g_assert_cmpfloat (three->course->start.lambda_w, ==, 0.2);
  g_assert_cmpfloat (three->course->start.beta, ==, 0);
}

static void
test_descent (void)
{
  g_autoptr (TfLesson) lesson = read_good (FRONT "# A\n    classes: 2\n    flow: descent\n    step: 0.25\n    for: 8\n"
                                                 "# B\n    step: 0.5\n    for: 2\n");
  g_autoptr (TfSession) end = tf_lesson_make_session (lesson, 1, TRUE);

  g_assert_cmpuint (end->at.iteration, ==, 10);
  g_assert_cmpfloat (end->at.t, ==, 8 * 0.25 + 2 * 0.5);
}

/* A step can begin where a link leads, and be written again. */
static void
test_link (void)
{
  g_autoptr (TfLesson) lesson
      = read_good (FRONT "# A\n    link: tightframe:1?f.kind=synthetic&f.classes=3&r.time=7&r.beta=1&c.1=t%3D2%20beta%3D3&v.page=limit\n"
                         "    lambda-w: 0.5\n    for: 2\n# B\n");
  g_autofree char *text = tf_lesson_to_text (lesson, NULL, NULL);
  g_autoptr (TfLesson) again = read_good (text);
  g_autoptr (TfSession) session = tf_lesson_make_session (again, 1, FALSE);

  g_assert_cmpfloat (session->at.t, ==, 9);
  g_assert_cmpuint (session->course->n_changes, ==, 2);
  g_assert_cmpfloat (session->course->start.beta, ==, 1);
  g_assert_cmpfloat (session->course->changes[0].parameters.beta, ==, 3);
  g_assert_cmpfloat (session->course->changes[1].parameters.lambda_w, ==, 0.5);
  g_assert_cmpstr (tf_session_get_view (session, "page"), ==, "limit");
}

/* --- recorded --- */

static TfSession *
make_run (TfSource *source, TfCourse *course, double t)
{
  TfSession *session = tf_session_new (source, course, &(TfInstant){ t, 0 }, NULL);

  tf_session_set_view (session, "sidebar", "true");
  tf_session_set_view (session, "page", "limit");
  return session;
}

/* Recorded, written and read, the lesson leads to where the run stood. */
static void
check_recorded (const TfLesson *lesson, TfSession *run)
{
  g_autofree char *text = tf_lesson_to_text (lesson, NULL, NULL);
  g_autoptr (TfLesson) again = read_good (text);
  g_autoptr (TfSession) end = tf_lesson_make_session (again, again->steps->len - 1, TRUE);

  g_assert_null (strstr (text, "sidebar:"));
  g_assert_cmpfloat_with_epsilon (end->at.t, run->at.t, 1e-9);
  g_assert_true (tf_parameters_equal (tf_course_get_parameters (end->course, &end->at),
                                      tf_course_get_parameters (run->course, &run->at)));
  g_assert_cmpuint (end->course->n_changes, ==, run->course->n_changes);
  g_assert_cmpstr (tf_session_get_view (end, "page"), ==, "limit");
}

/* n changes of beta, one a unit of time. */
static TfCourse *
make_course (guint n)
{
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  TfCourse *course = tf_course_new (&parameters);

  for (guint i = 1; i <= n; i++)
    {
      TfCourse *shorter = course;

      parameters.beta = 0.1 * i;
      course = tf_course_change (shorter, &(TfInstant){ i / 3.0, 0 }, &parameters);
      tf_course_unref (shorter);
    }
  return course;
}

static void
test_record (void)
{
  g_autoptr (TfSource) source = tf_source_new_synthetic (&TF_SYNTHETIC_DEFAULT);

  for (guint n = 0; n < 30; n += 4)
    {
      g_autoptr (TfCourse) course = make_course (n);
      g_autoptr (TfSession) run = make_run (source, course, n + 2.5);
      g_autoptr (TfLesson) lesson = tf_lesson_new ("Recorded");

      g_assert_true (tf_lesson_record (lesson, run));
      g_assert_cmpuint (lesson->steps->len, ==, n <= 12 ? n + 1 : 1);
      check_recorded (lesson, run);
    }
}

/* What follows is added from where the lesson ended; another run from its own start. */
static void
test_record_on (void)
{
  TfSynthetic other = TF_SYNTHETIC_DEFAULT;
  g_autoptr (TfSource) source = tf_source_new_synthetic (&TF_SYNTHETIC_DEFAULT);
  g_autoptr (TfSource) same = tf_source_new_synthetic (&TF_SYNTHETIC_DEFAULT);
  g_autoptr (TfLesson) lesson = tf_lesson_new ("Recorded");
  static const struct
  {
    guint  n_changes;
    double t;
    guint  n_steps; /* that the lesson has then */
  } runs[] = {
    { 0, 0.2, 1 }, { 0, 0.2, 2 }, { 0, 0.3, 3 }, { 1, 0.5, 5 }, { 2, 2. / 3, 7 }, { 2, 1, 8 }, { 1, 3, 10 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      g_autoptr (TfCourse) course = make_course (runs[i].n_changes);
      g_autoptr (TfSession) run = make_run (i % 2 == 0 ? source : same, course, runs[i].t);

      g_assert_true (tf_lesson_record (lesson, run));
      g_assert_cmpuint (lesson->steps->len, ==, runs[i].n_steps);
      check_recorded (lesson, run);
    }
  other.seed++;
  g_clear_pointer (&source, tf_source_unref);
  source = tf_source_new_synthetic (&other);
  {
    g_autoptr (TfCourse) course = make_course (0);
    g_autoptr (TfSession) run = make_run (source, course, 5);

    g_assert_true (tf_lesson_record (lesson, run));
    g_assert_cmpint (tf_lesson_get_step (lesson, 10)->beginning, ==, TF_LESSON_BEGINS);
    check_recorded (lesson, run);
  }
}

static void
test_record_too_many (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/nowhere/features.npz");
  g_autoptr (TfSource) source = tf_source_new_file (file, NULL);
  g_autoptr (TfCourse) course = make_course (20);
  g_autoptr (TfSession) run = make_run (source, course, 30);
  g_autoptr (TfLesson) lesson = tf_lesson_new ("Recorded");

  g_assert_false (tf_lesson_record (lesson, run));
  g_assert_cmpuint (lesson->steps->len, ==, 0);
}

static void
test_glide_by_zero (void)
{
  TfLessonGlide glide = { .info = NULL, .to = 1, .seconds = 1 };

  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    if (g_str_equal (tf_parameter_info (i)->name, "beta"))
      glide.info = tf_parameter_info (i);
  g_assert_cmpfloat (tf_lesson_glide_at (&glide, 0, 0), ==, 0);
  g_assert_cmpfloat (tf_lesson_glide_at (&glide, 0, 1), ==, 1);
  g_assert_cmpfloat_with_epsilon (tf_lesson_glide_at (&glide, 0, 0.5), sqrt (pow (10, glide.info->slider_lower)), 1e-12);
  glide.to = 0;
  g_assert_cmpfloat (tf_lesson_glide_at (&glide, 1, 1), ==, 0);
  g_assert_cmpfloat (tf_lesson_glide_at (&glide, 1, 0.999), >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tf_blas_set_threads (1);
  g_test_add_func ("/lesson/read", test_read);
  g_test_add_func ("/lesson/write", test_write);
  g_test_add_func ("/lesson/windows-ends", test_windows_ends);
  g_test_add_func ("/lesson/broken", test_broken);
  g_test_add_func ("/lesson/sessions", test_sessions);
  g_test_add_func ("/lesson/descent", test_descent);
  g_test_add_func ("/lesson/link", test_link);
  g_test_add_func ("/lesson/record", test_record);
  g_test_add_func ("/lesson/record-on", test_record_on);
  g_test_add_func ("/lesson/record-too-many", test_record_too_many);
  g_test_add_func ("/lesson/glide-by-zero", test_glide_by_zero);
  return g_test_run ();
}
