/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "variance-store.h"

TfClassVariances *
tf_class_variances_new (void)
{
  return g_new0 (TfClassVariances, 1);
}

void
tf_class_variances_free (TfClassVariances *self)
{
  for (gsize k = 0; k < self->n_classes; k++)
    g_free (self->inner[k]);
  g_free (self->inner);
  g_free (self->rests);
  g_free (self->map);
  g_free (self);
}
