/* features-kit.h: files of features for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#include "features-load.h"
#include "features.h"

G_BEGIN_DECLS

typedef struct
{
  gsize   n, dim;
  double *values; /* n x dim */
  int    *labels; /* n */
} Reference;

extern Reference references[2]; /* tiny, small */

char *data_path (const char *folder, const char *file);

void read_reference (Reference *reference, const char *file);

TfFeatures *load (const char *path, const char *labels, const char *features_key, const char *labels_key, GError **error);

G_END_DECLS
