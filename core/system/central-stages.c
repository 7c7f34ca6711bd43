/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "central-stages.h"

#include <string.h>

struct _TfCentralStages
{
  TfThinStages thin;
  double *argument; /* dim x n: X of the present stage */
  TfShares at;      /* of that argument */
  const double *from; /* the state that they lead on from; NULL: none */
};

TfCentralStages *
tf_central_stages_new (gsize dim, gsize k_n, gsize n, gsize n_most)
{
  TfCentralStages *self = g_new0 (TfCentralStages, 1);

  tf_thin_stages_init (&self->thin, dim, k_n, n, n_most);
  self->argument = g_new (double, dim * n);
  self->at.of_stages = g_new0 (double, n_most);
  return self;
}

void
tf_central_stages_free (TfCentralStages *self)
{
  tf_thin_stages_clear (&self->thin);
  g_free (self->argument);
  g_free (self->at.of_stages);
  g_free (self);
}

gboolean
tf_central_stages_lead_from (const TfCentralStages *self, const double *y)
{
  return self != NULL && self->from == y;
}

/* W and R of the stage, at an argument with these shares. */
static void
keep (TfCentralStages *self, guint stage, const TfParameters *p, const double *weights, const double *residual,
      const TfShares *at)
{
  gsize thick = self->thin.dim * self->thin.k_n;

  memcpy (self->thin.weights + stage * thick, weights, thick * sizeof (double));
  tf_thin_stages_keep (&self->thin, stage, residual);
  tf_thin_stages_set_slope (&self->thin, stage, p->beta, p->lambda_h + p->beta, at);
}

void
tf_central_stages_begin (TfCentralStages *self, const double *y, const TfParameters *parameters, const double *weights,
                         const double *residual)
{
  keep (self, 0, parameters, weights, residual, NULL);
  self->from = y;
}

void
tf_central_stages_forget (TfCentralStages *self)
{
  if (self != NULL)
    self->from = NULL;
}

const double *
tf_central_stages_find_argument (TfCentralStages *self, guint stage, const double *weights, const double *x0)
{
  self->at.of_x = 1;
  self->at.of_x0 = 0;
  memset (self->at.of_stages, 0, self->thin.n_most * sizeof (double));
  tf_thin_stages_add_slopes (&self->thin, stage, weights, &self->at);
  tf_thin_stages_combine (&self->thin, stage, &self->at, self->from, x0, self->argument);
  return self->argument;
}

void
tf_central_stages_take (TfCentralStages *self, guint stage, const TfParameters *parameters, const double *weights,
                        const double *residual)
{
  keep (self, stage, parameters, weights, residual, &self->at);
}

void
tf_central_stages_combine (TfCentralStages *self, guint n, const double *weights, const double *y, const double *x0,
                           double *out)
{
  g_autofree double *shares = g_new0 (double, self->thin.n_most);
  TfShares sum = { .of_x = y != NULL, .of_stages = shares };

  tf_thin_stages_add_slopes (&self->thin, n, weights, &sum);
  tf_thin_stages_combine (&self->thin, n, &sum, self->from, x0, out);
}
