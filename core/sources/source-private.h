/* source-private.h: what a source is made of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "source.h"

G_BEGIN_DECLS

/* One of three: layers (a series), a file, or the numbers of a draw. */
struct _TfSource
{
  char       *title;
  GFile      *file;
  GFile      *labels;
  char       *features_key;
  char       *labels_key;
  char      **features_columns; /* as in TfFeaturesOptions, or NULL */
  char      **leave_out;
  char      **leave_out_classes;
  gboolean    alone;
  char       *digest;        /* of the file, or NULL: not known */
  char       *labels_digest;
  gboolean    is_example;
  TfSynthetic synthetic;
  gsize      *sizes;
  GPtrArray  *layers; /* TfSource of a file each, in order, or NULL */
  char      **names;  /* of the layers, short */
  TfSource   *held_out[TF_N_HELD_OUT]; /* of a file each, or NULL */
};

/* The same in every respect; a series' layers are copies too, so that what is
 * changed in them before anyone else sees them is changed nowhere else. */
TfSource *tf_source_copy (TfSource *self);

/* Of sources of a file each that no one else has seen: takes out those that hold the labels of others and gives them to
 * these, one file to all or, where there are as many, each to its own. */
void tf_source_give_labels (GPtrArray *sources);

/* Of sources of a file each that no one else has seen: takes out those whose names say that they are not trained on, and
 * stands them beside those of the same name without such words, where there are any. */
void tf_source_stand_by_name (GPtrArray *sources);

G_END_DECLS
