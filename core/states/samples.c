/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "samples.h"

#include <math.h>
#include <string.h>

#include "flow-error.h"
#include "linalg.h"
#include "thread.h"

#define BLOCK 256 /* samples mapped at a time */
/* Halves of a class are a multiple of so many samples long. */
#define UNIT 64
/* So many products of numbers are more than a second thread costs. */
#define LARGE ((gsize) 1 << 22)

static gboolean
check (const TfMoments *moments, GError **error)
{
  if (moments->features == NULL)
    g_set_error_literal (error, TF_FLOW_ERROR, TF_FLOW_ERROR_START,
                         "this loss moves every sample its own way, and there are moments alone here, or too many samples");
  else if (moments->n_samples > TF_SAMPLES_MOST / moments->dim)
    g_set_error (error, TF_FLOW_ERROR, TF_FLOW_ERROR_START,
                 "this loss moves every sample its own way, and these are too many: N d may be %" G_GSIZE_FORMAT
                 " at the most; a part of the samples will do",
                 TF_SAMPLES_MOST);
  else
    return TRUE;
  return FALSE;
}

static void
sort (TfSamples *self, const guint32 *classes)
{
  g_autofree gsize *place = g_new (gsize, self->k_n);

  for (gsize k = 0, at = 0; k < self->k_n; at += self->sizes[k], k++)
    place[k] = self->firsts[k] = at;
  for (gsize i = 0; i < self->n; i++)
    {
      gsize at = place[classes[i]]++;

      self->classes[at] = classes[i];
      self->order[at] = i;
      self->places[i] = at;
    }
}

TfSamples *
tf_samples_new (const TfMoments *moments, GError **error)
{
  TfSamples *self;

  if (!check (moments, error))
    return NULL;
  self = g_new0 (TfSamples, 1);
  self->n = moments->n_samples;
  self->k_n = moments->n_classes;
  self->sizes = g_memdup2 (moments->sizes, self->k_n * sizeof (gsize));
  self->firsts = g_new (gsize, self->k_n);
  self->classes = g_new (guint32, self->n);
  self->order = g_new (gsize, self->n);
  self->places = g_new (gsize, self->n);
  sort (self, tf_features_get_classes (moments->features));
  return self;
}

void
tf_samples_free (TfSamples *self)
{
  g_free (self->sizes);
  g_free (self->firsts);
  g_free (self->classes);
  g_free (self->order);
  g_free (self->places);
  g_free (self);
}

/* Where the deviations of class k begin among X's columns. */
static gsize
first_noise (const TfSamples *self, gsize k)
{
  return self->k_n + self->firsts[k] - k;
}

/* I - tau v v' with v = (1/sqrt (n) - 1, 1/sqrt (n), ...), tau = 2/|v|^2 = 1/(1 - 1/sqrt (n)),
 * applied to n columns of which the first stands at `head`: w = sum v_i x_i, x_i -= tau v_i w.
 * From `from` to `to`. ones: n - 1 of them. */
static void
reflect (gsize rows, gsize n, const double *ones, const double *head, const double *rest, double *to_head, double *to_rest)
{
  double root = 1 / sqrt (n), tau = n > 1 ? 1 / (1 - root) : 0;
  g_autofree double *w = g_memdup2 (head, rows * sizeof (double));

  tf_gemm_rows (rows, 1, n - 1, root, rest, rows, ones, 1, n, root - 1, w, rows);
  memcpy (to_rest, rest, rows * (n - 1) * sizeof (double));
  tf_gemm_rows (rows, n - 1, 1, -tau * root, w, rows, ones, 1, 1, 1, to_rest, rows);
  for (gsize j = 0; j < rows; j++)
    to_head[j] = head[j] - tau * (root - 1) * w[j];
}

static double *
make_ones (const TfSamples *self)
{
  gsize most = 1;
  double *ones;

  for (gsize k = 0; k < self->k_n; k++)
    most = MAX (most, self->sizes[k]);
  ones = g_new (double, most);
  for (gsize i = 0; i < most; i++)
    ones[i] = 1;
  return ones;
}

void
tf_samples_turn (const TfSamples *self, gsize rows, const double *sorted, double *turned)
{
  g_autofree double *ones = make_ones (self);

  for (gsize k = 0; k < self->k_n; k++)
    {
      const double *from = sorted + self->firsts[k] * rows;

      reflect (rows, self->sizes[k], ones, from, from + rows, turned + k * rows, turned + first_noise (self, k) * rows);
    }
}

void
tf_samples_turn_back (const TfSamples *self, gsize rows, const double *turned, double *sorted)
{
  g_autofree double *ones = make_ones (self);

  for (gsize k = 0; k < self->k_n; k++)
    {
      double *to = sorted + self->firsts[k] * rows;

      reflect (rows, self->sizes[k], ones, turned + k * rows, turned + first_noise (self, k) * rows, to, to + rows);
    }
}

/* Class k's noise columns, from deviations (rows x n_k) that add up to nothing. */
static void
turn_class (const TfSamples *self, gsize k, gsize rows, const double *deviations, double *x)
{
  gsize n = self->sizes[k];
  double root = 1 / sqrt (n), share = n > 1 ? root / (1 - root) : 0;
  double *to = x + first_noise (self, k) * rows;

  /* w = sum v_i x_i = -x_1, and x_i -= tau v_i w. */
  for (gsize i = 0; i + 1 < n; i++)
    for (gsize j = 0; j < rows; j++)
      to[j + i * rows] = deviations[j + (i + 1) * rows] + share * deviations[j];
}

typedef struct
{
  const TfSamples *samples;
  const TfMoments *moments;
  gsize k, rows;
  const double *map;
  double *deviations; /* rows x n_k */
} Mapping;

/* Of so many samples of class k: map' (h - m_k)/sqrt (N). */
static void
map_part (gsize first, gsize n, G_GNUC_UNUSED guint part, gpointer user_data)
{
  const Mapping *m = user_data;
  const TfSamples *self = m->samples;
  gsize d = m->moments->dim;
  g_autofree double *block = g_new (double, d * MIN (BLOCK, n));

  for (gsize at = first; at < first + n; at += BLOCK)
    {
      gsize length = MIN (BLOCK, first + n - at);

      for (gsize i = 0; i < length; i++)
        {
          tf_features_get_rows (m->moments->features, self->order[self->firsts[m->k] + at + i], 1, block + i * d);
          cblas_daxpy (d, -1, m->moments->means + m->k * d, 1, block + i * d, 1);
        }
      tf_gemm (CblasTrans, CblasNoTrans, m->rows, length, d, 1 / sqrt (self->n), m->map, block, 0,
               m->deviations + at * m->rows);
    }
}

void
tf_samples_map_deviations (const TfSamples *self, const TfMoments *moments, gsize rows, const double *map, double *x)
{
  for (gsize k = 0; k < self->k_n; k++)
    {
      gsize n = self->sizes[k];
      g_autofree double *deviations = g_new (double, rows * n);
      Mapping mapping = { self, moments, k, rows, map, deviations };

      if (rows * moments->dim * n >= LARGE)
        tf_thread_halve (n, UNIT, map_part, &mapping);
      else
        map_part (0, n, 0, &mapping);
      turn_class (self, k, rows, deviations, x);
    }
}
