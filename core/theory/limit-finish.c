/* limit-finish.c: what follows from the Gram matrices
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "limit-private.h"

#define VANISHED 1e-14 /* of the longest squared norm: round-off of the decomposition */

void
tf_limit_finish (TfLimit *self)
{
  double most = 0;

  for (guint k = 0; k < self->n_classes; k++)
    {
      self->mean_squares[k] = self->gram[k + (gsize) k * self->n_classes];
      self->weight_squares[k] = self->weight_gram[k + (gsize) k * self->n_classes];
      self->total_square += self->mean_squares[k];
      most = MAX (most, self->mean_squares[k]);
    }
  for (guint k = 0; k < self->n_classes; k++)
    {
      self->vanished[k] = (self->is_determined || self->rank == 0) && self->mean_squares[k] <= VANISHED * most;
      self->n_vanished += self->vanished[k];
    }
}
