/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view-layers.h"

#include <string.h>

#include "head-chain.h"
#include "linalg.h"

#define MOST_CLASSES 64 /* beyond, decompositions would be felt in each frame */

/* Of a layer (m x n), the K longest, descending; 0 where there are fewer. */
static void
find_lengths (gsize m, gsize n, const double *layer, gsize k_n, double *lengths)
{
  g_autofree double *work = g_memdup2 (layer, m * n * sizeof (double)), *all = g_new0 (double, MAX (MIN (m, n), k_n));

  tf_svd (m, n, work, NULL, all, NULL);
  memcpy (lengths, all, k_n * sizeof (double));
}

void
tf_frame_see_layers (TfFrame *frame, TfFlow *flow)
{
  const TfHeadChain *chain = tf_system_get_layers (tf_integrator_get_system (tf_flow_get_integrator (flow)));
  gsize k_n = frame->n_classes;
  const gsize *sizes;

  if (chain == NULL || k_n > MOST_CLASSES)
    return;
  sizes = tf_head_chain_get_sizes (chain);
  frame->n_heads = tf_head_chain_get_n (chain);
  frame->head_lengths = g_new0 (double, k_n * frame->n_heads);
  for (guint l = 1; l <= frame->n_heads; l++)
    find_lengths (sizes[l - 1], sizes[l], tf_head_chain_get_layers (chain) + tf_head_chain_get_offset (chain, l), k_n,
                  frame->head_lengths + (l - 1) * k_n);
}
