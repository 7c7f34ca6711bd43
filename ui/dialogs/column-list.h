/* column-list.h: the columns or arrays of a file, each with a role to choose
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A row for each with what it holds, and a line below that says what follows. Rows are
 * made for what is to be seen alone.
 */
#pragma once

#include <gtk/gtk.h>

#include "features-listing.h"

G_BEGIN_DECLS

#define TF_TYPE_COLUMN_LIST (tf_column_list_get_type ())
G_DECLARE_FINAL_TYPE (TfColumnList, tf_column_list, TF, COLUMN_LIST, GtkBox)

/* What was chosen, as TfFeaturesOptions say it. */
typedef struct
{
  char  *features_key, *labels_key;
  char **features_columns, **leave_out; /* or NULL */
} TfColumnChoice;

/* listing: of TfListed; a reference is taken. with_labels: the labels are in this file.
 * Emits "changed" after a choice. */
GtkWidget *tf_column_list_new (GPtrArray *listing, gboolean with_labels);

/* Whether there are features, and labels. */
gboolean tf_column_list_is_complete (TfColumnList *self);

/* before: the options that gave the listing. asked: the reader asked, and did not choose.
 * Caller clears. */
void tf_column_list_get_choice (TfColumnList *self, const TfFeaturesOptions *before, gboolean asked, TfColumnChoice *choice);

void tf_column_choice_clear (TfColumnChoice *choice);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TfColumnChoice, tf_column_choice_clear)

G_END_DECLS
