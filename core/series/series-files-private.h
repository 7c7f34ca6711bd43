/* series-files-private.h: what the files of the list of files share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * series-files.c tells epochs and layers; series-parts.c what is missing of what several processes saved; series-sets.c
 * finds files that are another part of the data of what is trained on, "test_ep1.npz" beside "train_ep1.npz", "val/" beside
 * "train/", "conv1_test" beside "conv1", by what is left of the names.
 */
#pragma once

#include "series-files.h"

G_BEGIN_DECLS

/* Takes what is not trained on out of the files and stands it beside those of its epoch and layer that are, or in
 * variants of its name; one for all of them, where its name has no epoch. A test set goes before a validation
 * set, which then stays what it is: a layer to be chosen. */
void tf_series_sets_stand (TfSeriesFiles *self, gboolean variants);

/* Finds what is missing of sets (part-files.h: of each its parts). A set is to have the parts that the one of the epoch
 * before has; that of the first those of the second. Where the next epoch has as few of them, so many processes there were. */
void tf_series_parts_find_missing (TfSeriesFiles *self, GHashTable *sets);

/* What a file is called for short. Caller frees. */
char *tf_series_sets_name (const char *layer, double epoch);

G_END_DECLS
