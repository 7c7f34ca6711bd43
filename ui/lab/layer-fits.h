/* layer-fits.h: which beta lies between the measured layers of a network, found beside the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "fit.h"
#include "layers.h"

G_BEGIN_DECLS

/* On a thread of its own: each layer as H0 against the next (fit.h). */
void tf_layer_fits_async (TfLayers           *layers,
                          const TfParameters *parameters,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data);

/* n_layers - 1 of TfFit; NULL where it failed or was cancelled. Caller unrefs. */
GArray *tf_layer_fits_finish (GAsyncResult *result, GError **error);

/* "L1 → L2 0.031, L2 → L3 0.2" as markup: 1/beta of each; a dash where there is none. Caller frees. */
char *tf_layer_fits_describe (const TfLayers *layers, const GArray *fits);

G_END_DECLS
