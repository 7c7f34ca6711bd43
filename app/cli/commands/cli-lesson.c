/* cli-lesson.c: `tightframe lesson`
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli.h"
#include "cli-progress.h"

#include "lesson-text.h"
#include "lesson-walk.h"
#include "lessons.h"
#include "number-text.h"
#include "output.h"

#include <math.h>
#include <string.h>

typedef struct
{
  GString            *out;
  const TfLessonStep *step; /* the last one that was told of */
  guint               n_broken;
} Report;

static void
begin_step (Report *report, const TfLessonStep *step)
{
  if (report->step == step)
    return;
  report->step = step;
  g_string_append_printf (report->out, "  line %u: %s\n", step->line, step->title);
}

static void
tell_outcome (const TfLessonStep *step, const TfLessonPromise *promise, double value, gboolean kept, gpointer user_data)
{
  Report *report = user_data;

  begin_step (report, step);
  report->n_broken += !kept;
  g_string_append_printf (report->out, "    %s line %u: %s%s: ", kept ? "kept  " : "BROKEN", promise->line,
                          promise->text, promise->at_start ? " (at the start)" : "");
  if (isnan (value))
    g_string_append (report->out, "undefined\n");
  else
    g_string_append_printf (report->out, "%.6g\n", value);
}

static int
print (const char *text)
{
  g_autoptr (GError) error = NULL;

  return tf_output_write (NULL, text, strlen (text), &error) ? TF_CLI_DONE : tf_cli_report ("standard output", error);
}

static int
walk (const char *word)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TfLesson) lesson = NULL;
  GCancellable *cancellable = tf_cli_watch_interrupts ();
  Report report = { .out = out };
  gboolean good;
  int status;

  lesson = g_file_test (word, G_FILE_TEST_EXISTS) ? tf_lesson_load (word, &error) : tf_lessons_load (word, &error);
  if (lesson == NULL)
    return tf_cli_report (word, error);
  g_string_append_printf (out, "%s: %u steps\n", lesson->title, lesson->steps->len);
  good = tf_lesson_walk (lesson, tell_outcome, &report, cancellable, &error);
  status = print (out->str);
  if (!good)
    return tf_cli_report (word, error);
  if (report.n_broken > 0)
    return tf_cli_report_text (word, "not every promise is kept");
  return status;
}

static int
list_lessons (void)
{
  g_auto (GStrv) names = tf_lessons_list ();
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TfLesson) lesson = tf_lessons_load (names[i], &error);
      g_autofree char *about = lesson != NULL && lesson->about != NULL ? tf_lesson_text_to_plain (lesson->about) : NULL;

      if (lesson == NULL)
        return tf_cli_report (names[i], error);
      g_string_append_printf (out, "%s: %s%s%s\n", names[i], lesson->title, about != NULL ? ". " : "",
                              about != NULL ? about : "");
    }
  return print (out->str);
}

int
tf_cli_lesson (int argc, char **argv)
{
  GOptionContext *context = g_option_context_new ("[LESSON…]");
  int status;

  g_option_context_set_summary (context,
                                "Walks through lessons, files or bundled ones by name, and holds each promise that their\n"
                                "steps make against the run's numbers; exit status 1 where one is broken or a file is.\n"
                                "Without words: lists the lessons that come with the program.");
  if (!tf_cli_parse (context, &argc, &argv, &status))
    return status;
  if (argc == 1)
    return list_lessons ();
  for (int i = 1; i < argc; i++)
    {
      int one = walk (argv[i]);

      status = i == 1 || one > status ? one : status;
    }
  return status;
}
