/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "field-private.h"
#include "thin-stages.h"

/* The stages of an explicit step on the central path (thin-stages.h). Where slopes are too
 * large for the caches, sums of them wait for memory; made from the thin W_k and R_k they
 * do not, while there are few classes. */
#define LEAST_SIZE 16384
#define MOST_CLASSES 20

struct _TfFieldStages
{
  TfThinStages thin;
  double *argument; /* dim x q: X of the present stage */
};

static TfFieldStages *
stages_new (const TfField *field, guint n_most)
{
  TfFieldStages *self = g_new0 (TfFieldStages, 1);

  tf_thin_stages_init (&self->thin, field->dim, field->k_n, field->q, n_most);
  self->argument = g_new (double, field->dim * field->q);
  return self;
}

void
tf_field_stages_free (TfFieldStages *self)
{
  tf_thin_stages_clear (&self->thin);
  g_free (self->argument);
  g_free (self);
}

/* W and R of the field, at an argument with these shares, are the stage's. */
static void
take_stage (TfField *field, guint stage, const TfShares *at)
{
  TfThinStages *thin = &field->stages->thin;
  gsize thick = thin->dim * thin->k_n;
  double beta = field->parameters.beta;

  memcpy (thin->weights + stage * thick, field->weights, thick * sizeof (double));
  tf_thin_stages_keep (thin, stage, field->residual);
  tf_thin_stages_set_slope (thin, stage, beta, field->parameters.lambda_h + beta, at);
}

gboolean
tf_field_begin_stages (TfSystem *system, const double *y, G_GNUC_UNUSED const double *dy, guint n_stages)
{
  TfField *field = (TfField *) system;

  if (tf_field_is_joint (field) || field->k_n > MOST_CLASSES || tf_field_size (field) < LEAST_SIZE)
    return FALSE;
  if (field->stages == NULL)
    field->stages = stages_new (field, n_stages);
  if (field->stages_of == y) /* once more, with a shorter step */
    return TRUE;
  if (field->x != y)
    return FALSE;
  take_stage (field, 0, NULL);
  field->stages_of = y;
  return TRUE;
}

gboolean
tf_field_evaluate_stage (TfSystem *system, guint stage, const double *weights)
{
  TfField *field = (TfField *) system;
  TfFieldStages *self = field->stages;
  g_autofree double *shares = g_new0 (double, self->thin.n_most);
  TfShares at = { .of_x = 1, .of_stages = shares };

  tf_thin_stages_add_slopes (&self->thin, stage, weights, &at);
  tf_thin_stages_combine (&self->thin, stage, &at, field->stages_of, field->start->x0, self->argument);
  if (!tf_field_move (field, self->argument))
    return FALSE;
  take_stage (field, stage, &at);
  return TRUE;
}

void
tf_field_combine_stages (TfSystem *system, guint n, const double *weights, const double *y, double *out)
{
  TfField *field = (TfField *) system;
  TfFieldStages *self = field->stages;
  g_autofree double *shares = g_new0 (double, self->thin.n_most);
  TfShares sum = { .of_x = y != NULL, .of_stages = shares };

  tf_thin_stages_add_slopes (&self->thin, n, weights, &sum);
  tf_thin_stages_combine (&self->thin, n, &sum, field->stages_of, field->start->x0, out);
}
