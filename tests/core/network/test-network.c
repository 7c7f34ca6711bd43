/* test-network.c: networks in the place of beta: their gradients, their training
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <gio/gio.h>
#include <math.h>
#include <string.h>

#include "linalg.h"
#include "network-kit.h"
#include "problems.h"

static TfNetworkSettings
random_settings (GRand *rand)
{
  TfNetworkSettings s = TF_NETWORK_SETTINGS_DEFAULT;

  s.hidden.n = g_rand_int_range (rand, 1, 4);
  for (guint l = 0; l < s.hidden.n; l++)
    s.hidden.of[l] = g_rand_int_range (rand, 1, 9);
  s.loss.kind = g_rand_int_range (rand, 0, TF_N_LOSSES);
  s.loss.smoothing = g_rand_boolean (rand) ? 0 : g_rand_double (rand);
  s.loss.exponent = g_rand_double_range (rand, 0, 3);
  s.bias = g_rand_boolean (rand);
  s.decay_last = g_rand_double (rand);
  s.decay_features = g_rand_double (rand);
  s.seed = g_rand_int (rand);
  return s;
}

/* Biases too, so that no unit stands at the edge of its ReLU. */
static void
stir (TfNetwork *network, GRand *rand)
{
  double *theta = tf_network_get_parameters (network);

  for (gsize i = 0; i < tf_network_get_n_parameters (network); i++)
    theta[i] += g_rand_double_range (rand, -0.3, 0.3);
}

/* f by its definition: a sample at a time, in long double. */
static long double
define_objective (TfNetwork *network, TfFeatures *features)
{
  const TfNetworkSettings *s = tf_network_get_settings (network);
  const double *theta = tf_network_get_parameters (network);
  gsize n = tf_features_get_n_samples (features), d = tf_features_get_dim (features);
  long double sum = 0, decays = 0;

  for (gsize i = 0; i < n; i++)
    {
      double values[256], next[256];

      tf_features_get_rows (features, i, 1, values);
      for (guint l = 0; l <= s->hidden.n; l++)
        {
          const TfNetworkLayer *layer = tf_network_get_layer (network, l);

          g_assert_cmpuint (layer->n_inputs, ==, l > 0 ? s->hidden.of[l - 1] : d);
          for (gsize j = 0; j < layer->n_outputs; j++)
            {
              long double z = layer->has_bias ? theta[layer->biases + j] : 0;

              for (gsize k = 0; k < layer->n_inputs; k++)
                z += (long double) theta[layer->weights + k + j * layer->n_inputs] * values[k];
              next[j] = l < s->hidden.n && z < 0 ? 0 : z;
            }
          memcpy (values, next, layer->n_outputs * sizeof (double));
        }
      sum += tf_loss_evaluate (&s->loss, tf_features_get_n_classes (features), 1, values,
                               tf_features_get_classes (features) + i, NULL, NULL);
    }
  for (gsize i = 0; i < tf_network_get_n_parameters (network); i++)
    decays += (i < tf_network_get_layer (network, s->hidden.n)->weights ? s->decay_features : s->decay_last)
              * (long double) theta[i] * theta[i] / 2;
  return sum / n + decays;
}

/* A step that crosses the edge of a ReLU is told by the two halves of it, which then differ. */
static void
check_gradient (TfNetwork *network, TfFeatures *features, GRand *rand, guint *n_checked)
{
  gsize n = tf_network_get_n_parameters (network);
  g_autofree double *gradient = g_new (double, n), *v = g_new (double, n), *start = copy_parameters (network);
  double *theta = tf_network_get_parameters (network), e = 1e-6, fit, slope;
  long double f, plus, minus;

  f = tf_network_evaluate (network, &fit, gradient);
  g_assert_cmpfloat (fabsl (f - define_objective (network, features)), <=, 1e-12 * (1 + fabsl (f)));
  g_assert_cmpfloat (fit, <=, f);
  for (gsize i = 0; i < n; i++)
    v[i] = g_rand_double_range (rand, -1, 1);
  slope = tf_dot (n, gradient, v);
  for (gsize i = 0; i < n; i++)
    theta[i] = start[i] + e * v[i];
  plus = (define_objective (network, features) - f) / e;
  for (gsize i = 0; i < n; i++)
    theta[i] = start[i] - e * v[i];
  minus = (f - define_objective (network, features)) / e;
  memcpy (theta, start, n * sizeof (double));
  if (fabsl (plus - minus) > 1e-4 * (1 + fabs (slope)) * sqrt (n))
    return;
  (*n_checked)++;
  g_assert_cmpfloat (fabsl ((plus + minus) / 2 - slope), <=, 1e-7 * (1 + fabs (slope)) * n);
}

static void
test_gradient (void)
{
  guint n_checked = 0;

  for (guint32 seed = 1; seed <= 200; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (TfFeatures) features = problem_random (seed, FALSE);
      TfNetworkSettings settings = random_settings (rand);
      g_autoptr (TfNetwork) network = make (features, &settings);

      stir (network, rand);
      check_gradient (network, features, rand, &n_checked);
    }
  g_assert_cmpuint (n_checked, >=, 150);
}

/* More samples than a block, large or small, and enough work for two threads. */
static void
test_blocks (void)
{
  guint n_checked = 0;

  for (guint32 seed = 1; seed <= 3; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (TfFeatures) features = problem_sized (3, 300 + 7 * seed, 40, seed);
      TfNetworkSettings settings = random_settings (rand);
      g_autoptr (TfNetwork) network = NULL;

      settings.hidden.n = 2;
      settings.hidden.of[0] = seed == 1 ? 150 : 100;
      settings.hidden.of[1] = 70;
      network = make (features, &settings);
      g_assert_cmpuint (tf_network_get_n_parameters (network) * tf_features_get_n_samples (features), >, 4000000);
      stir (network, rand);
      check_gradient (network, features, rand, &n_checked);
    }
  g_assert_cmpuint (n_checked, >=, 1);
}

/* v <- mu v + grad f, theta <- theta - rate v, for as many steps as there are rates. */
static void
test_steps (void)
{
  for (guint32 seed = 1; seed <= 30; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (TfFeatures) features = problem_random (seed, FALSE);
      TfNetworkSettings s = random_settings (rand);
      g_autoptr (TfNetwork) trained = make (features, &s), plain = make (features, &s);
      gsize n = tf_network_get_n_parameters (plain);
      g_autofree double *v = g_new0 (double, n), *gradient = g_new (double, n);
      double *theta = tf_network_get_parameters (plain);

      g_assert_cmpmem (theta, n * sizeof (double), tf_network_get_parameters (trained), n * sizeof (double));
      for (guint step = 0; step < 10; step++)
        {
          double rate = 0.02 + 0.01 * step, mu = 0.05 * step, last = 0.1 * step, below = 0.1;
          g_assert_true (tf_network_set_dynamics (plain, rate, mu, last, below, NULL));
          g_assert_true (tf_network_set_dynamics (trained, rate, mu, last, below, NULL));
          tf_network_evaluate (plain, NULL, gradient);
          for (gsize i = 0; i < n; i++)
            {
              v[i] = mu * v[i] + gradient[i];
              theta[i] -= rate * v[i];
            }
          g_assert_true (tf_network_train (trained, 1, NULL, NULL));
        }
      g_assert_cmpuint (tf_network_get_iteration (trained), ==, 10);
      for (gsize i = 0; i < n; i++)
        g_assert_cmpfloat_with_epsilon (theta[i], tf_network_get_parameters (trained)[i], 1e-12 * (1 + fabs (theta[i])));
    }
}

/* With a rate that moves nothing, the batches of a round have the gradients of all samples among them:
 * momentum sums them up. N = 3 b + 1, so that the last batch is of one. */
static void
test_batches (void)
{
  g_autoptr (TfFeatures) features = problem_sized (2, 14, 5, 3); /* N = 28 = 3 * 9 + 1 */
  TfNetworkSettings s = TF_NETWORK_SETTINGS_DEFAULT;
  g_autoptr (TfNetwork) whole = NULL, batches = NULL, again = NULL;
  g_autofree double *gradient = NULL, *start = NULL;
  gsize n;

  s.decay_last = s.decay_features = 0;
  s.momentum = 0;
  s.rate = 1e-7;
  whole = make (features, &s);
  s.batch = 9;
  batches = make (features, &s);
  again = make (features, &s);
  n = tf_network_get_n_parameters (whole);
  gradient = g_new (double, n);
  tf_network_evaluate (whole, NULL, gradient);
  start = copy_parameters (batches);
  g_assert_cmpmem (start, n * sizeof (double), tf_network_get_parameters (whole), n * sizeof (double));

  /* 9/28 of three steps and 1/28 of the fourth. */
  for (guint step = 0; step < 4; step++)
    {
      g_assert_true (tf_network_set_dynamics (batches, step < 3 ? 9e-7 : 1e-7, 0, 0, 0, NULL));
      g_assert_true (tf_network_train (batches, 1, NULL, NULL));
    }
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon ((start[i] - tf_network_get_parameters (batches)[i]) / 28e-7, gradient[i], 1e-4);

  /* The same seed, the same order; rounds after the first are other ones. */
  for (guint step = 0; step < 4; step++)
    {
      g_assert_true (tf_network_set_dynamics (again, step < 3 ? 9e-7 : 1e-7, 0, 0, 0, NULL));
      g_assert_true (tf_network_train (again, 1, NULL, NULL));
    }
  g_assert_cmpmem (tf_network_get_parameters (again), n * sizeof (double), tf_network_get_parameters (batches),
                   n * sizeof (double));
}

/* Batches as large as all there is are no batches, to the last bit. */
static void
test_whole_batch (void)
{
  g_autoptr (TfFeatures) features = problem_sized (3, 11, 6, 5);
  TfNetworkSettings s = TF_NETWORK_SETTINGS_DEFAULT;
  g_autoptr (TfNetwork) whole = make (features, &s), batches = NULL, other = NULL;
  gsize size = tf_network_get_n_parameters (whole) * sizeof (double);

  s.batch = 33;
  batches = make (features, &s);
  s.seed = 2;
  other = make (features, &s);
  g_assert_cmpfloat (tf_network_get_parameters (other)[0], !=, tf_network_get_parameters (whole)[0]);
  g_assert_true (tf_network_train (whole, 20, NULL, NULL));
  g_assert_true (tf_network_train (batches, 20, NULL, NULL));
  g_assert_cmpmem (tf_network_get_parameters (whole), size, tf_network_get_parameters (batches), size);
}

static void
test_divergence (void)
{
  static const TfLossKind kinds[] = { TF_LOSS_SQUARED, TF_LOSS_CROSS_ENTROPY, TF_LOSS_FOCAL };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (TfFeatures) features = problem_sized (3, 10, 6, 1);
      TfNetworkSettings s = TF_NETWORK_SETTINGS_DEFAULT;
      g_autoptr (TfNetwork) network = NULL;
      g_autoptr (GError) error = NULL;
      guint64 iteration;

      s.loss.kind = kinds[i];
      s.rate = 1e9;
      network = make (features, &s);
      g_assert_false (tf_network_train (network, 1000, NULL, &error));
      g_assert_error (error, TF_NETWORK_ERROR, TF_NETWORK_ERROR_DIVERGED);
      iteration = tf_network_get_iteration (network);
      g_assert_cmpuint (iteration, <, 1000);

      /* It stays so. */
      g_clear_error (&error);
      g_assert_false (tf_network_train (network, 1, NULL, &error));
      g_assert_error (error, TF_NETWORK_ERROR, TF_NETWORK_ERROR_DIVERGED);
      g_assert_cmpuint (tf_network_get_iteration (network), ==, iteration);
    }
}

static void
test_cancelled (void)
{
  g_autoptr (TfFeatures) features = problem_sized (3, 10, 6, 1);
  const TfNetworkSettings s = TF_NETWORK_SETTINGS_DEFAULT;
  g_autoptr (TfNetwork) network = make (features, &s);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (tf_network_train (network, 5, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (tf_network_get_iteration (network), ==, 0);
}

static void
test_settings (void)
{
  TfNetworkSettings s = TF_NETWORK_SETTINGS_DEFAULT, bad;

  g_assert_true (tf_network_settings_validate (&s, NULL));
#define REFUSE(member, value)                                                                                          \
  bad = s;                                                                                                             \
  bad.member = value;                                                                                                  \
  g_assert_false (tf_network_settings_validate (&bad, NULL))
  REFUSE (rate, 0);
  REFUSE (rate, NAN);
  REFUSE (rate, INFINITY);
  REFUSE (momentum, 1);
  REFUSE (momentum, -0.1);
  REFUSE (momentum, NAN);
  REFUSE (decay_last, -1e-9);
  REFUSE (decay_features, NAN);
  REFUSE (hidden.n, 0);
  REFUSE (hidden.n, TF_WIDTHS_MOST_LAYERS + 1);
  REFUSE (hidden.of[1], 0);
  REFUSE (loss.smoothing, 1.5);
#undef REFUSE
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/network/gradient", test_gradient);
  g_test_add_func ("/network/blocks", test_blocks);
  g_test_add_func ("/network/steps", test_steps);
  g_test_add_func ("/network/batches", test_batches);
  g_test_add_func ("/network/whole-batch", test_whole_batch);
  g_test_add_func ("/network/divergence", test_divergence);
  g_test_add_func ("/network/cancelled", test_cancelled);
  g_test_add_func ("/network/settings", test_settings);
  return g_test_run ();
}
