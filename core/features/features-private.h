/* features-private.h: what a TfFeatures is inside
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "features.h"
#include "head-layers.h"
#include "scalar.h"

G_BEGIN_DECLS

struct _TfFeatures
{
  gatomicrefcount ref_count;
  char           *name;
  gsize           n_samples; /* N */
  gsize           n_rows;    /* samples in data */
  TfSummary      *summary;   /* or NULL: n_rows is N */
  gsize           dim;       /* d */
  guint           n_classes; /* K */

  /* Coordinate j of sample i is item i row_stride + j column_stride of data. */
  TfScalar    scalar;
  const char *dtype;
  double     *units; /* d, or NULL */
  guint8     *data;
  gsize       row_stride;
  gsize       column_stride;

  guint32 *classes;     /* N */
  gsize   *class_sizes; /* K */
  char   **class_names; /* K, NULL-terminated */
  double  *weights;     /* K x d, or NULL */
  double  *bias;        /* K, or NULL */
  TfHeadLayers *layers; /* or NULL */
  char    *notice;      /* or NULL */
  char    *labels_from, *features_from;
  TfFeatures *held_out[TF_N_HELD_OUT]; /* or NULL */
};

/* Without anything but a name. */
TfFeatures *tf_features_allocate (const char *name);

/* Sets class_sizes from what is in classes. */
void tf_features_count_classes (TfFeatures *self);

G_END_DECLS
