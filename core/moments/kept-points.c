/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kept-points.h"

void
tf_kept_free (TfKept *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->features, tf_features_unref);
  g_free (self->coords);
  g_free (self->inverse);
  g_free (self->order);
  g_free (self->chosen);
  g_free (self->sizes);
  g_free (self->norms);
  g_free (self->largest_norms);
  g_free (self->axes);
  g_free (self->shadows);
  g_free (self->rests);
  g_free (self);
}
