/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mpi-sweep.h"

#include <mpi.h>
#include <string.h>

#include "cli-sweep.h"

#define MOST_AT_ONCE 8
#define PATIENCE 200 /* microseconds between two looks at what has come */

/* Messages. From a helper its first one is READY or ABSENT. */
enum
{
  READY,  /* to rank 0: cells, please */
  ABSENT, /* to rank 0: this rank could not read the problem */
  CELLS,  /* from rank 0: guint64s; none of them: the end */
  DONE,   /* to rank 0: a cell, its row and its message */
};

static gboolean entered; /* the work was begun here */

static int
get_rank (void)
{
  int rank;

  MPI_Comm_rank (MPI_COMM_WORLD, &rank);
  return rank;
}

static guint
count_ranks (void)
{
  int n;

  MPI_Comm_size (MPI_COMM_WORLD, &n);
  return n;
}

static void
tell (int rank, int tag)
{
  MPI_Send (NULL, 0, MPI_BYTE, rank, tag, MPI_COMM_WORLD);
}

/* --- rank 0 --- */

typedef struct
{
  TfSweep *sweep;
  const gsize *cells;
  gsize n;
  TfSweepDone done;
  gpointer user_data;
  GCancellable *cancellable;

  GMutex mutex; /* of what follows, and around done */
  gsize next, n_done;
  GError *error;

  guint n_helpers; /* of the main thread: that have not been sent away */
  gsize n_out;     /* cells that they have and have not given back */
} Work;

/* At the most so many more cells; 0: there are none, or it is over. */
static gsize
take_cells (Work *work, gsize most, const gsize **cells)
{
  gsize n;

  g_mutex_lock (&work->mutex);
  n = work->error != NULL ? 0 : MIN (most, work->n - work->next);
  *cells = work->cells + work->next;
  work->next += n;
  g_mutex_unlock (&work->mutex);
  return n;
}

/* Takes the error, where there is one. */
static void
hand_on (Work *work, gsize cell, const char *row, const char *message, GError *error)
{
  g_mutex_lock (&work->mutex);
  if (error == NULL && work->error == NULL)
    {
      work->n_done++;
      work->done (cell, row, message, work->user_data, &error);
    }
  if (work->error == NULL)
    work->error = g_steal_pointer (&error);
  g_clear_error (&error);
  g_mutex_unlock (&work->mutex);
}

static gpointer
work_here_cb (gpointer data)
{
  Work *work = data;
  g_autoptr (TfSweepWorker) worker = tf_sweep_worker_new (work->sweep);
  const gsize *cells;

  while (take_cells (work, 1, &cells) > 0)
    {
      g_auto (TfSweepCell) result = { 0 };
      g_autofree char *row = NULL;
      GError *error = NULL;

      if (tf_sweep_worker_measure (worker, *cells, &result, work->cancellable, &error))
        row = tf_sweep_write_row (work->sweep, *cells, &result);
      hand_on (work, *cells, row, result.message, error);
    }
  return NULL;
}

static void
send_cells (Work *work, int rank)
{
  guint64 message[MOST_AT_ONCE];
  const gsize *cells;
  gsize left = work->n - MIN (work->next, work->n), n;

  n = take_cells (work, CLAMP (left / (4 * count_ranks ()), 1, MOST_AT_ONCE), &cells);
  for (gsize k = 0; k < n; k++)
    message[k] = cells[k];
  MPI_Send (message, n, MPI_UINT64_T, rank, CELLS, MPI_COMM_WORLD);
  work->n_helpers -= n == 0;
  work->n_out += n;
}

/* A cell's number, its row, and its message behind the row's end. */
static void
take_done (Work *work, const MPI_Status *status)
{
  g_autofree char *message = NULL;
  guint64 cell;
  const char *row;
  int length;

  MPI_Get_count (status, MPI_BYTE, &length);
  message = g_malloc (length);
  MPI_Recv (message, length, MPI_BYTE, status->MPI_SOURCE, DONE, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  work->n_out--;
  memcpy (&cell, message, sizeof cell);
  row = message + sizeof cell;
  hand_on (work, cell, row, row[strlen (row) + 1] != '\0' ? row + strlen (row) + 1 : NULL, NULL);
}

static void
serve_one (Work *work, const MPI_Status *status)
{
  if (status->MPI_TAG == DONE)
    {
      take_done (work, status);
      return;
    }
  MPI_Recv (NULL, 0, MPI_BYTE, status->MPI_SOURCE, status->MPI_TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  if (status->MPI_TAG == READY)
    send_cells (work, status->MPI_SOURCE);
  else
    {
      work->n_helpers--;
      hand_on (work, 0, NULL, NULL, g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "rank %d could not read the problem", status->MPI_SOURCE));
    }
}

/* Until everyone was sent away and has given back what they had. Being cancelled does not wait for the others: what is done is
 * kept, and they end with this process. */
static void
serve (Work *work)
{
  while ((work->n_helpers > 0 || work->n_out > 0) && !g_cancellable_is_cancelled (work->cancellable))
    {
      MPI_Status status;
      int is_there;

      MPI_Iprobe (MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &is_there, &status);
      if (is_there)
        serve_one (work, &status);
      else
        g_usleep (PATIENCE);
    }
}

static gboolean
work_and_serve (TfSweep      *sweep,
                const gsize  *cells,
                gsize         n,
                guint         n_threads,
                TfSweepDone   done,
                gpointer      user_data,
                GCancellable *cancellable,
                GError      **error)
{
  Work work = { .sweep = sweep, .cells = cells, .n = n, .done = done, .user_data = user_data, .cancellable = cancellable,
                .n_helpers = count_ranks () - 1 };
  GThread *thread;

  entered = TRUE;
  g_mutex_init (&work.mutex);
  thread = g_thread_new ("sweep", work_here_cb, &work);
  serve (&work);
  g_thread_join (thread);
  g_mutex_clear (&work.mutex);
  if (work.error == NULL && !g_cancellable_set_error_if_cancelled (cancellable, &work.error))
    return TRUE;
  g_propagate_error (error, work.error);
  return FALSE;
}

/* What the helpers wait for when the work was not even begun. */
static void
send_helpers_away (void)
{
  for (guint left = count_ranks () - 1; left > 0; left--)
    {
      MPI_Status status;

      MPI_Recv (NULL, 0, MPI_BYTE, MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &status);
      if (status.MPI_TAG == READY)
        MPI_Send (NULL, 0, MPI_UINT64_T, status.MPI_SOURCE, CELLS, MPI_COMM_WORLD);
    }
}

/* --- the other ranks --- */

static guint
receive_cells (guint64 cells[MOST_AT_ONCE])
{
  MPI_Status status;
  int n;

  MPI_Recv (cells, MOST_AT_ONCE, MPI_UINT64_T, 0, CELLS, MPI_COMM_WORLD, &status);
  MPI_Get_count (&status, MPI_UINT64_T, &n);
  return n;
}

static void
send_done (TfSweep *sweep, guint64 cell, const TfSweepCell *result)
{
  g_autofree char *row = tf_sweep_write_row (sweep, cell, result);
  g_autoptr (GByteArray) message = g_byte_array_new ();
  const char *reason = result->message != NULL ? result->message : "";

  g_byte_array_append (message, (const guint8 *) &cell, sizeof cell);
  g_byte_array_append (message, (const guint8 *) row, strlen (row) + 1);
  g_byte_array_append (message, (const guint8 *) reason, strlen (reason) + 1);
  MPI_Send (message->data, message->len, MPI_BYTE, 0, DONE, MPI_COMM_WORLD);
}

static gboolean
help (TfSweep      *sweep,
      const gsize  *no_cells,
      gsize         no_n,
      guint         n_threads,
      TfSweepDone   done,
      gpointer      user_data,
      GCancellable *cancellable,
      GError      **error)
{
  g_autoptr (TfSweepWorker) worker = tf_sweep_worker_new (sweep);
  guint64 cells[MOST_AT_ONCE];
  guint n;

  entered = TRUE;
  tell (0, READY);
  while ((n = receive_cells (cells)) > 0)
    for (guint k = 0; k < n; k++)
      {
        g_auto (TfSweepCell) result = { 0 };

        /* More is asked for before it is needed. */
        if (k + 1 == n)
          tell (0, READY);
        if (!tf_sweep_worker_measure (worker, cells[k], &result, cancellable, error))
          return FALSE;
        send_done (sweep, cells[k], &result);
      }
  return TRUE;
}

/* public */

int
tf_mpi_sweep (int argc, char **argv)
{
  gboolean helps = get_rank () > 0;
  const TfCliSweepEngine engine = { .n_threads = 1, .is_helper = helps, .work = helps ? help : work_and_serve };
  int status = tf_cli_sweep_with (argc, argv, &engine);

  if (helps && !entered)
    tell (0, ABSENT);
  else if (!helps && !entered)
    send_helpers_away ();
  return status;
}
