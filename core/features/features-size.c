/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "features-size.h"

#include "features-private.h"

gsize
tf_features_get_size (TfFeatures *self)
{
  return self->n_rows * (self->dim * tf_scalar_get_size (self->scalar) + sizeof (guint32));
}
