/* map-private.h: how a map comes about
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "map.h"

G_BEGIN_DECLS

/* A map with nothing in it; one with a message, and perhaps no grid, where it cannot be had. */
TfMap *tf_map_new (const TfMapQuestion *question, GError **error);
TfMap *tf_map_copy (const TfMap *self);

/* The sweep that fills it, and its cells in the order in which it does; caller frees. */
TfSweep *tf_map_make_sweep (const TfMap *self, const TfMapQuestion *question);
gsize   *tf_map_order (const TfMap *self, const TfMapQuestion *question);

void tf_map_take (TfMap *self, gsize cell, const TfSweepCell *result);

G_END_DECLS
