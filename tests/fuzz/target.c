/* target.c: the fuzzer's program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * FUZZ_TARGET names the reader that is tried; without it the program says which there are.
 */
#include <stdlib.h>

#include "readers.h"

int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n);

static FuzzTarget target;

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  const char *name = g_getenv ("FUZZ_TARGET");
  g_autoptr (GArray) targets = fuzz_list_targets ();

  g_array_append_val (targets, fuzz_figure);
  for (guint i = 0; i < targets->len; i++)
    {
      const FuzzTarget *one = &g_array_index (targets, FuzzTarget, i);

      if (name == NULL)
        g_print ("%s\n", one->name);
      else if (g_str_equal (one->name, name))
        target = *one;
    }
  if (name == NULL)
    exit (0);
  if (target.name == NULL)
    g_error ("there is no target %s", name);
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n)
{
  target.read (bytes, n, target.suffix);
  return 0;
}
