/* run-private.h: what the files of run share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "run.h"
#include "flow-state.h"
#include "past.h"
#include "view-space.h"

G_BEGIN_DECLS

/* The layers of a network as they were measured last (run-chain.c). */
typedef struct
{
  TfInstant    at;         /* when it was measured */
  TfParameters parameters; /* of W*(H) in each layer */
  gint64       asked, cost; /* microseconds */
  guint        n;          /* 0: it cannot be */
  TfMetrics   *layers;     /* n: of h^0 = H0 to h^L = H */
} TfRunChain;

struct _TfRun
{
  TfMoments   *moments;
  TfFlow      *flow;
  TfViewSpace *view;
  TfCourse    *course;
  TfPast      *past;
  double       change; /* position of the last change */
  TfInstant    latest;
  TfFlowState *head;   /* the latest state, while the past is looked at; else NULL */
  double       head_change;
  TfRunChain  *chain;  /* or NULL */
};

gboolean tf_run_counts_iterations (TfRun *self);

/* The present state into the past, where it is wanted or must. */
void tf_run_remember (TfRun *self, gboolean must);

/* When the parameters in force began to be. */
double tf_run_find_change_time (TfRun *self);

G_END_DECLS
