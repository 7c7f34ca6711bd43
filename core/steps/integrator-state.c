/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "integrator-private.h"

#include <string.h>

struct _TfIntegratorState
{
  double t, changed, elapsed, outside, h, last_h, last_measured;
  gboolean implicit;
  guint64 n_steps;
  gsize dim, n_columns; /* of the start then */
  gsize size;
  double *axes; /* of a thin start: V; or NULL */
  gsize n_axes; /* numbers in it */
  double y[];
};

TfIntegratorState *
tf_integrator_save (TfIntegrator *self)
{
  TfIntegratorState *state = g_malloc (sizeof *state + self->size * sizeof (double));

  *state = (TfIntegratorState){ .t = self->t, .changed = self->changed, .elapsed = self->elapsed, .outside = self->outside, .h = self->h,
                                .last_h = self->last_h, .last_measured = self->last_measured, .implicit = self->implicit,
                                .n_steps = self->n_steps, .dim = self->start->dim,
                                .n_columns = self->start->n_columns, .size = self->size };
  if (self->start->all != NULL)
    {
      state->n_axes = self->start->space->dim * self->start->dim;
      state->axes = g_memdup2 (self->start->space->axes, state->n_axes * sizeof (double));
    }
  memcpy (state->y, self->y, self->size * sizeof (double));
  return state;
}

void
tf_integrator_state_free (TfIntegratorState *self)
{
  g_free (self->axes);
  g_free (self);
}

gsize
tf_integrator_state_get_size (const TfIntegratorState *self)
{
  return sizeof *self + (self->size + (self->axes != NULL ? self->n_axes : 0)) * sizeof (double);
}

/* To the V of a thin state (NULL: of a whole one), where it is not what V begins with. */
static void
return_to_axes (TfStart *start, const double *axes, gsize m)
{
  if (axes == NULL && start->all != NULL)
    tf_start_become_whole (start);
  else if (axes != NULL
           && (start->all == NULL || start->dim < m
               || memcmp (start->space->axes, axes, start->space->dim * m * sizeof (double)) != 0))
    tf_start_take_axes (start, m, axes);
}

void
tf_integrator_load (TfIntegrator *self, const TfParameters *parameters, const TfIntegratorState *state)
{
  g_autofree double *y = NULL;

  if (self->start->samples != NULL)
    return_to_axes (self->start, state->axes, state->dim);
  /* V grows always in the same way: it will be, or was, what it was then. */
  while (self->start->samples == NULL && self->start->dim < state->dim && tf_start_grow (self->start))
    ;
  self->parameters = *parameters;
  tf_integrator_change_system (self);
  tf_system_resize (self->system);
  if (self->rosenbrock != NULL)
    tf_rosenbrock_resize (self->rosenbrock);
  tf_integrator_allocate (self);
  if (state->size != self->size)
    y = tf_integrator_embed (self, state->dim, state->n_columns, state->size, state->y, state->outside);
  memcpy (self->y, y != NULL ? y : state->y, self->size * sizeof (double));
  self->t = state->t;
  self->outside = state->outside;
  tf_integrator_forget (self);
  self->changed = state->changed;
  self->elapsed = self->stiff_from = state->elapsed;
  self->h = state->h;
  self->last_h = state->last_h;
  self->last_measured = state->last_measured;
  self->implicit = state->implicit;
  self->n_steps = state->n_steps;
}

double
tf_integrator_get_time (TfIntegrator *self)
{
  return self->t;
}

const double *
tf_integrator_get_state (TfIntegrator *self)
{
  return self->y;
}

double
tf_integrator_get_outside (TfIntegrator *self)
{
  return self->outside;
}

const double *
tf_integrator_get_slope (TfIntegrator *self)
{
  return self->dy;
}

double
tf_integrator_get_rate (TfIntegrator *self)
{
  return self->rate;
}

TfSystem *
tf_integrator_get_system (TfIntegrator *self)
{
  return self->system;
}

guint64
tf_integrator_get_n_steps (TfIntegrator *self)
{
  return self->n_steps;
}

guint64
tf_integrator_get_n_rejected (TfIntegrator *self)
{
  return self->n_rejected;
}

guint64
tf_integrator_get_n_evaluations (TfIntegrator *self)
{
  guint64 n = tf_system_get_counts (self->system).n_evaluations;

  return self->rosenbrock ? n + tf_system_get_counts (tf_rosenbrock_get_stages (self->rosenbrock)).n_evaluations : n;
}

guint64
tf_integrator_get_n_factorizations (TfIntegrator *self)
{
  guint64 n = tf_system_get_counts (self->system).n_factorizations;

  return self->rosenbrock ? n + tf_system_get_counts (tf_rosenbrock_get_stages (self->rosenbrock)).n_factorizations : n;
}
