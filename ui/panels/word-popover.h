/* word-popover.h: a thing on the screen is asked what it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A widget that means something knows its word. A popover over it says it, with the
 * papers and *Show Me*, which activates "win.show-word" with the word's name.
 */
#pragma once

#include <gtk/gtk.h>

#include "words.h"

G_BEGIN_DECLS

/* What the widget and what is in it is asked about; name: of a word, NULL: nothing. */
void tf_word_attach (GtkWidget *widget, const char *name);

/* The nearest from widget upwards that knows its word, or NULL. */
GtkWidget    *tf_word_find_holder (GtkWidget *widget);
const TfWord *tf_word_of_holder (GtkWidget *holder);

/* at: in the widget, or NULL. Returns the popover, which goes when it is closed. */
GtkWidget *tf_word_ask (GtkWidget *holder, const GdkRectangle *at);

/* *Show Me*, or NULL where no step of a lesson shows it. */
GtkWidget *tf_word_make_button (const TfWord *word);

G_END_DECLS
