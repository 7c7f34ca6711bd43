/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "thin-stages.h"

#include <string.h>

#include "linalg.h"

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

void
tf_thin_stages_combine (TfThinStages *self, guint n, const TfShares *shares, const double *x, const double *x0, double *out)
{
  gsize size = self->dim * self->n, thick = self->dim * self->k_n;

  memcpy (self->scaled, self->weights, thick * n * sizeof (double));
  for (guint k = 0; k < n; k++)
    cblas_dscal (thick, shares->of_stages[k], self->scaled + k * thick, 1);
  cblas_dgemm (CblasColMajor, CblasNoTrans, CblasNoTrans, self->dim, self->n, self->k_n * n, 1, self->scaled, self->dim,
               self->residuals, self->k_n * self->n_most, 0, out, self->dim);
  cblas_daxpy (size, shares->of_x, x, 1, out, 1);
  if (shares->of_x0 != 0)
    cblas_daxpy (size, shares->of_x0, x0, 1, out, 1);
}
