/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahead.h"

#include <gio/gio.h>

#include "thread.h"

#define N 57
#define FAILING 13 /* each item with a multiple of this number */

typedef struct
{
  gint n_begun, n_freed;
} Counts;

static gpointer
square_cb (guint i, gpointer user_data, GError **error)
{
  Counts *counts = user_data;
  guint *result;

  g_atomic_int_inc (&counts->n_begun);
  g_usleep (i % 3 * 300); /* later ones are done first */
  if (i % FAILING == 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%u", i);
      return NULL;
    }
  result = g_new (guint, 2);
  result[0] = i * i;
  return result;
}

static gpointer
count_free_cb (guint i, gpointer user_data, GError **error)
{
  Counts **result = g_new (Counts *, 1);

  *result = user_data;
  g_atomic_int_inc (&(*result)->n_begun);
  return result;
}

static void
free_counted (gpointer result)
{
  g_atomic_int_inc (&(*(Counts **) result)->n_freed);
  g_free (result);
}

/* In their order, however many are at work; a failure is its item's alone. */
static void
test_order (void)
{
  static const guint n_workers[] = { 1, 2, 7, 200 };

  for (guint w = 0; w < G_N_ELEMENTS (n_workers); w++)
    {
      Counts counts = { 0, 0 };
      g_autoptr (TfAhead) ahead = tf_ahead_new (N, n_workers[w], square_cb, g_free, &counts);

      for (guint i = 0; i < N; i++)
        {
          g_autoptr (GError) error = NULL;
          g_autofree guint *result = tf_ahead_take (ahead, i, &error);

          g_assert_true ((result == NULL) == (i % FAILING == 0));
          if (result != NULL)
            g_assert_cmpuint (*result, ==, i * i);
          else
            g_assert_cmpuint (g_ascii_strtoull (error->message, NULL, 10), ==, i);
        }
      g_assert_cmpint (g_atomic_int_get (&counts.n_begun), ==, N);
    }
}

/* Left early: what is done and was not taken is freed, once. */
static void
test_left (void)
{
  Counts counts = { 0, 0 };
  TfAhead *ahead = tf_ahead_new (1000, 3, count_free_cb, free_counted, &counts);

  free_counted (tf_ahead_take (ahead, 0, NULL));
  free_counted (tf_ahead_take (ahead, 1, NULL));
  tf_ahead_free (ahead);
  g_assert_cmpint (counts.n_freed, ==, counts.n_begun);
  g_assert_cmpint (counts.n_begun, >=, 2);
}

static void
note_thread_cb (gsize first, gsize n, guint part, gpointer user_data)
{
  GThread **threads = user_data;

  threads[part] = g_thread_self ();
}

static gpointer
halve_cb (guint i, gpointer user_data, GError **error)
{
  GThread *threads[2] = { NULL, NULL };

  tf_thread_halve (10, 1, note_thread_cb, threads);
  g_assert_true (threads[0] == g_thread_self () && threads[1] == g_thread_self ());
  return g_new (guint, 1);
}

/* Workers beside one another have no further threads of their own. */
static void
test_whole (void)
{
  g_autoptr (TfAhead) ahead = tf_ahead_new (5, 2, halve_cb, g_free, NULL);

  for (guint i = 0; i < 5; i++)
    g_free (tf_ahead_take (ahead, i, NULL));
}

static void
test_none (void)
{
  g_autoptr (TfAhead) ahead = tf_ahead_new (0, 4, square_cb, g_free, NULL);

  g_assert_nonnull (ahead);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ahead/order", test_order);
  g_test_add_func ("/ahead/left", test_left);
  g_test_add_func ("/ahead/whole", test_whole);
  g_test_add_func ("/ahead/none", test_none);
  return g_test_run ();
}
