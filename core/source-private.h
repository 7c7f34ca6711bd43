/* source-private.h: what a source is made of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/source.h"

G_BEGIN_DECLS

/* One of three: layers (a series), a file, or the numbers of a draw. */
struct _TfSource
{
  char       *title;
  GFile      *file;
  GFile      *labels;
  char       *features_key;
  char       *labels_key;
  TfSynthetic synthetic;
  gsize      *sizes;
  GPtrArray  *layers; /* TfSource of a file each, in order, or NULL */
  char      **names;  /* of the layers, short */
};

G_END_DECLS
