/* cli-options.h: the options of a command, once: for GOption, and for all that is made of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GOption parses and writes --help, but does not tell what it was given. So options
 * are added here, where they are kept for `tightframe --describe`: the manual pages,
 * the completions of the shells and the Python module are made from that.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Adds entries, which end with G_OPTION_ENTRY_NULL, to the command's own options. */
void tf_cli_options_add (GOptionContext *context, const GOptionEntry *entries);

/* The same as a group with a title ("Objective:"). */
void tf_cli_options_add_group (GOptionContext *context, const char *name, const char *title, const GOptionEntry *entries);

/* Whether there is such an option and it takes no value. */
gboolean tf_cli_options_is_flag (const char *name);

/* That the option's value is one of those words, which end with NULL; or, where
 * is_list, several of them with commas between. Nothing is checked here. */
void tf_cli_options_set_words (const char *option, const char *const *words, gboolean is_list);

/* What is known of the options since the last time, and forgets it: a JSON array of
 * groups {title, options: [{name, short, placeholder, help, repeats, words, is_list}]},
 * where what an option does not have is left out. Caller frees. */
char *tf_cli_options_take_json (void);

G_END_DECLS
