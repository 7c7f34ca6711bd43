/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sweep-private.h"

#include <math.h>

/* --- what a cell is --- */

static gboolean
is_seed (const TfSweepAxis *axis)
{
  return axis->parameter != NULL && axis->parameter->is_seed;
}

gboolean
tf_sweep_axis_makes_features (const TfSweepAxis *self)
{
  return self->number != TF_SWEEP_NO_NUMBER;
}

/* The option of one that needs another sets that as well. */
static void
apply_parameter (const TfSweepAxis *axis, double value, TfParameters *p)
{
  if (axis->parameter->flag != NULL)
    tf_parameters_set_text (p, axis->parameter->flag, "true", NULL);
  if (axis->parameter->kind == TF_PARAMETER_REAL)
    tf_parameter_set_real (axis->parameter, p, value);
  else
    tf_parameter_set_whole (axis->parameter, p, value);
}

static void
apply_number (TfSweepNumber number, double value, TfSynthetic *s, double *imbalance)
{
  switch (number)
    {
    case TF_SWEEP_CLASSES:
      s->n_classes = value;
      break;
    case TF_SWEEP_PER_CLASS:
      s->per_class = value;
      break;
    case TF_SWEEP_DIM:
      s->dim = value;
      break;
    case TF_SWEEP_NOISE:
      s->noise = value;
      break;
    case TF_SWEEP_SPREAD:
      s->spread = value;
      break;
    case TF_SWEEP_IMBALANCE:
      *imbalance = value;
      break;
    case TF_SWEEP_EPOCH:
    case TF_SWEEP_N_NUMBERS:
    case TF_SWEEP_NO_NUMBER:
    default:
      break;
    }
}

static gsize *
make_sizes (const TfSynthetic *s, double imbalance)
{
  gsize *sizes = g_new (gsize, s->n_classes);

  for (guint k = 0; k < s->n_classes; k++)
    sizes[k] = MAX (1, round (s->per_class * pow (imbalance, -(double) k / (s->n_classes - 1))));
  return sizes;
}

void
tf_sweep_grid_apply (const TfSweepGrid *self, gsize cell, TfParameters *parameters, TfSynthetic *synthetic)
{
  double imbalance = 0;

  for (guint i = 0; i < self->n_axes; i++)
    {
      const TfSweepAxis *axis = &self->axes[i];
      double value = axis->values[tf_sweep_grid_get_place (self, cell, i)];

      if (axis->parameter != NULL)
        apply_parameter (axis, value, parameters);
      else if (synthetic != NULL)
        apply_number (axis->number, value, synthetic, &imbalance);
      if (is_seed (axis) && synthetic != NULL)
        synthetic->seed = value;
    }
  if (synthetic != NULL && imbalance > 0)
    synthetic->sizes = make_sizes (synthetic, imbalance);
  else if (synthetic != NULL && synthetic->sizes != NULL)
    synthetic->sizes = g_memdup2 (synthetic->sizes, synthetic->n_classes * sizeof (gsize));
}

static gboolean
check_epochs (const TfSweepAxis *axis, const TfSweepEpochs *epochs, GError **error)
{
  if (epochs == NULL)
    return tf_sweep_fail (error, "%s: these features are of no training; its folder is what is opened, or named", axis->name);
  for (guint i = 0; i < axis->n_values; i++)
    if (tf_sweep_epochs_find (epochs, axis->values[i]) < 0)
      return tf_sweep_fail (error, "%s: there is no epoch %.15g; they go from %.15g to %.15g, and the word alone stands for all",
                            axis->name, axis->values[i], epochs->epochs[0], epochs->epochs[epochs->n - 1]);
  return TRUE;
}

static gboolean
check_features (const TfSweepGrid *self, const TfSynthetic *synthetic, const TfSweepEpochs *epochs, GError **error)
{
  for (guint i = 0; i < self->n_axes; i++)
    {
      TfSweepNumber number = self->axes[i].number;

      if (number == TF_SWEEP_EPOCH && !check_epochs (&self->axes[i], epochs, error))
        return FALSE;
      if (number == TF_SWEEP_EPOCH || number == TF_SWEEP_NO_NUMBER)
        continue;
      if (synthetic == NULL)
        return tf_sweep_fail (error, "%s: it is a number of Gaussian features, and these come from a file", self->axes[i].name);
      if (synthetic->sizes != NULL
          && (number == TF_SWEEP_CLASSES || number == TF_SWEEP_PER_CLASS || number == TF_SWEEP_IMBALANCE))
        return tf_sweep_fail (error, "%s: the classes have sizes of their own; give them one size to vary it", self->axes[i].name);
    }
  return TRUE;
}

/* What is varied should have a say somewhere. */
static gboolean
check_say (const TfSweepGrid *self, const gboolean *has_say, gboolean has_synthetic, GError **error)
{
  for (guint i = 0; i < self->n_axes; i++)
    if (!has_say[i] && !(is_seed (&self->axes[i]) && has_synthetic))
      return tf_sweep_fail (error, "%s: it has no say in this problem, and every cell would be the same", self->axes[i].name);
  return TRUE;
}

gboolean
tf_sweep_grid_check (const TfSweepGrid *self, const TfParameters *parameters, const TfSynthetic *synthetic, const TfSweepEpochs *epochs,
                     GError **error)
{
  gboolean has_say[TF_SWEEP_MAX_AXES] = { FALSE };

  if (!check_features (self, synthetic, epochs, error))
    return FALSE;
  for (gsize cell = 0; cell < self->n_cells; cell++)
    {
      TfParameters p = *parameters;

      tf_sweep_grid_apply (self, cell, &p, NULL);
      if (!tf_parameters_validate (&p, error))
        {
          g_autofree char *name = tf_sweep_grid_name_cell (self, cell);

          g_prefix_error (error, "%s: ", name);
          return FALSE;
        }
      for (guint i = 0; i < self->n_axes; i++)
        if (self->axes[i].parameter == NULL || tf_parameter_applies (self->axes[i].parameter, &p))
          has_say[i] = TRUE;
    }
  return check_say (self, has_say, synthetic != NULL, error);
}
