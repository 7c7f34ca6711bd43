/* epoch-names.h: which epoch a file is of, by its name
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names of one series are looked at together. A number after a word for time ("epoch",
 * "step", "ckpt", ...) is the epoch; without such words it is the number that takes
 * most values and does not follow a word for something else ("layer", "seed", ...).
 * What is left of the name tells files of one epoch apart: it is the layer.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double epoch; /* NaN: the name has none */
  char  *rest;  /* the name without it; "conv1" of "conv1/epoch_10.npz" */
} TfEpochName;

typedef enum
{
  TF_SERIES_EPOCHS,
  TF_SERIES_LAYERS,   /* of one network */
  TF_SERIES_VARIANTS, /* networks that differ in a setting or a seed */
  TF_SERIES_PARTS,    /* epochs, and parts of the data (train, test) as layers are, each to be looked at by itself */
} TfSeriesKind;

/* names: n >= 1 of them, valid UTF-8, folders included as far as they differ. Returns
 * n of them in the same order; free with tf_epoch_names_free(). */
TfEpochName *tf_epoch_names_read (const char *const *names, guint n);
void         tf_epoch_names_free (TfEpochName *self, guint n);

/* The paths (at least one), for display, from the folder on in which they differ. Free with g_strfreev(). */
char **tf_epoch_names_shorten (GPtrArray *paths);

/* What files differ in beside the epoch, in order: what was trained on goes before what was not, all else as a person
 * would. For qsort-like callers. */
int tf_epoch_rests_compare (const char *a, const char *b);

/* Whether it is a part of the data: "train", "val", "features_test". */
gboolean tf_epoch_rest_is_set (const char *rest);

/* What files with these names are most likely: of numbers after words for neither,
 * and of names without any, layers. */
TfSeriesKind tf_epoch_names_guess (const char *const *names, guint n);

/* Whether they differ in a number after a word for a layer, and no word for time stands in any. */
gboolean tf_epoch_names_say_layers (const char *const *names, guint n);

G_END_DECLS
