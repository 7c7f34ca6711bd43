/* tables.h: delimited text with features
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "reader.h"

G_BEGIN_DECLS

extern const TfReader tf_reader_text;

G_END_DECLS
