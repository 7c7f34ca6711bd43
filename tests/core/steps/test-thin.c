/* test-thin.c: joint flows of every sample in few directions against those in all
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "integrator.h"
#include "linalg.h"
#include "measure.h"
#include "metric-table.h"
#include "moments.h"
#include "state.h"
#include "synthetic.h"

typedef struct
{
  const char *name;
  gsize sizes[4]; /* classes, until 0 */
  guint dim;
  double noise, until;
  TfLossKind loss;
  TfParameters p;
} Case;

#define CROSS TF_LOSS_CROSS_ENTROPY

static const Case cases[] = {
  { "balanced", { 40, 40, 40 }, 60, 1, 100, CROSS, { 0 } },
  { "unbalanced, with a bias", { 60, 20, 6 }, 48, 1, 30, CROSS, { .bias = TRUE } },
  { "decayed bias, smoothing", { 30, 30 }, 64, 2, 30, CROSS, { .bias = TRUE, .bias_decay = 0.3, .smoothing = 0.1 } },
  { "focal", { 50, 30, 20, 10 }, 56, 1, 30, TF_LOSS_FOCAL, { .focal_exponent = 2 } },
  { "held near H0", { 40, 40, 40 }, 48, 1, 100, CROSS, { .beta = 0.1 } },
  { "held fast", { 40, 20 }, 60, 1, 30, CROSS, { .beta = 20 } },
  { "W from a seed", { 30, 30, 30 }, 48, 1, 30, CROSS, { .initial_w = TF_INITIAL_W_RANDOM } },
  { "W outside of the span", { 20, 16 }, 64, 1, 30, CROSS, { .initial_w = TF_INITIAL_W_RANDOM, .beta = 0.01 } },
  { "fast W", { 40, 40, 40 }, 48, 1, 30, CROSS, { .eta = 20 } },
  { "hardly decayed", { 40, 40 }, 64, 0.3, 300, CROSS, { .lambda_w = 5e-5, .lambda_h = 5e-4 } },
  { "squared error", { 40, 30, 20 }, 48, 1, 30, TF_LOSS_SQUARED, { 0 } },
};

/* What a case does not say is usual. */
static TfParameters
parameters_of (const Case *c)
{
  TfParameters p = TF_PARAMETERS_DEFAULT;

  p.flow = TF_FLOW_JOINT;
  p.loss = c->loss;
  p.bias = c->p.bias;
  p.bias_decay = c->p.bias_decay;
  p.smoothing = c->p.smoothing;
  p.focal_exponent = c->p.focal_exponent;
  p.beta = c->p.beta;
  p.initial_w = c->p.initial_w == TF_INITIAL_W_FILE ? TF_INITIAL_W_ZERO : c->p.initial_w;
  p.eta = c->p.eta > 0 ? c->p.eta : p.eta;
  p.lambda_w = c->p.lambda_w > 0 ? c->p.lambda_w : p.lambda_w;
  p.lambda_h = c->p.lambda_h > 0 ? c->p.lambda_h : p.lambda_h;
  return p;
}

static TfMoments *
draw (const Case *c)
{
  gsize sizes[4];
  TfSynthetic synthetic = { .sizes = sizes, .dim = c->dim, .seed = 5, .spread = 1, .noise = c->noise };
  g_autoptr (TfFeatures) features = NULL;

  memcpy (sizes, c->sizes, sizeof sizes);
  while (synthetic.n_classes < 4 && sizes[synthetic.n_classes] > 0)
    synthetic.n_classes++;
  features = tf_synthetic_generate (&synthetic, NULL);
  return tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
}

typedef struct
{
  TfStart *start;
  TfIntegrator *integrator;
  TfParameters p;
} Followed;

static void
followed_clear (Followed *self)
{
  tf_integrator_free (self->integrator);
  tf_start_free (self->start);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Followed, followed_clear)

static Followed
follow (TfMoments *moments, const TfParameters *p, gboolean thin)
{
  g_autoptr (TfStart) reduced = tf_start_new (moments, p, NULL);
  Followed self = { .p = *p };

  self.start = thin ? tf_start_new_thin (reduced, NULL) : tf_start_new_whole (reduced, NULL);
  self.integrator = tf_integrator_new (self.start, p);
  return self;
}

static void
advance (Followed *self, double until)
{
  g_autoptr (GError) error = NULL;

  while (tf_integrator_get_time (self->integrator) < until)
    {
      tf_integrator_step (self->integrator, until, &error);
      g_assert_no_error (error);
    }
}

static double *
samples_of (const Followed *self)
{
  return tf_start_expand_samples (self->start, tf_integrator_get_state (self->integrator),
                                  tf_integrator_get_outside (self->integrator));
}

static double *
weights_of (const Followed *self)
{
  double *rows = g_new (double, self->start->moments->dim * self->start->n_classes);

  tf_start_expand_weights (self->start, tf_system_get_weights (tf_integrator_get_system (self->integrator)), rows);
  return rows;
}

static double
difference (gsize n, const double *a, const double *b)
{
  g_autofree double *apart = g_memdup2 (a, n * sizeof (double));

  cblas_daxpy (n, -1, b, 1, apart, 1);
  return tf_norm (n, apart) / tf_norm (n, b);
}

static void
assert_close (const char *name, const char *what, double apart, double allowed)
{
  if (!(apart <= allowed))
    g_error ("%s: %s differs by %g", name, what, apart);
}

static void
assert_same_state (const char *name, const Followed *a, const Followed *b, double allowed)
{
  gsize d = a->start->moments->dim, n = a->start->n_columns, k_n = a->start->n_classes;
  g_autofree double *h = samples_of (a), *of_h = samples_of (b), *w = weights_of (a), *of_w = weights_of (b);

  assert_close (name, "H", difference (d * n, h, of_h), allowed);
  assert_close (name, "W", difference (d * k_n, w, of_w), allowed);
}

static void
measure (const Followed *self, TfMetrics *metrics)
{
  TfSystem *system = tf_integrator_get_system (self->integrator);
  g_autofree double *bias = g_new (double, self->start->n_classes);
  TfMeasured measured = { self->start,
                          &self->p,
                          tf_integrator_get_state (self->integrator),
                          tf_integrator_get_outside (self->integrator),
                          tf_system_get_weights (system),
                          tf_system_get_fit (system),
                          bias };

  tf_system_get_bias (system, bias);
  tf_metrics_measure (&measured, metrics);
}

static void
assert_same_metrics (const char *name, const Followed *a, const Followed *b, double allowed)
{
  TfMetrics of_a, of_b;

  measure (a, &of_a);
  measure (b, &of_b);
  g_assert_cmpuint (of_a.rank, ==, of_b.rank);
  for (guint m = 0; m < TF_N_METRICS; m++)
    {
      g_assert_cmpint (isnan (of_a.values[m]), ==, isnan (of_b.values[m]));
      if (!isnan (of_a.values[m]))
        assert_close (name, tf_metric_name (m), fabs (of_a.values[m] - of_b.values[m]),
                      allowed * (1 + fabs (of_b.values[m])));
    }
}

/* The truth is the whole state, followed far more closely. */
static void
test_against_whole (gconstpointer data)
{
  double tolerance = *(const double *)data, allowed = tolerance > 1e-8 ? 10 * tolerance : 1e-8;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      g_autoptr (TfMoments) moments = draw (c);
      TfParameters p = parameters_of (c), fine = p;
      g_auto (Followed) thin = { 0 }, whole = { 0 };

      p.tolerance = tolerance;
      fine.tolerance = MIN (1e-9, tolerance);
      thin = follow (moments, &p, TRUE);
      whole = follow (moments, &fine, FALSE);
      g_assert_cmpuint (thin.start->dim, <, thin.start->space->dim);
      assert_same_metrics (c->name, &thin, &whole, 1e-12);
      for (double t = c->until / 100; t <= c->until; t *= 10)
        {
          advance (&thin, t);
          advance (&whole, t);
          assert_same_state (c->name, &thin, &whole, allowed);
          assert_same_metrics (c->name, &thin, &whole, 20 * allowed);
        }
    }
}

/* What W does not see for a long time costs no place. */
static void
test_stays_thin (void)
{
  gsize sizes[2] = { 400, 400 };
  TfSynthetic synthetic = { .n_classes = 2, .sizes = sizes, .dim = 96, .seed = 5, .spread = 1, .noise = 1 };
  g_autoptr (TfFeatures) features = tf_synthetic_generate (&synthetic, NULL);
  g_autoptr (TfMoments) moments = tf_moments_new (features, TF_KEEP_ALL, NULL, NULL);
  TfParameters p = parameters_of (&cases[0]);
  g_auto (Followed) thin = follow (moments, &p, TRUE);
  gsize before = thin.start->dim;

  advance (&thin, 1);
  g_assert_cmpuint (thin.start->dim, >, before);
  g_assert_cmpuint (thin.start->dim, <, 48);
}

/* A state is returned to bit by bit, in the directions that it had; another integrator can as well. */
static void
test_return (void)
{
  const Case *c = &cases[0];
  g_autoptr (TfMoments) moments = draw (c);
  TfParameters p = parameters_of (c);
  g_auto (Followed) a = { 0 }, b = { 0 };
  g_autofree double *later = NULL, *again = NULL, *elsewhere = NULL, *state = NULL;
  TfIntegratorState *early, *late;
  gsize dim, size;

  p.tolerance = 1e-6;
  a = follow (moments, &p, TRUE);
  advance (&a, 0.5);
  early = tf_integrator_save (a.integrator);
  dim = a.start->dim;
  advance (&a, 5);
  late = tf_integrator_save (a.integrator);
  g_assert_cmpuint (a.start->dim, >, dim);
  size = a.start->moments->dim * a.start->n_columns * sizeof (double);
  later = samples_of (&a);
  state = g_memdup2 (tf_integrator_get_state (a.integrator), a.start->dim * a.start->n_columns * sizeof (double));

  p.eta = 10; /* gets other directions */
  b = follow (moments, &p, TRUE);
  advance (&b, 2);
  p.eta = 1;
  tf_integrator_load (b.integrator, &p, early);
  advance (&b, 5);
  elsewhere = samples_of (&b);
  assert_close (c->name, "H from another's state", difference (size / sizeof (double), elsewhere, later), 1e-5);
  tf_integrator_load (b.integrator, &p, late);
  g_assert_cmpmem (tf_integrator_get_state (b.integrator), b.start->dim * b.start->n_columns * sizeof (double), state,
                   a.start->dim * a.start->n_columns * sizeof (double));
  /* A product's last digit may follow where in memory its factors are. */
  again = samples_of (&b);
  assert_close (c->name, "H gone back to", difference (size / sizeof (double), again, later), 1e-15);
  tf_integrator_state_free (early);
  tf_integrator_state_free (late);
}

/* States of whole starts and of thin ones can be gone back to from either. */
static void
test_exchange (void)
{
  const Case *c = &cases[6];
  g_autoptr (TfMoments) moments = draw (c);
  TfParameters p = parameters_of (c);
  g_auto (Followed) thin = { 0 }, whole = { 0 };
  TfIntegratorState *of_thin, *of_whole;

  p.tolerance = 1e-7;
  thin = follow (moments, &p, TRUE);
  whole = follow (moments, &p, FALSE);
  advance (&thin, 0.1);
  advance (&whole, 0.1);
  of_thin = tf_integrator_save (thin.integrator);
  of_whole = tf_integrator_save (whole.integrator);
  tf_integrator_load (whole.integrator, &p, of_thin);
  tf_integrator_load (thin.integrator, &p, of_whole);
  g_assert_null (thin.start->all);
  g_assert_cmpuint (whole.start->dim, <, thin.start->dim);
  advance (&thin, 2);
  advance (&whole, 2);
  assert_same_state (c->name, &thin, &whole, 1e-6);
  assert_same_metrics (c->name, &thin, &whole, 2e-5);
  tf_integrator_load (thin.integrator, &p, of_thin);
  tf_integrator_load (whole.integrator, &p, of_whole);
  assert_same_state (c->name, &thin, &whole, 1e-6);
  tf_integrator_state_free (of_thin);
  tf_integrator_state_free (of_whole);
}

/* Other flows move all there is. */
static void
test_to_another_flow (gconstpointer data)
{
  const Case *c = &cases[4];
  g_autoptr (TfMoments) moments = draw (c);
  TfParameters p = parameters_of (c), fine;
  g_auto (Followed) thin = { 0 }, whole = { 0 };

  p.tolerance = 1e-8;
  fine = p;
  fine.tolerance = 1e-9;
  thin = follow (moments, &p, TRUE);
  whole = follow (moments, &fine, FALSE);
  advance (&thin, 1);
  advance (&whole, 1);
  thin.p.flow = whole.p.flow = GPOINTER_TO_INT (data);
  thin.p.tolerance = whole.p.tolerance = 1e-9;
  tf_integrator_set_parameters (thin.integrator, &thin.p);
  tf_integrator_set_parameters (whole.integrator, &whole.p);
  assert_same_state (c->name, &thin, &whole, 1e-7);
  advance (&thin, 2);
  advance (&whole, 2);
  assert_same_state (c->name, &thin, &whole, 1e-7);
  thin.p.flow = whole.p.flow = TF_FLOW_JOINT;
  tf_integrator_set_parameters (thin.integrator, &thin.p);
  tf_integrator_set_parameters (whole.integrator, &whole.p);
  advance (&thin, 4);
  advance (&whole, 4);
  assert_same_state (c->name, &thin, &whole, 1e-7);
}

int
main (int argc, char **argv)
{
  static const double coarse = 1e-6, fine = 1e-10;

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/thin/against-whole", &coarse, test_against_whole);
  g_test_add_data_func ("/thin/against-whole-finely", &fine, test_against_whole);
  g_test_add_func ("/thin/stays-thin", test_stays_thin);
  g_test_add_func ("/thin/return", test_return);
  g_test_add_func ("/thin/exchange", test_exchange);
  g_test_add_data_func ("/thin/to-central-path", GINT_TO_POINTER (TF_FLOW_CENTRAL), test_to_another_flow);
  return g_test_run ();
}
