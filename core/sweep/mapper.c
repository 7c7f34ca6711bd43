/* mapper.c: a thread that answers the latest question with ever finer maps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "map-private.h"

#include "thread.h"

/* Maps are shown at most this often (microseconds). */
#define INTERVAL 60000

struct _TfMapper
{
  GThread *thread; /* constant */

  /* Of the mapper's thread, and of those that help it, one at a time. */
  TfMap *draft;     /* the answer so far, or NULL */
  gint64 published; /* monotonic time of the last one */

  GMutex mutex;
  GCond  asked_cond;
  /* Locked. */
  TfMapAsked *asked;         /* the latest question, or NULL */
  gboolean is_new;           /* not yet taken up */
  gboolean ending, working;
  GCancellable *cancellable; /* of the work on the question before */
  TfMap *slot;               /* not yet polled */
  GSourceFunc wake;
  gpointer wake_data;
};

static void
publish (TfMapper *self)
{
  TfMap *map = tf_map_copy (self->draft), *old;

  self->published = g_get_monotonic_time ();
  g_mutex_lock (&self->mutex);
  old = self->slot;
  self->slot = map;
  /* Under the lock: who takes the wake away knows that it is not running. */
  if (self->wake != NULL)
    self->wake (self->wake_data);
  g_mutex_unlock (&self->mutex);
  g_clear_pointer (&old, tf_map_unref);
}

static gboolean
measured_cb (gsize cell, const TfSweepCell *result, gpointer user_data, GError **error)
{
  TfMapper *self = user_data;

  tf_map_take (self->draft, cell, result);
  if (g_get_monotonic_time () - self->published >= INTERVAL || tf_map_is_complete (self->draft))
    publish (self);
  return TRUE;
}

/* FALSE where there is no such map, or when cancelled. */
static gboolean
fill (TfMap *map, const TfMapQuestion *question, TfSweepMeasured measured, gpointer user_data, GCancellable *cancellable,
      GError **error)
{
  g_autoptr (TfSweep) sweep = tf_map_make_sweep (map, question);
  g_autofree gsize *cells = tf_map_order (map, question);

  return tf_sweep_measure (sweep, cells, map->grid->n_cells, g_get_num_processors (), measured, user_data, cancellable, error);
}

static void
answer (TfMapper *self, const TfMapQuestion *question, GCancellable *cancellable)
{
  g_clear_pointer (&self->draft, tf_map_unref);
  self->draft = tf_map_new (question, NULL);
  self->published = 0;
  if (self->draft != NULL)
    fill (self->draft, question, measured_cb, self, cancellable, NULL);
}

/* The next question, and what ends the work on it; NULL: the end. */
static TfMapAsked *
wait_for_question (TfMapper *self, GCancellable **cancellable)
{
  TfMapAsked *asked = NULL;

  g_mutex_lock (&self->mutex);
  self->working = FALSE;
  while (!self->ending && !(self->is_new && self->asked != NULL))
    g_cond_wait (&self->asked_cond, &self->mutex);
  if (!self->ending)
    {
      asked = tf_map_asked_new (&self->asked->question);
      self->is_new = FALSE;
      self->working = TRUE;
      g_object_unref (self->cancellable);
      self->cancellable = g_cancellable_new ();
      *cancellable = g_object_ref (self->cancellable);
    }
  g_mutex_unlock (&self->mutex);
  return asked;
}

static gpointer
work_cb (gpointer data)
{
  TfMapper *self = data;
  TfMapAsked *asked;
  GCancellable *cancellable = NULL;

  tf_thread_give_way (TF_NICENESS_THEORY); /* and those it starts with it */
  while ((asked = wait_for_question (self, &cancellable)) != NULL)
    {
      answer (self, &asked->question, cancellable);
      tf_map_asked_free (asked);
      g_clear_object (&cancellable);
    }
  return NULL;
}

TfMapper *
tf_mapper_new (void)
{
  TfMapper *self = g_new0 (TfMapper, 1);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->asked_cond);
  self->cancellable = g_cancellable_new ();
  self->thread = g_thread_new ("map", work_cb, self);
  return self;
}

void
tf_mapper_free (TfMapper *self)
{
  g_mutex_lock (&self->mutex);
  self->wake = NULL;
  self->ending = TRUE;
  g_cancellable_cancel (self->cancellable);
  g_cond_signal (&self->asked_cond);
  g_mutex_unlock (&self->mutex);
  g_thread_join (self->thread);

  g_clear_pointer (&self->draft, tf_map_unref);
  g_clear_pointer (&self->slot, tf_map_unref);
  g_clear_pointer (&self->asked, tf_map_asked_free);
  g_object_unref (self->cancellable);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->asked_cond);
  g_free (self);
}

void
tf_mapper_ask (TfMapper *self, const TfMapQuestion *question)
{
  g_mutex_lock (&self->mutex);
  if (question == NULL || self->asked == NULL || !tf_map_is_same_question (question, &self->asked->question))
    {
      g_clear_pointer (&self->asked, tf_map_asked_free);
      self->asked = question != NULL ? tf_map_asked_new (question) : NULL;
      self->is_new = TRUE;
      g_cancellable_cancel (self->cancellable);
      g_cond_signal (&self->asked_cond);
    }
  g_mutex_unlock (&self->mutex);
}

TfMap *
tf_mapper_poll (TfMapper *self)
{
  TfMap *map;

  g_mutex_lock (&self->mutex);
  map = g_steal_pointer (&self->slot);
  g_mutex_unlock (&self->mutex);
  return map;
}

gboolean
tf_mapper_is_busy (TfMapper *self)
{
  gboolean busy;

  g_mutex_lock (&self->mutex);
  busy = self->working || self->slot != NULL || (self->is_new && self->asked != NULL);
  g_mutex_unlock (&self->mutex);
  return busy;
}

void
tf_mapper_set_wake (TfMapper *self, GSourceFunc wake, gpointer user_data)
{
  g_mutex_lock (&self->mutex);
  self->wake = wake;
  self->wake_data = user_data;
  g_mutex_unlock (&self->mutex);
}

static gboolean
take_row_cb (gsize cell, const char *row, const char *message, gpointer user_data, GError **error)
{
  ((char **) user_data)[cell] = g_strdup (row);
  return TRUE;
}

char *
tf_map_write (const TfMapQuestion *question, GCancellable *cancellable, GError **error)
{
  g_autoptr (TfMap) map = tf_map_new (question, error);
  g_autoptr (TfSweep) sweep = map != NULL ? tf_map_make_sweep (map, question) : NULL;
  g_autofree gsize *cells = map != NULL ? tf_map_order (map, question) : NULL;
  gsize n = map != NULL ? map->grid->n_cells : 0;
  g_auto (GStrv) rows = g_new0 (char *, n + 2); /* the header first */
  g_autofree char *table = NULL;

  if (map == NULL)
    return NULL;
  rows[0] = tf_sweep_write_header (sweep);
  if (!tf_sweep_work (sweep, cells, n, g_get_num_processors (), take_row_cb, rows + 1, cancellable, error))
    {
      for (gsize i = 1; i <= n; i++) /* as far as a vector of strings goes */
        if (rows[i] == NULL)
          rows[i] = g_strdup ("");
      return NULL;
    }
  table = g_strjoinv ("\n", rows);
  return g_strconcat (table, "\n", NULL);
}

static gboolean
take_cb (gsize cell, const TfSweepCell *result, gpointer user_data, GError **error)
{
  tf_map_take (user_data, cell, result);
  return TRUE;
}

TfMap *
tf_map_work_out (const TfMapQuestion *question, GCancellable *cancellable, GError **error)
{
  g_autoptr (TfMap) map = tf_map_new (question, error);

  if (map == NULL || !fill (map, question, take_cb, map, cancellable, error))
    return NULL;
  return g_steal_pointer (&map);
}
