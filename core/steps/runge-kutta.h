/* runge-kutta.h: one explicit step of the flow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. The method of order 8 by Dormand and Prince in the form of
 * DOP853: Hairer, Norsett and Wanner, "Solving Ordinary Differential Equations
 * I", 2nd ed., Sec. II.5 and II.10. Twelve stages, the first of which is the
 * slope that the step before has left.
 */
#pragma once

#include "system.h"

G_BEGIN_DECLS

#define TF_RUNGE_KUTTA_ORDER 8 /* of the local error estimate in h */
/* Steps are stable up to this length, in units of 1/rate: its interval on the
 * negative real axis. */
#define TF_RUNGE_KUTTA_STABLE 6.1
#define TF_RUNGE_KUTTA_STAGES 12

typedef struct _TfRungeKutta TfRungeKutta;

TfRungeKutta *tf_runge_kutta_new (void);
void          tf_runge_kutta_free (TfRungeKutta *self);

/* One step of length h from y with slope dy: the new state into y_new, which
 * `system` is not yet evaluated at; all of the system's size. FALSE when a stage
 * failed: try a smaller h. */
gboolean tf_runge_kutta_step (TfRungeKutta *self, TfSystem *system, double h, const double *y, const double *dy, double *y_new);

/* What the step that was made last may be wrong by, of order 5 or of order 3; of the
 * system's size. */
typedef enum
{
  TF_RUNGE_KUTTA_ERROR_5,
  TF_RUNGE_KUTTA_ERROR_3,
} TfRungeKuttaError;

void tf_runge_kutta_estimate (TfRungeKutta *self, TfSystem *system, double h, TfRungeKuttaError which, double *error);

/* The stages' weights in the new state of a step of length h: TF_RUNGE_KUTTA_STAGES. */
void tf_runge_kutta_get_weights (double h, double *step);

/* The error of a step from the norms of the two: Eq. II.10.17 there. */
double tf_runge_kutta_combine_errors (double error, double error_low);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfRungeKutta, tf_runge_kutta_free)

G_END_DECLS
