/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-problem-private.h"

#include <string.h>

#include "cli-say.h"
#include "cli-options.h"
#include "reader-table.h"
#include "series-files.h"

static const char *
describe (TfCliProblem *self, const char *meaning, double value)
{
  char *text = g_strdup_printf ("%s (%g)", meaning, value);

  g_ptr_array_add (self->descriptions, text);
  return text;
}

#define WORD(name, field, text, placeholder) \
  { name, 0, 0, G_OPTION_ARG_FILENAME, &self->words.field, text, placeholder }

static void
add_file (TfCliProblem *self, GOptionContext *context)
{
  const GOptionEntry entries[] = {
    WORD ("features", features, tf_reader_describe_formats (), "FILE"),
    WORD ("labels", labels, "Labels, where the features' file has none: any of these", "FILE"),
    WORD ("features-key", features_key, "Name of the features in the file (found out)", "NAME"),
    WORD ("labels-key", labels_key, "Name of the labels in the file, or number of the column (found out)", "NAME"),
    WORD ("features-columns", features_columns, "Columns that are features, by name or by number from 1 (found out)", "A,B,…"),
    { "leave-out", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->words.leave_out,
      "Column that is no feature, or several with commas between; may be given again (found out)", "COLUMN" },
    { "leave-out-class", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->words.leave_out_class,
      "Class to leave out, by its label, or several; may be given again (none)", "C" },
    G_OPTION_ENTRY_NULL,
  };

  tf_cli_options_add_group (context, "file", "Features from a file:", entries);
}

static void
add_synthetic (TfCliProblem *self, GOptionContext *context)
{
  const TfSynthetic *defaults = &self->synthetic;
  const GOptionEntry entries[] = {
    WORD ("classes", classes, describe (self, "Classes K, at least 2", defaults->n_classes), "K"),
    WORD ("per-class", per_class, describe (self, "Samples of every class, or of each: n1,n2,…", defaults->per_class),
          "N"),
    WORD ("dim", dim, describe (self, "Dimension d of the features", defaults->dim), "D"),
    WORD ("noise", noise, describe (self, "Size of a sample's deviation from its class mean", defaults->noise), "X"),
    WORD ("spread", spread, describe (self, "Size of the class means", defaults->spread), "X"),
    G_OPTION_ENTRY_NULL,
  };

  tf_cli_options_add_group (context, "synthetic", "Gaussian features, where no file is given:", entries);
}

/* "(0.005)": what a parameter is where its option is not given. */
static char *
describe_default (const TfParameterInfo *info)
{
  const TfParameters defaults = TF_PARAMETERS_DEFAULT;

  if (info->kind == TF_PARAMETER_REAL)
    return g_strdup_printf ("%g", tf_parameter_get_real (info, &defaults));
  return info->kind == TF_PARAMETER_FLAG ? g_strdup (info->placeholder) : tf_parameter_get_text (info, &defaults);
}

static void
name_choices (const TfParameterInfo *info)
{
  g_autofree char *list = info->kind == TF_PARAMETER_CHOICE ? tf_parameter_list_choices (info, ",", ",") : NULL;
  g_auto (GStrv) words = list != NULL ? g_strsplit (list, ",", -1) : NULL;

  if (words != NULL)
    tf_cli_options_set_words (info->option, (const char *const *) words, FALSE);
}

/* The options of all parameters of these groups. */
static void
add_parameters (TfCliProblem *self, GOptionContext *context, TfParameterGroup groups, const char *name, const char *title)
{
  GOptionEntry entries[TF_N_PARAMETERS + 1] = { 0 };
  guint n = 0;

  for (guint place = 0; place < TF_N_PARAMETERS; place++)
    {
      const TfParameterInfo *info = tf_parameter_at_place (place);
      gboolean flag = info->kind == TF_PARAMETER_FLAG;
      g_autofree char *usual = describe_default (info);
      char *text;

      if (((info->is_of_flow ? TF_GROUP_DYNAMICS : info->group) & groups) == 0)
        continue;
      text = g_strdup_printf ("%s (%s)", info->help, usual);
      g_ptr_array_add (self->descriptions, text);
      entries[n++] = (GOptionEntry){ info->option, 0, 0, flag ? G_OPTION_ARG_NONE : G_OPTION_ARG_FILENAME,
                                     flag ? (gpointer) &self->words.flags[place] : &self->words.parameters[place], text,
                                     flag ? NULL : info->placeholder };
      name_choices (info);
    }
  tf_cli_options_add_group (context, name, title, entries);
}

TfCliProblem *
tf_cli_problem_new (GOptionContext *context, TfCliParts parts)
{
  TfCliProblem *self = g_new0 (TfCliProblem, 1);

  self->synthetic = TF_SYNTHETIC_DEFAULT;
  self->parameters = TF_PARAMETERS_DEFAULT;
  self->parts = parts;
  self->descriptions = g_ptr_array_new_with_free_func (g_free);
  if (parts & TF_CLI_PART_FILE)
    add_file (self, context);
  if (parts & TF_CLI_PART_HELD_OUT)
    tf_cli_held_out_add (self, context);
  if (parts & TF_CLI_PART_SYNTHETIC)
    add_synthetic (self, context);
  if (parts & TF_CLI_PART_OBJECTIVE)
    add_parameters (self, context, TF_GROUP_OBJECTIVE, "objective", "Objective:");
  if (parts & TF_CLI_PART_FLOW)
    add_parameters (self, context, TF_GROUP_DYNAMICS | TF_GROUP_START | TF_GROUP_ACCURACY, "flow", "Flow:");
  return self;
}

void
tf_cli_problem_free (TfCliProblem *self)
{
  Words *w = &self->words;
  char *words[] = { w->features,  w->labels, w->features_key, w->labels_key, w->classes,
                    w->per_class, w->dim,    w->noise,        w->spread };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    g_free (words[i]);
  tf_cli_held_out_free (w);
  g_free (w->features_columns);
  g_strfreev (self->files);
  g_strfreev (w->leave_out);
  g_strfreev (w->leave_out_class);
  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    g_free (self->words.parameters[i]);
  g_free (self->synthetic.sizes);
  g_clear_pointer (&self->session, tf_session_free);
  g_free (self->session_path);
  g_free (self->folder);
  g_free (self->folder_note);
  g_ptr_array_unref (self->descriptions);
  g_free (self);
}

gboolean
tf_cli_problem_set_file (TfCliProblem *self, const char *path, GError **error)
{
  if (self->words.features)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "the features are given twice");
      return FALSE;
    }
  self->words.features = g_strdup (path);
  return TRUE;
}

char **
tf_cli_problem_take_files (TfCliProblem *self, char **paths)
{
  g_autoptr (GStrvBuilder) files = g_strv_builder_new ();

  if (self->words.features != NULL)
    g_strv_builder_add (files, self->words.features);
  g_strv_builder_addv (files, (const char **) paths);
  g_clear_pointer (&self->words.features, g_free);
  g_strfreev (self->files);
  self->files = g_strv_builder_end (files);
  return self->files;
}

gboolean
tf_cli_problem_set_session (TfCliProblem *self, const char *path, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *name = g_filename_display_name (path);

  self->session = tf_session_file_load (path, &cause);
  self->session_path = g_strdup (path);
  if (self->session != NULL)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: %s", name, cause->message);
  return FALSE;
}

TfSession *
tf_cli_problem_get_session (TfCliProblem *self)
{
  return self->session;
}

static gboolean
take_class_sizes (TfCliProblem *self, GError **error)
{
  TfSynthetic *s = &self->synthetic;
  g_auto (GStrv) parts = g_strsplit (self->words.per_class ? self->words.per_class : "", ",", -1);
  guint n = g_strv_length (parts);
  guint64 size = 0;

  if (n <= 1)
    {
      size = s->per_class;
      if (!tf_cli_take_integer ("--per-class", self->words.per_class, 1, G_MAXUINT32, &size, error))
        return FALSE;
      s->per_class = size;
      return TRUE;
    }
  if (self->words.classes && s->n_classes != n)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--per-class lists %u sizes for %u classes", n,
                   s->n_classes);
      return FALSE;
    }
  s->n_classes = n;
  s->sizes = g_new (gsize, n);
  for (guint k = 0; k < n; k++)
    {
      if (!tf_cli_take_integer ("--per-class", parts[k], 1, G_MAXUINT32, &size, error))
        return FALSE;
      s->sizes[k] = size;
    }
  return TRUE;
}

static gboolean
parse_synthetic (TfCliProblem *self, GError **error)
{
  const Words *w = &self->words;
  TfSynthetic *s = &self->synthetic;
  guint64 n_classes = s->n_classes;
  guint64 dim = s->dim;

  if (!tf_cli_take_integer ("--classes", w->classes, 2, 100000, &n_classes, error)
      || !tf_cli_take_integer ("--dim", w->dim, 1, 1000000, &dim, error)
      || !tf_cli_take_number ("--noise", w->noise, &s->noise, error)
      || !tf_cli_take_number ("--spread", w->spread, &s->spread, error))
    return FALSE;
  s->n_classes = n_classes;
  s->dim = dim;
  return take_class_sizes (self, error);
}

/* word: as typed, not NULL. Sets *error, which may not be NULL, where it is no value. */
static void
take_parameter (const TfParameterInfo *info, const char *word, TfParameters *parameters, GError **error)
{
  g_autofree char *option = g_strconcat ("--", info->option, NULL), *list = NULL;
  guint64 whole = 0;
  double value = 0;

  if (info->kind == TF_PARAMETER_WIDTHS && !tf_parameter_set_text (info, parameters, word))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: “%s” is no list of 1 to %d widths from 1 to %d",
                 option, word, TF_WIDTHS_MOST_LAYERS, TF_WIDTHS_MOST_UNITS);
  else if (info->kind == TF_PARAMETER_REAL && tf_cli_take_number (option, word, &value, error))
    tf_parameter_set_real (info, parameters, value);
  else if (info->kind == TF_PARAMETER_WHOLE && tf_cli_take_integer (option, word, (guint64) info->min, (guint64) info->max, &whole, error))
    tf_parameter_set_whole (info, parameters, whole);
  else if (info->kind == TF_PARAMETER_CHOICE && !tf_parameter_set_text (info, parameters, word))
    {
      list = tf_parameter_list_choices (info, ", ", ", ");
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: “%s” is none of %s", option, word, list);
    }
}

static gboolean
parse_parameters (TfCliProblem *self, GError **error)
{
  TfParameters *p = &self->parameters;
  g_autoptr (GError) wrong = NULL;

  for (guint place = 0; place < TF_N_PARAMETERS && wrong == NULL; place++)
    {
      const TfParameterInfo *info = tf_parameter_at_place (place);

      if (self->words.flags[place])
        tf_parameter_set_whole (info, p, TRUE);
      if (self->words.parameters[place] != NULL && info->flag != NULL)
        tf_parameters_set_text (p, info->flag, "true", &wrong);
      if (self->words.parameters[place] != NULL && wrong == NULL)
        take_parameter (info, self->words.parameters[place], p, &wrong);
    }
  if (wrong == NULL)
    tf_parameters_validate (p, &wrong);
  self->synthetic.seed = p->initial_w_seed;
  if ((self->parts & TF_CLI_PART_MINIMA) && p->head_layers > 1)
    p->flow = TF_FLOW_JOINT;
  if (wrong == NULL)
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, wrong->message);
  return FALSE;
}

/* Whether words say how a file is to be read. */
static gboolean
names_parts (const Words *w)
{
  return w->features_key || w->labels_key || w->features_columns || w->leave_out || w->leave_out_class;
}

/* Words that contradict each other, rather than one of them silently winning. */
static gboolean
check_agreement (TfCliProblem *self, GError **error)
{
  const Words *w = &self->words;
  const char *drawn[] = { w->classes, w->per_class, w->dim, w->noise, w->spread };
  const char *sentence = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (drawn); i++)
    if (drawn[i] && w->features)
      sentence = "--features and the options of Gaussian features exclude each other";
  if (!w->features && !self->files && (w->labels || names_parts (w)))
    sentence = "--labels, --features-key, --labels-key, --features-columns, --leave-out and --leave-out-class need --features";
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    if (w->held_out[kind] == NULL
        && (w->held_out_labels[kind] || w->held_out_features_key[kind] || w->held_out_labels_key[kind]))
      sentence = kind == TF_HELD_OUT_TEST ? "--test-labels, --test-features-key and --test-labels-key need --test"
                                          : "--ood-features-key needs --ood";
  if (!w->features && self->parameters.flow == TF_FLOW_JOINT && self->parameters.initial_w == TF_INITIAL_W_FILE)
    sentence = "--initial-w file needs --features";
  if (sentence)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, sentence);
  return !sentence;
}

/* A session says everything; a word beside it would be a contradiction. */
static gboolean
parse_session (TfCliProblem *self, GError **error)
{
  const Words *w = &self->words;
  const char *words[] = { w->features,  w->labels, w->features_key, w->labels_key, w->classes,
                          w->per_class, w->dim,    w->noise,        w->spread };
  gboolean given = names_parts (w) || tf_cli_held_out_is_given (w);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    given = given || words[i] != NULL;
  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    given = given || w->parameters[i] != NULL || w->flags[i];
  if (given)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                           "a session and the options of a problem exclude each other");
      return FALSE;
    }
  self->parameters = self->session->course->start;
  return TRUE;
}

/* What the names of its files say that stands beside it, where the words do not name another. */
static void
take_beside (TfCliProblem *self, const TfSeriesFile *file)
{
  Words *w = &self->words;

  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    if (w->held_out[kind] == NULL && file->held_out[kind].path != NULL)
      {
        w->held_out[kind] = g_strdup (file->held_out[kind].path);
        if (w->held_out_labels[kind] == NULL)
          w->held_out_labels[kind] = g_strdup (file->held_out[kind].labels);
      }
}

/* A folder of epochs stands for its last one, with what is held out beside it. */
static gboolean
take_folder (TfCliProblem *self, GError **error)
{
  g_auto (GStrv) paths = tf_series_list_folder (self->words.features);
  g_autoptr (TfSeriesFiles) files = tf_series_files_new ((const char *const *) paths);
  const TfSeriesFile *last = tf_series_files_find_last (files);
  g_autofree char *base = last != NULL ? g_path_get_basename (last->path) : NULL;

  if (last == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There are no files of features in this folder.");
      return FALSE;
    }
  if (files->files->len > 1)
    self->folder_note = g_strdup_printf ("of its %u files the last is taken, %s (%s)%s; tightframe series measures all",
                                         files->files->len, base, last->name,
                                         last->held_out[TF_HELD_OUT_TEST].path != NULL ? ", with its test set" : "");
  self->folder = g_steal_pointer (&self->words.features);
  self->words.features = g_strdup (last->path);
  if (self->words.labels == NULL)
    self->words.labels = g_strdup (last->labels);
  if (self->parts & TF_CLI_PART_HELD_OUT)
    take_beside (self, last);
  return TRUE;
}

gboolean
tf_cli_problem_parse (TfCliProblem *self, GError **error)
{
  if (self->session == NULL && self->words.features != NULL && g_file_test (self->words.features, G_FILE_TEST_IS_DIR)
      && !take_folder (self, error))
    return FALSE;
  if (!self->keeps_folders && !tf_cli_held_out_take_folders (&self->words, error))
    return FALSE;
  if (self->session != NULL)
    return parse_session (self, error);
  return parse_synthetic (self, error) && parse_parameters (self, error) && check_agreement (self, error);
}

const char *
tf_cli_problem_get_subject (TfCliProblem *self, const char *command)
{
  if (self->session_path)
    return self->session_path;
  return self->words.features ? self->words.features : command;
}

const TfParameters *
tf_cli_problem_get_parameters (TfCliProblem *self)
{
  return &self->parameters;
}

gboolean
tf_cli_problem_is_network (TfCliProblem *self)
{
  return self->session == NULL && self->parameters.flow == TF_FLOW_NETWORK;
}

const char *
tf_cli_problem_get_file (TfCliProblem *self)
{
  return self->words.features;
}

const TfSynthetic *
tf_cli_problem_get_synthetic (TfCliProblem *self)
{
  return self->session == NULL && self->words.features == NULL ? &self->synthetic : NULL;
}

gboolean
tf_cli_problem_has_option (TfCliProblem *self, const char *option)
{
  for (guint place = 0; place < TF_N_PARAMETERS; place++)
    if (strcmp (tf_parameter_at_place (place)->option, option) == 0)
      return self->words.parameters[place] != NULL || self->words.flags[place];
  return FALSE;
}
