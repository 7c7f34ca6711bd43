/* moments.h: the sufficient statistics of labelled features
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * With the squared error every flow, minimizer and metric but NC4 and those of single classes depends
 * on the features H0 only through the class means and the within-class covariance: the
 * objective is quadratic in H and Y is constant inside a class. Means are gathered in a first
 * pass over the samples, covariances in a second; nothing after these grows with N but the
 * samples kept for drawing and for NC4. Other losses move every sample its own way (`features`).
 *
 * Matrices are column-major. A TfMoments is immutable and reference-counted.
 */
#pragma once

#include "features.h"

G_BEGIN_DECLS

typedef struct
{
  gint   ref_count;   /* atomic */
  char  *name;        /* of the features, for display */
  char **class_names; /* K strings, NULL-terminated */
  guint  n_classes;   /* K */
  gsize  n_samples;   /* N */
  guint  dim;         /* d */
  guint  rank;        /* r <= min (d, N - K): columns of the factor */
  gsize  *sizes;      /* K: n_k */
  double *shares;     /* K: p_k = n_k / N */
  double *means;      /* d x K: M0 */
  double *factor;     /* d x r: L with L L' = Sigma_W of H0; in units of the scales orthogonal, longest first */
  gboolean triangular; /* L is lower triangular instead, r = d: of moments to measure by */
  double *scales;     /* d: powers of two, all 1 where coordinates vary alike */
  double *weights;    /* K x d: W that came with the features, or NULL */
  double *bias;       /* K, or NULL */
  struct _TfHeadLayers *layers; /* W_1, W_2, ... whose product W came as (head-layers.h), or NULL */

  /* What is zero, and the directions that are there (span.h). */
  const char *dtype;   /* as the data were stored: "float32", ...; static */
  double     *units;   /* d: tf_features_get_units(); or NULL */
  double      noise;   /* share of a coordinate's root mean square that is round-off, at the most */
  double     *floors;  /* d: that much of each */
  guint       span;    /* s: dimension of the span of the features */
  double     *basis;   /* d x s: Q, orthonormal columns; NULL: s = d, the coordinates themselves */
  double     *span_means;  /* s x K: Q'M0 */
  double     *span_factor; /* s x r: Q'L */
  struct _TfPrincipalAxes *principal; /* span.h */

  double *spreads;       /* K: (1/n_k) sum |h - m_k|^2 of H0; NULL of a summary */

  /* The covariance of each class, in which no flow has a say, for what is measured of
   * single classes: K symmetric matrices, packed (scatter.h); NULL where they would
   * take too much. */
  double *scatters;

  /* Samples kept: h = m_k + B z at any time, z = L^+ (h0 - m0_k), whatever B
   * has become. The kept ones are spread evenly over each class. */
  guint    n_kept;
  guint32 *kept_classes; /* n_kept class indices, ascending */
  struct _TfKept *kept;  /* the samples themselves (kept.h) */
  gboolean summarized;   /* of a summary: what counts samples is undefined, the kept ones are for drawing */

  /* All of them, for what moves every sample its own way; NULL where they are too many
   * to be held for that alone. */
  TfFeatures *features;

  /* Samples beside them that are not trained on (held-out.h), or NULL. */
  struct _TfHeldOut *held_out[TF_N_HELD_OUT];
} TfMoments;

#define TF_KEEP_ALL G_MAXUINT

/* Features of no more values than this are held on to. */
#define TF_MOMENTS_MOST_HELD ((gsize) 1 << 26)

/* max_kept: how many samples to keep at the most (every class keeps at least
 * one while that is possible); TF_KEEP_ALL for each of them: the features are
 * then referred to and live as long as the moments. Fails only when
 * cancelled, or when the values are so large that their squares overflow. */
TfMoments *tf_moments_new (TfFeatures   *features,
                           guint         max_kept,
                           GCancellable *cancellable,
                           GError      **error);

/* The same for no more than measuring H0: nothing is made that only a state on its way needs,
 * so that `scatters` is NULL, and the factor may be any other with L L' = Sigma_W. */
TfMoments *tf_moments_new_to_measure (TfFeatures   *features,
                                      GCancellable *cancellable,
                                      GError      **error);

/* The transpose of L^+, d x r: z = L^+ (h0 - m0_k). Newly allocated. */
double *tf_moments_invert_factor (const TfMoments *self);

/* Whether all classes have as many samples. */
gboolean tf_sizes_are_balanced (guint n_classes, const gsize *sizes);

TfMoments *tf_moments_ref (TfMoments *self);
void       tf_moments_unref (TfMoments *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfMoments, tf_moments_unref)

G_END_DECLS
