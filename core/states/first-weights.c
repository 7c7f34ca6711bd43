/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "first-weights.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>

#include "flow-error.h"
#include "linalg.h"

static double *
take_file_weights (const TfMoments *moments, GError **error)
{
  gsize d = moments->dim, k_n = moments->n_classes;
  double *weights;

  if (moments->weights == NULL)
    {
      g_set_error_literal (error, TF_FLOW_ERROR, TF_FLOW_ERROR_START,
                           "these features came without a last layer W to start from; "
                           "start from zero or a random W instead");
      return NULL;
    }
  weights = g_new (double, d * k_n);
  for (gsize k = 0; k < k_n; k++)
    for (gsize j = 0; j < d; j++)
      weights[j + k * d] = moments->weights[k + j * k_n];
  return weights;
}

static void
fill_normal (gsl_rng *rng, gsize n_inputs, gsize n, double *values)
{
  for (gsize i = 0; i < n; i++)
    values[i] = gsl_ran_ugaussian (rng) / sqrt (n_inputs);
}

static gsl_rng *
make_generator (guint32 seed)
{
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);

  gsl_rng_set (rng, seed);
  return rng;
}

static double *
draw_weights (const TfMoments *moments, guint32 seed)
{
  gsize n = (gsize) moments->dim * moments->n_classes;
  gsl_rng *rng = make_generator (seed);
  double *weights = g_new (double, n);

  fill_normal (rng, moments->dim, n, weights);
  gsl_rng_free (rng);
  return weights;
}

static TfHeadLayers *
take_file_layers (const TfMoments *moments, guint n, GError **error)
{
  if (moments->layers != NULL && moments->layers->n == n)
    return tf_head_layers_copy (moments->layers);
  g_set_error (error, TF_FLOW_ERROR, TF_FLOW_ERROR_START,
               "%u head layers start from a file’s W1 to W%u, and these features came with %s; "
               "start from a random W instead", n, n,
               moments->layers != NULL    ? "another number of them"
               : moments->weights != NULL ? "one last layer W"
                                          : "no last layer");
  return NULL;
}

/* d, K, ..., K; zero, or drawn. */
static TfHeadLayers *
make_layers (const TfMoments *moments, const TfParameters *parameters)
{
  gsize k_n = moments->n_classes, n = (moments->dim + (parameters->head_layers - 1) * k_n) * k_n;
  double *values = g_new0 (double, n), *layer = values;
  gsize sizes[TF_HEAD_LAYERS_MOST + 1];

  for (guint l = 0; l <= parameters->head_layers; l++)
    sizes[l] = l == 0 ? moments->dim : k_n;
  if (parameters->initial_w == TF_INITIAL_W_RANDOM)
    {
      gsl_rng *rng = make_generator (parameters->initial_w_seed);

      for (guint l = 1; l <= parameters->head_layers; l++)
        {
          fill_normal (rng, sizes[l - 1], sizes[l] * sizes[l - 1], layer);
          layer += sizes[l] * sizes[l - 1];
        }
      gsl_rng_free (rng);
    }
  return tf_head_layers_new (parameters->head_layers, sizes, values);
}

double *
tf_first_weights (const TfMoments *moments, const TfParameters *parameters, TfHeadLayers **layers, GError **error)
{
  guint m = tf_parameters_head_layers (parameters);

  *layers = NULL;
  if (m > 1)
    {
      *layers = parameters->initial_w == TF_INITIAL_W_FILE ? take_file_layers (moments, m, error)
                                                           : make_layers (moments, parameters);
      return *layers != NULL ? tf_head_layers_multiply (*layers) : NULL;
    }
  if (parameters->initial_w == TF_INITIAL_W_FILE)
    return take_file_weights (moments, error);
  if (parameters->initial_w == TF_INITIAL_W_RANDOM)
    return draw_weights (moments, parameters->initial_w_seed);
  return g_new0 (double, (gsize) moments->dim * moments->n_classes);
}

/* Row-major W_1 is column-major W_1'. */
double *
tf_first_layer (const TfHeadLayers *layers)
{
  return g_memdup2 (tf_head_layers_get (layers, 1), layers->sizes[0] * layers->sizes[1] * sizeof (double));
}
