/* monotone.h: what Theorem 3.1 promises of a run, and whether it is kept
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On the central path with beta = 0 and lambda_W > 0, from an H0 that is not
 * collapsed [T23 Thm 3.1]:
 *
 *     NC1~ = Tr Sigma_W/Tr Sigma_B   strictly decreases,
 *     e^(2 lambda_H t) Tr Sigma_W    decreases,
 *     e^(2 lambda_H t) Tr Sigma_B    strictly increases.
 *
 * The theorem's classes are of equal size, and of others it does not hold (Tr
 * Sigma_B, unweighted, may fall). It does hold with a free bias: R H' = -(N
 * lambda_W/K) W is true of the centred residual too, and that is all its proof uses.
 *
 * All three are kept as natural logarithms, so that nothing overflows and a
 * violation is a relative one. Deviations outside of the row space of W make
 * the second one tend to a constant: what is then seen of a violation is the
 * run's tolerance. Where lambda_H has changed, 2 lambda_H t is the
 * integral of it, so that the curves have no steps.
 */
#pragma once

#include "metrics.h"
#include "parameters.h"

G_BEGIN_DECLS

typedef enum
{
  TF_MONOTONE_RATIO,   /* log NC1~ */
  TF_MONOTONE_WITHIN,  /* 2 lambda_H t + log Tr Sigma_W */
  TF_MONOTONE_BETWEEN, /* 2 lambda_H t + log Tr Sigma_B */
  TF_N_MONOTONE
} TfMonotoneQuantity;

/* Whether the theorem's assumptions hold just now, or the first that fails. */
typedef enum
{
  TF_MONOTONE_HOLDS,
  TF_MONOTONE_EMPTY,      /* nothing has been fed yet */
  TF_MONOTONE_FLOW,       /* not the central path */
  TF_MONOTONE_BETA,       /* beta > 0 */
  TF_MONOTONE_LAMBDA_W,   /* lambda_W = 0 */
  TF_MONOTONE_UNBALANCED, /* classes of different size */
  TF_MONOTONE_CHANGED,    /* a parameter has changed since the start */
  TF_MONOTONE_COLLAPSED,  /* H0 is collapsed, or its class means are all one */
  TF_MONOTONE_LOSS,       /* not the squared error */
} TfMonotoneStanding;

/* Where Tr Sigma_W has fallen to this share of its start, what is left is
 * round-off: neither followed nor judged any more. */
#define TF_MONOTONE_ROUND_OFF 1e-16

/* A plain value. Read the first group; the rest is for tf_monotone_feed(). */
typedef struct
{
  TfMonotoneStanding standing;
  double values[TF_N_MONOTONE];     /* the logarithms last fed; NaN: undefined or round-off */
  double violations[TF_N_MONOTONE]; /* the largest step back behind the extreme reached before, >= 0:
                                       while the assumptions held */

  gboolean balanced, changed, collapsed;
  TfParameters parameters; /* first fed */
  double t;                /* last fed */
  double exponent;         /* integral of 2 lambda_H */
  double first_within;     /* log Tr Sigma_W of the start */
  double extremes[TF_N_MONOTONE];
} TfMonotone;

/* balanced: whether all classes have the same size. */
void tf_monotone_start (TfMonotone *self, gboolean balanced);

/* The next state of the run, the first one being its start, with the parameters
 * under which it was reached; t never falls. */
void tf_monotone_feed (TfMonotone *self, double t, const TfMetrics *metrics, const TfParameters *parameters);

gboolean    tf_monotone_falls (TfMonotoneQuantity quantity);            /* else it rises */
const char *tf_monotone_standing_sentence (TfMonotoneStanding standing); /* for a person */

G_END_DECLS
