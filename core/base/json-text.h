/* json-text.h: values as JSON (RFC 8259), for what is written row by row
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In quotes, with what JSON wants escaped; what is not UTF-8 becomes U+FFFD. */
void tf_json_append_text (GString *json, const char *text);

/* 17 significant digits at the most, enough to read the same double back, and `.` in
 * every locale. NaN is null. Infinity is 1e999, a number that all readers round to it. */
void tf_json_append_number (GString *json, double value);

G_END_DECLS
