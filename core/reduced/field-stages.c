/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "field-private.h"

/* Where slopes are too large for the caches, sums of them wait for memory; made from the thin
 * W_k and R_k they do not, while there are few classes. */
#define LEAST_SIZE 16384
#define MOST_CLASSES 20

gboolean
tf_field_begin_stages (TfSystem *system, const double *y, G_GNUC_UNUSED const double *dy, guint n_stages)
{
  TfField *field = (TfField *) system;

  if (tf_field_is_joint (field) || field->k_n > MOST_CLASSES || tf_field_size (field) < LEAST_SIZE)
    return FALSE;
  if (tf_central_stages_lead_from (field->stages, y))
    return TRUE;
  if (field->x != y)
    return FALSE;
  if (field->stages == NULL)
    field->stages = tf_central_stages_new (field->dim, field->k_n, field->q, n_stages);
  tf_central_stages_begin (field->stages, y, &field->parameters, field->weights, field->residual);
  return TRUE;
}

gboolean
tf_field_evaluate_stage (TfSystem *system, guint stage, const double *weights)
{
  TfField *field = (TfField *) system;

  if (!tf_field_move (field, tf_central_stages_find_argument (field->stages, stage, weights, field->start->x0)))
    return FALSE;
  tf_central_stages_take (field->stages, stage, &field->parameters, field->weights, field->residual);
  return TRUE;
}

void
tf_field_combine_stages (TfSystem *system, guint n, const double *weights, const double *y, double *out)
{
  TfField *field = (TfField *) system;

  tf_central_stages_combine (field->stages, n, weights, y, field->start->x0, out);
}
