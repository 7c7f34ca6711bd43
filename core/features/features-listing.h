/* features-listing.h: the columns or arrays of a file, and what each was taken for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A listing is a GPtrArray of TfListed in the order of the file: the columns of a text,
 * or the arrays of an archive. It is there too where a reader could not choose and asks.
 */
#pragma once

#include "features.h"

G_BEGIN_DECLS

typedef enum
{
  TF_LISTED_FEATURES,
  TF_LISTED_LABELS,
  TF_LISTED_LAYER, /* an array of the last layer */
  TF_LISTED_LEFT_OUT,
} TfListedRole;

typedef struct
{
  char        *key;         /* as TfFeaturesOptions name it */
  char        *name;        /* for display; valid UTF-8 */
  char        *first;       /* of a column: its first value; of an array: its shape; or NULL */
  const char  *kind;        /* of a column: "numbers", ...; NULL for an array */
  guint        n_different; /* values of a column; 0: too many to count */
  gboolean     is_array;
  gboolean     may_be_layer;
  TfListedRole role; /* the reader's choice */
} TfListed;

/* Empty. */
GPtrArray *tf_listing_new (void);

G_END_DECLS
