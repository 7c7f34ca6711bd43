/* perturbation.h: features moved a little, and how their minimizer follows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For any H0, when it moves by delta H0 its minimizer H = H_{1/beta} moves by
 *
 *   delta H ~ F delta H0,
 *   F = (beta/N) (f_HH - f_HW f_WW^-1 f_WH)^-1 at H          [T23 Thm 4.1]
 *     ~ I - (1/beta) (N (f_HH - f_HW f_WW^-1 f_WH) - beta I)  [T23 Eq. 5]
 *
 * and what is neglected falls with the square of delta H0. A TfPerturbation
 * draws a direction, predicts along it, and can be asked for the truth at any
 * size. No matrix of H's size squared is formed: F is applied by conjugate
 * gradients in the reduced state, which a perturbation of all N samples enters
 * exactly (perturbation-draw.c). No cost depends on N.
 *
 * Belongs to one thread at a time.
 */
#pragma once

#include <gio/gio.h>

#include "moments.h"
#include "parameters.h"

G_BEGIN_DECLS

typedef enum
{
  TF_PERTURBATION_CLASS,  /* the samples kept of one class, about their mean, which stays */
  TF_PERTURBATION_MEAN,   /* the mean of one class: all its samples alike */
  TF_PERTURBATION_RANDOM, /* every sample, independently */
  TF_N_PERTURBATIONS
} TfPerturbationKind;

typedef struct _TfPerturbation TfPerturbation;

/* One prediction held against what happens. Norms are Frobenius norms of d x N
 * matrices. Errors are undefined (NaN) where nothing moves. */
typedef struct
{
  double size;              /* |delta H0| / |H0| */
  double given_norm;        /* |delta H0| */
  double predicted_norm;    /* |F delta H0| */
  double true_norm;         /* |delta H| */
  double relative_error;    /* |F delta H0 - delta H| / |delta H|: falls in proportion to size */
  double first_order_error; /* the same with F truncated at 1/beta */
  double round_off;         /* estimate of the part of both errors that is round-off of the two minimizers */
  double relative_gradient; /* |N grad_H f| / |H| at the moved minimizer */
} TfPerturbationTest;

const char *tf_perturbation_kind_name (TfPerturbationKind kind); /* "class", "mean", "random" */

/* The class that is perturbed where nothing else asks for one: the largest, of
 * equal ones the first. */
guint tf_perturbation_choose_class (TfMoments *moments);

/* FALSE with G_IO_ERROR_INVALID_ARGUMENT and one sentence when the parameters
 * are not valid, or beta = 0. */
gboolean tf_perturbation_check (const TfParameters *parameters, GError **error);

/* Draws a direction from the seed (index_class: of the kinds that have one),
 * finds the minimizer of H0 and predicts. Fails as tf_perturbation_check() does,
 * or with one sentence: G_IO_ERROR_NOT_SUPPORTED when there is nothing to perturb,
 * TF_FLOW_ERROR_ACCURACY when the minimizer cannot be reached or is no strict
 * one, G_IO_ERROR_CANCELLED. Can take a while: call it off the main thread. */
TfPerturbation *tf_perturbation_new (TfMoments          *moments,
                                     const TfParameters *parameters,
                                     TfPerturbationKind  kind,
                                     guint               index_class,
                                     guint32             seed,
                                     GCancellable       *cancellable,
                                     GError            **error);
void            tf_perturbation_free (TfPerturbation *self);

/* Moves H0 by size |H0|, size > 0, in that direction and finds the minimizer. */
gboolean tf_perturbation_test (TfPerturbation     *self,
                               double              size,
                               GCancellable       *cancellable,
                               TfPerturbationTest *test,
                               GError            **error);

/* For a picture of one against the other, entry by entry in the reduced state
 * (borrowed): F delta H0 for a delta H0 of size 1, and delta H of the last test.
 * Multiplied with sqrt (N) their norms are those of d x N matrices. */
gsize         tf_perturbation_get_n_entries (TfPerturbation *self);
const double *tf_perturbation_get_prediction (TfPerturbation *self);
const double *tf_perturbation_get_moved (TfPerturbation *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfPerturbation, tf_perturbation_free)

G_END_DECLS
