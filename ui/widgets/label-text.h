/* label-text.h: labels that change many times a second
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The label is left alone where it says that already. */
void tf_label_set (GtkLabel *label, const char *text);
void tf_label_set_number (GtkLabel *label, double value); /* to three digits: number-format.h */

G_END_DECLS
