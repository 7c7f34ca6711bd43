/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "perturbation-private.h"

#include <math.h>
#include <string.h>

#include "equilibrium-state.h"
#include "field.h"
#include "flow.h"
#include "linalg.h"
#include "newton.h"
#include "squared-only.h"

#define FORCING 1e-14     /* of the prediction's linear system: to round-off */
#define POLISH_FORCING 1e-4
#define MAX_POLISH 4      /* Newton steps after the search has ended */

struct _TfPerturbation
{
  TfParameters parameters;
  TfDirection direction;
  gsize size;              /* of a reduced state */
  double root_n;           /* sqrt (N): from reduced norms to those of d x N matrices */
  TfEquilibrium *search;
  TfField *field;          /* on the search's start, for derivatives */
  TfNewton *newton;
  double *minimizer, *prediction, *first_order;
  double *state, *moved;   /* the perturbed minimizer, and less the unperturbed one */
  double *slope, *step;
  double round_off;        /* of the unperturbed minimizer */
};

const char *
tf_perturbation_kind_name (TfPerturbationKind kind)
{
  static const char *const names[] = { "class", "mean", "random" };

  g_assert (kind >= 0 && kind < TF_N_PERTURBATIONS);
  return names[kind];
}

guint
tf_perturbation_choose_class (TfMoments *moments)
{
  guint largest = 0;

  for (guint k = 1; k < moments->n_classes; k++)
    if (moments->sizes[k] > moments->sizes[largest])
      largest = k;
  return largest;
}

static TfStart *
make_start (TfMoments *moments, const TfDirection *direction)
{
  TfStart *start = g_new0 (TfStart, 1);

  start->moments = tf_moments_ref (moments);
  start->dim = direction->dim;
  start->n_columns = direction->n_columns;
  start->n_classes = moments->n_classes;
  start->x0 = g_memdup2 (direction->x0, direction->dim * direction->n_columns * sizeof (double));
  start->sqrt_shares = g_new (double, moments->n_classes);
  for (guint k = 0; k < moments->n_classes; k++)
    start->sqrt_shares[k] = sqrt (moments->shares[k]);
  return start;
}

/* One Newton step from x, whose slope is given and becomes that of the new x;
 * its length into *length. FALSE, and x as it was, when it gains nothing: the
 * slope is round-off then, and so is the step. */
static gboolean
polish (TfPerturbation *self, double *x, GCancellable *cancellable, double *length)
{
  double before = tf_norm (self->size, self->slope);
  gboolean bounded;

  tf_newton_prepare (self->newton, &self->parameters);
  if (!tf_newton_solve (self->newton, self->slope, POLISH_FORCING, cancellable, self->step, &bounded) || !bounded)
    return FALSE;
  *length = tf_norm (self->size, self->step);
  cblas_daxpy (self->size, 1, self->step, 1, x, 1);
  if (tf_field_evaluate (self->field, x, self->slope) && tf_norm (self->size, self->slope) < before / 2)
    return TRUE;
  cblas_daxpy (self->size, -1, self->step, 1, x, 1);
  tf_field_evaluate (self->field, x, self->slope);
  return FALSE;
}

/* Searches from where the search is; then Newton steps take the state x as close
 * to the minimizer as round-off lets them: differences of minimizers are what is
 * looked at, and they are small. Leaves the field at x, and in *round_off how far
 * from the minimizer it may still be. */
static gboolean
find_minimizer (TfPerturbation *self, double *x, GCancellable *cancellable, double *round_off, GError **error)
{
  *round_off = 0;
  if (!tf_equilibrium_advance (self->search, 0, cancellable, error))
    return FALSE;
  memcpy (x, tf_equilibrium_get_state (self->search), self->size * sizeof (double));
  tf_field_evaluate (self->field, x, self->slope);
  for (int i = 0; i < MAX_POLISH; i++)
    if (!polish (self, x, cancellable, round_off))
      break;
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* F d and its truncation, the field being at the minimizer; with J minus the second derivative of N min_W f,
 * F = -beta J^-1 ~ I + (J + beta)/beta. */
static gboolean
predict (TfPerturbation *self, GCancellable *cancellable, GError **error)
{
  const double *direction = self->direction.direction;
  double beta = self->parameters.beta;
  gboolean bounded;

  tf_newton_prepare (self->newton, &self->parameters);
  memcpy (self->slope, direction, self->size * sizeof (double));
  cblas_dscal (self->size, beta, self->slope, 1);
  if (!tf_newton_solve (self->newton, self->slope, FORCING, cancellable, self->prediction, &bounded))
    {
      g_cancellable_set_error_if_cancelled (cancellable, error);
      return FALSE;
    }
  if (!bounded)
    {
      g_set_error (error, TF_FLOW_ERROR, TF_FLOW_ERROR_ACCURACY,
                   "at β = %g the minimizer is not a strict one: there is no linear prediction; a larger β makes it so",
                   beta);
      return FALSE;
    }
  tf_field_multiply (self->field, direction, self->first_order);
  cblas_dscal (self->size, 1 / beta, self->first_order, 1);
  cblas_daxpy (self->size, 2, direction, 1, self->first_order, 1);
  return TRUE;
}

gboolean
tf_perturbation_check (const TfParameters *parameters, GError **error)
{
  if (!tf_parameters_validate (parameters, error)
      || !tf_squared_only (parameters, "Theorem 4.1 predicts minimizers", error))
    return FALSE;
  if (parameters->beta > 0)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       "the prediction of Theorem 4.1 needs β above 0: without it H₀ has no say in the minimizer");
  return FALSE;
}

static void
allocate (TfPerturbation *self)
{
  double **vectors[] = { &self->minimizer, &self->prediction, &self->first_order, &self->state,
                         &self->moved,     &self->slope,      &self->step };

  self->size = self->direction.dim * self->direction.n_columns;
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    *vectors[i] = g_new0 (double, self->size);
}

TfPerturbation *
tf_perturbation_new (TfMoments          *moments,
                     const TfParameters *parameters,
                     TfPerturbationKind  kind,
                     guint               index_class,
                     guint32             seed,
                     GCancellable       *cancellable,
                     GError            **error)
{
  g_auto (TfDirection) direction = { 0 };
  g_autoptr (TfPerturbation) self = NULL;
  const TfStart *start;

  if (!tf_perturbation_check (parameters, error) || !tf_direction_draw (moments, kind, index_class, seed, &direction, error))
    return NULL;
  self = g_new0 (TfPerturbation, 1);
  self->parameters = *parameters;
  self->parameters.flow = TF_FLOW_CENTRAL;
  self->direction = direction;
  direction = (TfDirection){ 0 };
  self->root_n = sqrt (moments->n_samples);
  allocate (self);
  self->search = tf_equilibrium_new_from_start (make_start (moments, &self->direction), &self->parameters);
  start = tf_equilibrium_get_start (self->search);
  self->field = tf_field_new (start);
  tf_field_set_parameters (self->field, &self->parameters);
  self->newton = tf_newton_new (start, self->field);
  if (!find_minimizer (self, self->minimizer, cancellable, &self->round_off, error) || !predict (self, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
tf_perturbation_free (TfPerturbation *self)
{
  g_clear_pointer (&self->newton, tf_newton_free);
  g_clear_pointer (&self->field, tf_field_free);
  g_clear_pointer (&self->search, tf_equilibrium_free);
  tf_direction_clear (&self->direction);
  g_free (self->minimizer);
  g_free (self->prediction);
  g_free (self->first_order);
  g_free (self->state);
  g_free (self->moved);
  g_free (self->slope);
  g_free (self->step);
  g_free (self);
}

/* |size guess - moved| / |moved|. */
static double
measure_error (TfPerturbation *self, double size, const double *guess)
{
  double norm = tf_norm (self->size, self->moved);

  memcpy (self->step, self->moved, self->size * sizeof (double));
  cblas_daxpy (self->size, -size, guess, 1, self->step, 1);
  return norm > 0 ? tf_norm (self->size, self->step) / norm : NAN;
}

gboolean
tf_perturbation_test (TfPerturbation     *self,
                      double              size,
                      GCancellable       *cancellable,
                      TfPerturbationTest *test,
                      GError            **error)
{
  g_autofree double *x0 = g_memdup2 (self->direction.x0, self->size * sizeof (double));
  double norm, round_off, stored;

  g_assert (size > 0 && isfinite (size));
  cblas_daxpy (self->size, size, self->direction.direction, 1, x0, 1);
  memcpy (self->state, self->minimizer, self->size * sizeof (double));
  cblas_daxpy (self->size, size, self->prediction, 1, self->state, 1);
  tf_equilibrium_place (self->search, x0, self->state);
  if (!find_minimizer (self, self->state, cancellable, &round_off, error))
    return FALSE;

  memcpy (self->moved, self->state, self->size * sizeof (double));
  cblas_daxpy (self->size, -1, self->minimizer, 1, self->moved, 1);
  norm = tf_norm (self->size, self->moved);
  stored = DBL_EPSILON * (tf_norm (self->size, x0) + tf_norm (self->size, self->state));
  *test = (TfPerturbationTest){
    .size = size,
    .given_norm = size * self->root_n * tf_norm (self->size, self->direction.direction),
    .predicted_norm = size * self->root_n * tf_norm (self->size, self->prediction),
    .true_norm = self->root_n * norm,
    .relative_error = measure_error (self, size, self->prediction),
    .first_order_error = measure_error (self, size, self->first_order),
    .round_off = norm > 0 ? (hypot (round_off, self->round_off) + stored) / norm : NAN,
    .relative_gradient = tf_norm (self->size, self->slope) / tf_norm (self->size, self->state),
  };
  return TRUE;
}

const TfDirection *
tf_perturbation_get_direction (TfPerturbation *self)
{
  return &self->direction;
}

const double *
tf_perturbation_get_minimizer (TfPerturbation *self)
{
  return self->minimizer;
}

gsize
tf_perturbation_get_n_entries (TfPerturbation *self)
{
  return self->size;
}

const double *
tf_perturbation_get_prediction (TfPerturbation *self)
{
  return self->prediction;
}

const double *
tf_perturbation_get_first_order (TfPerturbation *self)
{
  return self->first_order;
}

const double *
tf_perturbation_get_moved (TfPerturbation *self)
{
  return self->moved;
}
