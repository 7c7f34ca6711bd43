/* run-chain.c: a network's layers, measured one after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "run-private.h"

#include "training.h"

/* Measured again only when so many times as long has passed as that takes. */
#define PATIENCE 10

/* All with W*(H), so that layers compare. */
static gboolean
measure_layer (TfRun *self, TfTraining *training, guint l, guint last, TfMetrics *metrics)
{
  TfParameters parameters = *tf_flow_get_parameters (self->flow);
  g_autoptr (TfMoments) measured = NULL;

  parameters.flow = TF_FLOW_CENTRAL;
  if (l == 0)
    measured = tf_moments_ref (self->moments);
  else if (l == last)
    measured = tf_moments_ref (tf_training_get_moments (training));
  else
    measured = tf_training_measure_layer (training, l);
  if (measured != NULL)
    tf_moments_get_metrics (measured, &parameters, FALSE, metrics);
  return measured != NULL;
}

static void
measure (TfRun *self, TfTraining *training, TfRunChain *chain)
{
  guint last = tf_flow_get_parameters (self->flow)->hidden.n;

  chain->asked = g_get_monotonic_time ();
  chain->at = tf_run_get_instant (self);
  chain->parameters = *tf_flow_get_parameters (self->flow);
  chain->layers = g_renew (TfMetrics, chain->layers, last + 1);
  for (chain->n = 0; chain->n <= last; chain->n++)
    if (!measure_layer (self, training, chain->n, last, &chain->layers[chain->n]))
      {
        chain->n = 0; /* they are not finite any more */
        break;
      }
  chain->cost = g_get_monotonic_time () - chain->asked;
}

/* Whether what was measured last will not do. */
static gboolean
is_wanted (TfRun *self, const TfRunChain *chain, gboolean must)
{
  TfInstant now = tf_run_get_instant (self);

  if (chain->layers == NULL)
    return TRUE;
  if (tf_instant_compare (&chain->at, &now) == 0
      && tf_parameters_equal (&chain->parameters, tf_flow_get_parameters (self->flow)))
    return FALSE;
  return must || g_get_monotonic_time () - chain->asked > PATIENCE * chain->cost;
}

void
tf_run_add_chain (TfRun *self, TfFrame *frame, gboolean must)
{
  TfTraining *training = tf_flow_get_training (self->flow);

  if (training == NULL)
    return;
  if (self->chain == NULL)
    self->chain = g_new0 (TfRunChain, 1);
  if (is_wanted (self, self->chain, must))
    measure (self, training, self->chain);
  frame->n_layers = self->chain->n;
  frame->layers = g_memdup2 (self->chain->layers, self->chain->n * sizeof (TfMetrics));
}
