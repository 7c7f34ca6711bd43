/* summary.h: what is left of features that are not kept themselves
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counts, class means and within-class covariance are all that flows need (moments.h). They
 * are sums over samples: those of two sets become those of both, exactly but for rounding.
 * For that the means are held to twice double precision, since what is far from the origin
 * leaves few digits to the differences of means.
 *
 * The sample for drawing is of those whose keys are the least; a key is drawn from what a
 * sample itself holds, so that the same ones are chosen however the samples are shared out.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Samples kept for drawing at the most: of that many, and of so many numbers in all. */
#define TF_SUMMARY_MAX_SAMPLE 2000
#define TF_SUMMARY_MAX_NUMBERS (1 << 24)

typedef struct
{
  gsize   dim;        /* d */
  guint   n_classes;  /* K */
  gsize   n_samples;  /* N */
  gsize  *sizes;      /* K */
  double *means;      /* d x K */
  double *rest;       /* d x K: means + rest is more exact; or NULL */
  double *covariance; /* d x d, symmetric: Sigma_W */

  gsize    n_sample;       /* samples kept */
  float   *sample;         /* d x n_sample, by key */
  guint32 *sample_classes; /* n_sample */
  guint64 *keys;           /* n_sample, ascending; NULL where they are not known: none can be added */
} TfSummary;

/* How many samples of that dimension are kept. */
gsize tf_summary_count_sample (gsize dim);

/* Further classes, of no samples, so that there are n_classes at the least. */
void tf_summary_add_classes (TfSummary *self, guint n_classes);

/* Adds another's samples, of the same dimension: class k of it is class_of[k] of self, which
 * may have more classes then (n_classes). */
void tf_summary_merge (TfSummary *self, const TfSummary *other, const guint32 *class_of, guint n_classes);

/* Gives class k the place place[k]; every place is taken once. */
void tf_summary_sort_classes (TfSummary *self, const guint32 *place);

TfSummary *tf_summary_copy (const TfSummary *self);
void       tf_summary_free (TfSummary *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfSummary, tf_summary_free)

G_END_DECLS
