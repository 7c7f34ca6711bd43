/* head-chain.h: W as the product of linear layers, and its derivatives
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. With L_l = W_l' (sizes[l - 1] x sizes[l]) and
 *
 *     P_l = L_1 ... L_l,   S_l = L_(l+1) ... L_M,
 *
 * W' = P_M, dW' = sum P_(l-1) dL_l S_l, and where f changes by tr (G'dW') its gradient by L_l is
 * P_(l-1)' G S_l'. All layers are one vector: L_1, L_2, ..., column-major.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TfHeadChain TfHeadChain;

/* sizes: n + 1 of them, copied. */
TfHeadChain *tf_head_chain_new (guint n, const gsize *sizes);
void         tf_head_chain_free (TfHeadChain *self);

/* The number of inputs has become another; tf_head_chain_take() comes next. */
void tf_head_chain_resize (TfHeadChain *self, gsize dim);

guint        tf_head_chain_get_n (const TfHeadChain *self);
const gsize *tf_head_chain_get_sizes (const TfHeadChain *self);
gsize        tf_head_chain_get_size (const TfHeadChain *self);             /* of all layers */
gsize        tf_head_chain_get_offset (const TfHeadChain *self, guint l); /* of L_l, l from 1 on */

/* Layers, copied, and their products. */
void tf_head_chain_take (TfHeadChain *self, const double *layers);

/* Those layers; P_l, dim x sizes[l], l >= 1; S_l, sizes[l] x K, l < M. */
const double *tf_head_chain_get_layers (const TfHeadChain *self);
const double *tf_head_chain_get_prefix (const TfHeadChain *self, guint l);
const double *tf_head_chain_get_suffix (const TfHeadChain *self, guint l);

/* Layers with that product (dim x K) in which each has the same share of each singular value. Where a
 * layer has too few units for them all, the shortest are left out. */
void tf_head_chain_spread (const TfHeadChain *self, const double *product, double *layers);

/* change (dim x K) = dW' for a change of the layers. */
void tf_head_chain_push (TfHeadChain *self, const double *layers, double *change);

/* gradient = that by the layers from G (dim x K). */
void tf_head_chain_pull (const TfHeadChain *self, const double *g, double *gradient);

/* sum += how that of a fixed G changes with the layers: the second derivative of W' itself. */
void tf_head_chain_bend (TfHeadChain *self, const double *g, const double *layers, double factor, double *sum);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfHeadChain, tf_head_chain_free)

G_END_DECLS
