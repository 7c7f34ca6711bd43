/* layers.h: the measured layers of one network
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The same samples, or samples of the same classes, as two or more layers of a
 * network see them. Dimensions may differ, and so may the samples; the classes
 * do not. A TfLayers is immutable and reference-counted.
 */
#pragma once

#include "metrics.h"
#include "moments.h"
#include "parameters.h"

G_BEGIN_DECLS

typedef struct
{
  char      *name;    /* short, for display: "L3" */
  TfMoments *moments;
} TfLayer;

typedef struct
{
  gint     ref_count; /* atomic */
  guint    n_layers;  /* >= 2 */
  TfLayer *layers;    /* in the order of the network, first to last */
} TfLayers;

/* names: n_layers strings, copied. moments: n_layers of them, referenced, that
 * passed tf_layers_check(). */
TfLayers *tf_layers_new (guint n_layers, const char *const *names, TfMoments *const *moments);

TfLayers *tf_layers_ref (TfLayers *self);
void      tf_layers_unref (TfLayers *self);

/* Whether other can be a layer of the network that first is one of: the same
 * classes by number and name. Otherwise FALSE and one sentence about other
 * (TF_FEATURES_ERROR_VALUE), in which first is called first_name. */
gboolean tf_layers_check (TfMoments *first, const char *first_name, TfMoments *other, GError **error);

/* Says how the layers differ in their samples: one sentence, or NULL when each
 * class has as many in every layer. Caller frees. */
char *tf_layers_describe_samples (const TfLayers *self);

/* The metrics of layer i < n_layers as it was measured. Those that need W take
 * W*(H) at these parameters in every layer, so that layers compare, whether or
 * not a file came with a W. */
void tf_layers_measure (const TfLayers *self, const TfParameters *parameters, guint i, TfMetrics *metrics);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfLayers, tf_layers_unref)

G_END_DECLS
