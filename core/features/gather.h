/* gather.h: the summary of samples that go by
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each sample is looked at once. The memory is that of one d x d matrix, three of d x K, the
 * sample kept and a block of samples; the time that of reading and of one SYRK, which both
 * cores share. Samples are taken about an anchor of their class, the mean of those of it
 * that came first, so that nothing cancels however far the classes lie from the origin;
 * sums are compensated. Results do not depend on how samples come in blocks, but for
 * rounding.
 */
#pragma once

#include "scalar.h"
#include "summary.h"

G_BEGIN_DECLS

typedef struct _TfGather TfGather;

/* dim: numbers of a sample. keep: dim flags, which of them are features; NULL: all. */
TfGather *tf_gather_new (gsize dim, const guint8 *keep);

/* n samples, dim numbers each, one after the other. classes: of each; below G_MAXUINT32,
 * which means that the sample is left out. Classes may come to be as samples do. */
void tf_gather_add (TfGather *self, TfScalar scalar, const guint8 *samples, const guint32 *classes, gsize n);

/* How many samples are worth one call. */
gsize tf_gather_get_block (gsize dim);

/* The summary; NULL where numbers were so large that their squares overflow. Nothing can
 * be added to it any more. n_classes: at the least so many. */
TfSummary *tf_gather_finish (TfGather *self, guint n_classes);

void tf_gather_free (TfGather *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfGather, tf_gather_free)

G_END_DECLS
