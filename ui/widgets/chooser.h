/* chooser.h: the desktop's dialog for files, one at a time for a window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct
{
  const char          *title;
  const char          *accept;   /* what its button says, with a mnemonic; NULL: _Save or _Open */
  GtkFileChooserAction action;
  const char          *filter;   /* the name of what is shown at first; NULL: every file */
  const char *const   *suffixes; /* of these, NULL-terminated */
  GFile               *folder;   /* or NULL: where the last one was */
  const char          *name;     /* suggested, or NULL */
} TfChooserWish;

/* In the place of *chooser, which is closed where there is one. Returns it: its answer is asked for by "response". */
GtkNativeDialog *tf_chooser_show (GtkNativeDialog **chooser, GtkWindow *parent, const TfChooserWish *wish);

/* What was chosen, files or folders (GFile): with its "response". None where it was turned down. Caller frees. */
GPtrArray *tf_chooser_get_files (GtkNativeDialog *chooser, int response);

/* "mnist_L5.tightframe" for the features mnist_L5.npz: their title (one line, no folders) without its suffix,
 * and then that end. Caller frees. */
char *tf_chooser_suggest_name (const char *title, const char *end);

/* Closes it, where there is one, without an answer. */
void tf_chooser_close (GtkNativeDialog **chooser);

G_END_DECLS
