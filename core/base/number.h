/* number.h: decimal numbers as people write them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TF_NUMBER_FINITE,
  TF_NUMBER_NAN,
  TF_NUMBER_INFINITE, /* written so */
  TF_NUMBER_TOO_LARGE,
  TF_NUMBER_NONE, /* not a number */
} TfNumberKind;

typedef struct
{
  double   value;
  guint    n_digits; /* significant ones as written, zeros at the end and all; 0 for 0 */
  char     decimal; /* '.', ',' or 0: the decimal sign that was met */
  gboolean whole;   /* digits alone, perhaps signed */
  gboolean padded;  /* whole, with a leading 0 that means nothing */
} TfNumber;

TfNumberKind tf_number_parse (const char *text, gsize length, TfNumber *number);
gboolean     tf_number_get_key (const char *text, gsize length, gboolean *negative, guint64 *magnitude);

G_END_DECLS
