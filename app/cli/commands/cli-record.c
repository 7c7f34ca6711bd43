/* cli-record.c: `tightframe record`
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli.h"
#include "cli-options.h"
#include "cli-progress.h"
#include "cli-render.h"
#include "cli-table.h"
#include "figure-size.h"
#include "film-files.h"
#include "film-lesson.h"
#include "lessons.h"
#include "output.h"

#include <math.h>

#define MOST_SECONDS 3600
#define MOST_FPS 120

typedef struct
{
  char *views, *until, *seconds, *fps, *size, *text_size, *turns, *glide, *glide_flow, *lesson, *output;
  gboolean stands;
} Words;

static void
words_clear (Words *words)
{
  g_free (words->views);
  g_free (words->until);
  g_free (words->seconds);
  g_free (words->fps);
  g_free (words->size);
  g_free (words->text_size);
  g_free (words->turns);
  g_free (words->glide);
  g_free (words->glide_flow);
  g_free (words->lesson);
  g_free (words->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

typedef struct
{
  TfFilm film;
  double until; /* NaN: where the session stands, or to the end */
} Plan;

static void
plan_clear (Plan *plan)
{
  tf_figure_clear (&plan->film.figure);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

static void
add_options (GOptionContext *context, Words *words)
{
  const GOptionEntry entries[] = {
    { "view", 0, 0, G_OPTION_ARG_FILENAME, &words->views, "What is drawn, as in render (dashboard)", "VIEW" },
    { "until", 0, 0, G_OPTION_ARG_FILENAME, &words->until,
      "Until when the flow goes (where the session stands, or until nothing changes any more)", "T" },
    { "seconds", 0, 0, G_OPTION_ARG_FILENAME, &words->seconds, "How long the film is (10)", "S" },
    { "fps", 0, 0, G_OPTION_ARG_FILENAME, &words->fps, "Frames a second (30)", "F" },
    { "size", 0, 0, G_OPTION_ARG_FILENAME, &words->size, "Width and height in pixels (1280x720px)", "WxHpx" },
    { "text-size", 0, 0, G_OPTION_ARG_FILENAME, &words->text_size, "In points, 96 pixels an inch (a fiftieth of the height)", "X" },
    { "turns", 0, 0, G_OPTION_ARG_FILENAME, &words->turns, "How often the camera goes around the class means (0)", "N" },
    { "still", 0, 0, G_OPTION_ARG_NONE, &words->stands, "Of the end alone: only the camera moves (without)", NULL },
    { "glide", 0, 0, G_OPTION_ARG_FILENAME, &words->glide,
      "From there on a parameter moves to this value while the film lasts, as lambda-h=0.5 (none)", "NAME=TO" },
    { "glide-flow", 0, 0, G_OPTION_ARG_FILENAME, &words->glide_flow,
      "Of a glide: how much flow, or how many iterations, pass meanwhile (1000)", "T" },
    { "lesson", 0, 0, G_OPTION_ARG_FILENAME, &words->lesson,
      "A whole lesson in place of a run: a file, or a bundled one by its name; it takes the time it takes to read", "LESSON" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &words->output,
      "Where it goes: .webm, .gif (made by ffmpeg); .png, animated; or a name with %04d.png in it, a picture a frame", "FILE" },
    G_OPTION_ENTRY_NULL,
  };

  tf_cli_options_add (context, entries);
}

static gboolean
take_size (const Words *words, TfFilm *film, GError **error)
{
  TfFigureSize size = { 1280, 720, TF_UNIT_PIXEL };

  if ((words->size != NULL && !tf_figure_size_parse (words->size, &size)) || size.unit != TF_UNIT_PIXEL || !(size.width >= 64)
      || !(size.height >= 64) || size.width > 8192 || size.height > 8192)
    return tf_cli_misuse (error, "--size: a film’s size is like 1920x1080px, from 64 to 8192 pixels each way");
  film->dpi = TF_PIXELS_PER_INCH;
  tf_figure_size_apply (&size, film->dpi, &film->figure);
  film->figure.text_size = film->figure.height / 50;
  return tf_cli_take_between ("--text-size", words->text_size, 2, 200, &film->figure.text_size, error);
}

/* "lambda-h=0.5", by the option's name or the session's. */
static gboolean
take_glide (const Words *words, TfFilm *film, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (words->glide != NULL ? words->glide : "", "=", 2);
  TfParameters changed = TF_PARAMETERS_DEFAULT;

  film->glide_flow = 1000;
  if (words->glide == NULL)
    return words->glide_flow == NULL || tf_cli_misuse (error, "--glide-flow: there is no --glide");
  for (guint i = 0; i < TF_N_PARAMETERS && parts[0] != NULL; i++)
    if (tf_parameter_info (i)->kind == TF_PARAMETER_REAL && tf_parameter_info (i)->group == TF_GROUP_OBJECTIVE
        && g_strcmp0 (tf_parameter_info (i)->option, parts[0]) == 0)
      film->glide = tf_parameter_info (i);
  if (film->glide == NULL || parts[1] == NULL)
    return tf_cli_misuse (
        error,
        "--glide: what moves is like beta=0.01: a parameter of the objective that is a number, and its last value");
  if (!tf_cli_take_number ("--glide", parts[1], &film->glide_to, error))
    return FALSE;
  tf_parameter_set_real (film->glide, &changed, film->glide_to);
  return tf_parameters_validate (&changed, error)
         && tf_cli_take_between ("--glide-flow", words->glide_flow, 0, 1e9, &film->glide_flow, error);
}

static gboolean
parse_words (TfCliProblem *problem, const Words *words, int argc, char **argv, Plan *plan, GError **error)
{
  TfFilm *film = &plan->film;
  g_autoptr (GError) wrong = NULL;

  *plan = (Plan){ .until = NAN, .film = { .seconds = 10, .fps = 30, .stands = words->stands } };
  tf_figure_init (&film->figure);
  if (!tf_cli_table_parse_session (problem, "record", argc, argv, error))
    return FALSE;
  if (words->output == NULL)
    return tf_cli_misuse (error, "-o FILE is missing: where is the film to go?");
  if (!tf_film_check_name (words->output, &wrong))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "-o: %s", wrong->message);
      return FALSE;
    }
  return tf_cli_render_take_views (words->views != NULL ? words->views : "dashboard", FALSE, &film->figure, error)
         && take_size (words, film, error) && tf_cli_take_between ("--seconds", words->seconds, 0.01, MOST_SECONDS, &film->seconds, error)
         && tf_cli_take_between ("--fps", words->fps, 0.1, MOST_FPS, &film->fps, error)
         && tf_cli_take_between ("--turns", words->turns, -1000, 1000, &film->turns, error)
         && tf_cli_take_between ("--until", words->until, 0, 1e300, &plan->until, error) && take_glide (words, film, error);
}

static void
show_progress (guint n_done, guint n, gpointer user_data)
{
  tf_cli_progress_show ("frame %u of %u", n_done, n);
}

static gboolean
record (TfCliProblem *problem, const Words *words, const Plan *plan, const char **subject, GError **error)
{
  GCancellable *cancellable = tf_cli_watch_interrupts ();
  gboolean has_end = !isnan (plan->until);
  TfInstant end = { has_end ? plan->until : INFINITY, 0 };
  g_autoptr (TfSession) session = tf_cli_problem_make_session (problem, &end, cancellable, error);
  g_auto (TfFetched) fetched = { 0 };
  gboolean good;

  *subject = tf_cli_problem_get_subject (problem, "record");
  if (session == NULL || !tf_source_fetch (session->source, cancellable, &fetched, error))
    return FALSE;
  if (has_end && tf_parameters_count_iterations (&session->course->start)) /* which counts iterations */
    end = (TfInstant){ plan->until * tf_parameters_iteration_length (&session->course->start), (guint64) plan->until };
  if (has_end)
    session->at = session->latest = end;
  *subject = words->output;
  good = tf_film_write (&plan->film, fetched.moments, fetched.layers, session, words->output, show_progress, NULL, cancellable,
                        error);
  tf_cli_progress_clear ();
  return good;
}

static gboolean
record_lesson (const Words *words, const Plan *plan, const char **subject, GError **error)
{
  GCancellable *cancellable = tf_cli_watch_interrupts ();
  const TfFilm *film = &plan->film;
  g_autoptr (TfLesson) lesson = g_file_test (words->lesson, G_FILE_TEST_EXISTS) ? tf_lesson_load (words->lesson, error)
                                                                                : tf_lessons_load (words->lesson, error);
  g_autoptr (TfReel) reel = NULL;
  gboolean good;

  *subject = words->lesson;
  if (lesson == NULL)
    return FALSE;
  reel = tf_film_make_lesson_reel (lesson, &film->figure, film->dpi, film->fps, cancellable, error);
  if (reel == NULL)
    return FALSE;
  *subject = words->output;
  good = tf_reel_write (reel, words->output, show_progress, NULL, cancellable, error);
  tf_cli_progress_clear ();
  return good;
}

int
tf_cli_record (int argc, char **argv)
{
  GOptionContext *context = g_option_context_new ("PROBLEM|SESSION --view VIEW --seconds S -o FILE");
  g_autoptr (TfCliProblem) problem = tf_cli_problem_new (context, TF_CLI_PART_ALL | TF_CLI_PART_HELD_OUT);
  g_auto (Words) words = { 0 };
  g_auto (Plan) plan = { 0 };
  g_autoptr (GError) error = NULL;
  const char *subject = NULL;
  int status;

  g_option_context_set_summary (context, "A film of a run, or of a whole lesson: frame after frame as render draws it, the same bytes\n"
                                         "each time. Time passes as in the window, logarithmically, from each change of parameters on.\n"
                                         "In parentheses: what is taken where an option is not given.");
  add_options (context, &words);
  if (!tf_cli_parse (context, &argc, &argv, &status))
    return status;
  if (!parse_words (problem, &words, argc, argv, &plan, &error))
    return tf_cli_report ("record", error);
  if (!tf_cli_problem_check_output (problem, words.output, TRUE, &error))
    return tf_cli_report (words.output, error);
  if (words.lesson != NULL ? !record_lesson (&words, &plan, &subject, &error)
                           : !record (problem, &words, &plan, &subject, &error))
    return tf_cli_report (subject, error);
  return TF_CLI_DONE;
}
