/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "samples-kit.h"

TfParameters
random_parameters (guint32 seed, TfFlowKind flow)
{
  TfParameters p = TF_PARAMETERS_DEFAULT;

  p.flow = flow;
  p.lambda_w = problem_number (seed, 20, 1e-2, 1);
  p.lambda_h = problem_number (seed, 21, 1e-3, 1);
  p.beta = seed % 3 ? problem_number (seed, 22, 1e-3, 10) : 0;
  p.eta = problem_number (seed, 23, 0.1, 10);
  p.bias = seed % 2;
  p.bias_decay = seed % 4 == 3 ? problem_number (seed, 90, 1e-3, 1e3) : 0;
  p.loss = seed % 5 < 3 ? TF_LOSS_CROSS_ENTROPY : seed % 5 == 3 ? TF_LOSS_FOCAL : TF_LOSS_SQUARED;
  p.smoothing = seed % 10 < 5 ? 0 : 0.2;
  p.focal_exponent = flow == TF_FLOW_CENTRAL ? 0.5 : 2;
  p.initial_w = TF_INITIAL_W_RANDOM;
  p.initial_w_seed = seed;
  p.tolerance = 1e-12;
  return p;
}
