/* test-parameters.c: the table of parameters, and what is made from it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "random-parameters.h"

static void
check_choices (const TfParameterInfo *info)
{
  guint n = 0;

  for (const TfParameterChoice *choice = info->choices; choice->word != NULL; choice++, n++)
    {
      g_assert_cmpstr (choice->word, !=, "");
      g_assert_cmpstr (choice->title, !=, "");
      g_assert_nonnull (choice->meaning);
    }
  g_assert_cmpuint (n, ==, (guint) info->max + 1);
}

static void
test_table_is_full (void)
{
  gsize end = 0;

  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    {
      const TfParameterInfo *info = tf_parameter_info (i);
      const char *const texts[] = { info->name,    info->option, info->symbol,  info->markup, info->latex,
                                    info->subject, info->title,  info->meaning, info->help,   info->placeholder };

      for (guint j = 0; j < G_N_ELEMENTS (texts); j++)
        g_assert_true (texts[j] != NULL && *texts[j] != '\0');
      g_assert_cmpuint (info->offset, >=, end); /* in order, none twice */
      end = info->offset + (info->kind == TF_PARAMETER_REAL ? sizeof (double)
                            : info->kind == TF_PARAMETER_WIDTHS ? sizeof (TfWidths) : sizeof (guint));
      g_assert_true (info->group == TF_GROUP_OBJECTIVE || info->group == TF_GROUP_DYNAMICS
                     || info->group == TF_GROUP_START || info->group == TF_GROUP_ACCURACY);
      g_assert_cmpfloat (info->min, <, info->max);
      if (info->kind == TF_PARAMETER_FLAG || info->kind == TF_PARAMETER_CHOICE)
        check_choices (info);
      if (info->kind == TF_PARAMETER_FLAG)
        g_assert_nonnull (info->note);
      if (info->kind == TF_PARAMETER_REAL && info->has_row)
        g_assert_cmpint (info->slider_lower, <, info->slider_upper);
    }
  g_assert_cmpuint (end, <=, sizeof (TfParameters));
  g_assert_cmpuint (end + sizeof (double), >, sizeof (TfParameters)); /* no field without a row */
}

static void
test_places (void)
{
  guint64 seen = 0;

  for (guint place = 0; place < TF_N_PARAMETERS; place++)
    for (guint i = 0; i < TF_N_PARAMETERS; i++)
      if (tf_parameter_at_place (place) == tf_parameter_info (i))
        seen |= 1u << i;
  g_assert_cmpuint (seen, ==, (1u << TF_N_PARAMETERS) - 1);
}

/* No two rows look at the same field, or go by the same word. */
static void
test_rows_are_apart (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    {
      TfParameters a = tf_random_parameters (rand), b = a;

      while (tf_parameter_agrees (tf_parameter_info (i), &a, &b))
        tf_randomize_parameter (tf_parameter_info (i), &b, rand);
      g_assert_false (tf_parameters_equal (&a, &b));
      for (guint j = 0; j < TF_N_PARAMETERS; j++)
        {
          g_assert_cmpint (tf_parameter_agrees (tf_parameter_info (j), &a, &b), ==, i != j);
          g_assert_cmpint (g_str_equal (tf_parameter_info (i)->name, tf_parameter_info (j)->name), ==, i == j);
          g_assert_cmpint (g_str_equal (tf_parameter_info (i)->option, tf_parameter_info (j)->option), ==, i == j);
        }
    }
}

static void
test_text (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (int n = 0; n < 200; n++)
    {
      TfParameters written = tf_random_parameters (rand), read = TF_PARAMETERS_DEFAULT;

      g_assert_true (tf_parameters_validate (&written, NULL));
      for (guint i = 0; i < TF_N_PARAMETERS; i++)
        {
          g_autofree char *text = tf_parameter_get_text (tf_parameter_info (i), &written);

          g_assert_true (tf_parameters_set_text (&read, tf_parameter_info (i)->name, text, NULL));
          g_assert_true (tf_parameter_agrees (tf_parameter_info (i), &written, &read));
          g_assert_false (tf_parameter_set_text (tf_parameter_info (i), &read, "neither"));
          g_assert_true (tf_parameter_agrees (tf_parameter_info (i), &written, &read));
        }
      g_assert_true (tf_parameters_equal (&written, &read));
    }
}

static void
assert_refused (const TfParameters *parameters, const TfParameterInfo *info)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tf_parameters_validate (parameters, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_true (g_str_has_prefix (error->message, info->subject));
}

static void
test_ranges (void)
{
  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    {
      const TfParameterInfo *info = tf_parameter_info (i);
      TfParameters p = TF_PARAMETERS_DEFAULT;
      const double beyond[] = { NAN, INFINITY, -INFINITY, -1, -1e-300, nextafter (info->max, INFINITY),
                                info->is_open ? info->min : -1, info->is_open ? nextafter (1 / info->max, 0) : -2 };

      g_assert_true (tf_parameters_validate (&p, NULL));
      if (info->is_below)
        {
          tf_parameter_set_real (info, &p, info->max);
          assert_refused (&p, info);
        }
      for (guint j = 0; j < G_N_ELEMENTS (beyond) && info->kind == TF_PARAMETER_REAL; j++)
        {
          tf_parameter_set_real (info, &p, beyond[j]);
          assert_refused (&p, info);
        }
      if (info->kind == TF_PARAMETER_CHOICE)
        {
          tf_parameter_set_whole (info, &p, (guint) info->max + 1);
          assert_refused (&p, info);
        }
    }
}

static void
test_sentences (void)
{
  static const struct
  {
    const char *name;
    double value;
    const char *sentence;
  } cases[] = {
    { "lambda-w", 0, "λ_W must be a number above 0 (it is 0)" },
    { "lambda-h", -1, "λ_H must be a number of at least 0 (it is -1)" },
    { "step", 1e60, "the step must lie between 1e-50 and 1e+50 (it is 1e+60)" },
    { "tolerance", 0.1, "the tolerance must lie between 1e-13 and 1e-2 (it is 0.1)" },
  };
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint j = 0; j < TF_N_PARAMETERS; j++)
      if (g_str_equal (tf_parameter_info (j)->name, cases[i].name))
        {
          p = TF_PARAMETERS_DEFAULT;
          tf_parameter_set_real (tf_parameter_info (j), &p, cases[i].value);
          g_assert_false (tf_parameters_validate (&p, &error));
          g_assert_cmpstr (error->message, ==, cases[i].sentence);
          g_clear_error (&error);
        }
  p = TF_PARAMETERS_DEFAULT;
  p.flow = 4;
  g_assert_false (tf_parameters_validate (&p, &error));
  g_assert_cmpstr (error->message, ==, "the flow must be central, joint, descent or network (it is 4)");
}

static void
test_widths (void)
{
  static const char *const wrong[] = { "", "0", "4,", ",4", "4,,4", "-3", "3.5", "x", "65537",
                                       "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1" };
  TfParameters p = TF_PARAMETERS_DEFAULT;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_false (tf_widths_parse (&p.hidden, wrong[i]));
      g_assert_true (tf_widths_equal (&p.hidden, &TF_PARAMETERS_DEFAULT.hidden));
    }
  g_assert_true (tf_widths_parse (&p.hidden, "7, 8,65536"));
  g_assert_cmpuint (p.hidden.n, ==, 3);
  text = tf_widths_get_text (&p.hidden);
  g_assert_cmpstr (text, ==, "7,8,65536");
  g_assert_false (tf_widths_equal (&p.hidden, &TF_PARAMETERS_DEFAULT.hidden));
  p.hidden.of[1] = 0;
  g_assert_false (tf_parameters_validate (&p, &error));
  g_assert_cmpstr (error->message, ==, "the hidden layers must be from 1 to 16 widths from 1 to 65536");
}

/* Layers and features are not followed as one run; what moves a network alone is. */
static void
test_one_run (void)
{
  TfParameters a = TF_PARAMETERS_DEFAULT, b = a;

  b.flow = TF_FLOW_DESCENT;
  b.hidden.of[0] = 3;
  g_assert_true (tf_parameters_are_of_one_run (&a, &b));
  a.flow = TF_FLOW_NETWORK;
  g_assert_false (tf_parameters_are_of_one_run (&a, &b));
  g_assert_false (tf_parameters_are_of_one_run (&b, &a));
  b.flow = TF_FLOW_NETWORK;
  g_assert_false (tf_parameters_are_of_one_run (&a, &b));
  b = a;
  b.rate = b.momentum = b.lambda_w = 0.5;
  b.batch = 3;
  b.loss = TF_LOSS_FOCAL;
  g_assert_true (tf_parameters_are_of_one_run (&a, &b));
  b.bias = TRUE;
  g_assert_false (tf_parameters_are_of_one_run (&a, &b));
}

/* What has no say makes no other problem. */
static void
test_groups (void)
{
  TfParameters a = TF_PARAMETERS_DEFAULT, b = a;

  b.eta = 2;
  b.step = 3;
  b.initial_w = TF_INITIAL_W_RANDOM;
  g_assert_true (tf_parameters_agree (&a, &b, TF_GROUP_OBJECTIVE | TF_GROUP_DYNAMICS | TF_GROUP_START));
  a.flow = b.flow = TF_FLOW_JOINT;
  g_assert_true (tf_parameters_agree (&a, &b, TF_GROUP_OBJECTIVE));
  g_assert_false (tf_parameters_agree (&a, &b, TF_GROUP_DYNAMICS));
  g_assert_false (tf_parameters_agree (&a, &b, TF_GROUP_START));
  b.beta = 7;
  g_assert_false (tf_parameters_agree (&a, &b, TF_GROUP_OBJECTIVE));
  g_assert_true (tf_parameters_agree_but_beta (&a, &b, TF_GROUP_OBJECTIVE));
  b.lambda_h *= 2;
  g_assert_false (tf_parameters_agree_but_beta (&a, &b, TF_GROUP_OBJECTIVE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parameters/table-is-full", test_table_is_full);
  g_test_add_func ("/parameters/places", test_places);
  g_test_add_func ("/parameters/rows-are-apart", test_rows_are_apart);
  g_test_add_func ("/parameters/text", test_text);
  g_test_add_func ("/parameters/ranges", test_ranges);
  g_test_add_func ("/parameters/sentences", test_sentences);
  g_test_add_func ("/parameters/groups", test_groups);
  g_test_add_func ("/parameters/widths", test_widths);
  g_test_add_func ("/parameters/one-run", test_one_run);
  return g_test_run ();
}
