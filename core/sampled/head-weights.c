/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "head-field-private.h"

gsize
tf_head_size (const TfHeadField *self)
{
  return tf_head_chain_get_size (self->chain) + self->start->n_classes;
}

gsize
tf_head_flowing_size (const TfHeadField *self)
{
  return tf_head_chain_get_size (self->chain) + (self->parameters.bias ? self->start->n_classes : 0);
}

void
tf_head_push (TfHeadField *self, const double *head, double *theta)
{
  gsize thick = self->start->dim * self->start->n_classes;

  tf_head_chain_push (self->chain, head, theta);
  memcpy (theta + thick, head + tf_head_chain_get_size (self->chain), self->start->n_classes * sizeof (double));
}
