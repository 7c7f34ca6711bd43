/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "linalg.h"
#include "state.h"
#include "thin-products.h"

/* Starts whose state is of every sample what lies in a few directions (state.h). */

/* In fewer dimensions than so many times K the directions soon are all. */
#define LEAST_BLOCKS 12
/* More of all dimensions are not worth the search for those that are missing. */
#define MOST_SHARE 0.6
/* Columns of Sigma_W's factor that a screen's axes may be filled up with. */
#define AXES_OF_NOISE 3

/* X0 for the axes of now. */
static void
project (TfStart *self)
{
  gsize span = self->space->dim;

  self->dim = self->space->n_axes;
  self->rest = tf_subspace_get_rest (self->space);
  g_free (self->x0);
  self->x0 = g_new (double, self->dim * self->n_columns);
  tf_gemm (CblasTrans, CblasNoTrans, self->dim, self->n_columns, span, 1, self->space->axes, self->all, 0, self->x0);
}

/* X0 and W(0) get rows for the axes from the first on. */
static void
project_more (TfStart *self, gsize first)
{
  gsize span = self->space->dim, m = self->space->n_axes, n = m - first;
  g_autofree double *rows = g_new (double, n * self->n_columns), *before = self->x0, *weights = self->weights0;

  tf_gemm (CblasTrans, CblasNoTrans, n, self->n_columns, span, 1, self->space->axes + first * span, self->all, 0, rows);
  self->x0 = g_new (double, m * self->n_columns);
  for (gsize j = 0; j < self->n_columns; j++)
    {
      memcpy (self->x0 + j * m, before + j * first, first * sizeof (double));
      memcpy (self->x0 + j * m + first, rows + j * n, n * sizeof (double));
    }
  self->dim = m;
  self->rest = tf_subspace_get_rest (self->space);
  if (weights != NULL)
    self->weights0 = tf_start_embed_weights (self, first, self->n_classes, weights);
}

/* What V begins with: class means, W(0), some more blocks, and what a view may show. */
static double *
find_seeds (const TfStart *self, const TfStart *reduced, gsize *n)
{
  gsize span = self->space->dim, s = self->moments->span;
  gsize n_axes = MIN (reduced->dim, reduced->space->n_seeds + self->n_classes);
  gsize n_noise = MIN (AXES_OF_NOISE, self->moments->rank);
  double *seeds = g_new0 (double, span *(n_axes + n_noise));

  memcpy (seeds, reduced->space->axes, span * n_axes * sizeof (double));
  for (gsize i = 0; i < n_noise; i++)
    {
      const double *column = self->moments->span_factor + i * s;

      memcpy (seeds + (n_axes + i) * span, column, s * sizeof (double));
    }
  *n = n_axes + n_noise;
  return seeds;
}

static void
replace_space (TfStart *self, gsize n, const double *seeds)
{
  gsize span = self->space->dim, r = self->space->rank;
  g_autofree double *factor = g_new0 (double, MAX (span * r, 1));

  for (gsize j = 0; j < r; j++)
    memcpy (factor + j * span, self->moments->span_factor + j * self->moments->span,
            self->moments->span * sizeof (double));
  tf_subspace_free (self->space);
  self->space = tf_subspace_new (span, r, factor, 0, n, seeds);
}

static void
measure_all (TfStart *self)
{
  gsize span = self->space->dim;
  const double *column = self->all + span * self->n_classes;

  self->all_squares = g_new (double, self->n_classes);
  for (gsize k = 0; k < self->n_classes; k++)
    {
      gsize size = span * (self->samples->sizes[k] - 1);

      self->all_squares[k] = pow (tf_norm (size, column), 2);
      column += size;
    }
}

/* V a, in the whole span, of W(0). */
static double *
leave_axes (const TfStart *self, const double *a)
{
  gsize span = self->space->dim, k_n = self->n_classes;
  double *inside = g_new (double, span * k_n);

  tf_gemm (CblasNoTrans, CblasNoTrans, span, k_n, self->dim, 1, self->space->axes, a, 0, inside);
  return inside;
}

static void
enter_axes (TfStart *self, const double *inside)
{
  gsize span = self->space->dim, k_n = self->n_classes;

  self->weights0 = g_new (double, self->dim * k_n);
  tf_gemm (CblasTrans, CblasNoTrans, self->dim, k_n, span, 1, self->space->axes, inside, 0, self->weights0);
}

/* Of a whole start. */
static void
hold_all (TfStart *self)
{
  self->all = g_steal_pointer (&self->x0);
  measure_all (self);
}

TfStart *
tf_start_new_thin (const TfStart *reduced, GError **error)
{
  TfStart *self = tf_start_new_whole (reduced, error);
  g_autofree double *seeds = NULL, *inside = NULL;
  gsize n;

  if (self == NULL || self->space->dim < LEAST_BLOCKS * self->n_classes)
    return self;
  seeds = find_seeds (self, reduced, &n);
  hold_all (self);
  inside = self->weights0;
  replace_space (self, n, seeds);
  project (self);
  if (inside != NULL)
    enter_axes (self, inside);
  return self;
}

gboolean
tf_start_append_axes (TfStart *self, gsize n, const double *v)
{
  gsize first = self->dim;

  if (!tf_subspace_append (self->space, n, v))
    return FALSE;
  if (self->space->n_axes > MOST_SHARE * self->space->dim)
    tf_start_complete (self);
  else
    project_more (self, first);
  return TRUE;
}

void
tf_start_complete (TfStart *self)
{
  gsize span = self->space->dim, first = self->dim;
  g_autofree double *identity = NULL;

  if (self->all == NULL || first == span)
    return;
  identity = g_new0 (double, span * span);
  for (gsize i = 0; i < span; i++)
    identity[i + i * span] = 1;
  tf_subspace_append (self->space, span, identity);
  project_more (self, first);
}

/* The axes exactly as they are: those of a state that is returned to. */
void
tf_start_take_axes (TfStart *self, gsize m, const double *axes)
{
  g_autofree double *before = self->weights0, *inside = before != NULL ? leave_axes (self, before) : NULL;

  if (self->all == NULL)
    hold_all (self);
  replace_space (self, m, axes);
  memcpy (self->space->axes, axes, self->space->dim * m * sizeof (double));
  project (self);
  if (inside != NULL)
    enter_axes (self, inside);
}

void
tf_start_become_whole (TfStart *self)
{
  double *before = self->weights0;

  if (before != NULL)
    self->weights0 = leave_axes (self, before);
  g_free (before);
  g_free (self->x0);
  self->x0 = g_steal_pointer (&self->all);
  g_clear_pointer (&self->all_squares, g_free);
  tf_start_take_all_axes (self);
}

double *
tf_start_find_outside (const TfStart *self, gsize n, const double *r)
{
  gsize span = self->space->dim;
  double *v = g_new (double, span * n);
  g_autofree double *along = g_new (double, self->dim * n);

  tf_thin_pull_weights (&(TfColumnsOf){ self->all, span, self->n_columns, span }, n, 1, r, 0, v);
  for (int pass = 0; pass < 2; pass++)
    {
      tf_gemm (CblasTrans, CblasNoTrans, self->dim, n, span, 1, self->space->axes, v, 0, along);
      tf_gemm (CblasNoTrans, CblasNoTrans, span, n, self->dim, -1, self->space->axes, along, 1, v);
    }
  return v;
}

/* Their mean is known without cancellation, and how it is shared by that of the classes. */
void
tf_start_get_rests (const TfStart *self, double *rests)
{
  const double *column = self->x0 + self->dim * self->n_classes;
  double sum = 0;

  for (gsize k = 0; k < self->n_classes; k++)
    {
      gsize size = self->dim * (self->samples->sizes[k] - 1);

      rests[k] = fmax (self->all_squares[k] - pow (tf_norm (size, column), 2), 0);
      sum += rests[k];
      column += size;
    }
  for (gsize k = 0; k < self->n_classes; k++)
    rests[k] = sum > 0 ? rests[k] / sum * self->rest / pow (self->sqrt_shares[k], 2) : 0;
}
