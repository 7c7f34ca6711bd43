/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text-digits.h"

#include <float.h>
#include <math.h>

/* With so many digits or fewer a number is what was measured. */
#define EXACT_DIGITS 3
/* So many tell all numbers of that precision apart. */
#define SINGLE_DIGITS 9
#define DOUBLE_DIGITS 17

/* What the last one of n significant digits stands for. */
static double
get_last_place (double value, guint n)
{
  return pow (10, floor (log10 (value)) - n + 1);
}

/* Whether a number of single precision would have been written so. */
static gboolean
may_be_single (const TfNumber *number)
{
  double value = fabs (number->value), off = fabs (value - (double) (float) value);

  if (!(value <= FLT_MAX))
    return FALSE;
  return off == 0 || number->n_digits <= SINGLE_DIGITS || off <= 0.51 * get_last_place (value, number->n_digits);
}

void
tf_digits_add (TfDigits *self, const TfNumber *number)
{
  self->n_digits = MAX (self->n_digits, number->n_digits);
  self->largest = fmax (self->largest, fabs (number->value));
  self->broken = self->broken || number->value != floor (number->value);
  self->finer = self->finer || !may_be_single (number);
}

double
tf_digits_get_unit (const TfDigits *self)
{
  double single = FLT_EPSILON * self->largest, unit;

  if (!self->broken || self->n_digits <= EXACT_DIGITS || !(self->largest > 0))
    return 0;
  if (self->n_digits > SINGLE_DIGITS && !self->finer)
    return single;
  if (self->n_digits >= DOUBLE_DIGITS)
    return 0;
  unit = get_last_place (self->largest, self->n_digits);
  return self->n_digits <= SINGLE_DIGITS ? fmax (unit, single / 2) : unit;
}
