/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mpi-pieces.h"

#include <string.h>

#include "mpi-talk.h"

/* So many ranks and more keep rank 0 busy with joining what they have. */
#define MANY_RANKS 5

static int
find_rank (gsize file, gsize piece)
{
  gsize n = tf_mpi_count_ranks (), first = n >= MANY_RANKS ? 1 : 0;

  return (int) (first + (file + piece) % (n - first));
}

static gboolean
is_here (gsize piece, gpointer user_data)
{
  const TfMpiPieces *self = user_data;

  return find_rank (self->file, piece) == tf_mpi_get_rank ();
}

/* --- a summary, array by array --- */

typedef struct
{
  void  *items;
  gsize  n; /* bytes */
} Part;

#define N_PARTS 7

static void
list_parts (TfSummary *s, Part parts[N_PARTS])
{
  const Part all[N_PARTS] = {
    { s->sizes, s->n_classes * sizeof *s->sizes },
    { s->means, s->dim * s->n_classes * sizeof *s->means },
    { s->rest, s->dim * s->n_classes * sizeof *s->rest },
    { s->covariance, s->dim * s->dim * sizeof *s->covariance },
    { s->sample, s->dim * s->n_sample * sizeof *s->sample },
    { s->sample_classes, s->n_sample * sizeof *s->sample_classes },
    { s->keys, s->n_sample * sizeof *s->keys },
  };

  for (int i = 0; i < N_PARTS; i++)
    parts[i] = all[i];
}

/* Of these sizes; NULL: there is no memory for it. */
static TfSummary *
allocate (const guint64 sizes[4])
{
  g_autoptr (TfSummary) s = g_new0 (TfSummary, 1);
  Part parts[N_PARTS];

  s->dim = sizes[0];
  s->n_classes = (guint) sizes[1];
  s->n_samples = sizes[2];
  s->n_sample = sizes[3];
  s->sizes = g_try_new0 (gsize, MAX (s->n_classes, 1));
  s->means = g_try_new0 (double, MAX (s->dim * s->n_classes, 1));
  s->rest = g_try_new0 (double, MAX (s->dim * s->n_classes, 1));
  s->covariance = g_try_new0 (double, MAX (s->dim * s->dim, 1));
  s->sample = g_try_new0 (float, MAX (s->dim * s->n_sample, 1));
  s->sample_classes = g_try_new0 (guint32, MAX (s->n_sample, 1));
  s->keys = g_try_new0 (guint64, MAX (s->n_sample, 1));
  list_parts (s, parts);
  for (int i = 0; i < N_PARTS; i++)
    if (parts[i].items == NULL)
      return NULL;
  return g_steal_pointer (&s);
}

/* --- from rank to rank --- */

/* d = 0 stands for a piece whose squares overflow. */
static gboolean
hand_over (TfMpiPieces *self, TfSummary *piece, GError **error)
{
  TfMpiOffer  offer = { .file = self->file };
  TfMpiAnswer answer;
  Part        parts[N_PARTS];

  if (piece != NULL)
    {
      const guint64 sizes[4] = { piece->dim, piece->n_classes, piece->n_samples, piece->n_sample };

      memcpy (offer.sizes, sizes, sizeof sizes);
    }
  answer = tf_mpi_make_offer (&offer);
  self->is_over = answer == TF_MPI_END;
  if (self->is_over)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Nothing more is wanted.");
  if (answer != TF_MPI_WANTED || piece == NULL)
    return !self->is_over;
  list_parts (piece, parts);
  for (int i = 0; i < N_PARTS; i++)
    tf_mpi_send (parts[i].items, parts[i].n);
  return TRUE;
}

static gboolean
take_over (TfMpiPieces *self, TfPieces *pieces, int rank, GError **error)
{
  g_auto (TfMpiOffer) offer = { 0 };
  g_autoptr (TfSummary) piece = NULL;
  Part parts[N_PARTS];

  if (!tf_mpi_take_offer (rank, self->file, &offer, self->cancellable, error))
    return FALSE;
  piece = offer.sizes[0] > 0 ? allocate (offer.sizes) : NULL;
  if (offer.sizes[0] > 0 && piece == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no memory for what rank %d has gathered", rank);
      return FALSE;
    }
  if (piece != NULL)
    list_parts (piece, parts);
  for (int i = 0; i < N_PARTS && piece != NULL; i++)
    tf_mpi_receive (rank, parts[i].items, parts[i].n);
  tf_pieces_join (pieces, piece);
  return TRUE;
}

static gboolean
exchange (TfPieces *pieces, gsize piece, gboolean is_here, gpointer user_data, GError **error)
{
  TfMpiPieces *self = user_data;
  g_autoptr (TfSummary) sum = NULL;

  if (self->share.joins)
    return is_here || take_over (self, pieces, find_rank (self->file, piece), error);
  if (!is_here)
    return TRUE;
  sum = tf_pieces_take (pieces);
  return hand_over (self, sum, error);
}

void
tf_mpi_pieces_init (TfMpiPieces *self, gsize file, GCancellable *cancellable)
{
  int rank = tf_mpi_get_rank ();

  *self = (TfMpiPieces){ .share = { .joins = rank == 0, .whole = file % tf_mpi_count_ranks () == (gsize) rank, .is_here = is_here,
                                    .exchange = exchange, .user_data = self },
                         .file = file, .cancellable = cancellable };
}
