/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "anderson.h"

#include <math.h>
#include <string.h>

#include "linalg.h"

/* Combinations of differences of steps this much shorter than the differences
 * themselves are round-off, not curvature. */
#define DEPENDENCE_CUT 1e-6

struct _TfAnderson
{
  gsize   size, memory, n_kept; /* n_kept <= memory: differences at hand */
  gsize   newest;               /* column the next difference goes to */
  gboolean begun;               /* last_x and last_step hold a point */
  double *last_x, *last_step;   /* size */
  double *dx, *ds;              /* size x memory: differences, scaled to |ds| = 1 */
};

TfAnderson *
tf_anderson_new (gsize size, gsize memory)
{
  TfAnderson *self = g_new0 (TfAnderson, 1);

  self->size = size;
  self->memory = memory;
  self->last_x = g_new (double, size);
  self->last_step = g_new (double, size);
  self->dx = g_new (double, size * memory);
  self->ds = g_new (double, size * memory);
  return self;
}

void
tf_anderson_free (TfAnderson *self)
{
  g_free (self->last_x);
  g_free (self->last_step);
  g_free (self->dx);
  g_free (self->ds);
  g_free (self);
}

void
tf_anderson_restart (TfAnderson *self)
{
  self->n_kept = self->newest = 0;
  self->begun = FALSE;
}

static void
remember (TfAnderson *self, const double *x, const double *step)
{
  gsize n = self->size;

  if (self->begun)
    {
      double *dx = self->dx + self->newest * n, *ds = self->ds + self->newest * n, norm;

      memcpy (dx, x, n * sizeof (double));
      memcpy (ds, step, n * sizeof (double));
      cblas_daxpy (n, -1, self->last_x, 1, dx, 1);
      cblas_daxpy (n, -1, self->last_step, 1, ds, 1);
      norm = tf_norm (n, ds);
      if (norm > 0)
        {
          cblas_dscal (n, 1 / norm, dx, 1);
          cblas_dscal (n, 1 / norm, ds, 1);
          self->newest = (self->newest + 1) % self->memory;
          self->n_kept = MIN (self->n_kept + 1, self->memory);
        }
    }
  memcpy (self->last_x, x, n * sizeof (double));
  memcpy (self->last_step, step, n * sizeof (double));
  self->begun = TRUE;
}

/* The gamma with the shortest |step - ds gamma|, by the eigenvectors of ds'ds. */
static gboolean
fit_step (const TfAnderson *self, const double *step, double *gamma)
{
  gsize n = self->size, m = self->n_kept;
  g_autofree double *gram = g_new (double, m * m);
  g_autofree double *values = g_new (double, m);
  g_autofree double *right = g_new (double, m);

  tf_gemm (CblasTrans, CblasNoTrans, m, m, n, 1, self->ds, self->ds, 0, gram);
  cblas_dgemv (CblasColMajor, CblasTrans, n, m, 1, self->ds, n, step, 1, 0, right, 1);
  if (!isfinite (tf_norm (m * m, gram)) || !tf_eigen_symmetric (m, gram, values))
    return FALSE;
  memset (gamma, 0, m * sizeof (double));
  for (gsize i = 0; i < m; i++)
    if (values[i] > DEPENDENCE_CUT * DEPENDENCE_CUT * values[m - 1])
      cblas_daxpy (m, tf_dot (m, gram + i * m, right) / values[i], gram + i * m, 1, gamma, 1);
  return TRUE;
}

void
tf_anderson_mix (TfAnderson *self, const double *x, const double *step, double *next)
{
  gsize n = self->size;
  g_autofree double *gamma = g_new (double, self->memory);

  remember (self, x, step);
  memcpy (next, x, n * sizeof (double));
  cblas_daxpy (n, 1, step, 1, next, 1);
  if (self->n_kept == 0 || !fit_step (self, step, gamma))
    return;
  cblas_dgemv (CblasColMajor, CblasNoTrans, n, self->n_kept, -1, self->dx, n, gamma, 1, 1, next, 1);
  cblas_dgemv (CblasColMajor, CblasNoTrans, n, self->n_kept, -1, self->ds, n, gamma, 1, 1, next, 1);
}
