/* number-text.h: doubles as text, without a locale and without a loss
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TF_NUMBER_TEXT_SIZE G_ASCII_DTOSTR_BUF_SIZE

/* The shortest text of 15 to 17 digits that reads back as the same double;
 * returns text. value: finite. */
const char *tf_number_write (double value, char text[TF_NUMBER_TEXT_SIZE]);

/* Plain decimal notation and nothing else around it. FALSE for anything that is
 * not a finite number; *value is then untouched. */
gboolean tf_number_read (const char *text, double *value);

G_END_DECLS
