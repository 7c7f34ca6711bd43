/* state.h: the reduced state of a flow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. With B the evolved factor (Sigma_W = B B'), D_p = diag (p_k)
 * and q = K + r, all of H is in the one d x q matrix
 *
 *     X = [ M D_p^(1/2),  B ],
 *
 * and every quantity of [T23] has its own form with N = 1 and X in place of H:
 * with target T = [ D_p^(1/2), 0 ],
 *
 *     f = 1/2 |W X - T|^2 + lambda_W/(2K) |W|^2 + lambda_H/2 |X|^2 + beta/2 |X - X0|^2,
 *
 * H H'/N = X X', and -N grad_H f becomes -grad_X f. A bias at its optimum
 * b = -a (W X - T) s puts P = I - a s s', s = (sqrt p, 0), a = 1/(1 + lambda_b), to the
 * right of (W X - T): a projector when it is free (lambda_b = 0).
 *
 * All of it happens in coordinates of the span of the features and of W(0)
 * (span.h), so that no direction outside can be entered, and there in the span
 * of a few orthonormal directions V (subspace.h): in the features' space these
 * are Q V, d x m. X holds coordinates (QV)'M D_p^(1/2) and (QV)'B U, and is m x q
 * with q = K + u. Outside the span a flow only scales: there B is `outside` times the
 * factor of H0's own moments, where the scalar obeys
 *
 *     outside' = -(lambda_H + beta) outside + beta outside0,
 *
 * so X and that scalar are all of H. As W begins to see more than V spans, V
 * gets further directions (tf_start_grow()); "dim" below is m.
 *
 * A start may also be *whole*: X is then all of H, turned (samples.h), q = N, and V all
 * of the span; `outside` is of no account. Or *thin*: of every sample X has its part in V
 * (V'H, turned), for a joint flow, whose W moves by R X' and has its rows in few directions.
 * Outside of V all samples are `outside` times what they were, as above.
 *
 * W is kept transposed, d x K: classifier rows are columns.
 */
#pragma once

#include "head-layers.h"
#include "moments.h"
#include "parameters.h"
#include "samples.h"
#include "subspace.h"

G_BEGIN_DECLS

typedef struct _TfClassVariances TfClassVariances;

/* Where a run starts, and the frame of reference it lives in. */
typedef struct
{
  TfMoments  *moments;
  const double *basis;   /* d x space->dim: Q; NULL: the features' own coordinates */
  double     *own_basis; /* the same where W(0) leads out of the features' span, or NULL */
  TfSubspace *space;     /* NULL where X is in other coordinates, all there are (perturbation.h) */
  gsize       dim;       /* m */
  gsize       n_columns; /* q */
  gsize       n_classes; /* K */
  double     *x0;        /* dim x q */
  double     *weights0;  /* dim x K: W(0) of the joint flow, or NULL */
  TfHeadLayers *layers0; /* of more than one layer on top in the joint flow: W_2 ..., and of W_1 its size; or NULL */
  double     *first0;    /* dim x layers0->sizes[1]: W_1(0)' where there are such layers, or NULL */
  double     *bias0;     /* K: b(0) of a joint flow in which b flows, or NULL: 0 */
  double     *sqrt_shares; /* K: sqrt (p_k) */
  double      outside0;  /* 1, or of a later layer */
  gboolean    is_later;  /* X0 has been replaced: it may be another H0 than that of the moments */
  TfSamples  *samples;   /* of a whole or thin start, or NULL */
  double     *all;       /* space->dim x q: of a thin one X0 in the whole span, or NULL */
  double     *all_squares; /* K: |columns of all|^2 of each class's deviations */
  TfClassVariances *class_variances; /* class-variances.h; filled when it is asked */
  double      rest;      /* Tr Sigma_W of H0's own moments outside of V */
} TfStart;

/* Fails when the parameters ask for a W(0) from a file that has none, or not so many layers. */
TfStart *tf_start_new (TfMoments *moments, const TfParameters *parameters, GError **error);
void     tf_start_free (TfStart *self);

/* For a minimizer: V is what the class means and these directions (span x n) span, and gets more only as W needs it. */
TfStart *tf_start_new_around (TfMoments *moments, const TfParameters *parameters, gsize n, const double *directions);

/* A whole start for the same H0 and W(0). Fails where the samples are not there, or too
 * many. */
TfStart *tf_start_new_whole (const TfStart *reduced, GError **error);

/* A thin start for a joint flow from the same H0 and W(0), or a whole one where V would
 * hardly be smaller than all. Fails as that does. */
TfStart *tf_start_new_thin (const TfStart *reduced, GError **error);

/* The first makes a whole start a thin one with these axes (space->dim x m, orthonormal) for V,
 * or a thin one one with others; the second a thin one whole. */
void tf_start_take_axes (TfStart *self, gsize m, const double *axes);
void tf_start_become_whole (TfStart *self);

/* Of a thin start: V gets what the columns of v (space->dim x n) add to it, or all there
 * is. X0 and W(0) follow, and states by tf_start_embed_state(). append: FALSE when nothing
 * was added. */
gboolean tf_start_append_axes (TfStart *self, gsize n, const double *v);
void     tf_start_complete (TfStart *self);

/* Of a thin start: what is outside of V of X0 r' (r: n x q), space->dim x n, newly
 * allocated. */
double *tf_start_find_outside (const TfStart *self, gsize n, const double *r);

/* Of a thin start: the mean square of each class's deviations outside of V, at the start. */
void tf_start_get_rests (const TfStart *self, double *rests);

/* Of start-whole.c: V of a whole start. */
void tf_start_take_all_axes (TfStart *self);

/* The state of a reduced start, and a W' there (n columns), for the whole one made of it; newly
 * allocated. */
double *tf_start_lift_state (const TfStart *self, const TfStart *reduced, const double *x, double outside);
double *tf_start_lift_weights (const TfStart *self, const TfStart *reduced, gsize n, const double *weights);

/* X0 <- x (dim x q), e.g. for the next layer: H0 is then the H that x and
 * outside stand for. Basis and moments stay: x is in the same span, and as its
 * columns B came from the factor's by one linear map, a kept sample is m_k + B z
 * with the same z. */
void tf_start_replace_state (TfStart *self, const double *x, double outside);

/* By what share of |W| the present W may be wrong for want of directions outside of
 * V: estimated; 0 when V is complete. weights: dim x K. */
double tf_start_get_tail (const TfStart      *self,
                          const TfParameters *parameters,
                          const double       *x,
                          double              outside,
                          const double       *weights);

/* Largest tail with which a flow meets that relative accuracy. */
double tf_start_get_allowed_tail (double tolerance);

/* Gives V more directions and X0 and W(0) their coordinates in them. FALSE when
 * V is complete, and nothing has changed. */
gboolean tf_start_grow (TfStart *self);

/* What X (X: dim_before x q_before), or a W' of n columns, was before V grew, in the present
 * coordinates; newly allocated. */
double *tf_start_embed_state (const TfStart *self,
                              gsize          dim_before,
                              gsize          q_before,
                              const double  *x,
                              double         outside);
double *tf_start_embed_weights (const TfStart *self, gsize dim_before, gsize n, const double *weights);

/* `outside` after a time t from `from`; and where it ends. */
double tf_start_relax_outside (const TfStart *self, const TfParameters *parameters, double from, double t);
double tf_start_rest_outside (const TfStart *self, const TfParameters *parameters);

/* |X|^2 and |X - X0|^2 with what is outside: |H|^2/N and |H - H0|^2/N. */
double tf_start_square (const TfStart *self, const double *x, double outside);
double tf_start_square_distance (const TfStart *self, const double *x, double outside);

/* Q a of a (space->dim x n): d x n, into `whole`. */
void tf_start_leave_span (const TfStart *self, gsize n, const double *a, double *whole);

/* Q V: d x m, newly allocated. */
double *tf_start_get_axes (const TfStart *self);

/* What rounding makes of v (dim, in V), a class mean or a difference of two, where
 * it is 0: span.h's floors of the coordinates that v lies in. */
double tf_start_get_floor (const TfStart *self, const double *v);

/* The same along each column of v (dim x n), however long it is. */
void tf_start_get_floors_along (const TfStart *self, gsize n, const double *v, double *floors);

/* Rows a B (n x u) of any a in V, as rows (n x r) that multiply the coordinates z
 * of a kept sample (moments.h). */
void tf_start_spread (const TfStart *self, gsize n, const double *rows, double *spread);

/* rows' (h - m_k) for every sample, by class (samples.h), rows being dim x n; of a whole
 * start. n x N, newly allocated. */
double *tf_start_see_deviations (const TfStart *self, gsize n, const double *rows, const double *x);

/* Adds the same of the kept samples to image (n x n_kept), whatever the start. */
void tf_start_add_deviations (const TfStart *self, gsize n, const double *rows, const double *x, float *image);

/* H of a whole or thin start: d x N in the order of the features' file, newly allocated. */
double *tf_start_expand_samples (const TfStart *self, const double *x, double outside);

/* M (d x K) and B (d x r) themselves; of a whole or thin start M alone. */
void tf_start_expand (const TfStart *self, const double *x, double outside, double *means, double *factor);

/* W as files have it, K x d row-major, of W' in V (dim x K). */
void tf_start_expand_weights (const TfStart *self, const double *weights, double *rows);

/* Class means M = X[:, :K] D_p^(-1/2), dim x K, into m. */
void tf_start_unscale_means (const TfStart *self, const double *x, double *m);

/* M - g 1' in place of M, g the mean of the class means, each counted once. */
void tf_start_centre_means (const TfStart *self, double *m);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfStart, tf_start_free)

G_END_DECLS
