/* lesson-write.c: from a lesson to a text that reads back as the same
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "lesson.h"

#include <string.h>

#include "number-text.h"
#include "session-link.h"

static void
add_setting (GString *out, const char *key, const char *value)
{
  g_string_append_printf (out, "    %s: %s\n", key, value);
}

static void
add_number (GString *out, const char *key, double value)
{
  char text[TF_NUMBER_TEXT_SIZE];

  add_setting (out, key, tf_number_write (value, text));
}

static void
add_draw (GString *out, const TfSynthetic *draw)
{
  g_autoptr (GString) sizes = g_string_new (NULL);

  add_number (out, "classes", draw->n_classes);
  if (draw->sizes == NULL)
    g_string_printf (sizes, "%" G_GSIZE_FORMAT, draw->per_class);
  for (guint k = 0; draw->sizes != NULL && k < draw->n_classes; k++)
    g_string_append_printf (sizes, "%s%" G_GSIZE_FORMAT, k > 0 ? "," : "", draw->sizes[k]);
  add_setting (out, "per-class", sizes->str);
  add_number (out, "dim", draw->dim);
  add_number (out, "seed", draw->seed);
  add_number (out, "noise", draw->noise);
  add_number (out, "spread", draw->spread);
}

static void
add_source (GString *out, TfSource *source, const char *folder)
{
  g_autofree char *path = NULL;
  gsize length = folder != NULL ? strlen (folder) : 0;

  if (tf_source_get_synthetic (source) != NULL)
    add_draw (out, tf_source_get_synthetic (source));
  else if (tf_source_get_n_layers (source) > 0 || tf_source_is_example (source))
    add_setting (out, "example", tf_source_get_title (source));
  else
    {
      path = g_file_get_path (tf_source_get_file (source));
      if (folder != NULL && path != NULL && strncmp (path, folder, length) == 0 && path[length] == '/'
          && !g_ascii_isspace (path[length + 1]))
        add_setting (out, "features", path + length + 1);
      else if (path != NULL)
        add_setting (out, "features", path);
    }
}

/* before: in force until then. */
static void
add_parameters (GString *out, const TfParameters *before, const TfParameters *parameters)
{
  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    {
      const TfParameterInfo *info = tf_parameter_info (i);
      g_autofree char *value = tf_parameter_get_text (info, parameters);

      if (!tf_parameter_agrees (info, before, parameters))
        add_setting (out, info->name, value);
    }
}

/* Those that are left over once the hidden ones are taken away. */
static void
add_metrics (GString *out, const char *hidden)
{
  g_auto (GStrv) names = g_strsplit (hidden, " ", -1);
  g_autoptr (GString) shown = g_string_new (NULL);

  for (int i = 0; i < TF_N_METRICS; i++)
    if (!g_strv_contains ((const char *const *) names, tf_metric_name (i)))
      g_string_append_printf (shown, "%s%s", shown->len > 0 ? " " : "", tf_metric_name (i));
  add_setting (out, "metrics", shown->str);
}

static void
add_view (GString *out, const GPtrArray *view)
{
  for (guint i = 0; i < view->len; i += 2)
    if (g_str_equal (view->pdata[i], "hidden-metrics"))
      add_metrics (out, view->pdata[i + 1]);
    else
      add_setting (out, view->pdata[i], view->pdata[i + 1]);
}

static void
add_glides (GString *out, const GArray *glides)
{
  for (guint i = 0; i < glides->len; i++)
    {
      const TfLessonGlide *glide = &g_array_index (glides, TfLessonGlide, i);
      char to[TF_NUMBER_TEXT_SIZE], seconds[TF_NUMBER_TEXT_SIZE];

      tf_number_write (glide->to, to);
      tf_number_write (glide->seconds, seconds);
      g_string_append_printf (out, "    glide: %s to %s in %s\n", glide->info->name, to, seconds);
    }
}

static void
add_highlights (GString *out, const GArray *highlights)
{
  static const char *const kinds[] = { "class", "metric", "parameter", "cell", "plot" };

  for (guint i = 0; i < highlights->len; i++)
    {
      const TfLessonHighlight *highlight = &g_array_index (highlights, TfLessonHighlight, i);

      g_string_append_printf (out, "    highlight: %s %s%s%s\n", kinds[highlight->kind], highlight->first,
                              highlight->second != NULL ? " " : "", highlight->second != NULL ? highlight->second : "");
    }
}

static void
add_promises (GString *out, const GArray *promises)
{
  for (guint i = 0; i < promises->len; i++)
    {
      const TfLessonPromise *promise = &g_array_index (promises, TfLessonPromise, i);

      add_setting (out, promise->at_start ? "promise-at-start" : "promise", promise->text);
    }
}

static void
add_question (GString *out, const TfLessonQuestion *question)
{
  g_string_append_printf (out, "\n? %s\n", question->text);
  for (guint i = 0; i < question->choices->len; i++)
    g_string_append_printf (out, "- [%c] %s\n", (int) i == question->right ? 'x' : ' ',
                            (const char *) question->choices->pdata[i]);
  if (question->answer != NULL)
    g_string_append_printf (out, "> %s\n", question->answer);
}

/* Returns what is in force where it leads. */
static const TfParameters *
add_link (GString *out, const TfLessonStep *step)
{
  g_autoptr (TfSession) session = tf_session_new (step->source, step->course, &step->at, NULL);
  g_autofree char *link = tf_session_to_link (session);

  if (link != NULL)
    add_setting (out, "link", link);
  return tf_course_get_parameters (step->course, &step->at);
}

/* before: in force until then; pace: likewise. */
static void
add_step (GString *out, const TfLessonStep *step, const TfParameters *before, double pace, const char *folder)
{
  const TfParameters usual = TF_PARAMETERS_DEFAULT;

  g_string_append_printf (out, "\n# %s\n", step->title);
  if (step->course != NULL)
    before = add_link (out, step);
  else if (step->beginning == TF_LESSON_BEGINS)
    {
      add_source (out, step->source, folder);
      before = &usual;
    }
  else if (step->beginning == TF_LESSON_AGAIN)
    add_setting (out, "run", "again");
  add_parameters (out, before, &step->parameters);
  add_glides (out, step->glides);
  if (step->duration > 0)
    add_number (out, "for", step->duration);
  if (step->pace != pace)
    add_number (out, "pace", step->pace);
  add_view (out, step->view);
  add_highlights (out, step->highlights);
  add_promises (out, step->promises);
  if (*step->text != '\0')
    g_string_append_printf (out, "\n%s\n", step->text);
  if (step->question != NULL)
    add_question (out, step->question);
}

static void
go_on (const TfLessonStep *step, TfParameters *parameters)
{
  *parameters = step->parameters;
  for (guint i = 0; i < step->glides->len; i++)
    {
      const TfLessonGlide *glide = &g_array_index (step->glides, TfLessonGlide, i);

      tf_parameter_set_real (glide->info, parameters, glide->to);
    }
}

/* public */

char *
tf_lesson_to_text (const TfLesson *self, const char *folder, gsize *length)
{
  GString *out = g_string_new ("---\ntightframe-lesson: 1\n");
  TfParameters parameters = TF_PARAMETERS_DEFAULT;
  double pace = TF_LESSON_PACE;

  g_string_append_printf (out, "title: %s\n", self->title);
  if (self->about != NULL)
    g_string_append_printf (out, "about: %s\n", self->about);
  g_string_append (out, "---\n");
  for (guint i = 0; i < self->steps->len; i++)
    {
      const TfLessonStep *step = self->steps->pdata[i];

      add_step (out, step, &parameters, pace, folder);
      go_on (step, &parameters);
      pace = step->pace;
    }
  if (length != NULL)
    *length = out->len;
  return g_string_free (out, FALSE);
}
