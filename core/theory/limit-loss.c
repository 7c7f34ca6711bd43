/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "limit-private.h"

#include <math.h>
#include <string.h>

#include "class-program.h"
#include "simplex-margin.h"

/* m = scale (I - 11'/K) */
static void
fill_simplex (guint n_classes, double scale, double *m)
{
  gsize k_n = n_classes;

  for (gsize k = 0; k < k_n; k++)
    for (gsize l = 0; l < k_n; l++)
      m[k + l * k_n] = scale * ((k == l) - 1.0 / k_n);
}

static gboolean
fill_balanced (TfLimit *self, const TfParameters *p, GError **error)
{
  guint k_n = self->n_classes;
  double c = tf_parameters_c (p), ratio = sqrt (p->lambda_w / p->lambda_h);
  double gamma = tf_simplex_margin_of (tf_parameters_loss (p), k_n, c);
  double loss = tf_simplex_margin_loss_of (tf_parameters_loss (p), k_n, gamma);
  gboolean focal = p->loss == TF_LOSS_FOCAL;

  if (isnan (gamma))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "where this loss ends is not known in closed form");
      return FALSE;
    }
  self->kind = focal ? TF_LIMIT_FOCAL : TF_LIMIT_CROSS_ENTROPY;
  self->rank = gamma > 0 ? k_n - 1 : 0;
  self->objective = loss + c * (k_n - 1.0) / k_n * gamma;
  self->bound = focal ? 0 : self->objective;
  fill_simplex (k_n, gamma, self->logits);
  fill_simplex (k_n, gamma * ratio, self->gram);
  fill_simplex (k_n, gamma / ratio, self->weight_gram);
  return TRUE;
}

static gboolean
fill_program (TfLimit *self, const TfParameters *p, GError **error)
{
  g_autoptr (TfClassProgram) program = tf_class_program_new (self->n_classes, self->sizes, p, NULL, error);
  gsize size = (gsize) self->n_classes * self->n_classes * sizeof (double);

  if (program == NULL)
    return FALSE;
  self->kind = TF_LIMIT_PROGRAM;
  self->rank = program->rank;
  self->objective = program->objective;
  self->bound = program->bound;
  memcpy (self->logits, program->logits, size);
  memcpy (self->gram, program->gram, size);
  memcpy (self->weight_gram, program->weight_gram, size);
  memcpy (self->bias, program->bias, self->n_classes * sizeof (double));
  return TRUE;
}

gboolean
tf_limit_fill_loss (TfLimit *self, gsize dim, const TfParameters *parameters, GError **error)
{
  self->is_determined = TRUE;
  if (tf_sizes_are_balanced (self->n_classes, self->sizes) ? !fill_balanced (self, parameters, error)
                                                           : !fill_program (self, parameters, error))
    return FALSE;
  if (self->rank > dim)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "the minimizer's class means span %u dimensions, and the features have %" G_GSIZE_FORMAT
                   ": beyond d + 1 classes no closed form is known for this loss",
                   self->rank, dim);
      return FALSE;
    }
  tf_limit_finish (self);
  return TRUE;
}

double
tf_limit_get_margin (const TfLimit *self, guint k)
{
  gsize k_n = self->n_classes;
  const double *z = self->logits + k * k_n;
  double most = -INFINITY;

  for (guint j = 0; j < k_n; j++)
    if (j != k)
      most = fmax (most, z[j] + self->bias[j]);
  return z[k] + self->bias[k] - most;
}

double
tf_limit_get_minority_cosine (const TfLimit *self)
{
  gsize k_n = self->n_classes, least[2] = { G_MAXSIZE, G_MAXSIZE };

  for (gsize k = 0; k < k_n; k++)
    {
      if (!(self->weight_squares[k] > 0))
        continue;
      if (least[0] == G_MAXSIZE || self->sizes[k] < self->sizes[least[0]])
        {
          least[1] = least[0];
          least[0] = k;
        }
      else if (least[1] == G_MAXSIZE || self->sizes[k] < self->sizes[least[1]])
        least[1] = k;
    }
  if (least[1] == G_MAXSIZE)
    return NAN;
  return self->weight_gram[least[0] + least[1] * k_n]
         / sqrt (self->weight_squares[least[0]] * self->weight_squares[least[1]]);
}
