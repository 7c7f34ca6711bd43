/* field-life.c: what a field is made of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "field-private.h"

TfField *
tf_field_new (const TfStart *start)
{
  TfField *self = g_new0 (TfField, 1);

  self->system.kind = &tf_field_kind;
  self->start = start;
  self->k_n = start->n_classes;
  tf_field_resize (self);
  return self;
}

static void
release (TfField *self)
{
  g_free (self->centred);
  g_free (self->rooted);
  g_free (self->weights);
  g_free (self->thin_d);
  g_free (self->residual);
  g_free (self->thin_q);
  g_free (self->factor);
  g_clear_pointer (&self->stages, tf_central_stages_free);
}

void
tf_field_free (TfField *self)
{
  release (self);
  g_clear_pointer (&self->solver, tf_field_solver_free);
  g_free (self);
}

void
tf_field_resize (TfField *self)
{
  release (self);
  self->dim = self->start->dim;
  self->q = self->start->n_columns;
  self->x = NULL;
  self->centred = g_new0 (double, self->dim * self->k_n);
  self->rooted = g_new0 (double, self->dim * self->k_n);
  self->weights = g_new0 (double, self->dim * self->k_n);
  self->thin_d = g_new0 (double, self->dim * self->k_n);
  self->residual = g_new0 (double, self->k_n * self->q);
  self->thin_q = g_new0 (double, self->k_n * self->q);
  self->factor = g_new0 (double, self->dim * self->dim);
}
