/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "principal.h"

#include <float.h>

#include "linalg.h"

struct _TfPrincipalAxes
{
  GMutex mutex;
  gboolean is_known;
  TfPrincipal found;
  double *axes;  /* its own, or NULL */
  gsize n_bytes;
};

TfPrincipalAxes *
tf_principal_axes_new (void)
{
  TfPrincipalAxes *self = g_new0 (TfPrincipalAxes, 1);

  g_mutex_init (&self->mutex);
  return self;
}

void
tf_principal_axes_free (TfPrincipalAxes *self)
{
  g_mutex_clear (&self->mutex);
  g_free (self->axes);
  g_free (self);
}

gsize
tf_principal_axes_get_size (TfPrincipalAxes *self)
{
  gsize n_bytes;

  g_mutex_lock (&self->mutex);
  n_bytes = self->n_bytes;
  g_mutex_unlock (&self->mutex);
  return n_bytes;
}

static void
find (TfPrincipalAxes *self, gsize s, gsize r, const double *factor)
{
  gsize p = MIN (s, r), n = 0;
  g_autofree double *copy = g_memdup2 (factor, s * r * sizeof (double)), *lengths = g_new (double, p);

  self->axes = g_new (double, s * p);
  self->n_bytes = s * p * sizeof (double);
  if (!tf_svd (s, r, copy, self->axes, lengths, NULL))
    return;
  for (; n < p && lengths[n] > s * DBL_EPSILON * lengths[0]; n++)
    cblas_dscal (s, lengths[n], self->axes + n * s, 1);
  self->found = (TfPrincipal){ n, self->axes };
}

TfPrincipal
tf_principal_axes_get (TfPrincipalAxes *self, gsize s, gsize r, const double *factor)
{
  TfPrincipal found;

  g_mutex_lock (&self->mutex);
  if (!self->is_known && r > 0)
    find (self, s, r, factor);
  self->is_known = TRUE;
  found = self->found;
  g_mutex_unlock (&self->mutex);
  return found;
}
