/* model-beside.h: the model in the place of a network
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A network's layers between H0 and H are in the model the weight beta. Which beta: that
 * whose minimizer H_{1/beta} has the NC1~ of the network's H (fit.h), all else, lambda_W,
 * lambda_H, the loss and the bias, being the network's.
 */
#pragma once

#include "fit.h"

G_BEGIN_DECLS

/* How long a network is trained for that has not been trained yet. */
#define TF_MODEL_BESIDE_ITERATIONS 2000

typedef struct
{
  double       nc1_ratio; /* NC1~ of the network */
  TfFit        fit;
  TfParameters model;     /* on the central path; its beta is fit.beta, where that was found */
} TfModelBeside;

/* nc1_ratio: of the network as it is trained, or NaN: it is trained here, from its start for
 * TF_MODEL_BESIDE_ITERATIONS. FALSE when that diverges, a minimizer cannot be reached, or cancelled. Blocks. */
gboolean tf_model_beside_find (TfMoments          *moments,
                               const TfParameters *network,
                               double              nc1_ratio,
                               GCancellable       *cancellable,
                               TfModelBeside      *found,
                               GError            **error);

G_END_DECLS
