/* tab-rows.h: tabs in as few rows as show their names whole
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each row is filled from side to side, and no row is much fuller than another. A name
 * is cut only where it is wider than the whole.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TF_TYPE_TAB_ROWS (tf_tab_rows_get_type ())
G_DECLARE_FINAL_TYPE (TfTabRows, tf_tab_rows, TF, TAB_ROWS, GtkWidget)

GtkWidget *tf_tab_rows_new (void);

/* After the others; takes the floating reference. */
void tf_tab_rows_append (TfTabRows *self, GtkWidget *tab);

G_END_DECLS
