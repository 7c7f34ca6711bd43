/* class-list.h: the classes of a file, each to be kept or left out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A check for each with its count, and a line that says what is kept. Rows are made for
 * what is to be seen alone: thousands of classes cost no more than ten.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TF_TYPE_CLASS_LIST (tf_class_list_get_type ())
G_DECLARE_FINAL_TYPE (TfClassList, tf_class_list, TF, CLASS_LIST, GtkBox)

GtkWidget *tf_class_list_new (void);

/* names: of n classes that are kept now, and how many samples each has. left: those that
 * are left out now, which nobody counted; NULL-terminated, or NULL. */
void tf_class_list_fill (TfClassList *self, guint n, char *const *names, const gsize *sizes, const char *const *left);

/* The classes that are not to be read; NULL-terminated. Caller frees. */
char **tf_class_list_get_left_out (TfClassList *self);

G_END_DECLS
