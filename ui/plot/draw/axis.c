/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "axis.h"

#include <float.h>
#include <math.h>

#include "number-format.h"

#define LARGEST 1e307
#define LEAST 1e-307

/* Of a linear axis: its ticks must not be denormal. */
#define LEAST_SPAN 1e-290

TfAxis
tf_axis_new (double lo, double hi, gboolean log)
{
  double least = log ? LEAST : -LARGEST;

  lo = isfinite (lo) ? CLAMP (lo, least, LARGEST) : (log ? 1e-3 : 0);
  hi = isfinite (hi) ? CLAMP (hi, least, LARGEST) : (log ? 1 : 1);
  if (hi < lo)
    {
      double swap = lo;
      lo = hi;
      hi = swap;
    }
  /* Ticks within one part in a million of each other could not be told apart. */
  if (log && hi < lo * (1 + 1e-6))
    {
      lo = MAX (lo / 2, least / 2);
      hi *= 2;
    }
  else if (!log && hi / 2 - lo / 2 <= MAX (0.5e-6 * MAX (fabs (lo), fabs (hi)), LEAST_SPAN))
    {
      double pad = MAX (fabs (lo), fabs (hi)) <= LEAST_SPAN * 4 ? 1 : MAX (fabs (lo), fabs (hi)) / 2;
      lo -= pad;
      hi += pad;
    }
  return (TfAxis){ .lo = lo, .hi = hi, .log = log };
}

double
tf_axis_map (const TfAxis *self, double value)
{
  if (self->log)
    {
      if (!(value > 0))
        return isnan (value) ? NAN : -INFINITY;
      return (log10 (value) - log10 (self->lo)) / (log10 (self->hi) - log10 (self->lo));
    }
  return (value / 2 - self->lo / 2) / (self->hi / 2 - self->lo / 2);
}

double
tf_axis_unmap (const TfAxis *self, double position)
{
  if (self->log)
    return pow (10, (1 - position) * log10 (self->lo) + position * log10 (self->hi));
  return (1 - position) * self->lo + position * self->hi;
}

/* 10^e, exactly as strtod() would read it where pow() may be off by one unit. */
static double
power_of_ten (int exponent)
{
  char text[16];

  g_snprintf (text, sizeof text, "1e%d", exponent);
  return g_ascii_strtod (text, NULL);
}

static int
floor_log10 (double value)
{
  int exponent = (int) floor (log10 (value));

  if (power_of_ten (exponent + 1) <= value)
    return exponent + 1;
  return power_of_ten (exponent) > value ? exponent - 1 : exponent;
}

double
tf_axis_round_up (double value)
{
  double unit = power_of_ten (floor_log10 (value));
  static const double steps[] = { 1, 2, 5 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (value <= steps[i] * unit)
      return steps[i] * unit;
  return 10 * unit;
}

double
tf_axis_round_down (double value)
{
  double unit = power_of_ten (floor_log10 (value));

  return value >= 5 * unit ? 5 * unit : value >= 2 * unit ? 2 * unit : unit;
}

static void
add_tick (const TfAxis *self, GArray *ticks, double value, char *label)
{
  TfTick tick = { .value = value };

  if (value >= self->lo && value <= self->hi)
    {
      tick.position = CLAMP (tf_axis_map (self, value), 0, 1);
      g_strlcpy (tick.label, label ? label : "", sizeof tick.label);
      g_array_append_val (ticks, tick);
    }
  g_free (label);
}

static guint
count_labels (const GArray *ticks)
{
  guint n = 0;

  for (guint i = 0; i < ticks->len; i++)
    n += g_array_index (ticks, TfTick, i).label[0] != '\0';
  return n;
}

/* On an axis below 10^5 plain figures, with the decimals the step asks for. */
static char *
format_linear (const TfAxis *self, double value, double step)
{
  int digit = floor_log10 (step);

  if (value == 0)
    return g_strdup ("0");
  if (digit >= -3 && MAX (fabs (self->lo), fabs (self->hi)) < 1e5)
    return tf_format_fixed (value, MAX (0, -digit));
  return tf_format_number_short (value, CLAMP (floor_log10 (fabs (value)) - digit + 1, 1, 17));
}

static void
add_linear (const TfAxis *self, GArray *ticks, guint max_labels)
{
  double step = tf_axis_round_up (MAX (self->hi / max_labels - self->lo / max_labels, DBL_MIN));
  double first;

  for (;; step = tf_axis_round_down (step * 0.99))
    {
      first = ceil (self->lo / step);
      if (floor (self->hi / step) - first >= 1)
        break;
    }
  for (double i = first; i * step <= self->hi; i++)
    add_tick (self, ticks, i * step, format_linear (self, i * step, step));
}

/* 1, 2 and 5 of every decade labelled, the other digits minor. */
static void
add_digits (const TfAxis *self, GArray *ticks)
{
  for (int e = floor_log10 (self->lo); e <= floor_log10 (self->hi); e++)
    for (int digit = 1; digit <= 9; digit++)
      {
        double value = digit * power_of_ten (e);
        gboolean labelled = digit == 1 || digit == 2 || digit == 5;
        add_tick (self, ticks, value, labelled ? tf_format_number_short (value, 1) : NULL);
      }
}

/* Every stride-th power of ten labelled; the digits between them, or the
 * powers left out, are minor. */
static void
add_decades (const TfAxis *self, GArray *ticks, int stride)
{
  int last = floor_log10 (self->hi);

  for (int e = floor_log10 (self->lo); e <= last; e++)
    {
      gboolean labelled = e % stride == 0;
      double unit = power_of_ten (e);
      add_tick (self, ticks, unit, labelled ? tf_format_power_of_ten (e) : NULL);
      for (int digit = 2; stride == 1 && digit <= 9; digit++)
        add_tick (self, ticks, digit * unit, NULL);
    }
}

static void
add_log (const TfAxis *self, GArray *ticks, guint max_labels)
{
  static const int strides[] = { 1, 2, 3, 5, 10, 20, 50, 100 };
  int first = floor_log10 (self->lo), last = floor_log10 (self->hi);
  int n = last - first + (power_of_ten (first) >= self->lo);

  if (n < 3 && self->hi / self->lo <= 1e3)
    {
      add_digits (self, ticks);
      if (count_labels (ticks) >= 2 && count_labels (ticks) <= max_labels + 1)
        return;
      g_array_set_size (ticks, 0);
    }
  if (n < 2)
    {
      add_linear (self, ticks, max_labels);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (strides); i++)
    {
      if (n > strides[i] * (int) max_labels && i + 1 < G_N_ELEMENTS (strides))
        continue;
      add_decades (self, ticks, strides[i]);
      if (count_labels (ticks) >= 2)
        return;
      /* The stride jumped over the range: one finer always shows two. */
      g_array_set_size (ticks, 0);
      add_decades (self, ticks, strides[i > 1 ? i - 2 : 0]);
      if (count_labels (ticks) >= 2)
        return;
      g_array_set_size (ticks, 0);
      add_decades (self, ticks, 1);
      return;
    }
}

GArray *
tf_axis_get_ticks (const TfAxis *self, guint max_labels)
{
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (TfTick));

  max_labels = MAX (max_labels, 2);
  if (self->log)
    add_log (self, ticks, max_labels);
  else
    add_linear (self, ticks, max_labels);
  return ticks;
}
