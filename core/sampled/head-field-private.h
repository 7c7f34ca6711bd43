/* head-field-private.h: what the files of the head field share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * head-field.c evaluates and multiplies with the Jacobian, head-solve.c solves shifted systems; head-weights.c
 * is what both know of a head.
 * "Head" is the vector of all layers, then b (K; 0 without a bias).
 */
#pragma once

#include "head-chain.h"
#include "head-field.h"
#include "sample-field-private.h"

G_BEGIN_DECLS

typedef struct _TfHeadSolver TfHeadSolver; /* head-solve.c */

typedef struct
{
  TfSystem system;
  const TfStart *start;
  TfParameters parameters;
  TfSampleField *inner; /* at the same X, with theta = W and b */
  TfHeadChain *chain;   /* the layers of the last evaluated state */
  double *g;            /* dim x K + K: the gradient by theta there, R X' and R s */
  TfHeadSolver *solver;
  TfSystemCounts counts;
} TfHeadField;

gsize tf_head_size (const TfHeadField *self);         /* of a head: all layers and K */
gsize tf_head_flowing_size (const TfHeadField *self); /* of what there is of it in y */

/* theta's change (dim K + K) for a head's. */
void tf_head_push (TfHeadField *self, const double *head, double *theta);

void     tf_head_prepare_solve (TfSystem *self, double g);
gboolean tf_head_solve (TfSystem *self, const TfSystemScales *scales, double share, double *b);
void     tf_head_solver_free (TfHeadSolver *self);

G_END_DECLS
