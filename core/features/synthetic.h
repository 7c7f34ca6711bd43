/* synthetic.h: Gaussian features H0, the same for the same seed on every machine
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * h = spread g_k / sqrt(d) + noise e / sqrt(d), g_k and e standard normal in d
 * dimensions: E |m_k|^2 = spread^2 and E Tr Sigma_W = noise^2 (1 - K/N),
 * whatever d. Generator: MT19937 and the polar method (GSL).
 */
#pragma once

#include "features.h"

G_BEGIN_DECLS

typedef struct
{
  guint   n_classes; /* K >= 2 */
  gsize  *sizes;     /* K: n_k >= 1; NULL: per_class for each */
  gsize   per_class; /* n >= 1, where sizes is NULL */
  guint   dim;       /* d >= 1 */
  guint32 seed;
  double  spread;    /* >= 0: of the class means */
  double  noise;     /* >= 0: within a class */
} TfSynthetic;

#define TF_SYNTHETIC_DEFAULT \
  ((TfSynthetic){ .n_classes = 4, .per_class = 50, .dim = 16, .seed = 1, .spread = 1.0, .noise = 1.0 })

/* NULL with G_IO_ERROR_INVALID_ARGUMENT and one sentence when a number is out of range. */
TfFeatures *tf_synthetic_generate (const TfSynthetic *self, GError **error);

G_END_DECLS
