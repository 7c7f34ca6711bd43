/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahead.h"

#include "thread.h"

typedef struct
{
  gboolean is_done;
  gpointer result;
  GError  *error;
} Item;

struct _TfAhead
{
  guint          n, n_workers;
  TfAheadFunc    func;
  GDestroyNotify free_result;
  gpointer       user_data;
  GThread      **workers;

  GMutex   mutex;
  GCond    done_cond;
  gboolean is_over; /* locked, as are the next two */
  guint    next;    /* the first that no one has begun */
  Item    *items;
};

/* The next item to be begun, or n. */
static guint
begin (TfAhead *self)
{
  guint i;

  g_mutex_lock (&self->mutex);
  i = self->is_over || self->next == self->n ? self->n : self->next++;
  g_mutex_unlock (&self->mutex);
  return i;
}

static gpointer
work (gpointer data)
{
  TfAhead *self = data;

  if (self->n_workers > 1)
    tf_thread_keep_whole ();
  for (guint i; (i = begin (self)) < self->n;)
    {
      Item item = { .is_done = TRUE };

      item.result = self->func (i, self->user_data, &item.error);
      g_mutex_lock (&self->mutex);
      self->items[i] = item;
      g_cond_broadcast (&self->done_cond);
      g_mutex_unlock (&self->mutex);
    }
  return NULL;
}

TfAhead *
tf_ahead_new (guint n, guint n_workers, TfAheadFunc func, GDestroyNotify free_result, gpointer user_data)
{
  TfAhead *self = g_new0 (TfAhead, 1);

  self->n = n;
  self->n_workers = CLAMP (n_workers, 1, MAX (n, 1));
  self->func = func;
  self->free_result = free_result;
  self->user_data = user_data;
  self->items = g_new0 (Item, MAX (n, 1));
  g_mutex_init (&self->mutex);
  g_cond_init (&self->done_cond);
  self->workers = g_new (GThread *, self->n_workers);
  for (guint i = 0; i < self->n_workers; i++)
    self->workers[i] = g_thread_new ("ahead", work, self);
  return self;
}

gpointer
tf_ahead_take (TfAhead *self, guint i, GError **error)
{
  Item item;

  g_assert (i < self->n);
  g_mutex_lock (&self->mutex);
  while (!self->items[i].is_done)
    g_cond_wait (&self->done_cond, &self->mutex);
  item = self->items[i];
  self->items[i] = (Item){ .is_done = TRUE };
  g_mutex_unlock (&self->mutex);
  if (item.error != NULL)
    g_propagate_error (error, item.error);
  return item.result;
}

void
tf_ahead_free (TfAhead *self)
{
  g_mutex_lock (&self->mutex);
  self->is_over = TRUE;
  g_mutex_unlock (&self->mutex);
  for (guint i = 0; i < self->n_workers; i++)
    g_thread_join (self->workers[i]);
  for (guint i = 0; i < self->n; i++)
    {
      g_clear_error (&self->items[i].error);
      if (self->items[i].result != NULL)
        self->free_result (self->items[i].result);
    }
  g_free (self->workers);
  g_free (self->items);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->done_cond);
  g_free (self);
}
