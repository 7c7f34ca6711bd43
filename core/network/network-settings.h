/* network-settings.h: what a network is, and how it is trained
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The model stands for the layers between H0 and H by the weight beta. In their place,
 * real ones: with h^0 = h0 and L hidden layers,
 *
 *   h^l = ReLU (V_l h^(l-1) + a_l),   H = h^L,   z = W h^L + b,
 *
 *   f = mean of the loss of z + decay_last/2 (|W|^2 + |b|^2)
 *                             + decay_features/2 sum_l (|V_l|^2 + |a_l|^2),
 *
 * trained as networks are, by gradient descent with momentum in the form that PyTorch's
 * SGD has: v <- mu v + grad f, theta <- theta - rate v. decay_last plays lambda_W/K and
 * decay_features lambda_H of the model [T23 Sec. 5, Figure 3].
 */
#pragma once

#include <glib.h>

#include "parameters.h"

G_BEGIN_DECLS

/* No network has more weights and biases together. */
#define TF_NETWORK_MOST_WEIGHTS ((gsize) 1 << 27)

/* A plain value. */
typedef struct
{
  TfWidths hidden;       /* of h^1 ... h^L */
  TfLoss  loss;
  gboolean bias;         /* the last layer has a b */
  double  rate;          /* > 0 */
  double  momentum;      /* mu, in [0, 1) */
  double  decay_last;    /* >= 0 */
  double  decay_features; /* >= 0 */
  gsize   batch;         /* samples of a step; 0, or N and more: all of them */
  guint32 seed;          /* of a random start, and of the order of the samples in batches */
} TfNetworkSettings;

#define TF_NETWORK_SETTINGS_DEFAULT                                                                                    \
  ((TfNetworkSettings){ .hidden = { 2, { 64, 64 } }, .rate = 0.05, .momentum = 0.9, .decay_last = 5e-4,        \
                        .decay_features = 5e-4, .seed = 1 })

/* FALSE with G_IO_ERROR_INVALID_ARGUMENT and a sentence naming what is out of range. */
gboolean tf_network_settings_validate (const TfNetworkSettings *self, GError **error);

/* Those of a problem: lambda_W as the last layer's decay, lambda_H as the features'. */
TfNetworkSettings tf_network_settings_of (const TfParameters *parameters, guint n_classes);

G_END_DECLS
