/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-options.h"

#include <string.h>

#include "json-text.h"

/* One command is parsed in a process, or all are asked one after the other. */
typedef struct
{
  char *title;
  GArray *entries; /* GOptionEntry: their texts live as long as the command's words */
} Group;

typedef struct
{
  char *option;
  char **words;
  gboolean is_list;
} Choice;

static GPtrArray *groups; /* Group * */
static GPtrArray *choices; /* Choice * */

static void
group_free (gpointer data)
{
  Group *group = data;

  g_free (group->title);
  g_array_unref (group->entries);
  g_free (group);
}

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_free (choice->option);
  g_strfreev (choice->words);
  g_free (choice);
}

static Group *
find_group (const char *title)
{
  Group *group;

  if (groups == NULL)
    groups = g_ptr_array_new_with_free_func (group_free);
  for (guint i = 0; i < groups->len; i++)
    if (strcmp (((Group *) g_ptr_array_index (groups, i))->title, title) == 0)
      return g_ptr_array_index (groups, i);
  group = g_new0 (Group, 1);
  group->title = g_strdup (title);
  group->entries = g_array_new (FALSE, FALSE, sizeof (GOptionEntry));
  g_ptr_array_add (groups, group);
  return group;
}

static void
keep (const char *title, const GOptionEntry *entries)
{
  Group *group = find_group (title);

  for (; entries->long_name != NULL; entries++)
    g_array_append_vals (group->entries, entries, 1);
}

void
tf_cli_options_add (GOptionContext *context, const GOptionEntry *entries)
{
  keep ("", entries);
  g_option_context_add_main_entries (context, entries, NULL);
}

void
tf_cli_options_add_group (GOptionContext *context, const char *name, const char *title, const GOptionEntry *entries)
{
  GOptionGroup *group = g_option_group_new (name, title, title, NULL, NULL);

  keep (title, entries);
  g_option_group_add_entries (group, entries);
  g_option_context_add_group (context, group);
}

gboolean
tf_cli_options_is_flag (const char *name)
{
  for (guint i = 0; groups != NULL && i < groups->len; i++)
    {
      const GArray *entries = ((const Group *) g_ptr_array_index (groups, i))->entries;

      for (guint j = 0; j < entries->len; j++)
        {
          const GOptionEntry *entry = &g_array_index (entries, GOptionEntry, j);

          if (strcmp (entry->long_name, name) == 0)
            return entry->arg == G_OPTION_ARG_NONE;
        }
    }
  return FALSE;
}

void
tf_cli_options_set_words (const char *option, const char *const *words, gboolean is_list)
{
  Choice *choice = g_new0 (Choice, 1);

  if (choices == NULL)
    choices = g_ptr_array_new_with_free_func (choice_free);
  choice->option = g_strdup (option);
  choice->words = g_strdupv ((char **) words);
  choice->is_list = is_list;
  g_ptr_array_add (choices, choice);
}

static void
append_words (GString *json, const char *option)
{
  for (guint i = 0; choices != NULL && i < choices->len; i++)
    {
      const Choice *choice = g_ptr_array_index (choices, i);

      if (strcmp (choice->option, option) != 0)
        continue;
      g_string_append (json, ", \"words\": [");
      for (char **word = choice->words; *word != NULL; word++)
        {
          g_string_append (json, word > choice->words ? ", " : "");
          tf_json_append_text (json, *word);
        }
      g_string_append_printf (json, "], \"is_list\": %s", choice->is_list ? "true" : "false");
      return;
    }
}

static void
append_entry (GString *json, const GOptionEntry *entry)
{
  const char short_name[] = { entry->short_name, '\0' };

  g_string_append (json, "{\"name\": ");
  tf_json_append_text (json, entry->long_name);
  if (entry->short_name != '\0')
    {
      g_string_append (json, ", \"short\": ");
      tf_json_append_text (json, short_name);
    }
  if (entry->arg != G_OPTION_ARG_NONE)
    {
      g_string_append (json, ", \"placeholder\": ");
      tf_json_append_text (json, entry->arg_description != NULL ? entry->arg_description : "VALUE");
    }
  g_string_append (json, ", \"help\": ");
  tf_json_append_text (json, entry->description != NULL ? entry->description : "");
  if (entry->arg == G_OPTION_ARG_FILENAME_ARRAY || entry->arg == G_OPTION_ARG_STRING_ARRAY)
    g_string_append (json, ", \"repeats\": true");
  append_words (json, entry->long_name);
  g_string_append_c (json, '}');
}

static void
append_group (GString *json, const Group *group)
{
  gboolean is_first = TRUE;

  g_string_append (json, "{\"title\": ");
  tf_json_append_text (json, group->title);
  g_string_append (json, ", \"options\": [");
  for (guint i = 0; i < group->entries->len; i++)
    {
      const GOptionEntry *entry = &g_array_index (group->entries, GOptionEntry, i);

      if (entry->flags & G_OPTION_FLAG_HIDDEN)
        continue;
      g_string_append (json, is_first ? "\n    " : ",\n    ");
      append_entry (json, entry);
      is_first = FALSE;
    }
  g_string_append (json, "]}");
}

char *
tf_cli_options_take_json (void)
{
  GString *json = g_string_new ("[");

  for (guint i = 0; groups != NULL && i < groups->len; i++)
    {
      g_string_append (json, i > 0 ? ",\n   " : "\n   ");
      append_group (json, g_ptr_array_index (groups, i));
    }
  g_string_append_c (json, ']');
  g_clear_pointer (&groups, g_ptr_array_unref);
  g_clear_pointer (&choices, g_ptr_array_unref);
  return g_string_free (json, FALSE);
}
