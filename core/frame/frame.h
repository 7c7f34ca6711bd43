/* frame.h: the state of a run at one moment, as handed to the display
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A frame is immutable and reference-counted; it is made on the worker and read
 * on any thread. Matrices are column-major.
 *
 * The view space is a D-dimensional subspace of feature space: its first K - 1
 * axes are the coordinates in which the class means fit the real Fourier frame of
 * simplex.h best (so that the first two axes are the Coxeter plane, where the K
 * vertices form a regular K-gon), found by orthogonal Procrustes; the rest, if
 * any, are leading within-class directions. Two such spaces are looked at:
 *
 *   the following one is fitted to the frame's own means. All of their length is
 *   in it; means that form a simplex lie on its vertices, whatever way they turned
 *   on the way there, and every distance from the vertices is one from the frame;
 *   the fixed one was fitted to the means the run started with. Motion in its
 *   coordinates is motion of the features, a part of whose length it loses.
 */
#pragma once

#include "course.h"
#include "features.h"
#include "metric-set.h"

G_BEGIN_DECLS

typedef enum
{
  TF_RUN_EMPTY,    /* no features yet */
  TF_RUN_PAUSED,
  TF_RUN_PLAYING,
  TF_RUN_SETTLED,  /* nothing changes any more at any time scale: an equilibrium */
  TF_RUN_ENDLESS,  /* it would go on for ever, and has come further than one can see; message says why */
  TF_RUN_DIVERGED, /* gradient descent left every bound */
  TF_RUN_FAILED,   /* the solver could not reach its accuracy; message says why */
} TfRunStatus;

/* Samples that were not trained on (held-out.h), in the spaces that the frame is seen in. */
typedef struct
{
  guint  n;         /* drawn */
  gsize  n_samples; /* there are */
  float *view, *fixed; /* D x n: h - g */
  guint32 *classes; /* n; K: of none */
  char    *name;
} TfFrameHeldOut;

typedef struct _TfFrame TfFrame;

struct _TfFrame
{
  gint         ref_count; /* atomic */
  guint64      run;    /* identity of the run: a restart or other features make a new one */
  guint64      serial; /* counts the frames of a runner */
  TfRunStatus  status;
  char        *message; /* a sentence where status needs one, or NULL */
  double       t;         /* flow time; step * iteration for gradient descent */
  guint64      iteration; /* of gradient descent; 0 otherwise */
  gboolean     rising;    /* gradient descent: the objective rose in the last iteration */
  TfParameters parameters;
  guint64      n_changes; /* how often parameters had been sent to the runner when these took effect */
  TfCourse    *course;  /* of the run, up to its latest instant: what is needed to see this frame again */
  TfInstant    latest;  /* how far the run has come; later than this frame when the past is looked at */
  TfFrame     *beside;  /* of the second run at the same time, or NULL */
  TfMetrics    metrics;
  guint        n_layers; /* of a network that were measured: L + 1, h^0 = H0 to h^L = H; 0: none */
  TfMetrics   *layers;   /* their metrics, each with W*(H); while it plays as they were a moment ago */
  guint64      n_steps;       /* accepted steps since the start of the run */
  guint64      n_evaluations; /* of the vector field, likewise */

  guint  n_classes; /* K */
  guint  view_dim;  /* D >= 1 */
  guint  n_kept;    /* S samples drawn */
  gsize  n_samples; /* N samples there are */
  guint  ghost_dim; /* K - 1 when a simplex of K vertices fits the space (d >= K - 1), else 0 */
  double ghost_radius;   /* norm of a centred class mean at the limit for beta = 0, balanced
                          * [T23 Thm 2.1]; 0 when that limit is zero; NaN where it has none (lambda_H = 0), or where it is
                          * not known (another loss) */
  double  *view_means;   /* D x K: m_k - g, in the following space */
  double  *view_weights; /* D x K: classifier rows w_k less their mean */
  float   *view_samples; /* D x S: h - g */
  double  *fixed_means;  /* the same three in the fixed space */
  double  *fixed_weights;
  float   *fixed_samples;
  TfFrameHeldOut held_out[TF_N_HELD_OUT]; /* n = 0: there are none */
  double  *cosines;      /* K x K: cosines between the centred means; NaN where one has no length left */
  double  *norms;        /* K: |m_k - g| */
  double  *mean_squares;   /* K: |m_k|^2 */
  double  *weight_squares; /* K: |w_k|^2 */
  guint    n_heads;        /* linear layers on top, where there are several and not very many classes; else 0 */
  double  *head_lengths;   /* K x n_heads: the longest singular values of W_1, W_2, ..., descending; or NULL */
  const guint32 *kept_classes; /* S class indices, ascending; lives as long as the frame */
  const char *const *class_names; /* K names; likewise */
  const gsize *class_sizes; /* K: n_k; likewise; NULL: not known */

  gpointer owner;  /* keeps what the borrowed pointers point to */
  GDestroyNotify release;
};

/* Whether the run has come further than this frame. */
gboolean tf_frame_is_past (const TfFrame *self);

/* Whether all classes have as many samples; TRUE where that is not known. */
gboolean tf_frame_is_balanced (const TfFrame *self);

/* Which class is called that; FALSE where none is. name and self may be NULL. */
gboolean tf_frame_find_class (const TfFrame *self, const char *name, guint *k);

TfFrame *tf_frame_ref (TfFrame *self);
void     tf_frame_unref (TfFrame *self);

/* For makers of frames: every array allocated and zero for these sizes. */
TfFrame *tf_frame_alloc (guint n_classes, guint view_dim, guint n_kept);

/* Those that there can be: of a test set only where there is one. NULL: without any. */
TfMetricSet tf_frame_list_metrics (const TfFrame *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfFrame, tf_frame_unref)

G_END_DECLS
