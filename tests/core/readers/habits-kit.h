/* habits-kit.h: files written as people write them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#include "features.h"
#include "features-load.h"

G_BEGIN_DECLS

char *write_file (const char *name, const void *bytes, gsize n);

void remove_file (const char *path);

TfFeatures *load_bytes (const char *name, const void *bytes, gsize n, const TfFeaturesOptions *options, GError **error);

#define ADD(cases, path, function) \
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) \
    { \
      g_autofree char *name = g_strdup_printf (path "%" G_GSIZE_FORMAT, i); \
      g_test_add_data_func (name, &cases[i], function); \
    }

G_END_DECLS
