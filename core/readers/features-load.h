/* features-load.h: labelled features from a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "features-listing.h"
#include "pieces.h"

G_BEGIN_DECLS

/* Reads .npz, .npy, .pt, .safetensors and delimited text; the content decides, not the name. Of a
 * folder of TensorBoard's projector its tensors with its labels (projector.h).
 * options, cancellable and progress may be NULL. On failure returns NULL and
 * sets one sentence (TF_FEATURES_ERROR or G_IO_ERROR) that does not repeat the
 * file's name. Blocks: call it off the main thread. */
TfFeatures *tf_features_load (const char              *path,
                              const TfFeaturesOptions *options,
                              GCancellable            *cancellable,
                              TfProgressFunc           progress,
                              gpointer                 user_data,
                              GError                 **error);

/* As tf_features_load(), but keeps a summary only (summary.h): in one pass over the file (two
 * over a text), with memory that does not depend on how many samples there are, but for 4
 * to 20 bytes for the label of each. tf_features_load() does so by itself where the features
 * would take more than half of the machine's memory. There may be a single class. share: how
 * the pieces of a large file are shared among processes (pieces.h); NULL: all are read here. */
TfFeatures *tf_features_summarize (const char              *path,
                                   const TfFeaturesOptions *options,
                                   const TfShare           *share,
                                   GCancellable            *cancellable,
                                   TfProgressFunc           progress,
                                   gpointer                 user_data,
                                   GError                 **error);

/* Reads samples that are not trained on, and stands them beside self (features.h). In a file of
 * arrays those named as such (test_features) come first; those out of distribution may have no labels,
 * or all the same. options may be NULL. Blocks. */
gboolean tf_features_load_held_out (TfFeatures              *self,
                                    TfHeldOutKind            kind,
                                    const char              *path,
                                    const TfFeaturesOptions *options,
                                    GCancellable            *cancellable,
                                    GError                 **error);

/* Whether one file holds a label for each sample and nothing else, and the other such
 * samples. Looks at their beginnings alone. */
gboolean tf_features_are_labels_of (const char *labels, const char *features);

/* What names of such files end in, without a dot: "npz", …; ends with NULL. Static. */
const char *const *tf_features_get_suffixes (void);

/* As tf_features_load(), of which it is the longer form. *listing: set to NULL or to what
 * the file lists, on failure too; the caller unrefs it. */
TfFeatures *tf_features_load_listed (const char              *path,
                                     const TfFeaturesOptions *options,
                                     GPtrArray              **listing,
                                     GCancellable            *cancellable,
                                     TfProgressFunc           progress,
                                     gpointer                 user_data,
                                     GError                 **error);

G_END_DECLS
