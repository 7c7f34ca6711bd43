/* held-out.h: samples that were not trained on, beside those that are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A test set (of the same classes), or one out of distribution, of the same feature space as H0. Such
 * samples are in no objective: the model says nothing of where they go, as their features are no free
 * variables. They stay as measured, beside H0, and only the last layer that is applied to them moves.
 * (In a network, network.h, they are passed through its layers, and so are as measured at every time.)
 *
 * A TfHeldOut is immutable, and belongs to the moments of the features it stands beside.
 */
#pragma once

#include "moments.h"

G_BEGIN_DECLS

typedef struct _TfHeldOut
{
  GDestroyNotify release; /* frees it; stands first, which is all that moments know of it */
  TfHeldOutKind kind;
  char       *name;      /* for display */
  TfFeatures *features;
  gsize      *rows;      /* n_kept: which of its rows; NULL: all, in order */
  guint       n_kept;    /* samples that are drawn, and that metrics count */
  gsize       n_samples; /* there are */
  guint       dim, n_classes; /* d, and K of the features it stands beside */
  guint32    *classes;   /* n_kept: among those K; K itself for none of them */
  guint32    *nearest;   /* n_kept: whose mean in H0 is nearest; of equal ones the first */
  double     *mean;      /* d: of all samples */
  double     *means;     /* d x K: of each class; of a test set alone, and NULL for one that has no classes */
  guint8     *has_class; /* K: whether it has samples of that class */
  TfMoments  *moments;   /* its own; NULL of a single class */
  gsize       nc1_once;  /* nc1 is known: for g_once_init_enter() */
  double      nc1;       /* of a test set, once it was asked for (measure-held-out.h) */
  double      size;      /* of the longest class mean of H0: what logits are round-off of */
  double      cosine;    /* mean over k of |cos (m_k, mean)|, means of H0 and not centred; NaN: one has no length */
} TfHeldOut;

/* What is held out beside features, of the moments of these; max_kept as for tf_moments_new(). NULL
 * when cancelled, or where squares overflow. */
TfHeldOut *tf_held_out_new (const TfMoments *of,
                            TfHeldOutKind    kind,
                            TfFeatures      *features,
                            guint            max_kept,
                            GCancellable    *cancellable,
                            GError         **error);

/* Kept samples [first, first + n): d x n. */
void tf_held_out_get_samples (const TfHeldOut *self, guint first, guint n, double *samples);

/* map' h + offsets for all kept samples: map d x rows, offsets: rows, or NULL; rows x n_kept, newly allocated. */
double *tf_held_out_see (const TfHeldOut *self, gsize rows, const double *map, const double *offsets);

G_END_DECLS
