/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "thin-stages.h"

#include <string.h>

#include "linalg.h"
#include "thread.h"

/* So many products of numbers are more than a second thread costs. */
#define LARGE ((gsize) 1 << 21)
#define UNIT 64

void
tf_thin_stages_init (TfThinStages *self, gsize dim, gsize k_n, gsize n, gsize n_most)
{
  *self = (TfThinStages){ .dim = dim, .k_n = k_n, .n = n, .n_most = n_most };
  self->weights = g_new (double, dim * k_n * n_most);
  self->scaled = g_new (double, dim * k_n * n_most);
  self->residuals = g_new (double, k_n * n_most * n);
  self->slopes = g_new0 (TfShares, n_most);
  for (gsize i = 0; i < n_most; i++)
    self->slopes[i].of_stages = g_new0 (double, n_most);
}

void
tf_thin_stages_clear (TfThinStages *self)
{
  for (gsize i = 0; i < self->n_most; i++)
    g_free (self->slopes[i].of_stages);
  g_free (self->slopes);
  g_free (self->weights);
  g_free (self->scaled);
  g_free (self->residuals);
}

void
tf_thin_stages_keep (TfThinStages *self, guint stage, const double *residual)
{
  gsize rows = self->k_n * self->n_most;

  for (gsize i = 0; i < self->n; i++)
    memcpy (self->residuals + stage * self->k_n + i * rows, residual + i * self->k_n, self->k_n * sizeof (double));
}

void
tf_thin_stages_set_slope (TfThinStages *self, guint stage, double beta, double decay, const TfShares *at)
{
  TfShares *slope = self->slopes + stage;

  slope->of_x = -decay * (at != NULL ? at->of_x : 1);
  slope->of_x0 = beta - decay * (at != NULL ? at->of_x0 : 0);
  for (guint k = 0; k < stage; k++)
    slope->of_stages[k] = -decay * at->of_stages[k];
  slope->of_stages[stage] = -1;
}

void
tf_thin_stages_add_slopes (const TfThinStages *self, guint n, const double *weights, TfShares *sum)
{
  for (guint m = 0; m < n; m++)
    {
      sum->of_x += weights[m] * self->slopes[m].of_x;
      sum->of_x0 += weights[m] * self->slopes[m].of_x0;
      for (guint k = 0; k <= m; k++)
        sum->of_stages[k] += weights[m] * self->slopes[m].of_stages[k];
    }
}

typedef struct
{
  const TfThinStages *stages;
  guint n;
  const TfShares *shares;
  const double *x, *x0;
  double *out;
} Combination;

static void
combine_part (gsize first, gsize n, G_GNUC_UNUSED guint part, gpointer user_data)
{
  const Combination *c = user_data;
  const TfThinStages *self = c->stages;
  gsize rows = self->k_n * self->n_most, at = first * self->dim, size = n * self->dim;

  cblas_dgemm (CblasColMajor, CblasNoTrans, CblasNoTrans, self->dim, n, self->k_n * c->n, 1, self->scaled, self->dim,
               self->residuals + first * rows, rows, 0, c->out + at, self->dim);
  cblas_daxpy (size, c->shares->of_x, c->x + at, 1, c->out + at, 1);
  if (c->shares->of_x0 != 0)
    cblas_daxpy (size, c->shares->of_x0, c->x0 + at, 1, c->out + at, 1);
}

void
tf_thin_stages_combine (TfThinStages *self, guint n, const TfShares *shares, const double *x, const double *x0, double *out)
{
  gsize thick = self->dim * self->k_n;
  Combination combination = { self, n, shares, x, x0, out };

  memcpy (self->scaled, self->weights, thick * n * sizeof (double));
  for (guint k = 0; k < n; k++)
    cblas_dscal (thick, shares->of_stages[k], self->scaled + k * thick, 1);
  if (thick * n * self->n >= LARGE)
    tf_thread_halve (self->n, UNIT, combine_part, &combination);
  else
    combine_part (0, self->n, 0, &combination);
}
