/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "head-layers.h"

#include <string.h>

#include "linalg.h"

static gsize
count_values (const TfHeadLayers *self)
{
  gsize n = 0;

  for (guint l = 1; l <= self->n; l++)
    n += self->sizes[l] * self->sizes[l - 1];
  return n;
}

TfHeadLayers *
tf_head_layers_new (guint n, const gsize *sizes, double *values)
{
  TfHeadLayers *self = g_new0 (TfHeadLayers, 1);

  self->n = n;
  self->sizes = g_memdup2 (sizes, (n + 1) * sizeof (gsize));
  self->values = values;
  return self;
}

TfHeadLayers *
tf_head_layers_copy (const TfHeadLayers *self)
{
  return tf_head_layers_new (self->n, self->sizes, g_memdup2 (self->values, count_values (self) * sizeof (double)));
}

void
tf_head_layers_free (TfHeadLayers *self)
{
  g_free (self->sizes);
  g_free (self->values);
  g_free (self);
}

const double *
tf_head_layers_get (const TfHeadLayers *self, guint l)
{
  const double *values = self->values;

  for (guint i = 1; i < l; i++)
    values += self->sizes[i] * self->sizes[i - 1];
  return values;
}

/* Row-major W_l is column-major W_l', and W' = W_1' ... W_M'. */
double *
tf_head_layers_multiply (const TfHeadLayers *self)
{
  double *product = g_memdup2 (self->values, self->sizes[0] * self->sizes[1] * sizeof (double));

  for (guint l = 2; l <= self->n; l++)
    {
      double *next = g_new (double, self->sizes[0] * self->sizes[l]);

      tf_gemm (CblasNoTrans, CblasNoTrans, self->sizes[0], self->sizes[l], self->sizes[l - 1], 1, product,
               tf_head_layers_get (self, l), 0, next);
      g_free (product);
      product = next;
    }
  return product;
}

void
tf_head_layers_keep_columns (TfHeadLayers *self, const guint8 *keep)
{
  double *to = self->values;
  const double *from = self->values, *further = tf_head_layers_get (self, 2);
  gsize rest = count_values (self) - self->sizes[0] * self->sizes[1], kept = 0;

  for (gsize j = 0; j < self->sizes[0]; j++)
    kept += keep[j] != 0;
  for (gsize i = 0; i < self->sizes[1]; i++)
    for (gsize j = 0; j < self->sizes[0]; j++, from++)
      if (keep[j])
        *to++ = *from;
  memmove (to, further, rest * sizeof (double));
  self->sizes[0] = kept;
}
