/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "blas.h"
#include "cli-command.h"
#include "cli-describe.h"
#include "cli-options.h"
#include "part-files.h"
#include "session-link.h"

static const TfCliCommand commands[] = {
  { "info", tf_cli_info, "what is in a feature file, and its metrics as it stands" },
  { "run", tf_cli_trajectory, "one flow: a row of metrics a time, as CSV" },
  { "equilibrium", tf_cli_equilibrium, "the minimizer H_{1/β}: a row of metrics a β" },
  { "limit", tf_cli_limit, "where a run at β = 0 ends, in closed form: a row a class" },
  { "depth", tf_cli_depth, "H₀ ← H_{1/β}, again and again: a row of metrics a layer" },
  { "sweep", tf_cli_sweep, "many settings: a row of metrics a cell of a grid" },
  { "series", tf_cli_series, "a network in training: a row of metrics an epoch" },
  { "fit", tf_cli_fit, "which β lies between two layers, or two epochs" },
  { "moments", tf_cli_moments, "counts, class means and covariance of features, however large, in one pass" },
  { "render", tf_cli_render, "a figure of a run, as SVG, PDF or PNG" },
  { "perturbation", tf_cli_perturbation, "the spectrum of δH₀ → δH near collapse, and a test of its prediction" },
  { "record", tf_cli_record, "a film of a run: WebM, GIF, animated or numbered PNG" },
  { "lesson", tf_cli_lesson, "walks through lessons and holds their promises against the numbers" },
  { NULL },
};

static int
print_version (void)
{
  g_autofree char *blas = tf_blas_describe ();
#ifdef TF_HAVE_GUI
  const char *window = "with a window";
#else
  const char *window = "without a window";
#endif
  g_autofree char *text = g_strdup_printf ("tightframe " TF_VERSION "\n%s\n%s\n", blas, window);

  return tf_cli_print (text);
}

static int
print_usage (void)
{
  g_autoptr (GString) text = g_string_new (
      "Usage:\n"
      "  tightframe [FILE…]                 the window; FILE: features, a session or a figure to open\n");

  for (gsize i = 0; commands[i].name != NULL; i++)
    g_string_append_printf (text, "  tightframe %-12s [OPTION…]  %s\n", commands[i].name, commands[i].summary);
  tf_cli_describe_options (text);
  g_string_append (text, "\ntightframe COMMAND --help shows a command's options and their defaults; so does man tightframe-COMMAND.\n");
  tf_cli_describe_statuses (text);
  return tf_cli_print (text->str);
}

/* Each command comes as far as its options and tells them. */
static int
print_description (void)
{
  g_autofree char *json = NULL;

  tf_cli_describe_begin ();
  for (gsize i = 0; commands[i].name != NULL; i++)
    {
      char *words[] = { (char *) commands[i].name, NULL };

      commands[i].run (1, words);
      tf_cli_describe_command (commands[i].name, commands[i].summary);
    }
  json = tf_cli_describe_end ();
  return tf_cli_print (json);
}

/* A file opened by a library must never become standard output or standard
 * error, as it would if the program was started with those closed. */
static void
occupy_standard_streams (void)
{
  for (int fd = 0; fd <= 2; fd++)
    if (fcntl (fd, F_GETFD) < 0 && errno == EBADF)
      {
        /* Read-only on purpose: what is written there must fail, not vanish. */
        int opened = open ("/dev/null", fd == STDERR_FILENO ? O_WRONLY : O_RDONLY);

        g_assert (opened < 0 || opened == fd);
      }
}

/* Words that begin with a dash and are for the window. */
static gboolean
is_for_window (int argc, const char *word)
{
  return strcmp (word, "--resume") == 0 || strcmp (word, "--gapplication-service") == 0
         || g_str_has_prefix (word, "--frame-log=") || (argc > 2 && strcmp (word, "--frame-log") == 0);
}

/* A file, or a desktop's way to write one. */
static gboolean
is_place (const char *word)
{
  g_autofree char *path = g_str_has_prefix (word, "file:") ? g_filename_from_uri (word, NULL, NULL) : g_strdup (word);

  return path != NULL && tf_part_files_exist (path);
}

static int
refuse (const char *word)
{
  g_autoptr (GError) error = NULL;

  if (strcmp (word, "--frame-log") == 0)
    error = g_error_new (G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "the file's name is missing; see tightframe --help");
  else if (word[0] == '-')
    error = g_error_new (G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION, "unknown option; see tightframe --help");
  else
    error = g_error_new (G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                         "neither a command nor a file that exists; see tightframe --help");
  return tf_cli_report (word, error);
}

gboolean
tf_cli_run (int argc, char **argv, int *status)
{
  const char *word = argc > 1 ? argv[1] : NULL;
  const TfCliCommand *command;

  occupy_standard_streams ();
  if (!word || strcmp (word, "--") == 0 || is_for_window (argc, word) || tf_session_is_link (word))
    return FALSE;

  /* A reader that went away and a file that may not grow are failed writes, with a sentence. */
  command = tf_cli_command_find (commands, word);
  if (command || word[0] == '-')
    {
      signal (SIGPIPE, SIG_IGN);
      signal (SIGXFSZ, SIG_IGN);
    }

  if (command)
    *status = command->run (argc - 1, argv + 1);
  else if (strcmp (word, "--help") == 0 || strcmp (word, "-h") == 0)
    *status = print_usage ();
  else if (strcmp (word, "--version") == 0)
    *status = print_version ();
  else if (strcmp (word, "--describe") == 0)
    *status = print_description ();
  else if (word[0] == '-' || !is_place (word))
    *status = refuse (word);
  else
    return FALSE;
  return TRUE;
}
