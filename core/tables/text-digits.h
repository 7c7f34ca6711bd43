/* text-digits.h: how exact numbers are that a text has
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A text holds every number to the digits that were written, whatever type they are
 * read into. A column that was written with n significant digits has, where its numbers
 * are largest, a last digit that stands for
 *
 *     unit = 10^(e - n + 1), 10^e <= largest < 10^(e + 1),
 *
 * whether all its numbers have as many digits or as many decimals. Columns of whole
 * numbers, and of three digits or fewer (lengths, shares, grades), are taken for what
 * they say: exact. Nine digits tell all numbers of single precision apart: a column
 * of no more is not taken for finer than that; nor is one of more digits that has no
 * number but what those of single precision are when they are written so.
 */
#pragma once

#include "number.h"

G_BEGIN_DECLS

typedef struct
{
  guint    n_digits; /* significant ones, the most of any number */
  double   largest;  /* absolute */
  gboolean broken;   /* one is not whole */
  gboolean finer;    /* one cannot have been of single precision */
} TfDigits;

/* Another number of the column. */
void tf_digits_add (TfDigits *self, const TfNumber *number);

/* How far one number of the column is from the next that could have been written; 0: exact in double precision. */
double tf_digits_get_unit (const TfDigits *self);

G_END_DECLS
