/* training.h: a network in training, as what a flow is of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. Real layers between H0 and H in the place of beta (network.h): H is
 * what the last hidden layer makes of H0, and lives in a space of its own. Time is
 * iterations. It belongs to one thread at a time.
 */
#pragma once

#include "metrics.h"
#include "network.h"
#include "state.h"

G_BEGIN_DECLS

typedef struct _TfTraining TfTraining;

/* At the network's start on these features. parameters->flow must be TF_FLOW_NETWORK. NULL with TF_FLOW_ERROR_START
 * and a sentence where the samples are not there, or the layers too large. */
TfTraining *tf_training_new (TfMoments *moments, const TfParameters *parameters, GError **error);
void        tf_training_free (TfTraining *self);

/* Goes on under these, which must be of one run with those before (parameters.h). */
void tf_training_set_parameters (TfTraining *self, const TfParameters *parameters);

/* As tf_flow_advance(). */
gboolean tf_training_advance (TfTraining *self, double until, guint64 max_steps, GCancellable *cancellable, GError **error);
guint64  tf_training_get_iteration (const TfTraining *self);

TfNetworkState *tf_training_save (const TfTraining *self);
void            tf_training_load (TfTraining *self, const TfNetworkState *state);

/* H as it is now, with W and b beside it, in the order of the features it is made of: what
 * can still be measured, where training has diverged. Borrowed; until it moves. */
TfMoments *tf_training_get_moments (TfTraining *self);

/* The same as a state: H is X0, W and b are those at the start of a joint flow. Borrowed. */
const TfStart *tf_training_get_start (TfTraining *self);

/* Measured over all samples, with the network's own objective (network-metrics.h). */
void tf_training_get_metrics (TfTraining *self, TfMetrics *metrics);

/* h^l of all layers but the last one, l from 1 on, measured as they are now; NULL where they cannot be. To be unref'd. */
TfMoments *tf_training_measure_layer (TfTraining *self, guint l);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfTraining, tf_training_free)

G_END_DECLS
