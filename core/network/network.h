/* network.h: a network of ReLU layers above H0, and its training
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What it is, and the equations: network-settings.h. Time is iterations: one is one step
 * on all samples, or on one batch. A TfNetwork belongs to one thread at a time; it uses
 * both cores where a step is long enough, and its numbers do not depend on whether there
 * are two.
 */
#pragma once

#include "features.h"
#include "network-settings.h"

G_BEGIN_DECLS

typedef enum
{
  TF_NETWORK_ERROR_DIVERGED, /* f left every bound */
  TF_NETWORK_ERROR_START,    /* there is no such start: no such layers in the file, too many weights, no samples */
} TfNetworkError;

#define TF_NETWORK_ERROR (tf_network_error_quark ())
GQuark tf_network_error_quark (void);

typedef struct _TfNetwork TfNetwork;

/* A network on these features at its seeded start: V_l of variance 2/width of the layer
 * below, W of 1/width, biases 0. Takes d N doubles of memory for H0. NULL with
 * TF_NETWORK_ERROR_START where there are no samples (a summary) or too many weights, or
 * with what tf_network_settings_validate() has to say. */
TfNetwork *tf_network_new (TfFeatures *features, const TfNetworkSettings *settings, GError **error);
void       tf_network_free (TfNetwork *self);

/* n steps. FALSE, with TF_NETWORK_ERROR_DIVERGED and a sentence, where f leaves every
 * bound; or when cancelled, between two steps. */
gboolean tf_network_train (TfNetwork *self, guint64 n, GCancellable *cancellable, GError **error);

guint64                  tf_network_get_iteration (const TfNetwork *self);
const TfNetworkSettings *tf_network_get_settings (const TfNetwork *self);

/* Other settings from now on; layers, their bias and the seed must be those it began with. FALSE, and nothing
 * changed, where they are out of range. */
gboolean tf_network_set_settings (TfNetwork *self, const TfNetworkSettings *settings, GError **error);

/* Another rate, momentum or decay from now on; all else stays as it was. */
gboolean tf_network_set_dynamics (TfNetwork *self, double rate, double momentum, double decay_last, double decay_features,
                                  GError **error);

/* All that training changes, to come back to in this network or in another of the same start. Immutable. */
typedef struct _TfNetworkState TfNetworkState;

TfNetworkState *tf_network_save (const TfNetwork *self);
void            tf_network_load (TfNetwork *self, const TfNetworkState *state);
void            tf_network_state_free (TfNetworkState *self);
gsize           tf_network_state_get_size (const TfNetworkState *self); /* bytes */

/* f and the mean of the loss over all samples, now. fit and gradient may be NULL. gradient:
 * of f, as many as there are parameters, in their order. */
double tf_network_evaluate (TfNetwork *self, double *fit, double *gradient);

/* All weights and biases in one: V_1' (width below x width, column-major: V_1 row by row), a_1, ..., V_L', a_L,
 * W', b. They may be written to; a step after that goes on from there with the momentum it had. */
gsize   tf_network_get_n_parameters (const TfNetwork *self);
double *tf_network_get_parameters (TfNetwork *self);

/* Where layer l stands among them, L being the last one: its weights, inputs x outputs; its
 * biases follow, or are not there (the last layer without b). */
typedef struct
{
  gsize    n_inputs, n_outputs;
  gsize    weights, biases; /* offsets */
  gboolean has_bias;
} TfNetworkLayer;
const TfNetworkLayer *tf_network_get_layer (const TfNetwork *self, guint l);

/* h^l of all samples, l from 1 to L, as features with the labels of H0; those of h^L have
 * W and b beside them. NULL with TF_NETWORK_ERROR_DIVERGED where they are not finite. */
TfFeatures *tf_network_get_features (TfNetwork *self, guint l, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfNetwork, tf_network_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfNetworkState, tf_network_state_free)

G_END_DECLS
