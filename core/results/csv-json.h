/* csv-json.h: a finished table of CSV as JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What tf_csv_writer_set_json() would have written where text is what the writer wrote:
 * fields without quotes that are numbers are numbers, an empty one is null. Caller frees. */
char *tf_csv_to_json (const char *text);

G_END_DECLS
