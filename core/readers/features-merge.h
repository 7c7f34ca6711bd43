/* features-merge.h: summaries of shards as one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Classes are the same where their labels are; a shard need not have all of them.
 */
#pragma once

#include "features.h"

G_BEGIN_DECLS

typedef struct _TfMerge TfMerge;

TfMerge *tf_merge_new (void);

/* Adds features that are a summary. FALSE, with one sentence, where they do not fit those
 * before. */
gboolean tf_merge_add (TfMerge *self, TfFeatures *features, GError **error);

/* All of them, with the last layer that all have; a summary of two classes or more, or NULL
 * with an error. Nothing can be added any more. */
TfFeatures *tf_merge_finish (TfMerge *self, const char *name, GError **error);

void tf_merge_free (TfMerge *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfMerge, tf_merge_free)

G_END_DECLS
