/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "typed-number.h"

#include <locale.h>
#include <math.h>

#include "number-format.h"

static void
test_accepted (void)
{
  static const struct
  {
    const char *text;
    double      value;
  } cases[] = {
    { "0", 0 },           { "5e-4", 5e-4 },       { "5E-4", 5e-4 },      { "0.0005", 5e-4 },    { "0,0005", 5e-4 },
    { " 5 ", 5 },         { "5×10⁻⁴", 5e-4 },     { "5·10⁻⁴", 5e-4 },    { "5*10^-4", 5e-4 },   { "5 x 10^-4", 5e-4 },
    { "10⁻³", 1e-3 },     { "10^3", 1e3 },        { "1,5e−2", 1.5e-2 },  { "−2", -2 },          { "+3", 3 },
    { "1.25×10¹²", 1.25e12 }, { ".5", 0.5 },      { "1e-300", 1e-300 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double value = NAN;

      g_test_message ("%s", cases[i].text);
      g_assert_true (tf_typed_number_parse (cases[i].text, &value));
      g_assert_cmpfloat (value, ==, cases[i].value);
    }
}

static void
test_refused (void)
{
  static const char *const cases[]
      = { "", " ", "abc", "nan", "inf", "0x10", "5e", "1.2.3", "1,2,3", "1,000.5", "5×", "×10⁻⁴", "5⁻⁴", "1e999", "--1", "5 %", "\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double value = 42;

      g_test_message ("%s", cases[i]);
      g_assert_false (tf_typed_number_parse (cases[i], &value));
      g_assert_cmpfloat (value, ==, 42);
    }
}

/* What an entry shows can be typed back. */
static void
test_shown_is_read (void)
{
  for (double decade = -12; decade <= 12; decade += 0.37)
    {
      g_autofree char *text = tf_format_number_short (pow (10, decade), 6);
      double value = NAN;

      g_assert_true (tf_typed_number_parse (text, &value));
      g_assert_cmpfloat_with_epsilon (value / pow (10, decade), 1, 5.1e-6); /* six digits shown */
    }
}

static void
test_locale (void)
{
  g_autofree char *before = g_strdup (setlocale (LC_NUMERIC, NULL));
  double value;

  if (setlocale (LC_NUMERIC, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("there is no de_DE.UTF-8 here");
      return;
    }
  g_assert_true (tf_typed_number_parse ("0.25", &value));
  g_assert_cmpfloat (value, ==, 0.25);
  g_assert_true (tf_typed_number_parse ("0,25", &value));
  g_assert_cmpfloat (value, ==, 0.25);
  setlocale (LC_NUMERIC, before);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/typed-number/accepted", test_accepted);
  g_test_add_func ("/typed-number/refused", test_refused);
  g_test_add_func ("/typed-number/shown-is-read", test_shown_is_read);
  g_test_add_func ("/typed-number/locale", test_locale);
  return g_test_run ();
}
