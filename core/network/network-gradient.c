/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network-private.h"

#include <string.h>

#include "linalg.h"
#include "network-elements.h"

#define UNIT 16           /* samples that are never parted */
#define WORTH_A_THREAD 4e6 /* multiplications of a pass: less is done before a second thread has begun */

typedef struct
{
  TfNetwork *network;
  gsize      first; /* in the order of the samples */
  gboolean   with_gradient;
} Pass;

/* Before weights are applied, whenever they may have changed. */
static void
turn_weights (TfNetwork *self)
{
  for (guint l = 0; l <= self->settings.hidden.n && self->turned != NULL; l++)
    tf_network_transpose (self->layers[l].n_inputs, self->layers[l].n_outputs, self->parameters + self->layers[l].weights,
                          self->turned + self->layers[l].weights);
}

static void
apply_layer (const TfNetwork *self, guint l, gsize n, const double *below, double *above)
{
  const TfNetworkLayer *layer = &self->layers[l];

  tf_gemm (self->turned != NULL ? CblasNoTrans : CblasTrans, CblasNoTrans, layer->n_outputs, n, layer->n_inputs, 1,
           (self->turned != NULL ? self->turned : self->parameters) + layer->weights, below, 0, above);
  tf_network_activate (layer->n_outputs, n, layer->has_bias ? self->parameters + layer->biases : NULL,
                       l < self->settings.hidden.n, above);
}

/* Samples i to i + n - 1 of the order, side by side. */
static const double *
bring_inputs (const TfNetwork *self, TfNetworkPart *part, gsize i, gsize n)
{
  if (self->order == NULL)
    {
      memcpy (part->classes, self->classes + i, n * sizeof (guint32));
      return self->inputs + i * self->dim;
    }
  for (gsize j = 0; j < n; j++)
    {
      gsize sample = self->order[i + j];

      memcpy (part->inputs + j * self->dim, self->inputs + sample * self->dim, self->dim * sizeof (double));
      part->classes[j] = self->classes[sample];
    }
  return part->inputs;
}

/* Adds the layer's gradient, slope being by what it puts out before the ReLU. */
static void
add_gradient (const TfNetworkLayer *layer, gsize n, const double *below, const double *slope, double *gradient)
{
  gsize m = layer->n_outputs;

  tf_gemm (CblasNoTrans, CblasTrans, layer->n_inputs, m, n, 1, below, slope, 1, gradient + layer->weights);
  if (layer->has_bias)
    tf_network_add_columns (m, n, slope, gradient + layer->biases);
}

/* From the slopes by z, in slopes[0], down. */
static void
propagate (const TfNetwork *self, TfNetworkPart *part, gsize n, const double *inputs)
{
  double *slope = part->slopes[0], *lower = part->slopes[1], *swapped;

  for (guint l = self->settings.hidden.n;; l--)
    {
      const TfNetworkLayer *layer = &self->layers[l];
      const double *below = l > 0 ? part->layers + self->outputs[l - 1] : inputs;

      add_gradient (layer, n, below, slope, part->gradient);
      if (l == 0)
        return;
      tf_gemm (CblasNoTrans, CblasNoTrans, layer->n_inputs, n, layer->n_outputs, 1, self->parameters + layer->weights, slope,
               0, lower);
      tf_network_pass_back (layer->n_inputs * n, below, lower); /* the ReLU's slope at 0 is 0 */
      swapped = slope;
      slope = lower;
      lower = swapped;
    }
}

static void
pass_block (const Pass *pass, TfNetworkPart *part, gsize i, gsize n)
{
  const TfNetwork *self = pass->network;
  const double *inputs = bring_inputs (self, part, i, n), *below = inputs;

  for (guint l = 0; l <= self->settings.hidden.n; l++)
    {
      double *above = part->layers + self->outputs[l];

      apply_layer (self, l, n, below, above);
      below = above;
    }
  part->loss += tf_loss_evaluate (&self->settings.loss, self->k_n, n, below, part->classes,
                                  pass->with_gradient ? part->slopes[0] : NULL, NULL);
  if (pass->with_gradient)
    propagate (self, part, n, inputs);
}

static void
pass_cb (gsize first, gsize n, guint which, gpointer user_data)
{
  const Pass *pass = user_data;
  TfNetworkPart *part = &pass->network->parts[which];

  part->loss = 0;
  if (pass->with_gradient)
    memset (part->gradient, 0, pass->network->n_parameters * sizeof (double));
  for (gsize i = 0; i < n; i += pass->network->block)
    pass_block (pass, part, pass->first + first + i, MIN (pass->network->block, n - i));
}

void
tf_network_pass (TfNetwork *self, gsize first, gsize n, gboolean with_gradient)
{
  Pass pass = { self, first, with_gradient };
  TfNetworkPart *parts = self->parts;

  turn_weights (self);
  if (n < 2 * UNIT || (double) n * self->n_parameters < WORTH_A_THREAD)
    {
      pass_cb (0, n, 0, &pass);
      return;
    }
  tf_helper_halve (self->helper, n, UNIT, pass_cb, &pass);
  parts[0].loss += parts[1].loss;
  if (with_gradient)
    cblas_daxpy (self->n_parameters, 1, parts[1].gradient, 1, parts[0].gradient, 1);
}

void
tf_network_forward (TfNetwork *self, guint l, gsize first, gsize n, double *values)
{
  tf_network_forward_inputs (self, l, n, self->inputs + first * self->dim, values);
}

void
tf_network_forward_inputs (TfNetwork *self, guint l, gsize n, const double *inputs, double *values)
{
  TfNetworkPart *part = &self->parts[0];

  turn_weights (self);
  for (gsize i = 0; i < n; i += self->block)
    {
      gsize length = MIN (self->block, n - i), width = self->layers[l - 1].n_outputs;
      const double *below = inputs + i * self->dim;

      for (guint j = 0; j < l; j++)
        {
          double *above = part->layers + self->outputs[j];

          apply_layer (self, j, length, below, above);
          below = above;
        }
      memcpy (values + i * width, below, width * length * sizeof (double));
    }
}
