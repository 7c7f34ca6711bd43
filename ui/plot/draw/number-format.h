/* number-format.h: numbers as a person reads them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 0.0012 is "1.2×10⁻³", minus is a minus sign, and trailing zeros stay, so that
 * a changing value keeps its width in tabular figures.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* digits: significant ones, 1 to 17. NaN is "undefined". Caller frees. */
char *tf_format_number (double value, guint digits);

/* The same without trailing zeros: "0.2", "2×10⁻⁵". Caller frees. */
char *tf_format_number_short (double value, guint digits);

/* With decimals places after the point and a minus sign. Caller frees. */
char *tf_format_fixed (double value, guint decimals);

/* "10⁻³". Caller frees. */
char *tf_format_power_of_ten (int exponent);

/* "50,000". Caller frees. */
char *tf_format_count (guint64 count);

G_END_DECLS
