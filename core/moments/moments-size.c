/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "moments-size.h"

#include "features-size.h"
#include "held-out.h"
#include "kept-points.h"
#include "principal.h"

static gsize
get_kept_size (const TfKept *kept)
{
  gsize n = kept->n, numbers = n * (2 + kept->n_axes); /* norms and rests, shadows */

  if (kept->coords != NULL)
    numbers += n * kept->dim;
  return sizeof (float) * numbers + sizeof (double) * kept->dim * (kept->n_axes + (kept->inverse != NULL ? kept->dim : 0))
         + sizeof (gsize) * n * ((kept->order != NULL) + (kept->chosen != NULL));
}

gsize
tf_moments_get_size (const TfMoments *self)
{
  gsize d = self->dim, k = self->n_classes, r = self->rank, s = self->span;
  gsize doubles = d * (k + r + 2) + (self->basis != NULL ? s * (d + k + r) : 0)
                  + (self->scatters != NULL ? k * s * (s + 1) / 2 : 0) + (self->units != NULL ? d : 0)
                  + (self->weights != NULL ? k * d : 0);
  gsize size = sizeof (double) * doubles + sizeof (guint32) * self->n_kept + (self->kept != NULL ? get_kept_size (self->kept) : 0)
               + tf_principal_axes_get_size (self->principal)
               + (self->features != NULL ? tf_features_get_size (self->features) : 0);

  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    {
      const TfHeldOut *set = self->held_out[kind];

      if (set != NULL)
        size += tf_features_get_size (set->features) + (set->moments != NULL ? tf_moments_get_size (set->moments) : 0);
    }
  return size;
}
