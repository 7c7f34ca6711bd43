/* cli-info.c: `tightframe info`
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "cli.h"
#include "cli-problem.h"
#include "cli-progress.h"
#include "flow.h"
#include "output.h"

static void
append_sizes (GString *text, TfFeatures *features)
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
  g_string_append_printf (text, "samples: %" G_GSIZE_FORMAT "\n", tf_features_get_n_samples (features));
  g_string_append_printf (text, "dim: %" G_GSIZE_FORMAT "\n", tf_features_get_dim (features));
  g_string_append_printf (text, "classes: %u\n", n_classes);
  g_string_append_printf (text, "per_class_min: %" G_GSIZE_FORMAT "\n", least);
  g_string_append_printf (text, "per_class_max: %" G_GSIZE_FORMAT "\n", most);
}

/* Labels may be any text; a line stays a line. */
static void
append_labels (GString *text, TfFeatures *features)
{
  gsize start;

  g_string_append_printf (text, "dtype: %s\nlabel_values: ", tf_features_get_dtype (features));
  start = text->len;
  for (guint k = 0; k < tf_features_get_n_classes (features); k++)
    g_string_append_printf (text, "%s%s", k > 0 ? "," : "", tf_features_get_class_name (features, k));
  for (gsize i = start; i < text->len; i++)
    if (g_ascii_iscntrl (text->str[i]))
      text->str[i] = '?';
  g_string_append_printf (text, "\nlabels_from: %s\n", tf_features_get_labels_from (features));
  g_string_append_printf (text, "features_from: %s\n", tf_features_get_features_from (features));
}

static void
append_metrics (GString *text, TfMoments *moments, const TfParameters *parameters)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  TfMetrics metrics;

  tf_moments_get_metrics (moments, parameters, moments->weights != NULL, &metrics);
  if (moments->weights)
    g_string_append (text, "w: file\n");
  else
    g_string_append_printf (text, "w: W*(H) at lambda_w=%s\n",
                            g_ascii_formatd (digits, sizeof digits, "%.12g", parameters->lambda_w));
  g_string_append_printf (text, "rank: %" G_GSIZE_FORMAT " of %u\n", metrics.rank, moments->n_classes - 1);
  for (int i = 0; i < TF_N_METRICS; i++)
    g_string_append_printf (text, "%s: %s\n", tf_metric_name (i),
                            tf_metrics_is_defined (&metrics, i)
                              ? g_ascii_formatd (digits, sizeof digits, "%.12g", metrics.values[i])
                              : "undefined");
}

static gboolean
print_info (TfCliProblem *problem, GError **error)
{
  GCancellable *cancellable = tf_cli_watch_interrupts ();
  g_autoptr (TfFeatures) features = tf_cli_problem_load (problem, cancellable, error);
  g_autoptr (TfMoments) moments = features ? tf_moments_new (features, TF_KEEP_ALL, cancellable, error) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (!moments)
    return FALSE;
  append_sizes (text, features);
  append_labels (text, features);
  append_metrics (text, moments, tf_cli_problem_get_parameters (problem));
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
    = tf_cli_problem_new (context, TF_CLI_PART_FILE | TF_CLI_PART_OBJECTIVE);
  g_autoptr (GError) error = NULL;
  int status;

  g_option_context_set_summary (context, "Prints what is in a feature file and every metric of it as it stands: with the\n"
                                         "W of the file where it has one, otherwise with W*(H) at --lambda-w.");
  if (!tf_cli_parse (context, &argc, &argv, &status))
    return status;
  if (take_file (problem, argc, argv, &error) && tf_cli_problem_parse (problem, &error)
      && print_info (problem, &error))
    return TF_CLI_DONE;
  return tf_cli_report (error->domain == G_OPTION_ERROR ? "info" : tf_cli_problem_get_subject (problem, "info"), error);
}
