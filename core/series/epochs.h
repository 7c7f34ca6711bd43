/* epochs.h: a network in training, as far as it has been measured
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A TfEpochs is immutable and reference-counted: what was known of a series at one
 * instant. Samples are not kept: a row is the metrics of a file, measured over all of
 * its samples, with the W of the file where it has one and W*(H) otherwise.
 */
#pragma once

#include "features.h"
#include "metrics.h"

G_BEGIN_DECLS

typedef struct
{
  char     *path;
  char     *labels;   /* a file of them beside it, or NULL */
  char     *held_out[TF_N_HELD_OUT]; /* files of its epoch that are not trained on, or NULL */
  char     *held_out_labels[TF_N_HELD_OUT]; /* those of their labels, or NULL */
  guint     version;  /* another one whenever the file has been written anew */
  char     *name;     /* "epoch 10", "conv1, epoch 10" */
  char     *layer;    /* "" where there are none */
  double    epoch;
  gboolean  is_measured; /* FALSE: not yet, or it cannot be */
  char     *problem;  /* why it cannot be: one sentence; or NULL */
  TfMetrics metrics;
  double    loss;       /* that the file says its training had; NaN: none */
  double    complexity; /* 1/beta from the epoch before in the same layer to this one (fit.h), where
                         * that was asked for; NaN: none, or not known yet */
} TfEpoch;

typedef struct
{
  gint       ref_count; /* atomic */
  guint      n;
  TfEpoch   *rows;      /* by epoch, then by layer */
  gboolean   variants;  /* networks that differ in a setting or a seed: they have no order, and `epoch` counts them */
  guint      n_layers;  /* 1: no layers */
  char     **layers;    /* n_layers, NULL-terminated */
  guint      n_measured;
  char      *said;      /* the last thing that happened to a file ("epoch_3.npz has vanished"), or NULL */
} TfEpochs;

/* Empty, to be filled by whoever makes it before anyone else sees it. */
TfEpochs *tf_epochs_new (guint n);
TfEpochs *tf_epochs_ref (TfEpochs *self);
void      tf_epochs_unref (TfEpochs *self);

/* Whether the epochs were saved logarithmically, as far as can be seen. */
gboolean tf_epochs_is_spread (const TfEpochs *self);

/* "25 epochs of a network; the folder is watched". Caller frees. */
char *tf_epochs_describe (const TfEpochs *self);

/* The row of that file, or -1. */
int tf_epochs_find (const TfEpochs *self, const char *path);

/* The next row after i (before it, by = -1) of the same layer that can be read, or -1.
 * i = -1: the first (last) of all. */
int tf_epochs_step (const TfEpochs *self, int i, int by);

/* The first row of the layer of row i that can be read; i itself where there is none before it. */
int tf_epochs_go_back (const TfEpochs *self, int i);

/* The row that stands beside a row of another training: of the layer of that name, or where there is none of the first
 * layer; of its epoch, or else the last one before, or else the first. Of variants: that of its name. -1: none can be read. */
int tf_epochs_find_beside (const TfEpochs *self, const TfEpoch *row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfEpochs, tf_epochs_unref)

G_END_DECLS
