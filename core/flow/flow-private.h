/* flow-private.h: what the files of flow share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "flow-state.h"
#include "training.h"

G_BEGIN_DECLS

struct _TfFlow
{
  TfMoments *moments;
  TfParameters parameters;
  /* The state is reduced while the loss is squared, and whole from the first moment on
   * at which it is not. Both are kept: a run may go back to before. */
  TfStart *starts[2];          /* reduced, whole */
  TfIntegrator *integrators[2];
  gboolean whole;
  TfStart *start;              /* the present ones of the two */
  TfIntegrator *integrator;
  TfTraining *training;        /* of a network, which has neither; or NULL */
  guint64 iteration;
  double objective; /* gradient descent: of the present state */
  gboolean rising;
  struct
  {
    double position, elapsed; /* when it was last judged; -1: not yet */
    gboolean at_rest;
    double came;              /* elapsed when it came to rest, there being no doubt since; -1: it has not */
    gboolean for_good;        /* it has rested for long, and nothing was done to it since */
  } judged;
  TfFlowCounts counts;
};

gboolean tf_flow_is_descent (TfFlow *self);

G_END_DECLS
