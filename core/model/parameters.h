/* parameters.h: what a person may change while the flow runs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Symbols are those of Tirer, Huang and Niles-Weed, "Perturbation Analysis of
 * Neural Collapse", ICML 2023 [T23]; the objective is its Eq. 2:
 *
 *   f(W,H;H0) = 1/(2N) |WH - Y|^2 + lambda_W/(2K) |W|^2
 *             + lambda_H/(2N) |H|^2 + beta/(2N) |H - H0|^2,
 *
 * and with another loss (loss.h) the mean of it over the samples in place of the first term; with
 * more linear layers on top W is their product, and lambda_W/(2K) weighs the sum of their squares.
 */
#pragma once

#include <glib.h>

#include "loss.h"
#include "widths.h"

G_BEGIN_DECLS

typedef enum
{
  TF_FLOW_CENTRAL, /* H' = -N grad_H f at W = W*(H)                [T23 Eq. 4] */
  TF_FLOW_JOINT,   /* H' = -N grad_H f,  W' = -eta K grad_W f      */
  TF_FLOW_DESCENT, /* H <- H - step N grad_H f at W = W*(H)        */
  TF_FLOW_NETWORK, /* ReLU layers on H0 in the place of beta are trained (network.h) */
} TfFlowKind;

typedef enum
{
  TF_INITIAL_W_FILE,   /* the W that came with the features */
  TF_INITIAL_W_ZERO,
  TF_INITIAL_W_RANDOM, /* independent normal entries of variance 1/d, from the seed */
} TfInitialW;

/* No weight or speed is larger; those that stand in a denominator are no smaller than its inverse. */
#define TF_PARAMETERS_LARGEST 1e50

/* Linear layers on top. */
#define TF_HEAD_LAYERS_MOST 6

/* A plain value: copy it freely. */
typedef struct
{
  double     lambda_w; /* > 0 */
  double     lambda_h; /* >= 0 */
  double     beta;     /* >= 0; 1/beta reads as the complexity of the layers between H0 and H */
  gboolean   bias;     /* a bias: at its optimum, or in the joint flow beside W */
  TfFlowKind flow;
  double     eta;      /* > 0: speed of W against H in the joint flow */
  double     step;     /* > 0: of gradient descent */
  TfInitialW initial_w;
  guint32    initial_w_seed;
  double     tolerance; /* relative accuracy of the trajectory's state, in [1e-13, 1e-2] */
  double     bias_decay; /* >= 0: lambda_b of lambda_b/2 |b|^2, with a bias; 0: a free one, INFINITY would be none */
  TfLossKind loss;
  double     smoothing;      /* alpha in [0, 1], of cross-entropy */
  double     focal_exponent; /* kappa in [0, 100], of the focal loss */
  double     rate;     /* > 0: of a network's steps */
  double     momentum; /* mu in [0, 1) */
  guint32    batch;    /* samples of a step; 0, or N and more: all of them */
  TfWidths   hidden;   /* a network's layers between H0 and H */
  guint32    head_layers; /* M, 1 to TF_HEAD_LAYERS_MOST: W = W_M ... W_1, in the joint flow */
} TfParameters;

#define TF_PARAMETERS_DEFAULT \
  ((TfParameters){ .lambda_w = 5e-3, .lambda_h = 5e-3, .beta = 0.0, .bias = FALSE, .flow = TF_FLOW_CENTRAL, \
                   .eta = 1.0, .step = 0.1, .initial_w = TF_INITIAL_W_ZERO, .initial_w_seed = 1, .tolerance = 1e-6, .bias_decay = 0, \
                   .loss = TF_LOSS_SQUARED, .smoothing = 0, .focal_exponent = 2, .rate = 0.05, .momentum = 0.9, \
                   .batch = 0, .hidden = { 2, { 64, 64 } }, .head_layers = 1 })

/* FALSE with G_IO_ERROR_INVALID_ARGUMENT and one sentence naming the parameter. */
gboolean tf_parameters_validate (const TfParameters *self, GError **error);

/* Whether f has a minimizer: FALSE with the same and why not. */
gboolean tf_parameters_have_minimizer (const TfParameters *self, GError **error);

gboolean tf_parameters_equal (const TfParameters *a, const TfParameters *b);

/* Whether what moves is counted in iterations, in the place of time. */
gboolean tf_parameters_count_iterations (const TfParameters *self);

/* What an iteration adds to the time: a step of gradient descent, or 1. */
double tf_parameters_iteration_length (const TfParameters *self);

/* Whether a run under the one can go on under the other. Layers and features are different
 * things to follow, and so are other layers: those begin anew. */
gboolean tf_parameters_are_of_one_run (const TfParameters *a, const TfParameters *b);

/* Of a network: what lambda_W |W|^2/(2K) is as decay_last |W|^2/2. lambda_H is the features' decay. */
double tf_parameters_decay_last (const TfParameters *self, guint n_classes);

/* c = sqrt (lambda_H lambda_W). At beta = 0, balanced: every minimizer is
 * collapsed for c <= 1 and zero for c > 1 [T23 Thm 2.1]. */
double tf_parameters_c (const TfParameters *self);

/* rho = max (0, 1 - c) sqrt (lambda_W / lambda_H): squared norm of the class
 * means of that minimizer [T23 Thm 2.1]; INFINITY at lambda_H = 0. */
double tf_parameters_rho (const TfParameters *self);

/* M of the flow that they are of: 1 but for the joint one, as where all layers follow H the best of them
 * are not unique, and leave 0 by a jump. */
guint tf_parameters_head_layers (const TfParameters *self);

/* The loss with its own parameters. */
TfLoss tf_parameters_loss (const TfParameters *self);

/* a = 1/(1 + lambda_b), 0 without a bias: with b at its optimum, -a times the mean
 * residual, the residual's rows lose that share of their means. */
double tf_parameters_centring (const TfParameters *self);

G_END_DECLS
