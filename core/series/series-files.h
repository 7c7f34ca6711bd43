/* series-files.h: the files of a series, in the order of their epochs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#include "epoch-names.h"
#include "features.h"

G_BEGIN_DECLS

/* A file that is not trained on, and that of its labels; either may be NULL. */
typedef struct
{
  char *path, *labels;
} TfSeriesBeside;

typedef struct
{
  char  *path;   /* a file, or a set of them (part-files.h) */
  char  *missing; /* of a set: the path of a part that is not there, as others have it; or NULL */
  char  *labels; /* the file of its labels, beside it, or NULL */
  char  *name;   /* short, for display: "epoch 10", "conv1, epoch 10"; of a variant what tells it from the others */
  double epoch;  /* of a variant its place among them, from 0 */
  char  *layer;  /* what tells it from others of its epoch: "conv1"; "" where there are none */
  TfSeriesBeside held_out[TF_N_HELD_OUT]; /* of the same epoch and layer, by its name another part of the data */
} TfSeriesFile;

typedef struct
{
  GPtrArray *files;    /* of TfSeriesFile, by epoch and then by layer; it owns them */
  GPtrArray *layers;   /* of char *: the layers there are, in natural order; one, "", at the least */
  GPtrArray *left_out; /* of char *: paths whose names have no epoch while others' have */
  GPtrArray *alone;    /* of char *: parts of the data beside which there is nothing of their epoch that was trained on */
  gboolean   counted;  /* no name has a number: the epochs count the files */
} TfSeriesFiles;

/* The files of features in a folder and in the folders within, three deep. Hidden and
 * half-written ones (".tmp", ".part") and those of other programs are passed over; so is text
 * where there are arrays, and PyTorch’s files where there are NumPy’s.
 * Newly allocated paths, NULL-terminated, in natural order; empty where the folder cannot be read. */
char **tf_series_list_folder (const char *folder);

/* Those of files and folders together. Caller frees. */
char **tf_series_list (const char *const *paths);

/* Tells epochs and layers of n >= 1 paths, from the arrays named `epoch` inside the
 * files where each has one, otherwise from their names. Files of epochs that are in
 * different folders are one series where no epoch is in two of them. */
TfSeriesFiles *tf_series_files_new (const char *const *paths);

/* The same files as networks that differ in a setting or a seed, in the natural order of their
 * names. kind: TF_SERIES_EPOCHS is as above, TF_SERIES_PARTS without anything held out, and without
 * sets: what ranks saved of an epoch is each by itself then. */
TfSeriesFiles *tf_series_files_new_of_kind (const char *const *paths, TfSeriesKind kind);

/* What stands beside a file of another series: that of the same epoch and layer or, where the epoch has one
 * file alone, that one; NULL: there is none. Borrowed. */
const TfSeriesFile *tf_series_files_find_pair (const TfSeriesFiles *self, double epoch, const char *layer);

/* "ep3_rank1.npz is not there, which is a part of it", or NULL. Caller frees. */
char *tf_series_file_describe_missing (const TfSeriesFile *self);

/* The file at path, or the set that it is a part of; or NULL. Borrowed. */
const TfSeriesFile *tf_series_files_find (const TfSeriesFiles *self, const char *path);

/* The last file of which no part is missing; NULL: there is none. Borrowed. */
const TfSeriesFile *tf_series_files_find_last (const TfSeriesFiles *self);

/* The file that what is at path, or the set that this is a part of, stands beside; or NULL. Borrowed. */
const TfSeriesFile *tf_series_files_find_beside (const TfSeriesFiles *self, const char *path);

/* Whether anything of that kind stands beside any of them. */
gboolean tf_series_files_hold_out (const TfSeriesFiles *self, TfHeldOutKind kind);

void tf_series_files_free (TfSeriesFiles *self);

/* tf_epoch_names_guess() for paths; an array `epoch` in two files that differ says epochs. */
TfSeriesKind tf_series_guess (const char *const *paths);

/* The same for a folder, which may be empty yet: layers only where names say so. */
TfSeriesKind tf_series_guess_folder (const char *folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfSeriesFiles, tf_series_files_free)

G_END_DECLS
