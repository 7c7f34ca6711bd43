/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sweep.h"

#include <math.h>
#include <string.h>

#include "thread.h"

struct _TfSweep
{
  TfSweepGrid *grid;
  TfParameters parameters;
  TfMoments *moments; /* or NULL */
  TfSynthetic synthetic;
  gboolean has_synthetic;
  TfSweepEpochs *epochs; /* or NULL */
  TfSweepAt at;
};

struct _TfSweepWorker
{
  TfSweep *sweep;
  TfMoments *moments; /* of the features of `features` */
  gsize features;
  char *message;      /* or why there are none */
};

TfSweep *
tf_sweep_new (TfSweepGrid        *grid,
              const TfParameters *parameters,
              TfMoments          *moments,
              const TfSynthetic  *synthetic,
              TfSweepEpochs      *epochs,
              const TfSweepAt    *at)
{
  TfSweep *self = g_new0 (TfSweep, 1);

  g_assert (moments != NULL || synthetic != NULL || epochs != NULL);
  self->grid = grid;
  self->parameters = *parameters;
  self->moments = moments != NULL ? tf_moments_ref (moments) : NULL;
  self->at = *at;
  self->epochs = epochs != NULL ? tf_sweep_epochs_ref (epochs) : NULL;
  if (synthetic != NULL)
    {
      self->has_synthetic = TRUE;
      self->synthetic = *synthetic;
      if (synthetic->sizes != NULL)
        self->synthetic.sizes = g_memdup2 (synthetic->sizes, synthetic->n_classes * sizeof (gsize));
    }
  return self;
}

void
tf_sweep_free (TfSweep *self)
{
  tf_sweep_grid_free (self->grid);
  g_clear_pointer (&self->moments, tf_moments_unref);
  g_clear_pointer (&self->epochs, tf_sweep_epochs_unref);
  g_free (self->synthetic.sizes);
  g_free (self);
}

const TfSweepGrid *
tf_sweep_get_grid (TfSweep *self)
{
  return self->grid;
}

/* --- tables --- */

char *
tf_sweep_write_header (TfSweep *self)
{
  g_autoptr (TfCsvWriter) csv = tf_csv_writer_new ();

  for (guint i = 0; i < self->grid->n_axes; i++)
    tf_csv_writer_add_word (csv, self->grid->axes[i].name);
  tf_sweep_cell_add_names (&self->at, csv);
  return tf_csv_writer_take_row (csv);
}

char *
tf_sweep_write_row (TfSweep *self, gsize cell, const TfSweepCell *result)
{
  g_autoptr (TfCsvWriter) csv = tf_csv_writer_new ();

  for (guint i = 0; i < self->grid->n_axes; i++)
    {
      g_autofree char *text = tf_sweep_axis_get_text (&self->grid->axes[i], tf_sweep_grid_get_place (self->grid, cell, i));

      tf_csv_writer_add_word (csv, text);
    }
  tf_sweep_cell_add_values (result, &self->at, csv);
  return tf_csv_writer_take_row (csv);
}

/* --- one cell --- */

static gboolean
axis_makes_features (TfSweep *self, guint i)
{
  const TfSweepAxis *axis = &self->grid->axes[i];

  return self->moments == NULL
         && (tf_sweep_axis_makes_features (axis)
             || (axis->parameter != NULL && axis->parameter->is_seed));
}

/* A number that two cells have in common when their features are the same. */
static gsize
number_features (TfSweep *self, gsize cell)
{
  gsize number = 0;

  for (guint i = 0; i < self->grid->n_axes; i++)
    if (axis_makes_features (self, i))
      number = number * self->grid->axes[i].n_values + tf_sweep_grid_get_place (self->grid, cell, i);
  return number;
}

static int
compare_cells (gconstpointer a, gconstpointer b, gpointer user_data)
{
  gsize i = *(const gsize *) a, j = *(const gsize *) b;
  gsize m = number_features (user_data, i), n = number_features (user_data, j);

  if (m != n)
    return m < n ? -1 : 1;
  return i < j ? -1 : i > j;
}

void
tf_sweep_arrange (TfSweep *self, gsize *cells, gsize n)
{
  g_qsort_with_data (cells, n, sizeof (gsize), compare_cells, self);
}

TfSweepWorker *
tf_sweep_worker_new (TfSweep *sweep)
{
  TfSweepWorker *self = g_new0 (TfSweepWorker, 1);

  self->sweep = sweep;
  self->moments = sweep->moments != NULL ? tf_moments_ref (sweep->moments) : NULL;
  return self;
}

void
tf_sweep_worker_free (TfSweepWorker *self)
{
  g_clear_pointer (&self->moments, tf_moments_unref);
  g_free (self->message);
  g_free (self);
}

/* The moments of a cell's own features; NULL with an error. */
static TfMoments *
make_moments (TfSweep *self, gsize cell, const TfSynthetic *synthetic, GCancellable *cancellable, GError **error)
{
  g_autoptr (TfFeatures) features = NULL;

  for (guint i = 0; i < self->grid->n_axes; i++)
    if (self->grid->axes[i].number == TF_SWEEP_EPOCH)
      {
        double epoch = self->grid->axes[i].values[tf_sweep_grid_get_place (self->grid, cell, i)];

        return tf_sweep_epochs_load (self->epochs, (guint) tf_sweep_epochs_find (self->epochs, epoch), cancellable, error);
      }
  features = tf_synthetic_generate (synthetic, error);
  return features != NULL ? tf_moments_new (features, TF_KEEP_ALL, cancellable, error) : NULL;
}

/* FALSE when cancelled. Features that cannot be drawn, or read, are none. */
static gboolean
draw (TfSweepWorker *self, gsize cell, const TfSynthetic *synthetic, GCancellable *cancellable, GError **error)
{
  gsize wanted = number_features (self->sweep, cell);
  g_autoptr (GError) failure = NULL;

  if ((self->moments != NULL || self->message != NULL) && wanted == self->features)
    return TRUE;
  g_clear_pointer (&self->moments, tf_moments_unref);
  g_clear_pointer (&self->message, g_free);
  self->features = wanted;
  self->moments = make_moments (self->sweep, cell, synthetic, cancellable, &failure);
  if (self->moments == NULL && g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  self->message = failure != NULL ? g_strdup (failure->message) : NULL;
  return TRUE;
}

gboolean
tf_sweep_worker_measure (TfSweepWorker *self, gsize cell, TfSweepCell *result, GCancellable *cancellable, GError **error)
{
  TfSweep *sweep = self->sweep;
  TfParameters parameters = sweep->parameters;
  TfSynthetic synthetic = sweep->synthetic;
  gboolean drawn = TRUE;

  tf_sweep_grid_apply (sweep->grid, cell, &parameters, sweep->moments == NULL ? &synthetic : NULL);
  if (sweep->moments == NULL)
    {
      drawn = draw (self, cell, &synthetic, cancellable, error);
      g_free (synthetic.sizes);
    }
  if (!drawn)
    return FALSE;
  if (self->moments != NULL)
    return tf_sweep_cell_measure (result, self->moments, &parameters, &sweep->at, cancellable, error);
  *result = (TfSweepCell){ .first = sweep->at.on_flow ? sweep->at.t : parameters.beta, .relative_gradient = NAN, .slopes = { NAN, NAN },
                           .message = g_strdup (self->message) };
  tf_metrics_clear (&result->metrics);
  return TRUE;
}

/* --- many --- */

typedef struct
{
  TfSweep *sweep;
  const gsize *cells;
  gsize n;
  TfSweepMeasured measured;
  gpointer user_data;
  GCancellable *cancellable;

  GMutex mutex; /* of what follows, and around done */
  gsize next;
  GError *error; /* the first */
} Work;

static gboolean
take_next (Work *work, gsize *cell)
{
  gboolean is_there;

  g_mutex_lock (&work->mutex);
  is_there = work->error == NULL && work->next < work->n;
  if (is_there)
    *cell = work->cells[work->next++];
  g_mutex_unlock (&work->mutex);
  return is_there;
}

/* Takes the error, where there is one. */
static void
hand_on (Work *work, gsize cell, const TfSweepCell *result, GError *error)
{
  g_mutex_lock (&work->mutex);
  if (error == NULL)
    work->measured (cell, result, work->user_data, &error);
  if (error != NULL && work->error == NULL)
    work->error = g_steal_pointer (&error);
  g_clear_error (&error);
  g_mutex_unlock (&work->mutex);
}

static gpointer
work_cb (gpointer data)
{
  Work *work = data;
  g_autoptr (TfSweepWorker) worker = tf_sweep_worker_new (work->sweep);
  gsize cell;

  while (take_next (work, &cell))
    {
      g_auto (TfSweepCell) result = { 0 };
      GError *error = NULL;

      tf_sweep_worker_measure (worker, cell, &result, work->cancellable, &error);
      hand_on (work, cell, &result, error);
    }
  return NULL;
}

gboolean
tf_sweep_measure (TfSweep        *self,
                  const gsize    *cells,
                  gsize           n,
                  guint           n_threads,
                  TfSweepMeasured measured,
                  gpointer        user_data,
                  GCancellable   *cancellable,
                  GError        **error)
{
  Work work = { .sweep = self, .cells = cells, .n = n, .measured = measured, .user_data = user_data, .cancellable = cancellable };
  g_autoptr (GPtrArray) threads = g_ptr_array_new ();

  tf_thread_begin_work (); /* no one may wait for the thread that waits here */
  g_mutex_init (&work.mutex);
  for (guint i = 1; i < MIN (n_threads, n); i++)
    g_ptr_array_add (threads, g_thread_new ("sweep", work_cb, &work));
  work_cb (&work);
  for (guint i = 0; i < threads->len; i++)
    g_thread_join (g_ptr_array_index (threads, i));
  g_mutex_clear (&work.mutex);
  tf_thread_end_work ();
  if (work.error == NULL)
    return TRUE;
  g_propagate_error (error, work.error);
  return FALSE;
}

/* Rows for who wants rows. */
typedef struct
{
  TfSweep *sweep;
  TfSweepDone done;
  gpointer user_data;
} Rows;

static gboolean
write_row_cb (gsize cell, const TfSweepCell *result, gpointer user_data, GError **error)
{
  Rows *rows = user_data;
  g_autofree char *row = tf_sweep_write_row (rows->sweep, cell, result);

  return rows->done (cell, row, result->message, rows->user_data, error);
}

gboolean
tf_sweep_work (TfSweep      *self,
               const gsize  *cells,
               gsize         n,
               guint         n_threads,
               TfSweepDone   done,
               gpointer      user_data,
               GCancellable *cancellable,
               GError      **error)
{
  Rows rows = { self, done, user_data };

  return tf_sweep_measure (self, cells, n, n_threads, write_row_cb, &rows, cancellable, error);
}
