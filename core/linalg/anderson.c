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
  gsize    size, memory, n_kept; /* n_kept <= memory: differences at hand */
  gsize    newest;               /* column the next difference goes to */
  gboolean begun;                /* last_x and last_step hold a point */
  double  *last_x, *last_step;   /* size */
  double  *ds, *moves;           /* size x memory: differences of steps, and of x + step */
  double  *gram;                 /* memory x memory: ds'ds */
};

TfAnderson *
tf_anderson_new (gsize size, gsize memory)
{
  TfAnderson *self = g_new0 (TfAnderson, 1);

  self->size = size;
  self->memory = memory;
  self->last_x = g_new (double, size);
  self->last_step = g_new (double, size);
  self->ds = g_new (double, size * memory);
  self->moves = g_new (double, size * memory);
  self->gram = g_new (double, memory * memory);
  return self;
}

void
tf_anderson_free (TfAnderson *self)
{
  g_free (self->last_x);
  g_free (self->last_step);
  g_free (self->ds);
  g_free (self->moves);
  g_free (self->gram);
  g_free (self);
}

void
tf_anderson_restart (TfAnderson *self)
{
  self->n_kept = self->newest = 0;
  self->begun = FALSE;
}

/* The differences to the point before; TRUE where the step is another one. */
static gboolean
append_differences (TfAnderson *self, const double *x, const double *step)
{
  gsize n = self->size;
  double *ds = self->ds + self->newest * n, *moves = self->moves + self->newest * n;
  gboolean moved = FALSE;

  for (gsize i = 0; i < n; i++)
    {
      ds[i] = step[i] - self->last_step[i];
      moves[i] = x[i] - self->last_x[i] + ds[i];
      moved |= ds[i] != 0;
    }
  if (moved)
    {
      self->n_kept = MIN (self->n_kept + 1, self->memory);
      self->newest = (self->newest + 1) % self->memory;
    }
  return moved;
}

/* Remembers the point. right (n_kept): ds'step. */
static void
remember (TfAnderson *self, const double *x, const double *step, double *right)
{
  gsize n = self->size, column = self->newest;
  gboolean moved = self->begun && append_differences (self, x, step);

  memcpy (self->last_x, x, n * sizeof (double));
  memcpy (self->last_step, step, n * sizeof (double));
  self->begun = TRUE;
  cblas_dgemv (CblasColMajor, CblasTrans, n, self->n_kept, 1, self->ds, n, step, 1, 0, right, 1);
  if (!moved)
    return;
  cblas_dgemv (CblasColMajor, CblasTrans, n, self->n_kept, 1, self->ds, n, self->ds + column * n, 1,
               0, self->gram + column * self->memory, 1);
  cblas_dcopy (self->n_kept, self->gram + column * self->memory, 1, self->gram + column, self->memory);
}

/* The gamma with the shortest |step - ds gamma|, by the eigenvectors of ds'ds, each difference taken as of
 * length 1. gamma: ds'step before. */
static gboolean
fit_step (const TfAnderson *self, double *gamma)
{
  gsize m = self->n_kept;
  g_autofree double *gram = g_new (double, m * m), *values = g_new (double, m);
  g_autofree double *right = g_new (double, m), *lengths = g_new (double, m);

  for (gsize i = 0; i < m; i++)
    lengths[i] = sqrt (self->gram[i + i * self->memory]);
  for (gsize j = 0; j < m; j++)
    {
      right[j] = gamma[j] / lengths[j];
      for (gsize i = 0; i < m; i++)
        gram[i + j * m] = self->gram[i + j * self->memory] / (lengths[i] * lengths[j]);
    }
  if (!isfinite (tf_norm (m * m, gram)) || !tf_eigen_symmetric (m, gram, values))
    return FALSE;
  memset (gamma, 0, m * sizeof (double));
  for (gsize i = 0; i < m; i++)
    if (values[i] > DEPENDENCE_CUT * DEPENDENCE_CUT * values[m - 1])
      cblas_daxpy (m, tf_dot (m, gram + i * m, right) / values[i], gram + i * m, 1, gamma, 1);
  for (gsize i = 0; i < m; i++)
    gamma[i] /= lengths[i];
  return TRUE;
}

void
tf_anderson_mix (TfAnderson *self, const double *x, const double *step, double *next)
{
  gsize n = self->size;
  g_autofree double *gamma = g_new (double, self->memory);

  remember (self, x, step, gamma);
  for (gsize i = 0; i < n; i++)
    next[i] = x[i] + step[i];
  if (self->n_kept > 0 && fit_step (self, gamma))
    cblas_dgemv (CblasColMajor, CblasNoTrans, n, self->n_kept, -1, self->moves, n, gamma, 1, 1, next, 1);
}
