/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <string.h>

#include "kept.h"
#include "linalg.h"
#include "perturbation-private.h"

/* Independent normal entries stay so in any orthonormal basis. A perturbation
 * of N samples, within the features' span, is therefore drawn where it is needed:
 * its coefficients in the basis of the reduced state directly, and the many others that are left only
 * through a factor of their Gram matrix, which is Bartlett's. */

/* 1 - cos^2 below this is round-off of the kept samples' coordinates (float). */
#define SAME_DIRECTION 1e-5

typedef struct
{
  TfMoments *moments;
  gsl_rng *rng;
  double *inside;  /* d x (K + r), d being the dimension of the span (span.h) */
  double *outside; /* d x n_outside: C, or NULL */
  gsize n_outside;
} Draw;

static void
draw_clear (Draw *draw)
{
  gsl_rng_free (draw->rng);
  g_free (draw->inside);
  g_free (draw->outside);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Draw, draw_clear)

void
tf_direction_clear (TfDirection *direction)
{
  g_clear_pointer (&direction->x0, g_free);
  g_clear_pointer (&direction->direction, g_free);
}

static void
fill_normal (gsl_rng *rng, gsize n, double *a)
{
  for (gsize i = 0; i < n; i++)
    a[i] = gsl_ran_ugaussian (rng);
}

/* d x min (d, m) whose Gram matrix a a' is distributed as that of d x m
 * independent normal entries. */
static void
fill_bartlett (gsl_rng *rng, gsize d, gsize m, double *a)
{
  if (m <= d)
    {
      fill_normal (rng, d * m, a);
      return;
    }
  memset (a, 0, d * d * sizeof (double));
  for (gsize j = 0; j < d; j++)
    {
      a[j + j * d] = sqrt (gsl_ran_chisq (rng, m - j));
      fill_normal (rng, d - 1 - j, a + j + 1 + j * d);
    }
}

static void
draw_random (Draw *draw)
{
  const TfMoments *m = draw->moments;
  gsize d = m->span, others = m->n_samples - m->n_classes - m->rank;

  fill_normal (draw->rng, d * (m->n_classes + m->rank), draw->inside);
  draw->n_outside = MIN (d, others);
  draw->outside = g_new (double, d * MAX (draw->n_outside, 1));
  fill_bartlett (draw->rng, d, others, draw->outside);
}

/* The kept samples' rows of the basis of Delta0, centred over them: coordinates
 * z/sqrt (N) of each; returns r x (their number). */
static double *
collect_coordinates (const TfMoments *m, guint index_class, gsize *n)
{
  gsize first = 0, r = m->rank;
  g_autofree double *mean = g_new0 (double, MAX (r, 1));
  double *z;

  *n = 0;
  while (first < m->n_kept && m->kept_classes[first] < index_class)
    first++;
  while (first + *n < m->n_kept && m->kept_classes[first + *n] == index_class)
    (*n)++;
  z = g_new (double, MAX (r * *n, 1));
  tf_kept_get_coords (m, first, *n, z);
  cblas_dscal (r * *n, 1 / sqrt (m->n_samples), z, 1);
  for (gsize i = 0; i < *n; i++)
    cblas_daxpy (r, 1.0 / *n, z + i * r, 1, mean, 1);
  for (gsize i = 0; i < *n; i++)
    cblas_daxpy (r, -1, mean, 1, z + i * r, 1);
  return z;
}

/* C of n_outside columns as one of d columns with the same C C': no more are
 * needed, the basis outside the rows of Delta0 being free. */
static void
narrow (Draw *draw)
{
  gsize d = draw->moments->span;
  double *wide = draw->outside;

  if (draw->n_outside <= d)
    return;
  draw->outside = g_new (double, d * d);
  tf_factor_gram (d, draw->n_outside, wide, 0, draw->outside);
  draw->n_outside = d;
  g_free (wide);
}

/* Within one class: the s - 1 dimensions of its samples' sums to zero lie at
 * angles to the r of the rows of Delta0. cos^2 of these angles and the
 * directions are the eigenvalues and -vectors of Z Z'. */
static gboolean
draw_class (Draw *draw, guint index_class, GError **error)
{
  TfMoments *m = draw->moments;
  gsize d = m->span, r = m->rank, s, n_angles, others;
  g_autofree double *z = collect_coordinates (m, index_class, &s);
  g_autofree double *gram = g_new0 (double, MAX (r * r, 1)), *squares = g_new (double, MAX (r, 1));
  g_autofree double *along = NULL;
  gboolean finite;

  if (s < 2)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "class %s has fewer than two samples at hand: there is nothing to perturb within it",
                   m->class_names[index_class]);
      return FALSE;
    }
  tf_syrk (r, s, 1, z, 0, gram);
  finite = tf_eigen_symmetric (r, gram, squares);
  g_assert (finite);
  n_angles = MIN (r, s - 1);
  others = s - 1 - n_angles;
  along = g_new (double, d * MAX (n_angles, 1));
  fill_normal (draw->rng, d * n_angles, along);
  draw->outside = g_new (double, d * (n_angles + MIN (d, others) + 1));
  for (gsize i = 0; i < n_angles; i++)
    {
      double square = CLAMP (squares[r - 1 - i], 0, 1), left = 1 - square;

      if (left < SAME_DIRECTION)
        square = 1;
      cblas_dger (CblasColMajor, d, r, sqrt (square), along + i * d, 1, gram + (r - 1 - i) * r, 1,
                  draw->inside + m->n_classes * d, d);
      if (square == 1)
        continue;
      memcpy (draw->outside + draw->n_outside * d, along + i * d, d * sizeof (double));
      cblas_dscal (d, sqrt (left), draw->outside + draw->n_outside++ * d, 1);
    }
  fill_bartlett (draw->rng, d, others, draw->outside + draw->n_outside * d);
  draw->n_outside += MIN (d, others);
  narrow (draw);
  return TRUE;
}

/* The same in coordinates of a basis of all columns' span, where that is smaller. */
static void
compress (TfDirection *direction, gsize n_used)
{
  gsize d = direction->dim, n = n_used + direction->n_columns;
  g_autofree double *all = g_new (double, d * n), *r = g_new (double, n * n);

  memcpy (all, direction->x0, d * n_used * sizeof (double));
  memcpy (all + d * n_used, direction->direction, d * direction->n_columns * sizeof (double));
  tf_qr (d, n, all, r);
  direction->dim = n;
  tf_direction_clear (direction);
  direction->x0 = g_new0 (double, n * direction->n_columns);
  memcpy (direction->x0, r, n * n_used * sizeof (double));
  direction->direction = g_memdup2 (r + n * n_used, n * direction->n_columns * sizeof (double));
}

static gboolean
assemble (const Draw *draw, TfDirection *direction, GError **error)
{
  const TfMoments *m = draw->moments;
  gsize d = m->span, used = m->n_classes + m->rank, n = used + draw->n_outside;
  double length;

  direction->dim = d;
  direction->n_columns = n;
  direction->x0 = g_new0 (double, d * n);
  direction->direction = g_new (double, d * n);
  memcpy (direction->x0, m->span_means, d * m->n_classes * sizeof (double));
  for (guint k = 0; k < m->n_classes; k++)
    cblas_dscal (d, sqrt (m->shares[k]), direction->x0 + k * d, 1);
  memcpy (direction->x0 + d * m->n_classes, m->span_factor, d * m->rank * sizeof (double));
  memcpy (direction->direction, draw->inside, d * used * sizeof (double));
  if (draw->n_outside > 0)
    memcpy (direction->direction + d * used, draw->outside, d * draw->n_outside * sizeof (double));

  length = tf_norm (d * n, direction->x0);
  if (!(length > 0))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           "these features are all 0: a perturbation has no relative size");
      return FALSE;
    }
  cblas_dscal (d * n, length / tf_norm (d * n, direction->direction), direction->direction, 1);
  if (used + n < d)
    compress (direction, used);
  return TRUE;
}

gboolean
tf_direction_draw (TfMoments          *moments,
                   TfPerturbationKind  kind,
                   guint               index_class,
                   guint32             seed,
                   TfDirection        *direction,
                   GError            **error)
{
  gsize d = moments->span;
  g_auto (Draw) draw = { .moments = moments, .rng = gsl_rng_alloc (gsl_rng_mt19937) };

  g_assert (index_class < moments->n_classes);
  gsl_rng_set (draw.rng, seed);
  draw.inside = g_new0 (double, d * (moments->n_classes + moments->rank));
  if (kind == TF_PERTURBATION_MEAN)
    fill_normal (draw.rng, d, draw.inside + index_class * d);
  else if (kind == TF_PERTURBATION_RANDOM)
    draw_random (&draw);
  else if (!draw_class (&draw, index_class, error))
    return FALSE;
  return assemble (&draw, direction, error);
}
