/* label-files.h: files that hold the labels of others beside them, by their names
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#include "epoch-names.h"

G_BEGIN_DECLS

/* "labels.npy", "y_3.pt", "train_targets_10.npy", "epoch_2/lbl.npy": a word for labels, in a file that holds one array or
 * a table. */
gboolean tf_label_file_is_named (const char *path);

/* Whether labels may stand beside such a file: it has no names for what it holds, or may have none. */
gboolean tf_label_file_may_serve (const char *path);

/* Takes the files of labels out of paths (borrowed) and returns them; none where nothing else would be left. */
GPtrArray *tf_label_files_take (GPtrArray *paths);

/* What epoch each file of labels is of, NAN: of all: by what stands in its name behind the folder of all files, so that
 * "run3/labels.npy" is of none; nor is a file "cifar10_labels.npy" alone. Free with tf_epoch_names_free(). */
TfEpochName *tf_label_files_read (GPtrArray *labels, GPtrArray *features);

/* Those of them that are the labels of the array at path: of its epoch, or of all (names: what epoch each is of), rather of
 * its part of the data than of none, then rather beside it than elsewhere; never of another part. Borrowed; NULL: none. */
const char *tf_label_files_find (GPtrArray *labels, const TfEpochName *names, const char *path, double epoch);

G_END_DECLS
