/* cli-info.c: `tightframe info`
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "cli.h"
#include "cli-like.h"
#include "cli-options.h"
#include "cli-problem.h"
#include "cli-progress.h"
#include "epoch-array.h"
#include "flow.h"
#include "json-text.h"
#include "output.h"

/* Sizes of more classes than these are no line that a person reads. */
#define MAX_LISTED 100

/* `key: value` lines, or a JSON object. */
typedef struct
{
  GString *text;
  gboolean is_json;
} Report;

static void
begin_line (Report *report, const char *key)
{
  GString *text = report->text;

  if (!report->is_json)
    {
      g_string_append_printf (text, "%s: ", key);
      return;
    }
  g_string_append (text, text->len == 0 ? "{" : ",\n ");
  tf_json_append_text (text, key);
  g_string_append (text, ": ");
}

static void
end_line (Report *report)
{
  if (!report->is_json)
    g_string_append_c (report->text, '\n');
}

static void
append_whole (Report *report, const char *key, gsize value)
{
  begin_line (report, key);
  g_string_append_printf (report->text, "%" G_GSIZE_FORMAT, value);
  end_line (report);
}

/* NaN: undefined. */
static void
append_number (Report *report, const char *key, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  begin_line (report, key);
  if (report->is_json)
    tf_json_append_number (report->text, value);
  else
    g_string_append (report->text,
                     isnan (value) ? "undefined" : g_ascii_formatd (digits, sizeof digits, "%.12g", value));
  end_line (report);
}

/* Labels and names may be any text; a line stays a line. */
static void
append_text (Report *report, const char *key, const char *value)
{
  begin_line (report, key);
  if (report->is_json)
    tf_json_append_text (report->text, value);
  else
    for (; *value != '\0'; value++)
      g_string_append_c (report->text, g_ascii_iscntrl (*value) ? '?' : *value);
  end_line (report);
}

/* Of each class, in the order of label_values. In lines only where they are not too many. */
static void
append_each_size (Report *report, const gsize *sizes, guint n_classes)
{
  g_autoptr (GString) list = g_string_new (NULL);

  if (n_classes > MAX_LISTED && !report->is_json)
    return;
  for (guint k = 0; k < n_classes; k++)
    g_string_append_printf (list, "%s%" G_GSIZE_FORMAT, k > 0 ? "," : "", sizes[k]);
  if (!report->is_json)
    {
      append_text (report, "per_class", list->str);
      return;
    }
  begin_line (report, "per_class");
  g_string_append_printf (report->text, "[%s]", list->str);
}

static void
append_sizes (Report *report, TfFeatures *features)
{
  const gsize *sizes = tf_features_get_class_sizes (features);
  guint n_classes = tf_features_get_n_classes (features);
  gsize least = sizes[0];
  gsize most = sizes[0];

  for (guint k = 1; k < n_classes; k++)
    {
      least = MIN (least, sizes[k]);
      most = MAX (most, sizes[k]);
    }
  append_whole (report, "samples", tf_features_get_n_samples (features));
  append_whole (report, "dim", tf_features_get_dim (features));
  append_whole (report, "classes", n_classes);
  append_whole (report, "per_class_min", least);
  append_whole (report, "per_class_max", most);
  append_each_size (report, sizes, n_classes);
}

static void
append_label_values (Report *report, TfFeatures *features)
{
  guint n_classes = tf_features_get_n_classes (features);
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint k = 0; k < n_classes; k++)
    {
      g_string_append (list, k > 0 ? "," : "");
      if (report->is_json)
        tf_json_append_text (list, tf_features_get_class_name (features, k));
      else
        g_string_append (list, tf_features_get_class_name (features, k));
    }
  if (!report->is_json)
    {
      append_text (report, "label_values", list->str);
      return;
    }
  begin_line (report, "label_values");
  g_string_append_printf (report->text, "[%s]", list->str);
}

/* Of what is not trained on: samples, and where they were found. */
static void
append_held_out (Report *report, TfFeatures *features)
{
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    {
      TfFeatures *other = tf_features_get_held_out (features, kind);
      g_autofree char *samples = g_strconcat (tf_held_out_get_name (kind), "_samples", NULL);
      g_autofree char *from = g_strconcat (tf_held_out_get_name (kind), "_features_from", NULL);

      if (other == NULL)
        continue;
      append_whole (report, samples, tf_features_get_n_samples (other));
      append_text (report, from, tf_features_get_features_from (other));
    }
}

static void
append_labels (Report *report, TfFeatures *features)
{
  append_text (report, "dtype", tf_features_get_dtype (features));
  append_label_values (report, features);
  append_text (report, "labels_from", tf_features_get_labels_from (features));
  append_text (report, "features_from", tf_features_get_features_from (features));
}

/* In lines "4 of 9". */
static void
append_rank (Report *report, gsize rank, guint most)
{
  g_autofree char *both = g_strdup_printf ("%" G_GSIZE_FORMAT " of %u", rank, most);

  if (!report->is_json)
    append_text (report, "rank", both);
  else
    {
      append_whole (report, "rank", rank);
      append_whole (report, "rank_most", most);
    }
}

static void
append_like (Report *report, TfMoments *moments, const TfParameters *parameters, TfLike like)
{
  guint n;
  const TfLikeColumn *columns = tf_like_get_columns (like, &n);
  g_autofree double *values = g_new (double, n);

  tf_moments_get_like (moments, parameters, TRUE, like, values);
  for (guint i = 0; i < n; i++)
    append_number (report, columns[i].name, values[i]);
}

static void
append_metrics (Report *report, TfMoments *moments, const TfParameters *parameters, TfLike like)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *optimal = g_strconcat ("W*(H) at lambda_w=",
                                          g_ascii_formatd (digits, sizeof digits, "%.12g", parameters->lambda_w), NULL);
  TfMetrics metrics;

  tf_moments_get_metrics (moments, parameters, moments->weights != NULL, &metrics);
  append_text (report, "w", moments->weights ? "file" : optimal);
  append_rank (report, metrics.rank, moments->n_classes - 1);
  if (like != TF_CLI_OURS)
    append_like (report, moments, parameters, like);
  for (int i = 0; like == TF_CLI_OURS && i < TF_N_METRICS; i++)
    if (tf_metric_set_has (tf_cli_problem_get_metrics (moments), i))
      append_number (report, tf_metric_name (i), tf_metrics_is_defined (&metrics, i) ? metrics.values[i] : NAN);
}

/* What a file of an epoch says of its training. */
static void
append_training (Report *report, const char *path)
{
  double epoch = path != NULL ? tf_epoch_array_read (path) : NAN, loss = path != NULL ? tf_epoch_array_read_loss (path) : NAN;

  if (!isnan (epoch))
    append_number (report, "epoch", epoch);
  if (!isnan (loss))
    append_number (report, "loss", loss);
}

static gboolean
print_info (TfCliProblem *problem, gboolean as_json, TfLike like, GError **error)
{
  GCancellable *cancellable = tf_cli_watch_interrupts ();
  g_autoptr (TfFeatures) features = tf_cli_problem_load (problem, cancellable, error);
  g_autoptr (TfMoments) moments = features ? tf_moments_new (features, TF_KEEP_ALL, cancellable, error) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  Report report = { text, as_json };

  if (!moments)
    return FALSE;
  append_sizes (&report, features);
  append_labels (&report, features);
  append_held_out (&report, features);
  append_training (&report, tf_cli_problem_get_file (problem));
  append_metrics (&report, moments, tf_cli_problem_get_parameters (problem), like);
  if (as_json)
    g_string_append (text, "}\n");
  if (tf_output_write (NULL, text->str, text->len, error))
    return TRUE;
  g_prefix_error (error, "the report ");
  return FALSE;
}

static gboolean
take_file (TfCliProblem *problem, int argc, char **argv, GError **error)
{
  if (argc > 2)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "one file at a time; “%s” is one too many", argv[2]);
  else if (argc == 2)
    return tf_cli_problem_set_file (problem, argv[1], error);
  else if (!tf_cli_problem_get_subject (problem, NULL))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "no feature file is named; see tightframe info --help");
  else
    return TRUE;
  return FALSE;
}

int
tf_cli_info (int argc, char **argv)
{
  GOptionContext *context = g_option_context_new ("FEATURES");
  g_autoptr (TfCliProblem) problem
    = tf_cli_problem_new (context, TF_CLI_PART_FILE | TF_CLI_PART_HELD_OUT | TF_CLI_PART_OBJECTIVE);
  g_autoptr (GError) error = NULL;
  g_autofree char *word = NULL;
  gboolean as_json = FALSE;
  TfLike like;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "As a JSON object, with all digits; undefined is null (lines)", NULL },
    G_OPTION_ENTRY_NULL,
  };
  int status;

  tf_cli_options_add (context, entries);
  tf_cli_like_add (context, &word);
  g_option_context_set_summary (context, "Prints what is in a feature file and every metric of it as it stands: with the\n"
                                         "W of the file where it has one, otherwise with W*(H) at --lambda-w.");
  if (!tf_cli_parse (context, &argc, &argv, &status))
    return status;
  if (take_file (problem, argc, argv, &error) && tf_cli_problem_parse (problem, &error)
      && tf_cli_like_parse (word, &like, &error) && print_info (problem, as_json, like, &error))
    return TF_CLI_DONE;
  return tf_cli_report (error->domain == G_OPTION_ERROR ? "info" : tf_cli_problem_get_subject (problem, "info"), error);
}
