/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/random-problem.h"

#include <math.h>
#include <string.h>

/* Values (samples x dimensions) at the most: a problem may be large in any one
 * of K, d and n, but not in all of them. */
static const struct
{
  guint classes, dim, per_class;
  gsize values;
} sizes[] = { { 20, 40, 60, 40000 }, { 100, 512, 1000, 1000000 }, { 4, 6, 5, 80 } };

double
random_between (GRand *rand, double low, double high)
{
  return low * pow (high / low, g_rand_double (rand));
}

static guint
whole_between (GRand *rand, guint low, guint high)
{
  return CLAMP ((guint) random_between (rand, low, high + 1.0), low, high);
}

static gboolean
chance (GRand *rand, double share)
{
  return g_rand_double (rand) < share;
}

static double
normal (GRand *rand)
{
  return sqrt (-2 * log (1 - g_rand_double (rand))) * cos (2 * G_PI * g_rand_double (rand));
}

/* N samples around their class's mean, in a space of rank dimensions. */
static double *
draw_values (GRand *rand, const guint32 *classes, gsize n, guint k_n, guint d)
{
  guint rank = chance (rand, 0.4) ? whole_between (rand, 1, MAX (1, MIN (d, 60))) : d;
  double noise = chance (rand, 0.1) ? 0 : random_between (rand, 1e-4, 10);
  g_autofree double *axes = g_new (double, (gsize) rank * d);
  g_autofree double *means = g_new (double, (gsize) k_n * rank);
  double *values = g_new0 (double, n * d);

  for (gsize i = 0; i < (gsize) rank * d; i++)
    axes[i] = rank == d ? i / d == i % d : normal (rand);
  for (gsize i = 0; i < (gsize) k_n * rank; i++)
    means[i] = normal (rand);
  for (gsize i = 0; i < n; i++)
    for (guint r = 0; r < rank; r++)
      {
        double z = means[classes[i] * rank + r] + noise * normal (rand);

        if (rank == d)
          values[i * d + r] = z;
        else
          for (guint j = 0; j < d; j++)
            values[i * d + j] += z * axes[r * d + j];
      }
  return values;
}

/* Samples that stand more than once, in one class or across them. */
static void
duplicate (GRand *rand, double *values, const guint32 *classes, gsize n, guint d)
{
  gboolean across = chance (rand, 0.3), all = chance (rand, 0.2);
  gsize from = 0;

  for (gsize i = 1; i < n; i++)
    {
      if (!across && classes[i] != classes[from])
        from = i;
      if (i != from && (all || chance (rand, 0.3)))
        memcpy (values + i * d, values + from * d, d * sizeof (double));
    }
}

static void
erase (GRand *rand, double *values, const guint32 *classes, gsize n, guint d)
{
  gboolean all = chance (rand, 0.3);

  for (gsize i = 0; i < n; i++)
    if (all || classes[i] == 0)
      memset (values + i * d, 0, d * sizeof (double));
}

/* To a root mean square norm of a sample between 1e-6 and 1e6. */
static void
scale (GRand *rand, double *values, gsize n, guint d)
{
  double square = 0, norm = chance (rand, 0.4) ? 1 : random_between (rand, 1e-6, 1e6);

  for (gsize i = 0; i < n * d; i++)
    square += values[i] * values[i] / n;
  for (gsize i = 0; i < n * d && square > 0; i++)
    values[i] *= norm / sqrt (square);
}

static TfFeatures *
draw_features (GRand *rand, RandomSize size)
{
  guint limits = size == RANDOM_TINY ? 2 : chance (rand, 0.04) ? 1 : 0;
  guint k_n = whole_between (rand, 2, sizes[limits].classes), d = whole_between (rand, 1, sizes[limits].dim);
  guint most = MIN (sizes[limits].per_class, MAX (1, sizes[limits].values / ((gsize) k_n * d)));
  guint per_class = whole_between (rand, 1, most);
  gboolean balanced = chance (rand, 0.5);
  g_autoptr (GArray) classes = g_array_new (FALSE, FALSE, sizeof (guint32));
  double *values;
  gsize n;

  for (guint32 k = 0; k < k_n; k++)
    for (guint i = balanced ? per_class : whole_between (rand, 1, most); i > 0; i--)
      g_array_append_val (classes, k);
  n = classes->len;
  values = draw_values (rand, (guint32 *) (void *) classes->data, n, k_n, d);
  if (chance (rand, 0.2))
    duplicate (rand, values, (guint32 *) (void *) classes->data, n, d);
  if (chance (rand, 0.05))
    erase (rand, values, (guint32 *) (void *) classes->data, n, d);
  scale (rand, values, n, d);
  return tf_features_new ("drawn", n, d, values, g_memdup2 (classes->data, n * sizeof (guint32)), k_n, NULL);
}

static TfFlowKind
draw_flow (GRand *rand)
{
  double u = g_rand_double (rand);

  return u < 0.45 ? TF_FLOW_CENTRAL : u < 0.8 ? TF_FLOW_JOINT : TF_FLOW_DESCENT;
}

static void
draw_parameter (RandomProblem *problem, guint which)
{
  GRand        *rand = problem->rand;
  TfParameters *p = &problem->parameters;

  switch (which)
    {
    case 0: p->lambda_w = random_between (rand, 1e-8, 1e3); break;
    case 1: p->lambda_h = chance (rand, 0.15) ? 0 : random_between (rand, 1e-8, 1e3); break;
    case 2: p->beta = chance (rand, 0.3) ? 0 : random_between (rand, 1e-8, 1e8); break;
    case 3: p->bias = chance (rand, 0.5); break;
    case 4: p->flow = draw_flow (rand); break;
    case 5: p->eta = random_between (rand, 1e-3, 1e3); break;
    case 6: p->step = random_between (rand, 1e-6, 10); break;
    default: p->tolerance = random_between (rand, 1e-10, 1e-2); break;
    }
}

void
random_problem_init (RandomProblem *problem, guint32 seed, RandomSize size)
{
  *problem = (RandomProblem){ .seed = seed, .rand = g_rand_new_with_seed (seed), .parameters = TF_PARAMETERS_DEFAULT };
  problem->features = draw_features (problem->rand, size);
  for (guint i = 0; i < 8; i++)
    draw_parameter (problem, i);
  problem->parameters.initial_w = chance (problem->rand, 0.5) ? TF_INITIAL_W_ZERO : TF_INITIAL_W_RANDOM;
  problem->parameters.initial_w_seed = seed;
}

void
random_problem_clear (RandomProblem *problem)
{
  g_clear_pointer (&problem->rand, g_rand_free);
  g_clear_pointer (&problem->features, tf_features_unref);
}

void
random_problem_change (RandomProblem *problem)
{
  for (guint i = whole_between (problem->rand, 1, 4); i > 0; i--)
    draw_parameter (problem, g_rand_int_range (problem->rand, 0, 8));
}

char *
random_problem_describe (const RandomProblem *problem)
{
  const TfParameters *p = &problem->parameters;

  return g_strdup_printf ("problem %u: K %u, d %" G_GSIZE_FORMAT ", N %" G_GSIZE_FORMAT
                          ", %s, λ_W %g, λ_H %g, β %g, bias %d, η %g, step %g, tolerance %g",
                          problem->seed, tf_features_get_n_classes (problem->features),
                          tf_features_get_dim (problem->features), tf_features_get_n_samples (problem->features),
                          tf_flow_kind_name (p->flow), p->lambda_w, p->lambda_h, p->beta, p->bias, p->eta, p->step,
                          p->tolerance);
}
