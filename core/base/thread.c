/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* on_exit, gettid's number */
#ifdef __linux__
#include <sys/resource.h>
#include <sys/syscall.h>
#endif
#include <unistd.h>

#include "thread.h"

#include <stdio.h>
#include <stdlib.h>

/* On Linux niceness is a thread's own; elsewhere it would be the whole program's. */
void
tf_thread_give_way (int niceness)
{
#ifdef __linux__
  setpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid), niceness);
#endif
}

/* --- two halves --- */

typedef struct
{
  gsize first, n;
  TfRangeFunc func;
  gpointer user_data;
} SecondHalf;

static GPrivate is_whole; /* not NULL: of a thread that has no other beside it */

void
tf_thread_keep_whole (void)
{
  g_private_set (&is_whole, &is_whole);
}

static gpointer
do_second_half (gpointer data)
{
  SecondHalf *half = data;

  half->func (half->first, half->n, 1, half->user_data);
  return NULL;
}

void
tf_thread_halve (gsize n, gsize unit, TfRangeFunc func, gpointer user_data)
{
  gsize first = n / unit / 2 * unit;
  SecondHalf second = { first, n - first, func, user_data };
  GThread *thread = NULL;

  if (first > 0 && g_get_num_processors () > 1 && g_private_get (&is_whole) == NULL)
    thread = g_thread_try_new ("half", do_second_half, &second, NULL);
  if (first > 0)
    func (0, first, 0, user_data);
  if (thread != NULL)
    g_thread_join (thread);
  else if (second.n > 0)
    do_second_half (&second);
}

/* --- work that no one joins --- */

#define PATIENCE (2 * G_USEC_PER_SEC)

static GMutex mutex;
static GCond ended_cond;
static guint n_working; /* locked */

gboolean
tf_thread_wait_for_work (gint64 patience)
{
  gint64 end = g_get_monotonic_time () + patience;
  gboolean is_done;

  g_mutex_lock (&mutex);
  while (n_working > 0 && g_cond_wait_until (&ended_cond, &mutex, end))
    ;
  is_done = n_working == 0;
  g_mutex_unlock (&mutex);
  return is_done;
}

#ifdef __GLIBC__
static void
leave (int status, gpointer data)
{
  if (tf_thread_wait_for_work (PATIENCE))
    return;
  fflush (NULL);
  _exit (status);
}

static void
wait_at_exit (void)
{
  on_exit (leave, NULL);
}
#else
static void
leave (void)
{
  tf_thread_wait_for_work (PATIENCE);
}

static void
wait_at_exit (void)
{
  atexit (leave);
}
#endif

void
tf_thread_begin_work (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      wait_at_exit ();
      g_once_init_leave (&once, 1);
    }
  g_mutex_lock (&mutex);
  n_working++;
  g_mutex_unlock (&mutex);
}

void
tf_thread_end_work (void)
{
  g_mutex_lock (&mutex);
  n_working--;
  g_cond_broadcast (&ended_cond);
  g_mutex_unlock (&mutex);
}

typedef struct
{
  guint milliseconds;
  int   status;
} Exit;

static gpointer
exit_later (gpointer data)
{
  const Exit *plan = data;

  g_usleep (plan->milliseconds * 1000);
  tf_thread_wait_for_work (PATIENCE);
  fflush (NULL);
  _exit (plan->status);
}

void
tf_thread_exit_within (guint milliseconds, int status)
{
  static Exit plan; /* as long as the process */

  plan = (Exit){ milliseconds, status };
  g_thread_unref (g_thread_new ("exit", exit_later, &plan));
}
