/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view-held-out.h"

#include "held-out.h"
#include "linalg.h"

/* Along axes of feature space (d x n), less g (d) along them; n x n_kept. */
static float *
see (const TfHeldOut *set, gsize n, const double *axes, const double *g)
{
  g_autofree double *seen = tf_held_out_see (set, n, axes, NULL), *origin = g_new (double, n);
  float *out = g_new (float, MAX (n * set->n_kept, 1));

  cblas_dgemv (CblasColMajor, CblasTrans, set->dim, n, 1, axes, set->dim, g, 1, 0, origin, 1);
  for (gsize i = 0; i < set->n_kept; i++)
    for (gsize j = 0; j < n; j++)
      out[j + i * n] = (float) (seen[j + i * n] - origin[j]);
  return out;
}

static void
fill (TfFrame *frame, const TfMoments *moments, const double *axes, const double *fixed, const double *g)
{
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    {
      const TfHeldOut *set = moments->held_out[kind];

      if (set != NULL)
        frame->held_out[kind] = (TfFrameHeldOut){ set->n_kept, set->n_samples, see (set, frame->view_dim, axes, g),
                                                  see (set, frame->view_dim, fixed, g),
                                                  g_memdup2 (set->classes, set->n_kept * sizeof *set->classes),
                                                  g_strdup (set->name) };
    }
}

static gboolean
has_any (const TfMoments *moments)
{
  return moments->held_out[TF_HELD_OUT_TEST] != NULL || moments->held_out[TF_HELD_OUT_OOD] != NULL;
}

void
tf_frame_see_held_out (TfFrame *frame, const TfStart *start, const double *x, const double *axes, const double *fixed)
{
  gsize d = start->moments->dim, m = start->dim, k_n = start->n_classes, n = frame->view_dim;
  g_autofree double *directions = NULL, *means = NULL, *centre = NULL, *own = NULL, *g = NULL;

  if (!has_any (start->moments) || start->space == NULL)
    return;
  directions = tf_start_get_axes (start);
  means = g_new (double, m * k_n);
  centre = g_new0 (double, m);
  own = g_new (double, 2 * d * n);
  g = g_new (double, d);
  tf_start_unscale_means (start, x, means);
  for (gsize k = 0; k < k_n; k++)
    cblas_daxpy (m, 1.0 / k_n, means + k * m, 1, centre, 1);
  tf_gemm (CblasNoTrans, CblasNoTrans, d, n, m, 1, directions, axes, 0, own);
  tf_gemm (CblasNoTrans, CblasNoTrans, d, n, m, 1, directions, fixed, 0, own + d * n);
  cblas_dgemv (CblasColMajor, CblasNoTrans, d, m, 1, directions, d, centre, 1, 0, g, 1);
  fill (frame, start->moments, own, own + d * n, g);
}

void
tf_frame_see_measured_held_out (TfFrame *frame, const TfMoments *measured, const double *axes, const double *fixed)
{
  gsize d = measured->dim, k_n = measured->n_classes;
  g_autofree double *g = g_new0 (double, d);

  for (gsize k = 0; k < k_n; k++)
    cblas_daxpy (d, 1.0 / k_n, measured->means + k * d, 1, g, 1);
  if (has_any (measured))
    fill (frame, measured, axes, fixed, g);
}
