/* layer-names.h: what the files of a network's layers are called for short
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For n >= 2 different paths: the parts in which they differ, without what all
 * of them begin and end with; words and numbers are not cut in two, and a bare
 * number keeps the word before it. "net_mse_L1.npz", "net_mse_L2.npz" give "L1",
 * "L2". None is empty. *stem, where asked for, is the last word or words they
 * share before it ("net_mse"; the folder, where there is none), perhaps empty.
 * Paths are valid UTF-8. Free with g_strfreev(), and the stem with g_free(). */
char **tf_layer_names (const char *const *paths, guint n, char **stem);

/* Orders them as a person would: "L2" before "L10". For qsort-like callers. */
int tf_layer_names_compare (const char *a, const char *b);

G_END_DECLS
