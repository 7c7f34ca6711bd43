/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network-private.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <string.h>

#include "linalg.h"

#define BOUND 1e100 /* of features */
#define DIVERGED_FACTOR 1e12 /* of f, against what it was at first */

G_DEFINE_QUARK (tf-network-error-quark, tf_network_error)

/* --- layers --- */

static void
choose_block (TfNetwork *self)
{
  gboolean is_small = self->widest * self->widest <= TF_NETWORK_UNPACKED / TF_NETWORK_SMALL_BLOCK;

  self->block = is_small ? TF_NETWORK_SMALL_BLOCK : TF_NETWORK_BLOCK;
  self->turned = is_small ? g_new (double, self->n_parameters) : NULL;
}

/* Where each stands among the parameters. */
static void
place_layers (TfNetwork *self)
{
  const TfNetworkSettings *s = &self->settings;
  gsize below = self->dim, at = 0;

  self->widest = MAX (self->dim, self->k_n);
  for (guint l = 0; l <= s->hidden.n; l++)
    {
      TfNetworkLayer *layer = &self->layers[l];

      layer->n_inputs = below;
      layer->n_outputs = l < s->hidden.n ? s->hidden.of[l] : self->k_n;
      layer->has_bias = l < s->hidden.n || s->bias;
      layer->weights = at;
      layer->biases = at + below * layer->n_outputs;
      at = layer->biases + (layer->has_bias ? layer->n_outputs : 0);
      below = layer->n_outputs;
      self->widest = MAX (self->widest, below);
    }
  self->n_parameters = at;
}

static gboolean
check_start (const TfNetwork *self, GError **error)
{
  const TfSummary *summary = tf_features_get_summary (self->features);

  if (summary != NULL)
    g_set_error_literal (error, TF_NETWORK_ERROR, TF_NETWORK_ERROR_START,
                         "a network is trained on samples, and these features are moments alone");
  else if (self->n_parameters > TF_NETWORK_MOST_WEIGHTS)
    g_set_error (error, TF_NETWORK_ERROR, TF_NETWORK_ERROR_START,
                 "the layers would have %" G_GSIZE_FORMAT " weights, and may have %" G_GSIZE_FORMAT " at the most",
                 self->n_parameters, TF_NETWORK_MOST_WEIGHTS);
  else
    return TRUE;
  return FALSE;
}

/* Where each layer's outputs stand; and how many there are in all. */
static gsize
place_outputs (TfNetwork *self)
{
  gsize at = 0;

  for (guint l = 0; l <= self->settings.hidden.n; l++)
    {
      self->outputs[l] = at;
      at += self->layers[l].n_outputs * self->block;
    }
  return at;
}

static void
allocate_part (const TfNetwork *self, gsize outputs, TfNetworkPart *part)
{
  part->gradient = g_new0 (double, self->n_parameters);
  part->inputs = g_new (double, self->dim * self->block);
  part->layers = g_new (double, outputs);
  for (guint i = 0; i < 2; i++)
    part->slopes[i] = g_new (double, self->widest * self->block);
  part->classes = g_new (guint32, self->block);
}

static void
allocate (TfNetwork *self)
{
  gsize outputs;

  choose_block (self);
  outputs = place_outputs (self);
  for (guint i = 0; i < G_N_ELEMENTS (self->parts); i++)
    allocate_part (self, outputs, &self->parts[i]);
  self->helper = tf_helper_new ();
}

static void
clear_part (TfNetworkPart *part)
{
  g_free (part->gradient);
  g_free (part->inputs);
  g_free (part->layers);
  g_free (part->slopes[0]);
  g_free (part->slopes[1]);
  g_free (part->classes);
}

/* Of variance 2/inputs, which keeps the size of what goes through ReLU (He et al., "Delving Deep into
 * Rectifiers", ICCV 2015); of the last layer 1/inputs. */
static void
draw_start (TfNetwork *self)
{
  for (guint l = 0; l <= self->settings.hidden.n; l++)
    {
      const TfNetworkLayer *layer = &self->layers[l];
      double scale = sqrt ((l < self->settings.hidden.n ? 2.0 : 1.0) / layer->n_inputs);

      for (gsize i = layer->weights; i < layer->biases; i++)
        self->parameters[i] = scale * gsl_ran_ugaussian (self->rng);
    }
}

static void
start_order (TfNetwork *self)
{
  if (self->settings.batch == 0 || self->settings.batch >= self->n)
    return;
  self->order = g_new (gsize, self->n);
  for (gsize i = 0; i < self->n; i++)
    self->order[i] = i;
  self->next = self->n;
}

TfNetwork *
tf_network_new (TfFeatures *features, const TfNetworkSettings *settings, GError **error)
{
  g_autoptr (TfNetwork) self = NULL;

  if (!tf_network_settings_validate (settings, error))
    return NULL;
  self = g_new0 (TfNetwork, 1);
  self->settings = *settings;
  self->features = tf_features_ref (features);
  self->n = tf_features_get_n_samples (features);
  self->dim = tf_features_get_dim (features);
  self->k_n = tf_features_get_n_classes (features);
  self->classes = tf_features_get_classes (features);
  place_layers (self);
  if (!check_start (self, error))
    return NULL;
  self->inputs = g_new (double, self->dim * self->n);
  tf_features_get_rows (features, 0, self->n, self->inputs);
  self->parameters = g_new0 (double, self->n_parameters);
  self->velocity = g_new0 (double, self->n_parameters);
  allocate (self);
  self->rng = gsl_rng_alloc (gsl_rng_mt19937);
  gsl_rng_set (self->rng, settings->seed);
  draw_start (self);
  start_order (self);
  return g_steal_pointer (&self);
}

void
tf_network_free (TfNetwork *self)
{
  g_clear_pointer (&self->helper, tf_helper_free);
  tf_features_unref (self->features);
  g_free (self->inputs);
  g_free (self->parameters);
  g_free (self->velocity);
  g_free (self->turned);
  for (guint i = 0; i < G_N_ELEMENTS (self->parts); i++)
    clear_part (&self->parts[i]);
  g_free (self->order);
  g_clear_pointer (&self->rng, gsl_rng_free);
  g_free (self);
}

/* --- steps --- */

static double
get_decay (const TfNetwork *self, guint l)
{
  return l < self->settings.hidden.n ? self->settings.decay_features : self->settings.decay_last;
}

static gsize
get_end (const TfNetwork *self, guint l)
{
  return l < self->settings.hidden.n ? self->layers[l + 1].weights : self->n_parameters;
}

/* The first of the next batch, and how many; after the last one the samples are shuffled. The last batch
 * of a round has what is left. */
static gsize
take_batch (TfNetwork *self, gsize *n)
{
  gsize first;

  *n = self->n;
  if (self->order == NULL)
    return 0;
  if (self->next == self->n)
    {
      gsl_ran_shuffle (self->rng, self->order, self->n, sizeof (gsize));
      self->next = 0;
    }
  first = self->next;
  *n = MIN (self->settings.batch, self->n - first);
  self->next += *n;
  return first;
}

/* v <- mu v + (sum/n + decay theta), theta <- theta - rate v, in one pass. */
static void
move (TfNetwork *self, gsize n)
{
  const double *sum = self->parts[0].gradient;
  double mu = self->settings.momentum, rate = self->settings.rate, share = 1.0 / n;

  for (guint l = 0; l <= self->settings.hidden.n; l++)
    {
      double decay = get_decay (self, l), *theta = self->parameters, *v = self->velocity;
      gsize end = get_end (self, l);

      for (gsize i = self->layers[l].weights; i < end; i++)
        {
          v[i] = mu * v[i] + (share * sum[i] + decay * theta[i]);
          theta[i] -= rate * v[i];
        }
    }
}

/* Written so that what is no number is beyond. */
static gboolean
check_bound (const TfNetwork *self, double value, double bound, GError **error)
{
  const TfNetworkSettings *s = &self->settings;

  if (fabs (value) < bound)
    return TRUE;
  g_set_error (error, TF_NETWORK_ERROR, TF_NETWORK_ERROR_DIVERGED,
               "training diverged at iteration %" G_GUINT64_FORMAT ": the rate %g with momentum %g is too large here; a "
               "smaller rate will do",
               self->iteration, s->rate, s->momentum);
  return FALSE;
}

gboolean
tf_network_train (TfNetwork *self, guint64 n, GCancellable *cancellable, GError **error)
{
  for (guint64 i = 0; i < n; i++)
    {
      gsize size, first;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      first = take_batch (self, &size);
      tf_network_pass (self, first, size, TRUE);
      if (self->iteration == 0 && isfinite (self->parts[0].loss))
        self->first_loss = self->parts[0].loss / size;
      if (!check_bound (self, self->parts[0].loss / size, DIVERGED_FACTOR * MAX (self->first_loss, 1), error))
        return FALSE;
      move (self, size);
      self->iteration++;
    }
  return TRUE;
}

/* --- what there is to see --- */

guint64
tf_network_get_iteration (const TfNetwork *self)
{
  return self->iteration;
}

const TfNetworkSettings *
tf_network_get_settings (const TfNetwork *self)
{
  return &self->settings;
}

gboolean
tf_network_set_settings (TfNetwork *self, const TfNetworkSettings *settings, GError **error)
{
  gboolean other_batches = settings->batch != self->settings.batch;

  g_assert (tf_widths_equal (&settings->hidden, &self->settings.hidden) && !settings->bias == !self->settings.bias);
  if (!tf_network_settings_validate (settings, error))
    return FALSE;
  self->settings = *settings;
  if (other_batches)
    {
      g_clear_pointer (&self->order, g_free);
      start_order (self);
    }
  return TRUE;
}

gboolean
tf_network_set_dynamics (TfNetwork *self, double rate, double momentum, double decay_last, double decay_features,
                         GError **error)
{
  TfNetworkSettings changed = self->settings;

  changed.rate = rate;
  changed.momentum = momentum;
  changed.decay_last = decay_last;
  changed.decay_features = decay_features;
  return tf_network_set_settings (self, &changed, error);
}

double
tf_network_evaluate (TfNetwork *self, double *fit, double *gradient)
{
  gsize *order = g_steal_pointer (&self->order);
  double mean, decays = 0;

  tf_network_pass (self, 0, self->n, gradient != NULL);
  self->order = order;
  mean = self->parts[0].loss / self->n;
  for (guint l = 0; l <= self->settings.hidden.n; l++)
    {
      gsize first = self->layers[l].weights, size = get_end (self, l) - first;

      decays += get_decay (self, l) / 2 * pow (tf_norm (size, self->parameters + first), 2);
      for (gsize i = first; i < first + size && gradient != NULL; i++)
        gradient[i] = self->parts[0].gradient[i] / self->n + get_decay (self, l) * self->parameters[i];
    }
  if (fit != NULL)
    *fit = mean;
  return mean + decays;
}

gsize
tf_network_get_n_parameters (const TfNetwork *self)
{
  return self->n_parameters;
}

double *
tf_network_get_parameters (TfNetwork *self)
{
  return self->parameters;
}

const TfNetworkLayer *
tf_network_get_layer (const TfNetwork *self, guint l)
{
  g_assert (l <= self->settings.hidden.n);
  return &self->layers[l];
}

/* What is not finite has no metrics; nor has what is too large to be squared. */
static gboolean
check_values (const TfNetwork *self, gsize n, const double *values, GError **error)
{
  double most = 0;

  for (gsize i = 0; i < n; i++)
    most = !(values[i] <= most) ? values[i] : most; /* ReLU: none is below 0 */
  return check_bound (self, most, BOUND, error);
}

/* What is held out beside H0 passes through the layers, too. FALSE where it is not finite there. */
static gboolean
pass_held_out (TfNetwork *self, guint l, TfHeldOutKind kind, TfFeatures *above, GError **error)
{
  TfFeatures *other = tf_features_get_held_out (self->features, kind);
  gsize n = other != NULL ? tf_features_get_n_rows (other) : 0, width = tf_features_get_dim (above);
  g_autofree double *inputs = NULL, *values = NULL;
  g_auto (GStrv) names = NULL;
  g_autoptr (TfFeatures) passed = NULL;

  if (other == NULL)
    return TRUE;
  inputs = g_new (double, n * self->dim);
  values = g_new (double, n * width);
  tf_features_get_rows (other, 0, n, inputs);
  tf_network_forward_inputs (self, l, n, inputs, values);
  if (!check_values (self, n * width, values, error))
    return FALSE;
  names = g_new0 (char *, tf_features_get_n_classes (other) + 1);
  for (guint k = 0; k < tf_features_get_n_classes (other); k++)
    names[k] = g_strdup (tf_features_get_class_name (other, k));
  passed = tf_features_new (tf_features_get_name (other), n, width, g_steal_pointer (&values),
                            g_memdup2 (tf_features_get_classes (other), n * sizeof (guint32)),
                            tf_features_get_n_classes (other), (const char *const *) names);
  return tf_features_set_held_out (above, kind, passed, error);
}

TfFeatures *
tf_network_get_features (TfNetwork *self, guint l, GError **error)
{
  gsize width = self->layers[l - 1].n_outputs;
  g_autofree double *values = NULL;
  g_autoptr (TfFeatures) features = NULL;
  g_auto (GStrv) names = g_new0 (char *, self->k_n + 1);
  const TfNetworkLayer *last = &self->layers[self->settings.hidden.n];
  const double *weights = self->parameters + last->weights, *biases = self->parameters + last->biases;

  g_assert (l >= 1 && l <= self->settings.hidden.n);
  values = g_new (double, width * self->n);
  tf_network_forward (self, l, 0, self->n, values);
  if (!check_values (self, width * self->n, values, error))
    return NULL;
  for (gsize k = 0; k < self->k_n; k++)
    names[k] = g_strdup (tf_features_get_class_name (self->features, k));
  features = tf_features_new_with_layer (tf_features_get_name (self->features), self->n, width, g_steal_pointer (&values),
                                         g_memdup2 (self->classes, self->n * sizeof (guint32)), self->k_n,
                                         (const char *const *) names, l == self->settings.hidden.n ? weights : NULL,
                                         l == self->settings.hidden.n && last->has_bias ? biases : NULL);
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    if (!pass_held_out (self, l, kind, features, error))
      return NULL;
  return g_steal_pointer (&features);
}
