/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "limit-private.h"

#include <math.h>

#include "heads.h"
#include "linalg.h"
#include "squared-only.h"

/* min f over H and W of given product Z = W H (and b at its optimum) is
 *
 *     1/(2N) |Z - Y C|^2 + sqrt (lambda_W lambda_H/(K N)) |Z|_*,
 *
 * C = I or the centring of N columns: the singular values of Y C are cut by
 * N sqrt (lambda_W lambda_H/(K N)) = c', and the factors share those of Z. The
 * rows of Y span the class indicators, in whose basis Y C is the K x K matrix of
 * limit.h. */

#define EQUAL 1e-12    /* relative: singular values that differ by less are one */

const char *
tf_limit_kind_meaning (TfLimitKind kind)
{
  static const char *const meanings[] = {
    "Class means orthogonal and of equal length, centred a simplex frame (Tirer et al. 2023, Theorem 2.1)",
    "Class means a simplex frame (Theorem 2.1 with a free bias)",
    "Class means orthogonal; the larger a class, the longer its row of W; classes too small for their weight vanish",
    "Class means collapsed on a frame that leans towards the larger classes",
    "Class means between a simplex frame (λ_b ≤ c/(1 − c)) and an orthogonal one (Massion et al. 2026)",
    ("More classes than the features have dimensions for: class means a tight frame, any one, not equiangular; "
     "only the sum of their squares is determined"),
    "More classes than the features have dimensions for: the largest ones have them, the others vanish",
    "Class means a simplex frame, logits γ = ln(K/(c + α) − K + 1) apart, with any bias (Zhu et al. 2021, Guo et al. 2024)",
    "Class means a simplex frame, logits γ apart as the focal loss has it (Zhou et al. 2022)",
    "Class means as the convex program of Hong and Ling 2023 has them",
  };

  g_assert (kind >= 0 && kind < G_N_ELEMENTS (meanings));
  return meanings[kind];
}

gboolean
tf_limit_check (const TfParameters *parameters, GError **error)
{
  if (!tf_parameters_validate (parameters, error))
    return FALSE;
  if (parameters->beta > 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "closed forms of the minimizer hold at β = 0 (it is %g): above, H₀ has a say in it", parameters->beta);
      return FALSE;
    }
  if (!(parameters->lambda_h > 0))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "at λ_H = %g and β = 0 there is no minimizer: ever larger features are ever better",
                   parameters->lambda_h);
      return FALSE;
    }
  return TRUE;
}

static TfLimitKind
classify (guint n_classes, const gsize *sizes, gboolean bias)
{
  if (!tf_sizes_are_balanced (n_classes, sizes))
    return bias ? TF_LIMIT_UNBALANCED_BIAS : TF_LIMIT_UNBALANCED;
  return bias ? TF_LIMIT_SIMPLEX : TF_LIMIT_ORTHOGONAL;
}

static gboolean
has_decayed_bias (const TfParameters *parameters)
{
  return parameters->bias && parameters->bias_decay > 0;
}

/* u, vt: K x K; s: K. */
static void
decompose (guint n_classes, const gsize *sizes, double n, gboolean bias, double *u, double *s, double *vt)
{
  gsize k_n = n_classes;
  g_autofree double *a = g_new0 (double, k_n * k_n);
  gboolean finite;

  for (gsize k = 0; k < k_n; k++)
    for (gsize l = 0; l < k_n; l++)
      a[k + l * k_n] = sqrt (sizes[k]) * ((k == l) - (bias ? sqrt (sizes[k] / n) * sqrt (sizes[l] / n) : 0));
  if (bias)
    {
      finite = tf_svd (k_n, k_n, a, u, s, vt);
      g_assert (finite);
      return;
    }
  for (gsize k = 0; k < k_n; k++)
    {
      u[k + k * k_n] = vt[k + k * k_n] = 1;
      s[k] = a[k + k * k_n];
    }
}

/* The direction that centring takes out of balanced classes: all alike. */
static void
put_back_mean (guint n_classes, const gsize *sizes, double *u, double *s, double *vt)
{
  gsize k_n = n_classes, last = k_n - 1;

  s[last] = sqrt (sizes[0]);
  for (gsize k = 0; k < k_n; k++)
    u[k + last * k_n] = vt[last + k * k_n] = 1 / sqrt (k_n);
}

/* The labels' singular values, and what becomes of them. */
typedef struct
{
  double *u, *s, *vt; /* K x K; K; K x K */
  TfHeadsValue *values;
  guint *order; /* by what they gain, most first */
} Directions;

static void
directions_clear (Directions *self)
{
  g_free (self->u);
  g_free (self->s);
  g_free (self->vt);
  g_free (self->values);
  g_free (self->order);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Directions, directions_clear)

static int
compare_gains (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const TfHeadsValue *values = user_data;
  double first = values[*(const guint *) a].gain, second = values[*(const guint *) b].gain;

  if (first != second)
    return first < second ? 1 : -1;
  return *(const guint *) a < *(const guint *) b ? -1 : 1;
}

static void
directions_init (Directions *self, guint n_classes, const gsize *sizes, guint n_layers, const TfParameters *parameters)
{
  gsize k_n = n_classes;
  TfHeads heads = { n_layers, 0, k_n, parameters->lambda_w, parameters->lambda_h };

  *self = (Directions){ g_new0 (double, k_n * k_n), g_new (double, k_n), g_new0 (double, k_n * k_n),
                        g_new (TfHeadsValue, k_n), g_new (guint, k_n) };
  for (gsize k = 0; k < k_n; k++)
    heads.n_samples += sizes[k];
  decompose (k_n, sizes, heads.n_samples, parameters->bias, self->u, self->s, self->vt);
  if (has_decayed_bias (parameters))
    put_back_mean (k_n, sizes, self->u, self->s, self->vt);
  for (gsize j = 0; j < k_n; j++)
    {
      /* Of the mean the squared error has the weight lambda_b/(1 + lambda_b) only. */
      gboolean is_mean = has_decayed_bias (parameters) && j == k_n - 1;

      self->values[j] = tf_heads_find (&heads, self->s[j],
                                       is_mean ? parameters->bias_decay / (1 + parameters->bias_decay) : 1);
      self->order[j] = j;
    }
  g_qsort_with_data (self->order, k_n, sizeof (guint), compare_gains, self->values);
}

/* Adds a direction to the squares. */
static void
add_direction (TfLimit *self, const gsize *sizes, const Directions *directions, guint j)
{
  gsize k_n = self->n_classes;
  const TfHeadsValue *value = directions->values + j;
  const double *u = directions->u + j * k_n, *v = directions->vt + j;

  self->layer_lengths[self->rank++] = sqrt (value->layer_square);
  for (gsize k = 0; k < k_n; k++)
    for (gsize l = 0; l < k_n; l++)
      {
        self->weight_gram[k + l * k_n] += value->product_square * u[k] * u[l];
        self->logits[k + l * k_n] += value->length * u[k] * v[l * k_n] / sqrt (sizes[l]);
        self->gram[k + l * k_n] += value->feature_square * v[k * k_n] * v[l * k_n] / (sqrt (sizes[k]) * sqrt (sizes[l]));
      }
}

static void
fill (TfLimit *self, const gsize *sizes, gsize dim, const TfParameters *parameters)
{
  g_auto (Directions) directions = { 0 };
  double last = 0;

  directions_init (&directions, self->n_classes, sizes, self->n_layers, parameters);
  self->layer_lengths = g_new0 (double, self->n_classes);
  self->is_determined = TRUE;
  for (guint i = 0; i < self->n_classes; i++)
    {
      guint j = directions.order[i];
      const TfHeadsValue *value = directions.values + j;

      self->objective += value->objective;
      if (!(value->length > 0))
        continue;
      if (self->rank < dim)
        {
          add_direction (self, sizes, &directions, j);
          last = directions.s[j];
          continue;
        }
      self->n_left_out++;
      self->objective += value->gain;
      if (directions.s[j] >= last * (1 - EQUAL))
        self->is_determined = FALSE;
    }
  self->bound = self->objective;
  tf_limit_finish (self);
}

/* One sentence where the closed form does not hold. */
static gboolean
check_form (const TfLimit *self, const TfParameters *parameters, gsize dim, GError **error)
{
  if (has_decayed_bias (parameters) && self->kind == TF_LIMIT_UNBALANCED_BIAS)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           "with a decayed bias (λ_b > 0) the minimizer's closed form is known for classes of equal size "
                           "only, and these differ in size");
      return FALSE;
    }
  if (has_decayed_bias (parameters) && self->n_layers > 1)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           "with a decayed bias (λ_b > 0) the minimizer's closed form is known for one layer on top only");
      return FALSE;
    }
  if (!has_decayed_bias (parameters) || self->n_left_out == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               "with a decayed bias (λ_b > 0) the minimizer's class means span %u dimensions, and the features have "
               "%" G_GSIZE_FORMAT ": the closed form does not hold",
               self->rank + self->n_left_out, dim);
  return FALSE;
}

static TfLimitKind
refine_kind (const TfLimit *self, const TfParameters *parameters)
{
  if (has_decayed_bias (parameters))
    return TF_LIMIT_DECAYED_BIAS;
  if (self->n_left_out == 0)
    return self->kind;
  return self->kind == TF_LIMIT_ORTHOGONAL || self->kind == TF_LIMIT_SIMPLEX ? TF_LIMIT_TIGHT_FRAME : TF_LIMIT_CROWDED;
}

static TfLimit *
allocate (guint n_classes, const gsize *sizes)
{
  TfLimit *self = g_new0 (TfLimit, 1);
  gsize square = (gsize) n_classes * n_classes;

  self->n_classes = n_classes;
  self->sizes = g_memdup2 (sizes, n_classes * sizeof (gsize));
  self->gram = g_new0 (double, square);
  self->weight_gram = g_new0 (double, square);
  self->logits = g_new0 (double, square);
  self->bias = g_new0 (double, n_classes);
  self->mean_squares = g_new0 (double, n_classes);
  self->weight_squares = g_new0 (double, n_classes);
  self->vanished = g_new0 (gboolean, n_classes);
  return self;
}

TfLimit *
tf_limit_new_with_layers (guint n_classes, const gsize *sizes, gsize dim, guint n_layers, const TfParameters *parameters,
                          GError **error)
{
  g_autoptr (TfLimit) self = NULL;

  if (!tf_limit_check (parameters, error)
      || (n_layers > 1 && !tf_squared_loss_only (parameters, "closed forms of more layers hold", error)))
    return NULL;
  self = allocate (n_classes, sizes);
  self->n_layers = n_layers;
  self->kind = classify (n_classes, sizes, parameters->bias);
  if (parameters->loss != TF_LOSS_SQUARED)
    return tf_limit_fill_loss (self, dim, parameters, error) ? g_steal_pointer (&self) : NULL;
  fill (self, sizes, dim, parameters);
  if (!check_form (self, parameters, dim, error))
    return NULL;
  self->kind = refine_kind (self, parameters);
  return g_steal_pointer (&self);
}

TfLimit *
tf_limit_new (guint n_classes, const gsize *sizes, gsize dim, const TfParameters *parameters, GError **error)
{
  return tf_limit_new_with_layers (n_classes, sizes, dim, tf_parameters_head_layers (parameters), parameters, error);
}

double
tf_limit_class_c (const TfParameters *parameters, guint n_classes, gsize n_samples, gsize size)
{
  return tf_parameters_c (parameters) * sqrt ((double) n_samples / n_classes / size);
}

double
tf_limit_class_rho (const TfParameters *parameters, guint n_classes, gsize n_samples, gsize size)
{
  double c = tf_limit_class_c (parameters, n_classes, n_samples, size);

  if (c >= 1)
    return 0;
  if (!(parameters->lambda_h > 0))
    return INFINITY;
  return (1 - c) * sqrt ((double) n_samples / n_classes / size) * sqrt (parameters->lambda_w / parameters->lambda_h);
}

TfLimit *
tf_limit_new_for_moments (TfMoments *moments, const TfParameters *parameters, GError **error)
{
  guint k_n = moments->n_classes;

  if (parameters->loss != TF_LOSS_SQUARED && k_n > TF_LIMIT_QUICK_CLASSES
      && classify (k_n, moments->sizes, FALSE) != TF_LIMIT_ORTHOGONAL && tf_limit_check (parameters, error))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "of %u classes of different size it takes a while to find: tightframe limit does", k_n);
      return NULL;
    }
  return tf_limit_new (k_n, moments->sizes, moments->span, parameters, error);
}

void
tf_limit_free (TfLimit *self)
{
  g_free (self->sizes);
  g_free (self->gram);
  g_free (self->weight_gram);
  g_free (self->logits);
  g_free (self->bias);
  g_free (self->layer_lengths);
  g_free (self->mean_squares);
  g_free (self->weight_squares);
  g_free (self->vanished);
  g_free (self);
}
