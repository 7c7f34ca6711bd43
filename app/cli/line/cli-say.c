/* cli-say.c: what all commands print, and how their words are read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "cli-say.h"

#include <stdio.h>
#include <string.h>

#include "cli-describe.h"
#include "cli-options.h"
#include "features.h"
#include "output.h"

/* One line, whatever a file name or a label holds. */
static void
print_error_line (const char *subject, const char *kind, const char *message)
{
  g_autofree char *name = subject ? g_filename_display_name (subject) : NULL;
  g_autoptr (GString) line = g_string_new ("tightframe: ");

  if (name)
    g_string_append_printf (line, "%s: ", name);
  g_string_append_printf (line, "%s%s", kind, message);
  for (gsize i = 0; i < line->len; i++)
    if (g_ascii_iscntrl (line->str[i]))
      line->str[i] = '?';
  g_string_append_c (line, '\n');
  fputs (line->str, stderr);
}

/* The words that answer what a reader asks. */
static const char *
find_answer (const GError *error)
{
  if (g_error_matches (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_NEEDS_LABELS))
    return " (--labels FILE)";
  if (g_error_matches (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_AMBIGUOUS))
    return " (--labels-key NAME, --features-key NAME, --features-columns A,B,…, --leave-out COLUMN)";
  return "";
}

int
tf_cli_report (const char *subject, const GError *error)
{
  gboolean interrupted = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_autofree char *sentence = g_strconcat (error->message, find_answer (error), NULL);

  print_error_line (subject, "", interrupted ? "interrupted; nothing was written" : sentence);
  return error->domain == G_OPTION_ERROR ? TF_CLI_MISUSED : TF_CLI_FAILED;
}

int
tf_cli_report_text (const char *subject, const char *sentence)
{
  print_error_line (subject, "", sentence);
  return TF_CLI_FAILED;
}

void
tf_cli_note (const char *subject, const char *sentence)
{
  print_error_line (subject, "note: ", sentence);
}

int
tf_cli_print (const char *text)
{
  g_autoptr (GError) error = NULL;

  if (tf_output_write (NULL, text, strlen (text), &error))
    return TF_CLI_DONE;
  return tf_cli_report ("standard output", error);
}

int
tf_cli_print_line (const char *text)
{
  g_autofree char *line = g_strconcat (text, "\n", NULL);

  return tf_cli_print (line);
}

/* GOption would take --bias=false for --bias. */
static gboolean
check_flags (char **words, GError **error)
{
  for (; *words != NULL && strcmp (*words, "--") != 0; words++)
    {
      g_auto (GStrv) parts = g_str_has_prefix (*words, "--") ? g_strsplit (*words + 2, "=", 2) : NULL;

      if (parts == NULL || parts[0] == NULL || parts[1] == NULL || !tf_cli_options_is_flag (parts[0]))
        continue;
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s takes no value: it is there, or it is not", parts[0]);
      return FALSE;
    }
  return TRUE;
}

gboolean
tf_cli_parse (GOptionContext *context, int *argc, char ***argv, int *status)
{
  g_autoptr (GOptionContext) owned G_GNUC_UNUSED = context;
  g_autoptr (GError) error = NULL;
  g_autofree char *command = g_strdup ((*argv)[0]);
  g_autofree char *program = g_strconcat ("tightframe ", command, NULL);
  gboolean help = FALSE;
  const GOptionEntry entries[] = {
    { "help", 'h', 0, G_OPTION_ARG_NONE, &help, "Show this help", NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_set_prgname (program);
  /* GOption's own --help prints and exits on the spot, even when standard output is gone. */
  g_option_context_set_help_enabled (context, FALSE);
  tf_cli_options_add (context, entries);
  if (tf_cli_describe_is_on ())
    {
      tf_cli_describe_context (context);
      *status = TF_CLI_DONE;
      return FALSE;
    }
  if (!check_flags (*argv + 1, &error) || !g_option_context_parse (context, argc, argv, &error))
    {
      g_autoptr (GError) wrong = g_error_new (G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "%s; see tightframe %s --help",
                                              error->message, command);
      *status = tf_cli_report (command, wrong);
      return FALSE;
    }
  if (help)
    {
      g_autofree char *text = g_option_context_get_help (context, FALSE, NULL);
      *status = tf_cli_print (text);
    }
  return !help;
}
