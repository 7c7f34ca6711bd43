/* lesson-read.c: from a text to a lesson
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A lesson is Markdown, so that it can be read anywhere:
 *
 *     ---
 *     tightframe-lesson: 1        the format
 *     title: Why a simplex
 *     about: one line, for the list of lessons
 *     ---
 *     # Title of a step
 *         classes: 4              indented: what is done (lesson-settings.c)
 *         promise: nc1 < 1e-6     a promise that can be tested (lesson-promise.c)
 *
 *     Sentences, in paragraphs (lesson-text.h).
 *
 *     ? A question
 *     - [ ] a choice
 *     - [x] the right one
 *     > What is seen when one has chosen.
 *
 *     <!-- lines for whoever writes the lesson -->
 *
 * It may come from anywhere: what is wrong is said with its line.
 */
#include "lesson-private.h"

#include <string.h>
#include <unistd.h>

#include "input.h"
#include "text-clean.h"

/* "key: value" with both parts stripped; FALSE where it is none. */
static gboolean
split_setting (const char *line, char **key, char **value)
{
  const char *colon = strchr (line, ':');

  if (colon == NULL || colon == line)
    return FALSE;
  *key = g_strstrip (g_strndup (line, colon - line));
  *value = g_strstrip (g_strdup (colon + 1));
  return TRUE;
}

/* --- the front matter --- */

static gboolean
set_front (TfLessonReader *reader, const char *line, gboolean *has_format, GError **error)
{
  g_autofree char *key = NULL;
  g_autofree char *value = NULL;

  if (!split_setting (line, &key, &value))
    return tf_lesson_fail (reader, error, "between the two --- there are only lines of the form key: value");
  if (g_str_equal (key, "tightframe-lesson"))
    {
      *has_format = g_str_equal (value, "1");
      return *has_format || tf_lesson_fail (reader, error, "it was written for a later version, in a format not known here");
    }
  if (g_str_equal (key, "title") && *value != '\0')
    {
      g_free (reader->lesson->title);
      reader->lesson->title = g_steal_pointer (&value);
      reader->has_title = TRUE;
    }
  else if (g_str_equal (key, "about"))
    {
      g_free (reader->lesson->about);
      reader->lesson->about = g_steal_pointer (&value);
    }
  return TRUE; /* a later version may have more */
}

/* Leaves reader->line at the second fence. */
static gboolean
read_front (TfLessonReader *reader, char **lines, GError **error)
{
  gboolean has_format = FALSE;

  reader->line = 1;
  if (lines[0] == NULL || !g_str_equal (g_strchomp (lines[0]), TF_LESSON_FENCE))
    return tf_lesson_fail (reader, error, "this is no lesson of Tightframe, which begins with a line ---");
  while (lines[reader->line] != NULL)
    {
      const char *line = g_strchomp (lines[reader->line]);

      reader->line++;
      if (g_str_equal (line, TF_LESSON_FENCE))
        return has_format ? reader->has_title || tf_lesson_fail (reader, error, "above this line the lesson's title: is missing")
                          : tf_lesson_fail (reader, error, "this is no lesson of Tightframe: tightframe-lesson: 1 is missing");
      if (*line != '\0' && !set_front (reader, line, &has_format, error))
        return FALSE;
    }
  return tf_lesson_fail (reader, error, "the second --- is missing");
}

/* --- a step --- */

static gboolean
begin_step (TfLessonReader *reader, const char *title, GError **error)
{
  TfLessonStep *step;
  guint line = reader->line;

  if (reader->step != NULL && !tf_lesson_finish_step (reader, error))
    return FALSE;
  if (reader->lesson->steps->len == TF_LESSON_MAX_STEPS)
    return tf_lesson_fail (reader, error, "there are more than %d steps", TF_LESSON_MAX_STEPS);
  if (*title == '\0')
    return tf_lesson_fail (reader, error, "the step has no title");
  step = tf_lesson_add_step (reader->lesson, title, NULL);
  step->line = line;
  step->parameters = reader->parameters;
  step->pace = reader->pace;
  reader->step = step;
  reader->draws = reader->has_parameters = FALSE;
  reader->draw = TF_SYNTHETIC_DEFAULT;
  g_array_set_size (reader->sizes, 0);
  return TRUE;
}

static gboolean
read_setting (TfLessonReader *reader, const char *line, GError **error)
{
  g_autofree char *key = NULL;
  g_autofree char *value = NULL;

  if (*reader->step->text != '\0' || reader->step->question != NULL)
    return tf_lesson_fail (reader, error, "indented lines stand below the step's title, before its words");
  if (!split_setting (line, &key, &value))
    return tf_lesson_fail (reader, error, "an indented line is of the form key: value");
  return tf_lesson_set (reader, key, value, error);
}

static gboolean
begin_question (TfLessonReader *reader, const char *text, GError **error)
{
  TfLessonQuestion *question;

  if (reader->step->question != NULL)
    return tf_lesson_fail (reader, error, "a step asks one question");
  if (*text == '\0')
    return tf_lesson_fail (reader, error, "the question has no words");
  question = g_new0 (TfLessonQuestion, 1);
  question->text = g_strdup (text);
  question->choices = g_ptr_array_new_with_free_func (g_free);
  question->right = -1;
  reader->step->question = question;
  return TRUE;
}

/* text: "[ ] a choice" */
static gboolean
add_choice (TfLessonReader *reader, const char *text, GError **error)
{
  TfLessonQuestion *question = reader->step->question;
  gboolean right = strncmp (text, "[x]", 3) == 0 || strncmp (text, "[X]", 3) == 0;

  if (question == NULL)
    return tf_lesson_fail (reader, error, "a choice stands below a question, which begins with ?");
  if (text[3 + strspn (text + 3, " \t")] == '\0')
    return tf_lesson_fail (reader, error, "the choice has no words");
  if (question->choices->len == TF_LESSON_MAX_CHOICES)
    return tf_lesson_fail (reader, error, "a question has at most %d choices", TF_LESSON_MAX_CHOICES);
  if (right && question->right >= 0)
    return tf_lesson_fail (reader, error, "a second choice is marked as the right one");
  if (right)
    question->right = question->choices->len;
  g_ptr_array_add (question->choices, g_strstrip (g_strdup (text + 3)));
  return TRUE;
}

static gboolean
add_answer (TfLessonReader *reader, const char *text, GError **error)
{
  TfLessonQuestion *question = reader->step->question;
  char *longer;

  if (question == NULL)
    return tf_lesson_fail (reader, error, "an answer stands below a question, which begins with ?");
  longer = question->answer == NULL || *question->answer == '\0' ? g_strdup (text)
                                                                 : g_strconcat (question->answer, " ", text, NULL);
  g_free (question->answer);
  question->answer = longer;
  return TRUE;
}

/* A line of a paragraph; of a new one where it follows an empty line. */
static gboolean
add_words (TfLessonReader *reader, const char *line, gboolean new_paragraph, GError **error)
{
  TfLessonStep *step = reader->step;
  const char *between = *step->text == '\0' ? "" : new_paragraph ? "\n\n" : " ";
  char *longer;

  if (step->question != NULL)
    return tf_lesson_fail (reader, error, "words stand before the question; what is seen behind it begins with >");
  longer = g_strconcat (step->text, between, line, NULL);
  g_free (step->text);
  step->text = longer;
  return TRUE;
}

static gboolean
is_indented (const char *line)
{
  return *line == '\t' || strncmp (line, "    ", 4) == 0;
}

/* lines from the present one on: how many of them are a remark, whose first line begins with it. */
static guint
count_remark (char **lines)
{
  guint n = 0;

  if (!g_str_has_prefix (lines[0] + strspn (lines[0], " \t"), "<!--"))
    return 0;
  while (lines[n] != NULL && strstr (lines[n], "-->") == NULL)
    n++;
  return lines[n] != NULL ? n + 1 : n;
}

/* line: without its end, not empty. */
static gboolean
read_line (TfLessonReader *reader, char *line, gboolean after_gap, GError **error)
{
  gboolean indented = is_indented (line);
  const char *text = g_strstrip (line);

  if (!indented && *text == '#' && (text[1] == ' ' || text[1] == '\0'))
    return begin_step (reader, text + 1 + (text[1] == ' '), error);
  if (reader->step == NULL)
    return tf_lesson_fail (reader, error, "a step begins with a line “# Title”");
  if (indented)
    return read_setting (reader, text, error);
  if (*text == '?')
    return begin_question (reader, text + 1 + strspn (text + 1, " "), error);
  if (g_str_has_prefix (text, "- [ ]") || g_str_has_prefix (text, "- [x]") || g_str_has_prefix (text, "- [X]"))
    return add_choice (reader, text + 2, error);
  if (*text == '>')
    return add_answer (reader, text + 1 + strspn (text + 1, " "), error);
  return add_words (reader, text, after_gap, error);
}

static gboolean
read_steps (TfLessonReader *reader, char **lines, GError **error)
{
  gboolean after_gap = FALSE;

  while (lines[reader->line] != NULL)
    {
      char *line = lines[reader->line];
      guint remark = count_remark (lines + reader->line);

      reader->line += MAX (remark, 1);
      if (remark > 0)
        continue;
      g_strchomp (line);
      if (*line != '\0' && !read_line (reader, line, after_gap, error))
        return FALSE;
      after_gap = *line == '\0';
    }
  if (reader->step == NULL)
    return tf_lesson_fail (reader, error, "there is no step in it: one begins with a line “# Title”");
  return tf_lesson_finish_step (reader, error);
}

static gboolean
check_text (const char *text, gsize length, GError **error)
{
  const TfLessonReader whole = { .line = 1 };

  if (length > TF_LESSON_MAX_LENGTH)
    return tf_lesson_fail (&whole, error, "this is longer than any lesson is");
  return (memchr (text, '\0', length) == NULL && g_utf8_validate (text, length, NULL))
         || tf_lesson_fail (&whole, error, "this is no lesson of Tightframe: it is not a text");
}

/* public */

TfLesson *
tf_lesson_from_text (const char *text, gsize length, const char *folder, GError **error)
{
  g_autoptr (TfLesson) lesson = tf_lesson_new ("Lesson");
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (gsize));
  TfLessonReader reader = { .folder = folder, .lesson = lesson, .parameters = TF_PARAMETERS_DEFAULT,
                            .pace = TF_LESSON_PACE, .sizes = sizes };
  g_autofree char *clean = NULL;
  g_auto (GStrv) lines = NULL;

  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      text += 3;
      length -= 3;
    }
  if (!check_text (text, length, error))
    return NULL;
  clean = tf_text_clean_lines (text, length);
  lines = g_strsplit (clean, "\n", -1);
  if (!read_front (&reader, lines, error) || !read_steps (&reader, lines, error))
    return NULL;
  return g_steal_pointer (&lesson);
}

TfLesson *
tf_lesson_load (const char *path, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (absolute);
  g_autofree char *text = g_malloc (TF_LESSON_MAX_LENGTH + 1);
  int fd = tf_input_open (absolute, error);
  TfLesson *self;
  gssize length;

  if (fd < 0)
    return NULL;
  length = tf_input_read (fd, text, TF_LESSON_MAX_LENGTH + 1, error);
  close (fd);
  if (length < 0)
    return NULL;
  self = tf_lesson_from_text (text, length, folder, error);
  if (self != NULL)
    self->path = g_steal_pointer (&absolute);
  return self;
}
