/* lesson-promise.c: "nc1 < 1e-6": what a step says, as a number
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *     nc1_ratio < 1e-3          a metric by its column's name
 *     mean 3 = 1.2 within 0.01  the norm of class 3's mean; centred-mean 3, weight 3
 *     cosine 1 2 > -0.3         between two centred class means
 *     rank = 3                  of the centred class means
 *     settled = 1               nothing changes any more
 *     nc1 < 0.1 start           a tenth of what it was where the step began
 */
#include "lesson-private.h"

#include <math.h>
#include <string.h>

#include "number-text.h"

static const struct
{
  const char      *name;
  TfLessonQuantity quantity;
  guint            n_classes; /* named behind it */
} quantities[] = {
  { "mean", TF_LESSON_OF_MEAN, 1 },     { "centred-mean", TF_LESSON_OF_CENTRED_MEAN, 1 },
  { "weight", TF_LESSON_OF_WEIGHT, 1 }, { "cosine", TF_LESSON_OF_COSINE, 2 },
  { "rank", TF_LESSON_OF_RANK, 0 },     { "settled", TF_LESSON_OF_SETTLED, 0 },
};

/* words: what stands before the sign. */
static gboolean
read_quantity (TfLessonReader *reader, char **words, TfLessonPromise *promise, GError **error)
{
  guint n = g_strv_length (words);

  for (int i = 0; n == 1 && i < TF_N_METRICS; i++)
    if (g_str_equal (words[0], tf_metric_name (i)))
      {
        promise->quantity = TF_LESSON_OF_METRIC;
        promise->metric = i;
        return TRUE;
      }
  for (guint i = 0; n > 0 && i < G_N_ELEMENTS (quantities); i++)
    if (g_str_equal (words[0], quantities[i].name))
      {
        if (n != 1 + quantities[i].n_classes)
          return tf_lesson_fail (reader, error, "“%s” takes the names of %u classes", words[0], quantities[i].n_classes);
        promise->quantity = quantities[i].quantity;
        promise->first = n > 1 ? g_strdup (words[1]) : NULL;
        promise->second = n > 2 ? g_strdup (words[2]) : NULL;
        return TRUE;
      }
  return tf_lesson_fail (reader, error, "“%s” is neither a metric nor a quantity that can be promised",
                         n > 0 ? words[0] : "");
}

/* words: what stands behind the sign: NUMBER, [NUMBER] start, NUMBER within NUMBER. */
static gboolean
read_bound (TfLessonReader *reader, char **words, TfLessonPromise *promise, GError **error)
{
  guint n = g_strv_length (words), i = 0;

  promise->value = 1;
  if (n == 0 || (!tf_number_read (words[0], &promise->value) && !g_str_equal (words[0], "start")))
    return tf_lesson_fail (reader, error, "a number is missing behind “%c”", promise->sign);
  i += !g_str_equal (words[0], "start");
  if (i < n && g_str_equal (words[i], "start"))
    {
      promise->of_start = TRUE;
      i++;
    }
  if (i + 1 < n && promise->sign == '=' && g_str_equal (words[i], "within"))
    {
      if (!tf_number_read (words[i + 1], &promise->within) || promise->within < 0)
        return tf_lesson_fail (reader, error, "“within” is not followed by a number");
      i += 2;
    }
  if (i < n)
    return tf_lesson_fail (reader, error, "“%s” means nothing in a promise", words[i]);
  return !promise->of_start || !promise->at_start
         || tf_lesson_fail (reader, error, "at the start there is nothing before it that “start” could mean");
}

static char **
split (const char *text, gsize length)
{
  g_autofree char *part = g_strndup (text, length);
  g_auto (GStrv) words = g_strsplit_set (part, " \t", -1);
  GPtrArray *full = g_ptr_array_new ();

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_ptr_array_add (full, g_strdup (words[i]));
  g_ptr_array_add (full, NULL);
  return (char **) g_ptr_array_free (full, FALSE);
}

gboolean
tf_lesson_read_promise (TfLessonReader *reader, const char *text, gboolean at_start, GError **error)
{
  const char *sign = strpbrk (text, "<>=");
  TfLessonPromise promise = { .line = reader->line, .at_start = at_start };
  g_auto (GStrv) before = NULL;
  g_auto (GStrv) behind = NULL;

  if (sign == NULL)
    return tf_lesson_fail (reader, error, "a promise is a quantity, one of < > =, and a number");
  promise.sign = *sign;
  before = split (text, sign - text);
  behind = split (sign + 1, strlen (sign + 1));
  if (!read_quantity (reader, before, &promise, error))
    return FALSE;
  promise.text = g_strdup (text);
  g_array_append_val (reader->step->promises, promise); /* which frees what it holds */
  return read_bound (reader, behind, &g_array_index (reader->step->promises, TfLessonPromise, reader->step->promises->len - 1),
                     error);
}
