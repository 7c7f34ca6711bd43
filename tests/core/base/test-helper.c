/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper.h"

typedef struct
{
  guint counts[200]; /* how often each was done */
  gsize second;      /* where part 1 began */
} Work;

static void
count_cb (gsize first, gsize n, guint part, gpointer user_data)
{
  Work *work = user_data;

  g_assert_cmpuint (part, <, 2);
  if (part == 1)
    work->second = first;
  for (gsize i = first; i < first + n; i++)
    work->counts[i] += 1 + part;
}

/* The same parts as of tf_thread_halve(), each number done once. */
static void
check_piece (TfHelper *helper, gsize n, gsize unit)
{
  Work ours = { .second = n }, theirs = { .second = n };

  tf_helper_halve (helper, n, unit, count_cb, &ours);
  tf_thread_halve (n, unit, count_cb, &theirs);
  g_assert_cmpmem (&ours, sizeof ours, &theirs, sizeof theirs);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpuint (ours.counts[i], ==, i < ours.second ? 1 : 2);
}

/* Pieces of any size, some at once after the last one, others when the helper sleeps. */
static void
test_pieces (void)
{
  g_autoptr (TfHelper) helper = tf_helper_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < 2000; i++)
    {
      check_piece (helper, g_rand_int_range (rand, 0, 200), g_rand_int_range (rand, 1, 20));
      if (i % 100 == 0)
        g_usleep (1000);
    }
}

static void
test_end (void)
{
  tf_helper_free (tf_helper_new ()); /* which was given nothing */
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (TfHelper) helper = tf_helper_new ();

      for (guint piece = 0; piece < i % 3; piece++)
        check_piece (helper, 10 + i, 1);
      if (i % 10 == 0)
        g_usleep (1000);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/helper/pieces", test_pieces);
  g_test_add_func ("/helper/end", test_end);
  return g_test_run ();
}
