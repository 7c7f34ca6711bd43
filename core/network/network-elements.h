/* network-elements.h: what is done to each number of a layer, between its products
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Without branches: which units are at rest no processor can guess. Arrays do not overlap.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* to (n x m) = from' (m x n), column-major. */
void tf_network_transpose (gsize m, gsize n, const double *from, double *to);

/* z (m x n): each column plus biases (m, or NULL: none); then max (z, 0), where it rectifies. What is no number
 * stays so. */
void tf_network_activate (gsize m, gsize n, const double *biases, gboolean rectifies, double *z);

/* slope: 0 wherever outputs is not above 0, of as many numbers. */
void tf_network_pass_back (gsize size, const double *outputs, double *slope);

/* sum (m) += the sum of slope's (m x n) columns. */
void tf_network_add_columns (gsize m, gsize n, const double *slope, double *sum);

G_END_DECLS
