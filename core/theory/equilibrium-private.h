/* equilibrium-private.h: what the files of equilibrium share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "equilibrium-state.h"
#include "anderson.h"
#include "field.h"
#include "flow.h"
#include "measure.h"
#include "newton.h"
#include "squared-only.h"
#include "weight-search.h"

G_BEGIN_DECLS

#define N_ALTERNATING 40    /* accelerated alternations before Newton steps are tried (again) */
#define F_ROUND_OFF 1e-14   /* relative: f has not risen by less than this */

struct _TfEquilibrium
{
  TfParameters parameters; /* flow is the central path */
  TfStart *start;
  TfField *field;
  TfNewton *newton;
  TfAnderson *anderson;
  gboolean of_moments;   /* started from moments and no other H0 */
  TfWeightSearch *ahead; /* at H0 itself: the way from there by W alone; or NULL */
  gsize size;

  double *x, *slope;           /* dim x q: the present state, -grad_X f there */
  double *next, *next_slope;   /* a candidate */
  double *step;
  double objective;            /* f at x */
  gboolean at_round_off;       /* no step leads on from x, and its slope is noise */
  gboolean is_minimum;         /* f was seen to curve upwards everywhere at x, or as good as */
  guint n_alternating;         /* alternations still to make before Newton steps */
  double outside;              /* of V: state.h */
  TfEquilibriumCounts counts;
};

/* f where the field was evaluated, all that is outside of V being where it ends. */
double tf_equilibrium_measure_objective (TfEquilibrium *self);

/* |H|/sqrt (N) */
double tf_equilibrium_measure_norm (TfEquilibrium *self);

double tf_equilibrium_measure_start_norm (TfEquilibrium *self);

/* Makes x, which holds new values, the present state. Its slope is finite
 * because those of X0 and of every accepted candidate are. */
void tf_equilibrium_settle (TfEquilibrium *self);

/* From H0 to where the search by W alone ends. FALSE when cancelled. */
gboolean tf_equilibrium_jump (TfEquilibrium *self, GCancellable *cancellable);

void tf_equilibrium_accept_next (TfEquilibrium *self);

/* V gets further directions while W reaches its end; TRUE when it did. */
gboolean tf_equilibrium_follow_weights (TfEquilibrium *self);

gboolean tf_equilibrium_has_no_slope (TfEquilibrium *self);

/* W at X, then X at W, each exactly; the accelerated point where it is better. */
gboolean tf_equilibrium_alternate (TfEquilibrium *self);

/* FALSE when the step leads nowhere better. Near a saddle, which alternation
 * passes slowly, f curves downwards and the step has no length of its own. */
gboolean tf_equilibrium_take_newton_step (TfEquilibrium *self, GCancellable *cancellable);

/* Where the slope is zero f may still curve downwards: Anderson's points find
 * roots, not minima. Conjugate gradients come upon a direction of negative
 * curvature where there is one; down along it f falls, and the search goes on.
 * FALSE when there is none, which is noted. */
gboolean tf_equilibrium_leave_saddle (TfEquilibrium *self, GCancellable *cancellable);

G_END_DECLS
