/* lesson-settings.c: what a step's indented lines may say
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parameters go by their names in sessions, features by the command line's words.
 */
#include "lesson-private.h"

#include <math.h>
#include <string.h>

#include "examples.h"
#include "number-text.h"
#include "session-link.h"

/* --- features --- */

static gboolean
begin_run (TfLessonReader *reader, TfLessonBeginning beginning, GError **error)
{
  if (reader->has_parameters)
    return tf_lesson_fail (reader, error, "what begins a run stands before parameters, for it sets them back");
  if (reader->step->beginning != TF_LESSON_GOES_ON)
    return tf_lesson_fail (reader, error, "this step has begun a run already");
  reader->step->beginning = beginning;
  if (beginning == TF_LESSON_BEGINS)
    reader->step->parameters = TF_PARAMETERS_DEFAULT;
  return TRUE;
}

static gboolean
begin_draw (TfLessonReader *reader, GError **error)
{
  if (reader->draws)
    return TRUE;
  if (!begin_run (reader, TF_LESSON_BEGINS, error))
    return FALSE;
  reader->draws = TRUE;
  reader->draw = TF_SYNTHETIC_DEFAULT;
  return TRUE;
}

static gboolean
take_integer (TfLessonReader *reader, const char *key, const char *value, guint64 min, guint64 max, guint64 *number,
              GError **error)
{
  return g_ascii_string_to_unsigned (value, 10, min, max, number, NULL)
         || tf_lesson_fail (reader, error, "%s is not a whole number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT, key,
                            min, max);
}

static gboolean
take_number (TfLessonReader *reader, const char *key, const char *value, double min, double max, double *number,
             GError **error)
{
  double read;

  if (!tf_number_read (value, &read) || read < min || read > max)
    return tf_lesson_fail (reader, error, "%s is not a number from %g to %g", key, min, max);
  *number = read;
  return TRUE;
}

static gboolean
set_sizes (TfLessonReader *reader, const char *value, GError **error)
{
  g_auto (GStrv) words = g_strsplit (value, ",", -1);

  reader->sizes_line = reader->line;
  g_array_set_size (reader->sizes, 0);
  for (guint k = 0; words[k] != NULL; k++)
    {
      guint64 size;
      gsize own;

      if (!take_integer (reader, "per-class", g_strstrip (words[k]), 1, G_MAXUINT32, &size, error))
        return FALSE;
      own = size;
      g_array_append_val (reader->sizes, own);
    }
  return reader->sizes->len > 0 || tf_lesson_fail (reader, error, "per-class says nothing");
}

static gboolean
set_draw (TfLessonReader *reader, const char *key, const char *value, GError **error)
{
  TfSynthetic *draw = &reader->draw;
  guint64 whole = 0;

  if (!begin_draw (reader, error))
    return FALSE;
  if (g_str_equal (key, "per-class"))
    return set_sizes (reader, value, error);
  if (g_str_equal (key, "noise"))
    return take_number (reader, key, value, 0, 1e6, &draw->noise, error);
  if (g_str_equal (key, "spread"))
    return take_number (reader, key, value, 0, 1e6, &draw->spread, error);
  if (!take_integer (reader, key, value, g_str_equal (key, "classes") ? 2 : g_str_equal (key, "dim"),
                     g_str_equal (key, "seed") ? G_MAXUINT32 : g_str_equal (key, "dim") ? 1000000 : 4096, &whole, error))
    return FALSE;
  if (g_str_equal (key, "classes"))
    draw->n_classes = whole;
  else if (g_str_equal (key, "dim"))
    draw->dim = whole;
  else
    draw->seed = whole;
  return TRUE;
}

static void
set_source (TfLessonReader *reader, TfSource *source)
{
  g_clear_pointer (&reader->step->source, tf_source_unref);
  reader->step->source = source;
}

/* By its title in the list, or by its file's name. */
static gboolean
set_example (TfLessonReader *reader, const char *key, const char *value, GError **error)
{
  g_autoptr (GPtrArray) examples = tf_examples_list ();

  if (!begin_run (reader, TF_LESSON_BEGINS, error))
    return FALSE;
  for (guint i = 0; i < examples->len; i++)
    {
      TfSource *source = examples->pdata[i];
      g_autofree char *name = tf_source_get_file (source) != NULL ? g_file_get_basename (tf_source_get_file (source)) : NULL;

      if (g_str_equal (value, tf_source_get_title (source)) || g_strcmp0 (value, name) == 0)
        {
          set_source (reader, tf_source_ref (source));
          return TRUE;
        }
    }
  return tf_lesson_fail (reader, error, "no bundled features go by the name “%s”", value);
}

static gboolean
set_file (TfLessonReader *reader, const char *key, const char *value, GError **error)
{
  g_autofree char *path = g_canonicalize_filename (value, reader->folder);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  if (*value == '\0' || g_ascii_isspace (path[strlen (path) - 1]))
    return tf_lesson_fail (reader, error, "features is not followed by the name of a file");
  if (!begin_run (reader, TF_LESSON_BEGINS, error))
    return FALSE;
  set_source (reader, tf_source_new_file (file, NULL));
  return TRUE;
}

/* What the link says of its run, and of how it is looked at. */
static gboolean
set_link (TfLessonReader *reader, const char *key, const char *value, GError **error)
{
  g_autoptr (GError) wrong = NULL;
  g_autoptr (TfSession) session = tf_session_from_link (value, &wrong);

  if (session == NULL)
    return tf_lesson_fail (reader, error, "%s", wrong->message);
  if (!begin_run (reader, TF_LESSON_BEGINS, error))
    return FALSE;
  set_source (reader, tf_source_ref (session->source));
  reader->step->course = tf_course_cut (session->course, &session->at);
  reader->step->at = session->at;
  reader->step->parameters = *tf_course_get_parameters (session->course, &session->at);
  for (guint i = 0; i < session->view->len; i += 2)
    if (tf_lesson_is_view (session->view->pdata[i]))
      tf_lesson_step_set_view (reader->step, session->view->pdata[i], session->view->pdata[i + 1]);
  return TRUE;
}

static gboolean
set_run (TfLessonReader *reader, const char *key, const char *value, GError **error)
{
  if (!g_str_equal (value, "again"))
    return tf_lesson_fail (reader, error, "run can be “again”: from its features as they were at first");
  return begin_run (reader, TF_LESSON_AGAIN, error);
}

/* --- what is done --- */

static gboolean
set_duration (TfLessonReader *reader, const char *key, const char *value, GError **error)
{
  return take_number (reader, key, value, 0, 1e9, &reader->step->duration, error);
}

static gboolean
set_pace (TfLessonReader *reader, const char *key, const char *value, GError **error)
{
  return take_number (reader, key, value, 1e-3, 1e3, &reader->step->pace, error);
}

static const TfParameterInfo *
find_parameter (const char *name)
{
  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    if (g_str_equal (tf_parameter_info (i)->name, name))
      return tf_parameter_info (i);
  return NULL;
}

/* "beta to 0.1 in 4" */
static gboolean
set_glide (TfLessonReader *reader, const char *key, const char *value, GError **error)
{
  g_auto (GStrv) words = g_strsplit (value, " ", -1);
  const TfParameterInfo *info = words[0] != NULL ? find_parameter (words[0]) : NULL;
  TfLessonGlide glide = { .info = info };
  TfParameters end = reader->step->parameters;
  g_autoptr (GError) wrong = NULL;

  if (g_strv_length (words) != 5 || !g_str_equal (words[1], "to") || !g_str_equal (words[3], "in"))
    return tf_lesson_fail (reader, error, "a glide is PARAMETER to VALUE in SECONDS");
  if (info == NULL || info->kind != TF_PARAMETER_REAL)
    return tf_lesson_fail (reader, error, "“%s” is no parameter that can glide", words[0]);
  if (!take_number (reader, words[0], words[2], -G_MAXDOUBLE, G_MAXDOUBLE, &glide.to, error)
      || !take_number (reader, "the seconds of a glide", words[4], 0.1, TF_LESSON_MAX_SECONDS, &glide.seconds, error))
    return FALSE;
  tf_parameter_set_real (info, &end, glide.to);
  if (!tf_parameters_validate (&end, &wrong))
    return tf_lesson_fail (reader, error, "%s", wrong->message);
  g_array_append_val (reader->step->glides, glide);
  return TRUE;
}

static gboolean
set_parameter (TfLessonReader *reader, const char *key, const char *value, GError **error)
{
  g_autoptr (GError) wrong = NULL;

  if (reader->step->glides->len > 0)
    return tf_lesson_fail (reader, error, "parameters stand before glides");
  reader->has_parameters = TRUE;
  return (tf_parameters_set_text (&reader->step->parameters, key, value, &wrong)
          && tf_parameters_validate (&reader->step->parameters, &wrong))
         || tf_lesson_fail (reader, error, "%s", wrong->message);
}

/* --- how it is looked at --- */

#define PLOTS "means traces geometry theory"

static const struct
{
  const char           *name;
  TfLessonHighlightKind kind;
  guint                 n_words;
} highlights[] = {
  { "class", TF_LESSON_CLASS, 1 }, { "metric", TF_LESSON_METRIC, 1 }, { "parameter", TF_LESSON_PARAMETER, 1 },
  { "cell", TF_LESSON_CELL, 2 },   { "plot", TF_LESSON_PLOT, 1 },
};

/* Of classes it is known with their run. */
static gboolean
is_highlighted (TfLessonHighlightKind kind, const char *name)
{
  g_auto (GStrv) plots = g_strsplit (PLOTS, " ", -1);

  if (kind == TF_LESSON_PARAMETER)
    return find_parameter (name) != NULL;
  if (kind == TF_LESSON_PLOT)
    return g_strv_contains ((const char *const *) plots, name);
  for (int i = 0; kind == TF_LESSON_METRIC && i < TF_N_METRICS; i++)
    if (g_str_equal (tf_metric_name (i), name))
      return TRUE;
  return kind != TF_LESSON_METRIC;
}

/* "class 3, metric nc1" */
static gboolean
set_highlight (TfLessonReader *reader, const char *key, const char *value, GError **error)
{
  g_auto (GStrv) items = g_strsplit (value, ",", -1);

  for (guint i = 0; items[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (g_strstrip (items[i]), " ", -1);
      guint n = g_strv_length (words), which = 0;

      while (which < G_N_ELEMENTS (highlights) && g_strcmp0 (words[0], highlights[which].name) != 0)
        which++;
      if (which == G_N_ELEMENTS (highlights) || n != 1 + highlights[which].n_words || *words[1] == '\0' || *words[n - 1] == '\0')
        return tf_lesson_fail (reader, error, "what can be highlighted is: class NAME, metric NAME, parameter NAME, "
                                              "cell CLASS CLASS, plot NAME");
      if (!is_highlighted (highlights[which].kind, words[1]))
        return tf_lesson_fail (reader, error, "there is no %s “%s”", words[0], words[1]);
      tf_lesson_step_add_highlight (reader->step, reader->line, highlights[which].kind, words[1], n > 2 ? words[2] : NULL);
    }
  return TRUE;
}

static gboolean
set_promise (TfLessonReader *reader, const char *key, const char *value, GError **error)
{
  return tf_lesson_read_promise (reader, value, g_str_equal (key, "promise-at-start"), error);
}

/* --- the view: as in a session, but for the metrics that are shown --- */

#define FLAG "true false"
#define PAGES "run limit monotone vicinity depth response map epochs"

static const struct
{
  const char *key;
  const char *words; /* that its value is one of, or of plots several; NULL: anything */
  const char *usual; /* where no step says otherwise; NULL: as it is */
} views[] = {
  { "page", PAGES, "run" },          { "plots", PLOTS },                { "show-weights", FLAG, "false" },
  { "show-samples", FLAG, "true" },  { "show-trails", FLAG, "false" },  { "show-limit", FLAG, "true" },
  { "touring", FLAG, "false" },      { "fixed-view", FLAG, "false" },   { "hold-scale", FLAG, "false" },
  { "log-x", FLAG, "true" },         { "log-y", FLAG, "true" },         { "since-change", FLAG },
  { "camera", NULL },                { "camera-size", NULL },           { "camera-zoom", NULL },
  { "camera-relief", NULL },
};

void
tf_lesson_set_usual_view (TfSession *session)
{
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    if (views[i].usual != NULL)
      tf_session_set_view (session, views[i].key, views[i].usual);
}

gboolean
tf_lesson_is_view (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    if (g_str_equal (views[i].key, key))
      return TRUE;
  return g_str_equal (key, "hidden-metrics");
}

static gboolean
set_view (TfLessonReader *reader, const char *key, const char *value, const char *words, GError **error)
{
  gboolean several = g_str_equal (key, "plots");
  g_auto (GStrv) list = words != NULL ? g_strsplit (words, " ", -1) : NULL;
  g_auto (GStrv) values = g_strsplit (value, several ? " " : "\n", -1);

  for (guint i = 0; list != NULL && (i == 0 || values[i] != NULL); i++)
    if (values[i] == NULL || !g_strv_contains ((const char *const *) list, values[i]))
      return tf_lesson_fail (reader, error, "%s is one %sof: %s", key, several ? "or several " : "", words);
  tf_lesson_step_set_view (reader->step, key, value);
  return TRUE;
}

/* The others are hidden. */
static gboolean
set_metrics (TfLessonReader *reader, const char *key, const char *value, GError **error)
{
  g_auto (GStrv) shown = g_strsplit (value, " ", -1);
  g_autoptr (GString) hidden = g_string_new (NULL);
  guint n = 0;

  for (int i = 0; i < TF_N_METRICS; i++)
    if (!g_strv_contains ((const char *const *) shown, tf_metric_name (i)))
      g_string_append_printf (hidden, "%s%s", hidden->len > 0 ? " " : "", tf_metric_name (i));
    else
      n++;
  if (n != g_strv_length (shown))
    return tf_lesson_fail (reader, error, "metrics go by the names of their columns, each once, a space between them");
  tf_lesson_step_set_view (reader->step, "hidden-metrics", hidden->str);
  return TRUE;
}

/* --- */

static const struct
{
  const char *key;
  gboolean (*set) (TfLessonReader *reader, const char *key, const char *value, GError **error);
} settings[] = {
  { "classes", set_draw },
  { "per-class", set_draw },
  { "dim", set_draw },
  { "seed", set_draw },
  { "noise", set_draw },
  { "spread", set_draw },
  { "example", set_example },
  { "features", set_file },
  { "link", set_link },
  { "run", set_run },
  { "for", set_duration },
  { "pace", set_pace },
  { "glide", set_glide },
  { "highlight", set_highlight },
  { "metrics", set_metrics },
  { "promise", set_promise },
  { "promise-at-start", set_promise },
};

gboolean
tf_lesson_set (TfLessonReader *reader, const char *key, const char *value, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (g_str_equal (settings[i].key, key))
      return settings[i].set (reader, key, value, error);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    if (g_str_equal (views[i].key, key))
      return set_view (reader, key, value, views[i].words, error);
  if (find_parameter (key) != NULL)
    return set_parameter (reader, key, value, error);
  return tf_lesson_fail (reader, error, "“%s” is nothing that a step can say", key);
}

gboolean
tf_lesson_finish_step (TfLessonReader *reader, GError **error)
{
  TfLessonStep *step = reader->step;
  TfSynthetic *draw = &reader->draw;

  if (reader->draws && reader->sizes->len > 1 && reader->sizes->len != draw->n_classes)
    {
      reader->line = reader->sizes_line;
      return tf_lesson_fail (reader, error, "per-class lists %u sizes for %u classes", reader->sizes->len, draw->n_classes);
    }
  if (reader->draws || (step->source == NULL && reader->source == NULL))
    {
      if (reader->sizes->len == 1)
        draw->per_class = g_array_index (reader->sizes, gsize, 0);
      draw->sizes = reader->sizes->len > 1 ? (gsize *) (gpointer) reader->sizes->data : NULL;
      set_source (reader, tf_source_new_synthetic (draw));
      step->beginning = TF_LESSON_BEGINS;
    }
  if (step->source == NULL)
    step->source = tf_source_ref (reader->source);
  reader->source = step->source;
  reader->parameters = step->parameters;
  for (guint i = 0; i < step->glides->len; i++)
    {
      const TfLessonGlide *glide = &g_array_index (step->glides, TfLessonGlide, i);

      tf_parameter_set_real (glide->info, &reader->parameters, glide->to);
    }
  reader->pace = step->pace;
  return TRUE;
}
