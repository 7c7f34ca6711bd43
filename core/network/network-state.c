/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network-private.h"

#include <gsl/gsl_rng.h>
#include <string.h>

struct _TfNetworkState
{
  gsize    n_parameters, n_order;
  guint64  iteration;
  double   first_loss;
  TfNetworkSettings settings;
  double  *parameters, *velocity;
  gsize   *order; /* or NULL */
  gsize    next;
  gpointer rng;
};

TfNetworkState *
tf_network_save (const TfNetwork *self)
{
  TfNetworkState *state = g_new (TfNetworkState, 1);

  *state = (TfNetworkState){
    .n_parameters = self->n_parameters,
    .n_order = self->order != NULL ? self->n : 0,
    .iteration = self->iteration,
    .first_loss = self->first_loss,
    .settings = self->settings,
    .parameters = g_memdup2 (self->parameters, self->n_parameters * sizeof (double)),
    .velocity = g_memdup2 (self->velocity, self->n_parameters * sizeof (double)),
    .order = self->order != NULL ? g_memdup2 (self->order, self->n * sizeof (gsize)) : NULL,
    .next = self->next,
    .rng = gsl_rng_clone (self->rng),
  };
  return state;
}

void
tf_network_load (TfNetwork *self, const TfNetworkState *state)
{
  g_assert (state->n_parameters == self->n_parameters);
  self->iteration = state->iteration;
  self->first_loss = state->first_loss;
  self->settings = state->settings;
  memcpy (self->parameters, state->parameters, self->n_parameters * sizeof (double));
  memcpy (self->velocity, state->velocity, self->n_parameters * sizeof (double));
  g_free (self->order);
  self->order = state->order != NULL ? g_memdup2 (state->order, self->n * sizeof (gsize)) : NULL;
  self->next = state->next;
  gsl_rng_memcpy (self->rng, state->rng);
}

void
tf_network_state_free (TfNetworkState *self)
{
  g_free (self->parameters);
  g_free (self->velocity);
  g_free (self->order);
  gsl_rng_free (self->rng);
  g_free (self);
}

gsize
tf_network_state_get_size (const TfNetworkState *self)
{
  return sizeof *self + 2 * self->n_parameters * sizeof (double) + self->n_order * sizeof (gsize) + gsl_rng_size (self->rng);
}
