/* features-join.h: parts of a set of features as one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Samples follow one another in the order of the parts. Classes are the same where their labels are; a part need not
 * have all of them. Parts of which not all samples are there are joined by features-merge.h.
 */
#pragma once

#include "features.h"

G_BEGIN_DECLS

typedef struct _TfPartJoin TfPartJoin;

TfPartJoin *tf_part_join_new (void);

/* Adds features whose samples are all there. FALSE, with one sentence, where they do not fit those before, or would take
 * more than half of the machine's memory with them: *too_much then says so. */
gboolean tf_part_join_add (TfPartJoin *self, TfFeatures *features, gboolean *too_much, GError **error);

/* All of them, with the last layer that all have; of two classes or more, or unlabelled. NULL with an error. Nothing can be
 * added any more. */
TfFeatures *tf_part_join_finish (TfPartJoin *self, const char *name, gboolean unlabelled, GError **error);

void tf_part_join_free (TfPartJoin *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfPartJoin, tf_part_join_free)

G_END_DECLS
