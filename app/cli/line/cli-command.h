/* cli-command.h: what a command is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A row of a program's table, which ends with a row without a name. */
typedef struct
{
  const char *name;
  int (*run) (int argc, char **argv);
  const char *summary;
} TfCliCommand;

/* NULL: none has that name. */
static inline const TfCliCommand *
tf_cli_command_find (const TfCliCommand *commands, const char *name)
{
  for (; commands->name != NULL; commands++)
    if (g_strcmp0 (commands->name, name) == 0)
      return commands;
  return NULL;
}

G_END_DECLS
