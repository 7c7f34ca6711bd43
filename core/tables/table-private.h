/* table-private.h: what the files of table-roles share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "features-table.h"

G_BEGIN_DECLS

/* Fewer rows tell nothing about what a column without a name holds. */
#define ENOUGH_ROWS 10

gboolean tf_table_ask (GError **error, const char *message);

TfNameKind tf_table_kind_of (const TfTable *table, guint j);

gboolean tf_table_is_words (const TfColumn *column);

/* Whole numbers or words, no more different ones than a list of classes has. */
gboolean tf_table_may_be_labels (const TfColumn *column);

/* The column of the labels; -1 with an error. */
int tf_table_find_labels (TfTable *table, gboolean features, const char *wanted, GError **error);

G_END_DECLS
