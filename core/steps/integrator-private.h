/* integrator-private.h: what the files of integrator share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "integrator.h"
#include "error-scales.h"
#include "rosenbrock.h"
#include "runge-kutta.h"
#include "system-kinds.h"

G_BEGIN_DECLS

struct _TfIntegrator
{
  TfStart *start;
  TfParameters parameters;
  TfSystem *system;
  TfRosenbrock *rosenbrock;  /* made when first wanted */
  TfRungeKutta *runge_kutta; /* likewise */
  gsize size;

  double t;
  double changed;    /* time of the last new start or parameters */
  double elapsed;    /* since then: late in a run t has no digits for a short step */
  double outside;    /* of V: state.h */
  double h;          /* the next step that the error estimate suggests; 0: find one */
  double last_h, last_measured; /* of the last explicit step that was not cut short; 0: there is none */
  double *y, *dy;
  double *y_new, *error;

  double *mode;      /* of the largest rate: power iteration's vector */
  double rate;
  gboolean implicit;
  guint stiff_count, mild_count;
  double stiff_from; /* implicit steps are not worth while before: as `elapsed` */

  TfErrorScales scales;

  guint64 n_steps, n_rejected;
};

void tf_integrator_allocate (TfIntegrator *self);

/* A vector like the state of before V grew, with so many numbers, in the coordinates of now. */
double *tf_integrator_embed (TfIntegrator *self, gsize dim, gsize q, gsize size, const double *v, double outside);

/* dy, and what the system knows, at y, which it can be evaluated at. */
void tf_integrator_evaluate_accepted (TfIntegrator *self);

/* After V has grown, X having been dim x q: y, and all that depends on it. */
void tf_integrator_follow_growth (TfIntegrator *self, gsize dim, gsize q);

/* integrator-thin.c. After a step of length h, not yet accepted: whether W would lack too much
 * outside of V; V has then grown, and the step is to be made again. turns: how often it was.
 * Not where the start is not thin. */
gboolean tf_integrator_widen (TfIntegrator *self, double h, guint turns);

/* The whole state in the place of a thin one. */
void tf_integrator_complete (TfIntegrator *self);

/* After a new start or new parameters: nothing learnt before holds. */
void tf_integrator_forget (TfIntegrator *self);

/* The system takes the present parameters, or is one of the kind that they need. */
void tf_integrator_change_system (TfIntegrator *self);

G_END_DECLS
