/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-describe.h"
#include "config.h"

#include "blas.h"
#include "cli-options.h"
#include "json-text.h"
#include "metrics.h"

/* Two words and what they mean; the second is of an option that takes one. */
typedef struct
{
  const char *name, *placeholder, *meaning;
} Row;

static const Row program_options[] = {
  { "resume", NULL, "The window with the last session" },
  { "frame-log", "FILE", "The window; what each frame of the first one cost, as CSV" },
  { "version", NULL, "Which version this is, with which BLAS and which features" },
  { "help", NULL, "The commands, a line each" },
};

static const Row statuses[] = {
  { "0", NULL, "done" },
  { "1", NULL, "the work failed" },
  { "2", NULL, "the words on the command line are wrong" },
};

static const Row variables[] = {
  { "NO_COLOR", NULL, "Where it is set to anything, no terminal gets a colour or any other control sequence." },
  { "TERM", NULL, "Where it is dumb, the same." },
  { "TIGHTFRAME_DATADIR", NULL, "A folder whose folder examples holds the bundled features, looked into first." },
  { TF_BLAS_VARIABLE, NULL, "Which kernels OpenBLAS uses. Where it chose old ones for a processor that it does not "
                            "know, better ones are chosen, unless this is set." },
};

static GString *commands;    /* NULL: nothing is being described */
static GString *description; /* of the last context */

void
tf_cli_describe_begin (void)
{
  commands = g_string_new (NULL);
  description = g_string_new (NULL);
}

gboolean
tf_cli_describe_is_on (void)
{
  return commands != NULL;
}

static void
append_field (GString *json, const char *name, const char *value)
{
  g_string_append_printf (json, ", \"%s\": ", name);
  tf_json_append_text (json, value);
}

/* The line of words that GOption shows on top of its help; it has no function that tells it. */
static char *
get_usage (GOptionContext *context)
{
  g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);
  g_auto (GStrv) lines = g_strsplit (help, "\n", 3);

  return g_strdup (g_strstrip (lines[1]));
}

void
tf_cli_describe_context (GOptionContext *context)
{
  const char *summary = g_option_context_get_summary (context);
  g_autofree char *usage = get_usage (context);
  g_autofree char *groups = tf_cli_options_take_json ();

  g_string_truncate (description, 0);
  append_field (description, "usage", usage);
  append_field (description, "description", summary != NULL ? summary : "");
  g_string_append_printf (description, ",\n  \"groups\": %s", groups);
}

void
tf_cli_describe_command (const char *name, const char *summary)
{
  g_string_append (commands, commands->len > 0 ? ",\n {\"name\": " : "\n {\"name\": ");
  tf_json_append_text (commands, name);
  append_field (commands, "summary", summary);
  g_string_append_printf (commands, "%s}", description->str);
}

static void
append_rows (GString *json, const char *title, const Row *rows, gsize n)
{
  g_string_append_printf (json, ",\n\"%s\": [", title);
  for (gsize i = 0; i < n; i++)
    {
      g_string_append (json, i > 0 ? ",\n {\"name\": " : "\n {\"name\": ");
      tf_json_append_text (json, rows[i].name);
      if (rows[i].placeholder != NULL)
        append_field (json, "placeholder", rows[i].placeholder);
      append_field (json, "help", rows[i].meaning);
      g_string_append_c (json, '}');
    }
  g_string_append_c (json, ']');
}

/* The columns of tables, and what they mean. */
static void
append_metrics (GString *json)
{
  Row rows[TF_N_METRICS];

  for (int i = 0; i < TF_N_METRICS; i++)
    rows[i] = (Row){ tf_metric_name (i), NULL, tf_metric_get_info (i)->meaning };
  append_rows (json, "metrics", rows, TF_N_METRICS);
}

char *
tf_cli_describe_end (void)
{
  GString *json = g_string_new ("{\"program\": \"tightframe\"");

  append_field (json, "version", TF_VERSION);
  append_rows (json, "options", program_options, G_N_ELEMENTS (program_options));
  append_rows (json, "statuses", statuses, G_N_ELEMENTS (statuses));
  append_rows (json, "environment", variables, G_N_ELEMENTS (variables));
  append_metrics (json);
  g_string_append_printf (json, ",\n\"commands\": [%s]}\n", commands->str);
  g_string_free (g_steal_pointer (&commands), TRUE);
  g_string_free (g_steal_pointer (&description), TRUE);
  return g_string_free (json, FALSE);
}

void
tf_cli_describe_options (GString *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (program_options); i++)
    {
      const Row *row = &program_options[i];
      g_autofree char *words = g_strconcat (row->name, row->placeholder != NULL ? " " : NULL, row->placeholder, NULL);

      g_string_append_printf (text, "  tightframe --%-21s %s\n", words, row->meaning);
    }
}

void
tf_cli_describe_statuses (GString *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    g_string_append_printf (text, "%s %s %s", i > 0 ? "," : "Exit status:", statuses[i].name, statuses[i].meaning);
  g_string_append (text, ".\n");
}
