/* central-stages.h: the stages of an explicit step on the central path, held thin
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. What thin-stages.h says, for systems whose state is X alone: an argument
 * is put together, the system finds W there, and of its slope W and R are kept. It is the
 * system that knows whether that pays.
 */
#pragma once

#include "parameters.h"
#include "thin-stages.h"

G_BEGIN_DECLS

typedef struct _TfCentralStages TfCentralStages;

/* Of X, dim x n, with K = k_n, in at most n_most stages. */
TfCentralStages *tf_central_stages_new (gsize dim, gsize k_n, gsize n, gsize n_most);
void             tf_central_stages_free (TfCentralStages *self);

/* Whether they lead on from y, which has not been forgotten since: the step is made once more,
 * with another length, and its first stage is still known. NULL: no. */
gboolean         tf_central_stages_lead_from (const TfCentralStages *self, const double *y);

/* From y, the caller's until they are forgotten or lead from another: the first stage, with
 * W' (dim x K) and R (K x n) there, which are copied. */
void tf_central_stages_begin (TfCentralStages *self, const double *y, const TfParameters *parameters,
                              const double *weights, const double *residual);

/* Other states or parameters come between. Nothing where self is NULL. */
void tf_central_stages_forget (TfCentralStages *self);

/* y + the slopes of the stages before, weighted: the argument of this stage. It stays where it is
 * until the next one is asked for. */
const double *tf_central_stages_find_argument (TfCentralStages *self, guint stage, const double *weights, const double *x0);

/* W' and R at that argument, copied. */
void tf_central_stages_take (TfCentralStages *self, guint stage, const TfParameters *parameters, const double *weights,
                             const double *residual);

/* out (dim x n) = y, or 0 where y is NULL, + the first n slopes, weighted. */
void tf_central_stages_combine (TfCentralStages *self, guint n, const double *weights, const double *y, const double *x0,
                                double *out);

G_END_DECLS
