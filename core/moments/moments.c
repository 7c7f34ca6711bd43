/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "moments.h"

#include "head-layers.h"
#include "kept-points.h"
#include "linalg.h"
#include "principal.h"

TfMoments *
tf_moments_ref (TfMoments *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

/* What it is made of stands in held-out.h, which stands on these moments; how it is freed is the first thing in it. */
static void
release_held_out (struct _TfHeldOut *set)
{
  if (set != NULL)
    (*(GDestroyNotify *) (gpointer) set) (set);
}

void
tf_moments_unref (TfMoments *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_free (self->name);
  g_strfreev (self->class_names);
  g_free (self->sizes);
  g_free (self->shares);
  if (self->basis != NULL)
    {
      g_free (self->span_means);
      g_free (self->span_factor);
    }
  g_free (self->basis);
  tf_principal_axes_free (self->principal);
  g_free (self->means);
  g_free (self->factor);
  g_free (self->scales);
  g_free (self->floors);
  g_free (self->units);
  g_free (self->spreads);
  g_free (self->scatters);
  g_free (self->weights);
  g_clear_pointer (&self->layers, tf_head_layers_free);
  g_free (self->bias);
  g_free (self->kept_classes);
  tf_kept_free (self->kept);
  g_clear_pointer (&self->features, tf_features_unref);
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    release_held_out (self->held_out[kind]);
  g_free (self);
}

gboolean
tf_sizes_are_balanced (guint n_classes, const gsize *sizes)
{
  for (guint k = 1; k < n_classes; k++)
    if (sizes[k] != sizes[0])
      return FALSE;
  return TRUE;
}

/* (L^-1)' of a lower triangle. */
static double *
invert_triangle (gsize d, const double *factor)
{
  double *inverse = g_memdup2 (factor, d * d * sizeof (double));

  tf_invert_triangle (d, inverse);
  for (gsize j = 0; j < d; j++)
    for (gsize i = j + 1; i < d; i++)
      {
        inverse[j + i * d] = inverse[i + j * d];
        inverse[i + j * d] = 0;
      }
  return inverse;
}

/* With D the scales, L = D G, G has orthogonal columns g, and L^+ = diag (1/|g|^2) L' D^-2. */
double *
tf_moments_invert_factor (const TfMoments *self)
{
  gsize d = self->dim, r = self->rank;
  double *inverse = NULL;

  if (self->triangular)
    return invert_triangle (d, self->factor);
  inverse = g_memdup2 (self->factor, d * MAX (r, 1) * sizeof (double));
  for (gsize i = 0; i < r; i++)
    {
      double *column = inverse + i * d, norm;

      for (gsize j = 0; j < d; j++)
        column[j] /= self->scales[j];
      norm = tf_norm (d, column);
      /* In two steps: 1/norm^2 may overflow where 1/norm does not. */
      cblas_dscal (d, 1 / norm, column, 1);
      cblas_dscal (d, 1 / norm, column, 1);
      for (gsize j = 0; j < d; j++)
        column[j] /= self->scales[j];
    }
  return inverse;
}
