/* features-read.h: labelled features from one file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "features-listing.h"
#include "pieces.h"

G_BEGIN_DECLS

/* How a file is read, whatever its options are; members may be NULL. */
typedef struct
{
  GPtrArray    **listing;   /* set to NULL or to what the file lists, on failure too; the caller unrefs it */
  gboolean      *has_test;  /* set to whether there is a test set in the file as well */
  gboolean       is_part;   /* of a set: it may have a single class, and others are in other parts */
  gboolean       summarize; /* only a summary is kept (features-load.h) */
  const TfShare *share;     /* of pieces of a summary */
  GCancellable  *cancellable;
  TfProgressFunc progress;
  gpointer       user_data;
} TfReading;

/* options may be NULL. */
TfFeatures *tf_features_read (const char *path, const TfFeaturesOptions *options, const TfReading *how, GError **error);

G_END_DECLS
