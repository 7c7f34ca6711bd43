/* common-classes.h: the classes of several sets of features, and the last layer that all of them have
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Classes are the same where their labels are; a set need not have all of them.
 */
#pragma once

#include "features-parts.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray  *names;          /* of the classes, in the order in which they came */
  GHashTable *places;         /* name -> place + 1 */
  double     *weights, *bias; /* of the first set: n_layer x d, and n_layer or NULL */
  guint       n_layer;        /* 0: there is none, or the sets do not agree */
  guint       n_sets;
} TfCommonClasses;

void tf_common_classes_init (TfCommonClasses *self);
void tf_common_classes_clear (TfCommonClasses *self);

/* Another set, of as many dimensions as those before: for each of its classes the place among the names. Caller frees. */
guint32 *tf_common_classes_add (TfCommonClasses *self, TfFeatures *features);

/* Whether there is a layer for these classes: all sets have the same, of all of them in this order. */
gboolean tf_common_classes_have_layer (const TfCommonClasses *self, const TfLabels *labels);

G_END_DECLS
