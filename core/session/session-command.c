/* session-command.c: the command line that does what a session did
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "number-text.h"
#include "parameter-info.h"
#include "session.h"

/* Quoted only where a shell would otherwise make something else of it. */
static void
add_word (GString *command, const char *word)
{
  gboolean plain = *word != '\0' && *word != '~';

  for (const char *c = word; *c != '\0' && plain; c++)
    plain = g_ascii_isalnum (*c) || strchr ("_-./,:=+@%", *c) != NULL;
  if (plain)
    g_string_append_printf (command, " %s", word);
  else
    {
      g_autofree char *quoted = g_shell_quote (word);

      g_string_append_printf (command, " %s", quoted);
    }
}

static void
add_option (GString *command, const char *option, const char *value)
{
  g_string_append_printf (command, " --%s", option);
  add_word (command, value);
}

static void
add_number (GString *command, const char *option, double value)
{
  char text[TF_NUMBER_TEXT_SIZE];

  add_option (command, option, tf_number_write (value, text));
}

static void
add_count (GString *command, const char *option, guint64 value)
{
  g_string_append_printf (command, " --%s %" G_GUINT64_FORMAT, option, value);
}

static void
add_draw (GString *command, const TfSynthetic *draw)
{
  add_count (command, "classes", draw->n_classes);
  if (draw->sizes == NULL)
    add_count (command, "per-class", draw->per_class);
  else
    for (guint k = 0; k < draw->n_classes; k++)
      g_string_append_printf (command, "%s%" G_GSIZE_FORMAT, k == 0 ? " --per-class " : ",", draw->sizes[k]);
  add_count (command, "dim", draw->dim);
  add_number (command, "spread", draw->spread);
  add_number (command, "noise", draw->noise);
  add_count (command, "seed", draw->seed);
}

/* One option for all of them; names with commas in them are told apart by the file. */
static void
add_columns (GString *command, const char *const *columns)
{
  g_autofree char *list = columns != NULL ? g_strjoinv (",", (char **) columns) : NULL;

  if (list != NULL)
    add_option (command, "features-columns", list);
}

/* Of a series: the first layer, where its run starts. */
static void
add_files (GString *command, TfSource *source)
{
  TfSource *first = tf_source_get_n_layers (source) > 0 ? tf_source_get_layer (source, 0) : source;
  g_autofree char *path = g_file_get_path (tf_source_get_file (first));
  TfFeaturesOptions options;

  add_option (command, "features", path);
  if (tf_source_get_labels (first) != NULL)
    {
      g_autofree char *labels = g_file_get_path (tf_source_get_labels (first));

      add_option (command, "labels", labels);
    }
  if (tf_source_get_features_key (first) != NULL)
    add_option (command, "features-key", tf_source_get_features_key (first));
  if (tf_source_get_labels_key (first) != NULL)
    add_option (command, "labels-key", tf_source_get_labels_key (first));
  options = tf_source_get_options (first);
  add_columns (command, options.features_columns);
  for (gsize i = 0; options.leave_out != NULL && options.leave_out[i] != NULL; i++)
    add_option (command, "leave-out", options.leave_out[i]);
  for (gsize i = 0; options.leave_out_classes != NULL && options.leave_out_classes[i] != NULL; i++)
    add_option (command, "leave-out-class", options.leave_out_classes[i]);
}

static void
add_held_out_option (GString *command, TfHeldOutKind kind, const char *end, const char *value)
{
  g_autofree char *option = g_strconcat (tf_held_out_get_name (kind), end, NULL);

  if (value != NULL)
    add_option (command, option, value);
}

/* Beside the features, or beside the first layer of a series. */
static void
add_held_out (GString *command, TfSource *source)
{
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    {
      TfSource *other = tf_source_get_held_out (source, kind);
      GFile *labels = other != NULL ? tf_source_get_labels (other) : NULL;

      if (other == NULL)
        continue;
      add_held_out_option (command, kind, "", g_file_peek_path (tf_source_get_file (other)));
      if (labels != NULL && kind == TF_HELD_OUT_TEST)
        add_held_out_option (command, kind, "-labels", g_file_peek_path (labels));
      add_held_out_option (command, kind, "-features-key", tf_source_get_features_key (other));
      if (kind == TF_HELD_OUT_TEST)
        add_held_out_option (command, kind, "-labels-key", tf_source_get_labels_key (other));
    }
}

/* What was left at its default is not said, but for what people look for first. */
static void
add_parameters (GString *command, const TfParameters *parameters)
{
  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    {
      const TfParameterInfo *info = tf_parameter_info (i);
      g_autofree char *value = tf_parameter_get_text (info, parameters);

      /* Its option would set the flag, or be declined. */
      if ((info->flag != NULL || info->is_of_flow) && !tf_parameter_applies (info, parameters))
        continue;
      if (info->is_seed || (!info->is_usual && tf_parameter_is_default (info, parameters)))
        continue;
      if (info->kind == TF_PARAMETER_FLAG)
        g_string_append_printf (command, " --%s", info->option);
      else
        add_option (command, info->option, value);
    }
}

/* Whether the run has random numbers of its own. */
static gboolean
draws (const TfParameters *parameters)
{
  return parameters->flow == TF_FLOW_NETWORK
         || (parameters->flow == TF_FLOW_JOINT && parameters->initial_w == TF_INITIAL_W_RANDOM);
}

/* One seed of the command line is for the draw and for W(0). */
static gboolean
has_one_seed (TfSession *self)
{
  const TfParameters *parameters = &self->course->start;
  const TfSynthetic *draw = tf_source_get_synthetic (self->source);

  return !draws (parameters) || draw == NULL || draw->seed == parameters->initial_w_seed;
}

/* public */

char *
tf_session_to_command (TfSession *self)
{
  const TfParameters *parameters = &self->course->start;
  const TfSynthetic *draw = tf_source_get_synthetic (self->source);
  gboolean descent = tf_parameters_count_iterations (parameters);
  double until = descent ? (double) self->at.iteration : self->at.t;
  g_autoptr (TfCourse) course = tf_course_cut (self->course, &self->at);
  GString *command;

  if (course->n_changes > 0 || !course->is_exact || !has_one_seed (self))
    return NULL;
  command = g_string_new ("tightframe run");
  if (draw != NULL)
    add_draw (command, draw);
  else
    add_files (command, self->source);
  add_held_out (command, self->source);
  add_parameters (command, parameters);
  if (draw == NULL && draws (parameters))
    add_count (command, "seed", parameters->initial_w_seed);
  if (until > 0)
    add_number (command, "until", until);
  else
    add_option (command, "times", "0");
  return g_string_free (command, FALSE);
}

char *
tf_session_command_of_file (const char *path)
{
  GString *command = g_string_new ("tightframe run");

  add_word (command, path);
  return g_string_free (command, FALSE);
}
