/* network-private.h: what a network holds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "helper.h"
#include "network.h"

G_BEGIN_DECLS

/* Samples that go through all layers together: what they are there stays in the cache. Of narrow layers fewer do: up to
 * so many multiplications OpenBLAS packs nothing, and is half as fast again unless the left side is transposed. */
#define TF_NETWORK_BLOCK 256
#define TF_NETWORK_SMALL_BLOCK 64
#define TF_NETWORK_UNPACKED 1000000

/* What a thread works in. */
typedef struct
{
  double *gradient; /* of the sum of the losses, as the parameters */
  double *inputs;   /* d x block: samples of a batch, brought together */
  double *layers;   /* h^1 ... h^L, and z, of a block: one after the other, each width x block */
  double *slopes[2]; /* widest x block: by h^l, by h^(l-1) */
  guint32 *classes; /* block */
  double  loss;     /* sum */
} TfNetworkPart;

struct _TfNetwork
{
  TfNetworkSettings settings;
  TfFeatures *features;  /* for their labels */
  gsize       n, dim, k_n, widest;
  double     *inputs;    /* d x N: H0 */
  const guint32 *classes; /* N */
  TfNetworkLayer layers[TF_WIDTHS_MOST_LAYERS + 1];
  gsize       outputs[TF_WIDTHS_MOST_LAYERS + 1]; /* where each layer's stand in a part's `layers` */
  gsize       block;     /* of samples */
  gsize       n_parameters;
  double     *parameters, *velocity;
  double     *turned;    /* each layer's weights transposed, where they stand in parameters; NULL where blocks are large */
  TfNetworkPart parts[2];
  TfHelper   *helper; /* works on the second part */

  guint64  iteration;
  double   first_loss; /* the mean of the first step */
  gsize   *order; /* N: of the samples in this round of batches; or NULL: all at once */
  gsize    next;  /* the first of the next batch */
  gpointer rng;   /* gsl_rng */
};

/* Sum of the losses over samples number first to first + n - 1 of the order, and its
 * gradient, in parts[0]. with_gradient FALSE: the sum alone. */
void tf_network_pass (TfNetwork *self, gsize first, gsize n, gboolean with_gradient);

/* h^l of so many samples from first on, width x n. */
void tf_network_forward (TfNetwork *self, guint l, gsize first, gsize n, double *values);

/* The same of other inputs, d x n. */
void tf_network_forward_inputs (TfNetwork *self, guint l, gsize n, const double *inputs, double *values);

G_END_DECLS
