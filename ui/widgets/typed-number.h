/* typed-number.h: numbers as people type them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads "5e-4", "0.0005", "5×10⁻⁴", "5·10^-4", "10⁻³" or "0,0005", in every
 * locale alike; a lone comma is a decimal one, the minus may be U+2212. FALSE,
 * with *value untouched, for anything else, and for what is not finite. */
gboolean tf_typed_number_parse (const char *text, double *value);

G_END_DECLS
