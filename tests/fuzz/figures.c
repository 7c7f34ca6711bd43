/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "readers.h"
#include "figure-file.h"

static void
read_figure (const guint8 *bytes, gsize n, const char *suffix)
{
  g_autoptr (GBytes) file = g_bytes_new_static (bytes, n);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = tf_figure_file_read_session (file, &error);

  if (text == NULL)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  else
    fuzz_session ((const guint8 *) text, strlen (text), NULL);
}

const FuzzTarget fuzz_figure = { "figure", NULL, read_figure };
