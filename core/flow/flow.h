/* flow.h: one run of a flow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A TfFlow may also be of a network in training (training.h), which has an H of its own and no
 * reduced state; what is said of gradient descent's iterations is then true of its.
 *
 * A TfFlow is a start (moments), parameters, and a present state that is moved forward in
 * time. It belongs to one thread at a time. With the squared error the state is the reduced one
 * (state.h), and no cost depends on the number of samples; with other losses it is all of H.
 */
#pragma once

#include <gio/gio.h>

#include "flow-error.h"
#include "metrics.h"
#include "moments.h"
#include "parameters.h"

G_BEGIN_DECLS

typedef struct _TfFlow TfFlow;

typedef struct
{
  guint64 n_steps;         /* accepted */
  guint64 n_rejected;
  guint64 n_evaluations;   /* of the vector field */
  guint64 n_products;      /* Jacobian-vector products */
  guint64 n_factorizations;
} TfFlowCounts;

/* At t = 0 with H = H0. parameters must be valid. */
TfFlow *tf_flow_new (TfMoments *moments, const TfParameters *parameters, GError **error);
void    tf_flow_free (TfFlow *self);

/* Back to t = 0 and H0, under the present parameters. */
gboolean tf_flow_restart (TfFlow *self, GError **error);

/* Goes on from the present H under other parameters; on entering the joint flow
 * from W*(H). FALSE, and nothing changed, when they are not valid. */
gboolean tf_flow_set_parameters (TfFlow *self, const TfParameters *parameters, GError **error);

/* A state to come back to, in this flow or in another that began with the same
 * features and parameters; immutable. Its parameters come back with it. */
typedef struct _TfFlowState TfFlowState;

TfFlowState *tf_flow_save (TfFlow *self);
void         tf_flow_load (TfFlow *self, const TfFlowState *state);
TfFlowState *tf_flow_state_ref (TfFlowState *self);
void         tf_flow_state_unref (TfFlowState *self);
gsize        tf_flow_state_get_size (const TfFlowState *self); /* bytes */

/* Moves on until time `until` (of gradient descent: until that iteration) is
 * reached exactly, max_steps steps are made (0: no limit), or cancelled.
 * Returns FALSE and sets TF_FLOW_ERROR when it can go no further; the state is
 * then that of the last step that could be made. Being cancelled is no failure. */
gboolean tf_flow_advance (TfFlow *self, double until, guint64 max_steps, GCancellable *cancellable, GError **error);

/* The same, but that once the flow has been at rest for as long as it took to come
 * there, time alone passes: `until` is reached with the state kept, and no step made.
 * since: as for tf_flow_is_at_rest. */
gboolean tf_flow_follow (TfFlow *self, double until, double since, guint64 max_steps, GCancellable *cancellable,
                         GError **error);

/* t, or the iteration number of gradient descent. */
double  tf_flow_get_position (TfFlow *self);
double  tf_flow_get_time (TfFlow *self);      /* step * iteration for gradient descent; of a network, iterations */
guint64 tf_flow_get_iteration (TfFlow *self); /* 0 but for gradient descent and networks */

/* Nothing changes any more (settle.h): the end of the flow is no further than the
 * tolerance. since: the time of the last change of parameters. Costs about as much
 * as a step, and is found out again only after a quarter more of the time since. */
gboolean tf_flow_is_at_rest (TfFlow *self, double since);
gboolean tf_flow_is_rising (TfFlow *self); /* gradient descent: f rose in the last iteration */

/* All metrics of the present state; NC4 over the kept samples. */
void tf_flow_get_metrics (TfFlow *self, TfMetrics *metrics);
const TfFlowCounts *tf_flow_get_counts (TfFlow *self);
const TfParameters *tf_flow_get_parameters (TfFlow *self);

/* The metrics of H0 itself, without a flow. use_file_weights: with the W (and b)
 * that came with the features, where there is one; otherwise with W*(H0). */
void tf_moments_get_metrics (TfMoments          *moments,
                             const TfParameters *parameters,
                             gboolean            use_file_weights,
                             TfMetrics          *metrics);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfFlow, tf_flow_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfFlowState, tf_flow_state_unref)

G_END_DECLS
