/* part-files.h: files that several processes saved of one set of features
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * "ep1_rank0.npz" and "ep1_rank1.npz" are parts of the set "ep1_rank*.npz". The path of a set stands wherever that of a
 * file does: it has a star in the place of its parts' numbers, and no file is called so.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether it may stand between a word of a name and its number. */
gboolean tf_name_separates (char c);

/* The paths with each set in the place of its first part, NULL-terminated; where no set has two parts there is nothing to be
 * joined, and all stay as they are. What all have in common before their names is of no part. *sets, where asked for: of
 * each set the paths of its parts (GPtrArray, borrowed), in the order of their numbers. Caller frees. */
char **tf_part_files_join (const char *const *paths, GHashTable **sets);

/* The parts of a set that are there, in the order of their numbers, NULL-terminated; NULL: the path is of no set. Caller frees. */
char **tf_part_files_list (const char *path);

/* The same, and of a file itself. */
char **tf_part_files_list_all (const char *path);

/* Whether the file, or any part of the set, is there. */
gboolean tf_part_files_exist (const char *path);

/* Whether path is of a part of that set, by its name. */
gboolean tf_part_files_match (const char *set, const char *path);

/* What another set calls its part of the same number. Caller frees. */
char *tf_part_files_name (const char *set, const char *of, const char *part);

/* The first part that is missing of n of a set: of the parts of another, or between its own. Caller frees; NULL: none. */
char *tf_part_files_find_missing (const char *set, GPtrArray *parts, const char *other, GPtrArray *others);

G_END_DECLS
