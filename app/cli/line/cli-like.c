/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-like.h"

#include "cli-options.h"

static char *
list_names (const char *between)
{
  GString *list = g_string_new (NULL);

  for (int i = 0; i < TF_N_LIKES; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? between : "", tf_like_get_name (i));
  return g_string_free (list, FALSE);
}

void
tf_cli_like_add (GOptionContext *context, char **word)
{
  const GOptionEntry entries[] = {
    { "like", 0, 0, G_OPTION_ARG_FILENAME, word,
      "The normalizations of another code under its own names, in place of ours: papyan (the notebook of Papyan, Han and\n"
      "Donoho), zhu (validate_NC.py of Zhu et al.), rhubarbwu (the package neural-collapse), han (the shares of the squared loss\n"
      "on the central path and off it, of Han, Papyan and Donoho)", "papyan|zhu|rhubarbwu|han" },
    G_OPTION_ENTRY_NULL,
  };
  const char *words[TF_N_LIKES + 1] = { NULL };

  for (int i = 0; i < TF_N_LIKES; i++)
    words[i] = tf_like_get_name (i);
  tf_cli_options_add (context, entries);
  tf_cli_options_set_words ("like", words, FALSE);
}

gboolean
tf_cli_like_parse (const char *word, TfLike *like, GError **error)
{
  g_autofree char *names = NULL;

  *like = TF_CLI_OURS;
  if (word == NULL || tf_like_parse (word, like))
    return TRUE;
  names = list_names (", ");
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--like: “%s” is none of %s", word, names);
  return FALSE;
}

void
tf_cli_like_add_names (TfCsvWriter *csv, TfLike like)
{
  const TfLikeColumn *columns;
  guint n;

  if (like == TF_CLI_OURS)
    {
      tf_csv_writer_add_metric_names (csv);
      return;
    }
  columns = tf_like_get_columns (like, &n);
  for (guint i = 0; i < n; i++)
    tf_csv_writer_add_word (csv, columns[i].name);
}
