/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper.h"

#define WATCH 50 /* microseconds until one sleeps: what waking takes */
#define LOOKS 64 /* between two looks at the clock */

struct _TfHelper
{
  GThread *thread;
  gboolean has_tried; /* to make it */
  GMutex   mutex;
  GCond    cond; /* of both numbers */
  gint     n_asked, n_done; /* written under the lock, read without it as well */
  /* Written before n_asked, read after it. */
  gsize    first, n;
  TfRangeFunc func; /* NULL: the end */
  gpointer user_data;
};

static inline void
pause_briefly (void)
{
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause ();
#endif
}

/* Until the number is no longer what it was. */
static void
wait_for_change (TfHelper *self, gint *number, gint was)
{
  gint64 end = g_get_monotonic_time () + WATCH;

  do
    for (guint i = 0; i < LOOKS; i++, pause_briefly ())
      if (g_atomic_int_get (number) != was)
        return;
  while (g_get_monotonic_time () < end);
  g_mutex_lock (&self->mutex);
  while (g_atomic_int_get (number) == was)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

static void
count (TfHelper *self, gint *number)
{
  g_mutex_lock (&self->mutex);
  g_atomic_int_inc (number);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static gpointer
stand_by (gpointer data)
{
  TfHelper *self = data;

  for (guint n = 0;; n++)
    {
      wait_for_change (self, &self->n_asked, (gint) n);
      if (self->func == NULL)
        return NULL;
      self->func (self->first, self->n, 1, self->user_data);
      count (self, &self->n_done);
    }
}

TfHelper *
tf_helper_new (void)
{
  TfHelper *self = g_new0 (TfHelper, 1);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  return self;
}

void
tf_helper_free (TfHelper *self)
{
  if (self->thread != NULL)
    {
      self->func = NULL;
      count (self, &self->n_asked);
      g_thread_join (self->thread);
    }
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static gboolean
has_thread (TfHelper *self)
{
  if (!self->has_tried && g_get_num_processors () > 1)
    self->thread = g_thread_try_new ("helper", stand_by, self, NULL);
  self->has_tried = TRUE;
  return self->thread != NULL;
}

void
tf_helper_halve (TfHelper *self, gsize n, gsize unit, TfRangeFunc func, gpointer user_data)
{
  gsize first = n / unit / 2 * unit;
  gint was = self->n_done;

  if (first == 0 || !has_thread (self))
    {
      if (first > 0)
        func (0, first, 0, user_data);
      if (n > first)
        func (first, n - first, 1, user_data);
      return;
    }
  self->first = first;
  self->n = n - first;
  self->func = func;
  self->user_data = user_data;
  count (self, &self->n_asked);
  func (0, first, 0, user_data);
  wait_for_change (self, &self->n_done, was);
}
