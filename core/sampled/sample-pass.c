/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample-pass.h"

#include <math.h>
#include <string.h>

#include "linalg.h"

/* Samples at a time: their columns are still near when they are read again. */
#define BLOCK 64
/* So many products of numbers are more than a second thread costs. */
#define LARGE ((gsize) 1 << 19)

/* What one half adds up. */
typedef struct
{
  double *pulled, *pulled0; /* dim x K */
  double *along;            /* K x (K stage) */
  double *sum;              /* K */
  double *logits;           /* K x BLOCK */
  gboolean is_finite;
} Half;

typedef struct
{
  const TfSamplePass *pass;
  double *rows_of_w; /* K x dim: W */
  Half halves[2];
} Work;

static void
half_init (Half *self, const TfSamplePass *pass)
{
  gsize k_n = pass->k_n;

  self->pulled = g_new0 (double, k_n * pass->dim);
  self->pulled0 = pass->of_x0 != 0 ? g_new0 (double, k_n * pass->dim) : NULL;
  self->along = g_new0 (double, k_n * k_n * MAX (pass->stage, 1));
  self->sum = g_new0 (double, k_n);
  self->logits = g_new (double, k_n * BLOCK);
  self->is_finite = TRUE;
}

static void
half_clear (Half *self)
{
  g_free (self->pulled);
  g_free (self->pulled0);
  g_free (self->along);
  g_free (self->sum);
  g_free (self->logits);
}

/* logits/sqrt (N) of n samples from the first on */
static void
push (const Work *work, gsize first, gsize n, double *logits)
{
  const TfSamplePass *p = work->pass;
  gsize k_n = p->k_n, d = p->dim;

  tf_gemm_rows (k_n, n, d, p->of_x, work->rows_of_w, k_n, p->x + first * d, 1, d, 0, logits, k_n);
  if (p->of_x0 != 0)
    tf_gemm_rows (k_n, n, d, p->of_x0, work->rows_of_w, k_n, p->x0 + first * d, 1, d, 1, logits, k_n);
  if (p->stage > 0)
    tf_gemm_rows (k_n, n, k_n * p->stage, 1, p->across, k_n, p->residuals + first * p->rows, 1, p->rows, 1, logits, k_n);
}

/* R of them in the place of logits/sqrt (N). */
static gboolean
differentiate (const TfSamplePass *p, gsize first, gsize n, double *logits)
{
  gsize k_n = p->k_n;
  double root = sqrt (p->n);
  gboolean is_finite;

  cblas_dscal (k_n * n, root, logits, 1);
  for (gsize i = 0; i < n && p->bias != NULL; i++)
    cblas_daxpy (k_n, 1, p->bias, 1, logits + i * k_n, 1);
  is_finite = tf_loss_differentiate (p->loss, k_n, n, logits, p->samples->classes + first, logits);
  cblas_dscal (k_n * n, 1 / root, logits, 1);
  return is_finite;
}

static void
pull (const TfSamplePass *p, gsize first, gsize n, const double *r, Half *half)
{
  gsize k_n = p->k_n, d = p->dim;

  tf_gemm_rows (d, k_n, n, 1, p->x + first * d, d, r, k_n, 1, 1, half->pulled, d);
  if (p->of_x0 != 0)
    tf_gemm_rows (d, k_n, n, 1, p->x0 + first * d, d, r, k_n, 1, 1, half->pulled0, d);
  if (p->stage > 0)
    tf_gemm_rows (k_n, k_n * p->stage, n, 1, r, k_n, p->residuals + first * p->rows, p->rows, 1, 1, half->along, k_n);
  for (gsize i = 0; i < n && p->bias != NULL; i++)
    cblas_daxpy (k_n, 1, r + i * k_n, 1, half->sum, 1);
}

static void
do_part (gsize first, gsize n, guint part, gpointer user_data)
{
  Work *work = user_data;
  const TfSamplePass *p = work->pass;
  Half *half = work->halves + part;
  gsize k_n = p->k_n;

  for (gsize at = first; at < first + n; at += BLOCK)
    {
      gsize size = MIN (BLOCK, first + n - at);

      push (work, at, size, half->logits);
      half->is_finite = differentiate (p, at, size, half->logits) && half->is_finite;
      pull (p, at, size, half->logits, half);
      for (gsize i = 0; i < size; i++)
        memcpy (p->residuals + (at + i) * p->rows + p->stage * k_n, half->logits + i * k_n, k_n * sizeof (double));
    }
}

static void
add_halves (const TfSamplePass *p, const Half *halves, double *along, double *pulled, double *sum)
{
  gsize k_n = p->k_n, d = p->dim, size = k_n * k_n * p->stage;

  for (gsize i = 0; i < size; i++)
    along[i] = halves[0].along[i] + halves[1].along[i];
  for (gsize i = 0; i < d * k_n; i++)
    {
      pulled[i] = p->of_x * (halves[0].pulled[i] + halves[1].pulled[i]);
      if (p->of_x0 != 0)
        pulled[i] += p->of_x0 * (halves[0].pulled0[i] + halves[1].pulled0[i]);
    }
  for (gsize k = 0; k < k_n; k++)
    sum[k] = (halves[0].sum[k] + halves[1].sum[k]) / sqrt (p->n);
}

gboolean
tf_sample_pass (const TfSamplePass *self, TfHelper *helper, double *along, double *pulled, double *sum)
{
  gsize k_n = self->k_n, d = self->dim;
  g_autofree double *rows_of_w = g_new (double, MAX (k_n * d, 1));
  Work work = { .pass = self, .rows_of_w = rows_of_w };

  for (gsize i = 0; i < d; i++)
    for (gsize k = 0; k < k_n; k++)
      rows_of_w[k + i * k_n] = self->weights[i + k * d];
  for (guint i = 0; i < 2; i++)
    half_init (work.halves + i, self);
  if (d * k_n * self->n >= LARGE)
    tf_helper_halve (helper, self->n, BLOCK, do_part, &work);
  else
    do_part (0, self->n, 0, &work);
  add_halves (self, work.halves, along, pulled, sum);
  for (guint i = 0; i < 2; i++)
    half_clear (work.halves + i);
  return work.halves[0].is_finite && work.halves[1].is_finite;
}
