/* test-lesson-text.c: a lesson's sentences as markup and as plain words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib.h>

#include "lesson-text.h"

#define JOINED "\342\201\240" /* no line ends here */
#define FIXED "\302\240"      /* nor at this space */

static void
test_text (void)
{
  static const struct
  {
    const char *text, *markup, *plain;
  } cases[] = {
    { "λ_W and H_{1/β}", "λ<sub>W</sub> and H<sub>1/" JOINED "β</sub>", "λ_W and H_{1/β}" },
    { "10^{-3} x^2", "10<sup>-3</sup> x<sup>2</sup>", "10^{-3} x^2" },
    { "*a* **b** `c_d`", "<i>a</i> <b>b</b> <tt>c_d</tt>", "a b c_d" },
    { "\\lambda_H \\to 0", "λ<sub>H</sub>" FIXED "→ 0", "λ_H → 0" },
    { "t = 1/β, 1 / 2 /", "t" FIXED "=" FIXED "1/" JOINED "β, 1 / 2 /", "t = 1/β, 1 / 2 /" },
    { "a < b & c", "a" FIXED "&lt;" FIXED "b &amp; c", "a < b & c" },
    { "\\*no\\* \\_ \\\\", "*no* _ \\", "*no* _ \\" },
    { "2 * 3 * 4", "2 * 3 * 4", "2 * 3 * 4" },
    { "−1/(K − 1) = c", "−1/" JOINED "(K" FIXED "−" FIXED "1)" FIXED "=" FIXED "c", "−1/(K − 1) = c" },
    { "longer = c", "longer" FIXED "= c", "longer = c" },
    { "a = b + c · d", "a" FIXED "=" FIXED "b" FIXED "+" FIXED "c" FIXED "·" FIXED "d", "a = b + c · d" },
    { "*a* \\le b", "<i>a</i>" FIXED "≤" FIXED "b", "a ≤ b" },
    { "c = √(λ_W (1) λ_H) and (a b)", "c" FIXED "=" FIXED "√(λ<sub>W</sub>" FIXED "(1)" FIXED "λ<sub>H</sub>) and (a b)",
      "c = √(λ_W (1) λ_H) and (a b)" },
    { "\\sqrt(a b) c)", "√(a" FIXED "b) c)", "√(a b) c)" },
    { "a =", "a =", "a =" },
    { "= + −", "=" FIXED "+" FIXED "−", "= + −" },
    { "W^*(H)", "W<sup>*</sup>(H)", "W^*(H)" },
    { "e^{2λ_H t}", "e<sup>2λ<sub>H</sub> t</sup>", "e^{2λ_H t}" },
    { "a_ _b x_", "a_ _b x_", "a_ _b x_" },
    { "{ } a_{b", "{ } a_{b", "{ } a_{b" },
    { "\\unknown", "\\unknown", "\\unknown" },
    { "*<b>*", "<i>&lt;b&gt;</i>", "<b>" },
    { "", "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *markup = tf_lesson_text_to_markup (cases[i].text);
      g_autofree char *plain = tf_lesson_text_to_plain (cases[i].text);

      g_assert_cmpstr (markup, ==, cases[i].markup);
      g_assert_cmpstr (plain, ==, cases[i].plain);
    }
}

static void
nothing_cb (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data, GError **error)
{
}

/* Whatever comes, the markup is well-formed. */
static void
test_text_random (void)
{
  static const char *const pieces[] = { "*", "**", "`", "_", "^", "{", "}", "\\", "a", "λ", " ", "<", "&", "\\beta", "\n", "H" };
  const GMarkupParser parser = { .text = nothing_cb };

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, NULL, NULL);
      g_autoptr (GError) error = NULL;
      g_autofree char *markup = NULL;
      g_autofree char *whole = NULL;

      for (int n = g_test_rand_int_range (0, 30); n > 0; n--)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      markup = tf_lesson_text_to_markup (text->str);
      whole = g_strconcat ("<markup>", markup, "</markup>", NULL);
      g_markup_parse_context_parse (context, whole, -1, &error);
      g_assert_no_error (error);
      g_assert_true (g_markup_parse_context_end_parse (context, NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lesson/text", test_text);
  g_test_add_func ("/lesson/text-random", test_text_random);
  return g_test_run ();
}
